package io.github.k8sbykeshed.validator.compare;

import io.github.k8sbykeshed.validator.expect.Table.Mark;
import io.github.k8sbykeshed.validator.result.CaseResult;
import io.github.k8sbykeshed.validator.result.Latency;
import io.github.k8sbykeshed.validator.result.Outcome;
import io.github.k8sbykeshed.validator.result.Run;
import io.github.k8sbykeshed.validator.result.Step;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Two runs, case by case. Cases are matched by their names, so that clusters, versions and
 * implementations can be compared; nodes need not be the same.
 *
 * @param before the run that is compared with
 * @param after the run that is compared
 * @param cases every case that either run has, in the order of the later run
 */
public record Comparison(Run before, Run after, List<Row> cases) {

    /** Nothing is worse. */
    public static final int EXIT_NOTHING_WORSE = 0;

    /** At least one case is worse. */
    public static final int EXIT_WORSE = 1;

    /** Nothing is worse, but of some cases one run says nothing, or the runs share no case. */
    public static final int EXIT_NOT_COMPARABLE = 2;

    /** A difference below this is the machine's, not the proxy's, microseconds. */
    private static final long NOTICEABLE = 50_000;

    /**
     * A case in both runs.
     *
     * @param name the case's name
     * @param before what came of it in the earlier run; empty if that run does not have it
     * @param after what came of it in the later run; empty if that run does not have it
     * @param change how they differ
     * @param detail one clause more; may be empty
     */
    public record Row(String name, String before, String after, Change change, String detail) {

        /** The part of the name before the slash. */
        public String feature() {
            return name.substring(0, name.indexOf('/'));
        }
    }

    public Comparison {
        cases = List.copyOf(cases);
    }

    /**
     * Compares two runs.
     *
     * @param slower how many times as long a change may take to be seen as it did; below 1 for any
     *     time
     */
    public static Comparison of(Run before, Run after, double slower) {
        Map<String, CaseResult> old = byName(before);
        Map<String, CaseResult> now = byName(after);
        Set<String> names = new LinkedHashSet<>(now.keySet());
        names.addAll(old.keySet());
        List<Row> rows = new ArrayList<>();
        for (String name : names) {
            rows.add(row(name, old.get(name), now.get(name), slower));
        }
        return new Comparison(before, after, rows);
    }

    private static Map<String, CaseResult> byName(Run run) {
        return run.cases().stream()
                .collect(Collectors.toMap(CaseResult::name, Function.identity(), (a, b) -> a));
    }

    private static Row row(
            String name, @Nullable CaseResult before, @Nullable CaseResult after, double slower) {
        String was = before == null ? "" : before.outcome().word();
        String is = after == null ? "" : after.outcome().word();
        if (after == null || after.outcome() instanceof Outcome.NotApplicable) {
            boolean had = before != null && !(before.outcome() instanceof Outcome.NotApplicable);
            return new Row(name, was, is, had ? Change.GONE : Change.EQUAL, reason(after));
        }
        if (before == null || before.outcome() instanceof Outcome.NotApplicable) {
            return new Row(name, was, is, ofNew(after.outcome()), after.outcome().reason());
        }
        return switch (after.outcome()) {
            case Outcome.Violates(String why) ->
                    switch (before.outcome()) {
                        case Outcome.Violates b -> bothViolate(name, before, after);
                        case Outcome.Conforms b -> new Row(name, was, is, Change.WORSE, why);
                        case Outcome.Inconclusive b ->
                                new Row(name, was, is, Change.NOT_COMPARABLE, why);
                        case Outcome.NotRun b -> new Row(name, was, is, Change.NOT_COMPARABLE, why);
                        case Outcome.NotApplicable b -> new Row(name, was, is, Change.WORSE, why);
                    };
            case Outcome.Conforms() ->
                    switch (before.outcome()) {
                        case Outcome.Conforms b -> bothConform(name, before, after, slower);
                        case Outcome.Violates(String why) ->
                                new Row(name, was, is, Change.MENDED, why);
                        case Outcome.Inconclusive(String why) ->
                                new Row(name, was, is, Change.NOT_COMPARABLE, why);
                        case Outcome.NotRun(String why) ->
                                new Row(name, was, is, Change.NOT_COMPARABLE, why);
                        case Outcome.NotApplicable b -> new Row(name, was, is, Change.NEW, "");
                    };
            case Outcome.Inconclusive(String why) ->
                    new Row(name, was, is, Change.NOT_COMPARABLE, why);
            case Outcome.NotRun(String why) -> new Row(name, was, is, Change.NOT_COMPARABLE, why);
            case Outcome.NotApplicable(String why) -> new Row(name, was, is, Change.GONE, why);
        };
    }

    private static String reason(@Nullable CaseResult result) {
        return result == null ? "" : result.outcome().reason();
    }

    private static Change ofNew(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Conforms() -> Change.NEW;
            case Outcome.Violates o -> Change.WORSE;
            case Outcome.Inconclusive o -> Change.NOT_COMPARABLE;
            case Outcome.NotRun o -> Change.NOT_COMPARABLE;
            case Outcome.NotApplicable o -> Change.EQUAL;
        };
    }

    /** An earlier step that fails, or more cells of the same one, is worse. */
    private static Row bothViolate(String name, CaseResult before, CaseResult after) {
        int steps = Integer.compare(before.steps().size(), after.steps().size());
        int cells = Integer.compare(violating(after), violating(before));
        int worse = steps == 0 ? cells : steps;
        return new Row(
                name,
                before.outcome().word(),
                after.outcome().word(),
                worse > 0 ? Change.WORSE : worse < 0 ? Change.BETTER : Change.EQUAL,
                "%d cells in step %d, now %d in step %d"
                        .formatted(
                                violating(before),
                                before.steps().size(),
                                violating(after),
                                after.steps().size()));
    }

    private static int violating(CaseResult result) {
        return result.steps().isEmpty() ? 0 : result.steps().getLast().table().count(Mark.VIOLATES);
    }

    private static Row bothConform(
            String name, CaseResult before, CaseResult after, double slower) {
        OptionalLong was = medianMicros(before);
        OptionalLong is = medianMicros(after);
        boolean isSlower =
                slower >= 1
                        && was.isPresent()
                        && is.isPresent()
                        && is.getAsLong() > slower * was.getAsLong()
                        && is.getAsLong() - was.getAsLong() > NOTICEABLE;
        return new Row(
                name,
                before.outcome().word(),
                after.outcome().word(),
                isSlower ? Change.SLOWER : Change.EQUAL,
                isSlower
                        ? "a change is seen after %d ms, before after %d ms (medians)"
                                .formatted(is.getAsLong() / 1_000, was.getAsLong() / 1_000)
                        : "");
    }

    /** How long changes take to be seen, in all steps of a case; empty if none was measured. */
    static OptionalLong medianMicros(CaseResult result) {
        long[] all =
                result.steps().stream()
                        .map(Step::latencies)
                        .flatMap(List::stream)
                        .mapToLong(Latency::micros)
                        .sorted()
                        .toArray();
        return all.length == 0 ? OptionalLong.empty() : OptionalLong.of(all[all.length / 2]);
    }

    /** How many cases changed so; changes that no case has are missing. */
    public Map<Change, Integer> counts() {
        Map<Change, Integer> counts = new EnumMap<>(Change.class);
        cases.forEach(each -> counts.merge(each.change(), 1, Integer::sum));
        return counts;
    }

    /** 0, 1 or 2, where 1 beats 2. */
    public int exitCode() {
        if (cases.stream().anyMatch(each -> each.change().isWorse())) {
            return EXIT_WORSE;
        }
        boolean isShared =
                cases.stream()
                        .anyMatch(each -> !each.before().isEmpty() && !each.after().isEmpty());
        return counts().containsKey(Change.NOT_COMPARABLE) || !isShared
                ? EXIT_NOT_COMPARABLE
                : EXIT_NOTHING_WORSE;
    }
}
