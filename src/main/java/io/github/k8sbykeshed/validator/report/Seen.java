package io.github.k8sbykeshed.validator.report;

import io.github.k8sbykeshed.validator.expect.Expectation;
import io.github.k8sbykeshed.validator.expect.Terms;
import io.github.k8sbykeshed.validator.probe.Address;
import io.github.k8sbykeshed.validator.probe.Attempt;
import io.github.k8sbykeshed.validator.probe.Observation;
import io.github.k8sbykeshed.validator.probe.Reply;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What many attempts saw, in one clause. What differs from cell to cell of one fault, such as the
 * name of the backend, is told only where it is the same in all of them.
 */
final class Seen {

    private static final String AS_EXPECTED = "answered as expected";

    private static final String BY_ONE = "answered by one of its backends";

    private static final int DETAILS = 2;

    /** What is counted as one, and the details that it was seen with. */
    private final Map<String, Sights> sights = new TreeMap<>();

    private int attempts;

    private static final class Sights {
        private final SortedSet<String> details = new TreeSet<>();
        private int count;
    }

    /**
     * One observation.
     *
     * @param what equal for cells that suffer from the same
     * @param detail what is particular to it; empty if nothing is
     */
    private record Sight(String what, String detail) {
        @Override
        public String toString() {
            return detail.isEmpty() ? what : what + " " + detail;
        }
    }

    void add(Expectation expectation, List<Attempt> more) {
        for (Attempt attempt : more) {
            Sight sight = sight(expectation, attempt.observation());
            Sights same = sights.computeIfAbsent(sight.what(), what -> new Sights());
            same.count++;
            same.details.add(sight.detail());
            attempts++;
        }
    }

    /** What the attempts of a cell saw without particulars, as a key to group cells by. */
    static String kinds(Expectation expectation, List<Attempt> attempts) {
        SortedSet<String> kinds = null;
        String first = "";
        for (Attempt attempt : attempts) {
            String what = sight(expectation, attempt.observation()).what();
            if (kinds != null) {
                kinds.add(what);
            } else if (first.isEmpty()) {
                first = what;
            } else if (!first.equals(what)) {
                // Rare: attempts of a cell mostly see the same.
                kinds = new TreeSet<>(List.of(first, what));
            }
        }
        return kinds == null ? first : String.join(", ", kinds);
    }

    /**
     * Most frequent first, but what is as it should be last: {@code timed out connecting (8 of 9
     * attempts), answered as expected (1 of 9)}.
     */
    String describe() {
        if (attempts == 0) {
            return "no attempt";
        }
        var clauses = new ArrayList<String>();
        sights.entrySet().stream()
                .sorted(
                        Comparator.comparing((Map.Entry<String, Sights> each) ->
                                        each.getKey().equals(AS_EXPECTED))
                                .thenComparingInt(each -> -each.getValue().count))
                .forEach(each -> {
                    Sights same = each.getValue();
                    String clause = describe(each.getKey(), List.copyOf(same.details));
                    clauses.add(clause + share(same.count, clauses.isEmpty()));
                });
        return String.join(", ", clauses);
    }

    private String share(int count, boolean first) {
        if (attempts == 1) {
            return "";
        }
        return " ("
                + Text.number(count)
                + " of "
                + Text.number(attempts)
                + (first ? " attempts)" : ")");
    }

    private static String describe(String what, List<String> details) {
        if (details.size() == 1) {
            return new Sight(what, details.getFirst()).toString();
        }
        return what + " " + Text.some(details, DETAILS);
    }

    private static Sight sight(Expectation expectation, Observation observation) {
        return switch (observation) {
            case Observation.Answered(Reply reply) -> answer(expectation, reply);
            case Observation.Unreachable(String detail) ->
                    new Sight("unreachable", "(" + Text.line(detail) + ")");
            case Observation.NotObserved(String why) ->
                    new Sight("could not probe:", Text.line(why));
            case Observation.Refused o -> new Sight(o.describe(), "");
            case Observation.TimedOut o -> new Sight(o.describe(), "");
            case Observation.Reset o -> new Sight(o.describe(), "");
            case Observation.NameNotFound o -> new Sight(o.describe(), "");
        };
    }

    private static Sight answer(Expectation expectation, Reply reply) {
        Terms terms = expectation.terms();
        String who = Text.line(reply.describe());
        if (!(reply instanceof Reply.Identity identity)) {
            return new Sight(
                    terms.agents().isEmpty() ? "answered by" : "answered by no agent but", who);
        }
        Address client = terms.client();
        boolean asExpected = client == null || client.equals(identity.client());
        String seeing =
                !asExpected || expectation instanceof Expectation.Recorded
                        ? " seeing " + identity.client() + ","
                        : "";
        if (terms.agents().isEmpty()) {
            return new Sight("answered" + seeing + " by", who);
        }
        if (!terms.agents().contains(identity.agent())) {
            return new Sight("answered" + seeing + " by the wrong backend", who);
        }
        if (!asExpected) {
            return new Sight("answered" + seeing + " by the right backend", "");
        }
        if (!terms.allows(new Observation.Answered(identity))) {
            return new Sight("answered on port " + identity.port() + " by the right backend", "");
        }
        return new Sight(terms.draw().needsSeveral() ? BY_ONE : AS_EXPECTED, "");
    }
}
