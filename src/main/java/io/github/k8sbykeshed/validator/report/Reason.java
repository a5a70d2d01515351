package io.github.k8sbykeshed.validator.report;

import io.github.k8sbykeshed.validator.expect.Arrival;
import io.github.k8sbykeshed.validator.expect.Comparison;
import io.github.k8sbykeshed.validator.expect.Expectation;
import io.github.k8sbykeshed.validator.expect.Matrix;
import io.github.k8sbykeshed.validator.expect.ReasonCode;
import io.github.k8sbykeshed.validator.expect.Table;
import io.github.k8sbykeshed.validator.probe.Attempt;
import io.github.k8sbykeshed.validator.probe.Observation.Answered;
import io.github.k8sbykeshed.validator.probe.Reply;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Why cells of a table are marked as they are, in one sentence for all that suffer from the same.
 *
 * @param mark how the cells are marked
 * @param block which cells they are
 */
record Reason(Table table, Table.Mark mark, Block block) {

    private static final int NAMES = 3;

    /** Longer lists of agents are counted rather than named. */
    private static final int AGENTS = 2;

    private static final int REASONS = 3;

    /** Reasons that say no more than what was expected and what was seen. */
    private static final Set<ReasonCode> PLAIN = Set.of(ReasonCode.UNEXPECTED, ReasonCode.DROPPED);

    private record Key(ReasonCode code, String said, String expected, String seen) {}

    /** The reasons of all cells with this mark, those of most cells first. */
    static List<Reason> of(Table table, Table.Mark mark) {
        Matrix matrix = table.matrix();
        int[] askedRows = new int[matrix.rows()];
        int[] askedColumns = new int[matrix.columns()];
        Map<Key, List<Integer>> cells = new LinkedHashMap<>();
        for (int row = 0; row < matrix.rows(); row++) {
            for (int column = 0; column < matrix.columns(); column++) {
                if (matrix.isAsked(row, column)) {
                    askedRows[row]++;
                    askedColumns[column]++;
                }
                if (table.mark(row, column) == mark) {
                    cells.computeIfAbsent(key(table, row, column), key -> new ArrayList<>())
                            .add(row * matrix.columns() + column);
                }
            }
        }
        return cells.values().stream()
                .sorted(Comparator.comparingInt(each -> -each.size()))
                .flatMap(each -> Block.cover(each, askedRows, askedColumns).stream())
                .map(block -> new Reason(table, mark, block))
                .toList();
    }

    private static Key key(Table table, int row, int column) {
        Table.Evidence evidence = table.evidence(row, column);
        if (evidence == null) {
            return new Key(ReasonCode.UNKNOWN, "", "", "");
        }
        Expectation expectation = table.matrix().expectation(row, column);
        String seen = Seen.kinds(expectation, evidence.attempts());
        return PLAIN.contains(evidence.code())
                ? new Key(evidence.code(), "", expectation.terms().general(), seen)
                : new Key(evidence.code(), said(evidence), "", seen);
    }

    /** A reason; nothing where it only says what was seen, which differs from cell to cell. */
    private static String said(Table.Evidence evidence) {
        return switch (evidence.code()) {
            case CONTROL_FAILS,
                    SEVERAL_BACKENDS,
                    NOT_PROBED,
                    STALLED,
                    NETWORK_LOSES,
                    NOT_REPEATED ->
                    "";
            case UNEXPECTED,
                    BACKEND_MISSING,
                    DROPPED,
                    UNSERVED_PORT_ANSWERS,
                    NOT_CHOSEN_ANEW,
                    STRANGER_AT_ADDRESS,
                    CONTROL_MISSING,
                    TOO_FEW_ATTEMPTS,
                    RECORDED,
                    UNKNOWN ->
                    evidence.why();
        };
    }

    /** {@code worker2/ns/agent -> all 3 targets: expected ..., but timed out connecting (...)}. */
    String sentence() {
        return sentence(Names.whole(table.matrix()), " -> ");
    }

    /** The sentence with other names and another arrow. */
    String sentence(Names names, String arrow) {
        return rows(names) + arrow + columns(names) + ": " + what();
    }

    /** How many sentences are left out, and of how many cells. */
    static String rest(List<Reason> reasons) {
        int cells = reasons.stream().mapToInt(each -> each.block().fresh()).sum();
        return "and %s more of these sentences, on %s"
                .formatted(Text.number(reasons.size()), Text.count(cells, "cell"));
    }

    private String rows(Names names) {
        List<String> all = names.rows();
        List<String> ours = block.rows().stream().map(all::get).toList();
        return names(ours, all.size(), block.allRows(), "source");
    }

    private String columns(Names names) {
        List<String> all = names.columns();
        List<String> ours = block.columns().stream().map(all::get).toList();
        return names(ours, all.size(), block.allColumns(), "target");
    }

    private String names(List<String> names, int all, boolean allAsked, String noun) {
        if (names.size() == 1) {
            return names.getFirst();
        }
        boolean isFull = block.cells().size() == block.rows().size() * block.columns().size();
        String every = names.size() == 2 ? "both " : "all " + Text.number(names.size()) + " ";
        if (names.size() == all && (isFull || !allAsked)) {
            return every + noun + "s";
        }
        if (allAsked) {
            return (isFull ? every : "all ") + "asked " + noun + "s";
        }
        return Text.count(names.size(), noun) + " (" + Text.some(names, NAMES) + ")";
    }

    private String what() {
        int columns = table.matrix().columns();
        Set<Expectation> expectations = new LinkedHashSet<>();
        Set<String> said = new LinkedHashSet<>();
        Set<ReasonCode> codes = EnumSet.noneOf(ReasonCode.class);
        var seen = new Seen();
        for (int cell : block.cells()) {
            Expectation expectation = table.matrix().expectation(cell / columns, cell % columns);
            expectations.add(expectation);
            Table.Evidence evidence = table.evidence(cell / columns, cell % columns);
            if (evidence != null) {
                said.add(said(evidence));
                codes.add(evidence.code());
                seen.add(expectation, evidence.attempts());
            }
        }
        if (mark == Table.Mark.RECORDED) {
            return "recorded: " + seen.describe();
        }
        if (PLAIN.containsAll(codes)) {
            Expectation first = expectations.iterator().next();
            return "expected "
                    + (expectations.size() == 1 && first.agents().size() <= AGENTS
                            ? Text.line(first.describe())
                            : first.terms().general())
                    + ", but "
                    + seen.describe();
        }
        if (said.equals(Set.of(""))) {
            return switch (codes.iterator().next()) {
                case CONTROL_FAILS ->
                        "the control past the Service fails, so that this says nothing of the"
                                + " Service: "
                                + seen.describe();
                case STALLED ->
                        "the backend's agent was too slow itself, so that this says nothing of the"
                                + " Service: "
                                + seen.describe();
                case NETWORK_LOSES ->
                        "packets are lost or late past the Service as well, so that this says"
                                + " nothing of the Service: "
                                + seen.describe();
                case NOT_REPEATED -> "a silence that did not come again: " + seen.describe();
                case SEVERAL_BACKENDS -> "not one backend but " + seen.describe();
                case UNEXPECTED,
                        BACKEND_MISSING,
                        DROPPED,
                        UNSERVED_PORT_ANSWERS,
                        NOT_CHOSEN_ANEW,
                        STRANGER_AT_ADDRESS,
                        CONTROL_MISSING,
                        NOT_PROBED,
                        TOO_FEW_ATTEMPTS,
                        RECORDED,
                        UNKNOWN ->
                        seen.describe();
            };
        }
        return Text.some(said.stream().map(Text::line).toList(), REASONS)
                + "; seen: "
                + seen.describe();
    }

    /** What the controls of these cells saw; empty if they have none. */
    String controls() {
        var direct = new Seen();
        var unserved = new Seen();
        boolean hasDirect = false;
        boolean hasUnserved = false;
        int columns = table.matrix().columns();
        for (int cell : block.cells()) {
            Table.Evidence evidence = table.evidence(cell / columns, cell % columns);
            List<Attempt> past = evidence == null ? null : evidence.direct();
            if (past != null) {
                hasDirect = true;
                Expectation expectation =
                        table.matrix().expectation(cell / columns, cell % columns);
                direct.add(pastTheService(expectation, past), past);
            }
            List<Attempt> nobody = evidence == null ? null : evidence.unserved();
            if (nobody != null) {
                hasUnserved = true;
                unserved.add(Expectation.notAnswered(), nobody);
            }
        }
        var clauses = new ArrayList<String>();
        if (hasDirect) {
            clauses.add("past the Service: " + direct.describe());
        }
        if (hasUnserved) {
            clauses.add("a port that nobody serves: " + unserved.describe());
        }
        clauses.addAll(afterwards());
        return String.join("; ", clauses);
    }

    /** Each backend is asked past the Service, also where one of them alone may answer by it. */
    private static Expectation pastTheService(Expectation expectation, List<Attempt> past) {
        Set<String> agents = new TreeSet<>(expectation.agents());
        if (agents.isEmpty()) {
            return expectation;
        }
        for (Attempt each : past) {
            if (each.observation() instanceof Answered(Reply.Identity by)) {
                agents.add(by.agent());
            }
        }
        return Expectation.answeredBy(agents);
    }

    /** What was found out when others were asked about these cells, of all of them together. */
    private List<String> afterwards() {
        Arrival arrival = null;
        Comparison comparison = null;
        int columns = table.matrix().columns();
        for (int cell : block.cells()) {
            Table.Evidence evidence = table.evidence(cell / columns, cell % columns);
            Arrival came = evidence == null ? null : evidence.arrival();
            if (came != null) {
                arrival = arrival == null ? came : arrival.plus(came);
            }
            Comparison compared = evidence == null ? null : evidence.comparison();
            if (compared != null) {
                comparison = comparison == null ? compared : comparison.plus(compared);
            }
        }
        var clauses = new ArrayList<String>();
        if (arrival != null) {
            clauses.add("the other end: " + arrival.describe());
        }
        if (comparison != null) {
            clauses.add("asked again, lost or late: " + comparison.describe());
        }
        return clauses;
    }
}
