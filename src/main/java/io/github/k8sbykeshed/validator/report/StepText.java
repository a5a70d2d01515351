package io.github.k8sbykeshed.validator.report;

import io.github.k8sbykeshed.validator.expect.Table;
import io.github.k8sbykeshed.validator.result.Latency;
import io.github.k8sbykeshed.validator.result.Step;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/** One step in text: its tables, what is to be said of its cells, its times. */
final class StepText {

    /** How wide a line may be in a file. */
    private static final int FILE_WIDTH = 160;

    /** How wide a line may be on a terminal. */
    private static final int TERMINAL_WIDTH = 120;

    /** Tables of more rows or columns are drawn only where something is not as expected. */
    private static final int FILE_WHOLE = 100;

    private static final int FILE_ROWS = 40;
    private static final int FILE_COLUMNS = 80;

    private static final int TERMINAL_ROWS = 12;
    private static final int TERMINAL_COLUMNS = 12;

    private static final int FILE_REASONS = 40;
    private static final int TERMINAL_REASONS = 12;

    /** A lost SYN is sent again after this long, so that a slower answer is a packet lost. */
    private static final int SLOW_MICROS = 1_000_000;

    private final Step step;
    private final Table table;

    StepText(Step step) {
        this.step = step;
        this.table = step.table();
    }

    /** Whether it keeps its case from conforming. */
    boolean failed() {
        return count(Table.Mark.VIOLATES) + count(Table.Mark.INCONCLUSIVE) > 0;
    }

    /** Everything, for a file. */
    List<String> full() {
        var lines = new ArrayList<String>();
        lines.add(heading() + "; " + times());
        lines.addAll(latencies());
        lines.addAll(slowAnswers());
        lines.addAll(rates());
        if (Rates.isOf(table) && !failed()) {
            return lines;
        }
        Selection whole = Selection.of(table, FILE_WHOLE, FILE_WHOLE);
        String leftOut = whole.leftOut(table);
        if (leftOut.isEmpty()) {
            lines.add("");
            lines.addAll(new Grid(table, whole).full(FILE_WIDTH));
            lines.add("");
        } else if (failed()) {
            Selection part = Selection.of(table, FILE_ROWS, FILE_COLUMNS);
            lines.add(part.leftOut(table));
            lines.add("");
            lines.addAll(new Grid(table, part).compact(FILE_WIDTH, true));
            lines.add("");
        }
        lines.addAll(reasons(FILE_REASONS));
        lines.addAll(recorded(FILE_REASONS));
        return lines;
    }

    /** What is wrong, for a terminal or a test report. */
    List<String> failure() {
        var lines = new ArrayList<String>();
        lines.add(heading());
        Selection selection = Selection.of(table, TERMINAL_ROWS, TERMINAL_COLUMNS);
        String leftOut = selection.leftOut(table);
        var grid = new Grid(table, selection);
        if (!leftOut.isEmpty()) {
            lines.add(leftOut);
        }
        lines.addAll(grid.compact(TERMINAL_WIDTH, false));
        lines.addAll(reasons(TERMINAL_REASONS));
        return lines;
    }

    /** What was recorded, for a test report; empty if nothing was. */
    List<String> recorded() {
        return recorded(TERMINAL_REASONS);
    }

    /** What was measured, in numbers; empty if nothing was. */
    List<String> rates() {
        return Rates.isOf(table) ? new Rates(table).lines() : List.of();
    }

    private int count(Table.Mark mark) {
        return table.count(mark);
    }

    /** {@code step "before": 3 of 9 cells are not as expected (3 violate)}. */
    String heading() {
        int violate = count(Table.Mark.VIOLATES);
        int inconclusive = count(Table.Mark.INCONCLUSIVE);
        int recorded = count(Table.Mark.RECORDED);
        int unasked = count(Table.Mark.UNASKED);
        int judged = violate + inconclusive + count(Table.Mark.CONFORMS);
        var clauses = new ArrayList<String>();
        if (violate + inconclusive > 0) {
            var how = new ArrayList<String>();
            if (violate > 0) {
                how.add(Text.number(violate) + (violate == 1 ? " violates" : " violate"));
            }
            if (inconclusive > 0) {
                how.add(Text.number(inconclusive) + " inconclusive");
            }
            clauses.add(
                    Text.number(violate + inconclusive)
                            + " of "
                            + Text.count(judged, "cell")
                            + " not as expected ("
                            + String.join(", ", how)
                            + ")");
        } else if (judged > 0) {
            clauses.add(
                    judged == 1
                            ? "the only cell is as expected"
                            : "all " + Text.count(judged, "cell") + " as expected");
        }
        if (recorded > 0) {
            clauses.add(Text.number(recorded) + " recorded");
        }
        if (unasked > 0) {
            clauses.add(Text.number(unasked) + " not asked");
        }
        return "step \"" + Text.line(step.name()) + "\": " + String.join(", ", clauses);
    }

    private String times() {
        int slowest = 0;
        for (int row = 0; row < table.matrix().rows(); row++) {
            for (int column = 0; column < table.matrix().columns(); column++) {
                slowest = Math.max(slowest, table.slowestMicros(row, column));
            }
        }
        return "waited "
                + Text.millis(step.waitMillis())
                + ", asked in "
                + Text.millis(step.roundMillis())
                + ", slowest attempt "
                + Text.micros(slowest);
    }

    private List<String> latencies() {
        if (step.latencies().isEmpty()) {
            return List.of();
        }
        long[] sorted = step.latencies().stream().mapToLong(Latency::micros).sorted().toArray();
        Latency slowest =
                Collections.max(
                        step.latencies(),
                        Comparator.comparingLong(Latency::micros)
                                .thenComparing(Latency::source)
                                .thenComparing(Latency::target));
        return List.of(
                "programming latency of "
                        + Text.number(sorted.length)
                        + " of "
                        + Text.count(table.matrix().asked(), "cell")
                        + ": min "
                        + Text.micros(sorted[0])
                        + ", median "
                        + Text.micros(sorted[(sorted.length - 1) / 2])
                        + ", max "
                        + Text.micros(slowest.micros())
                        + " ("
                        + Text.line(slowest.source())
                        + " -> "
                        + Text.line(slowest.target())
                        + ")");
    }

    /** Answers so late that a packet must have been lost: no violation, but worth knowing. */
    private List<String> slowAnswers() {
        int slow = 0;
        int worst = 0;
        String where = "";
        for (int row = 0; row < table.matrix().rows(); row++) {
            for (int column = 0; column < table.matrix().columns(); column++) {
                int micros = table.slowestMicros(row, column);
                if (micros >= SLOW_MICROS
                        && table.mark(row, column) == Table.Mark.CONFORMS
                        && table.matrix().expectation(row, column).isPositive()) {
                    slow++;
                    if (micros > worst) {
                        worst = micros;
                        where =
                                Text.line(table.matrix().sources().get(row).id())
                                        + " -> "
                                        + Text.line(table.matrix().targets().get(column).label());
                    }
                }
            }
        }
        return slow == 0
                ? List.of()
                : List.of(
                        "slow: "
                                + Text.count(slow, "cell")
                                + " answered only after a second or more, as if a packet was lost;"
                                + " the slowest after "
                                + Text.micros(worst)
                                + " ("
                                + where
                                + ")");
    }

    private List<String> reasons(int most) {
        var lines = new ArrayList<>(sentences(Table.Mark.VIOLATES, most));
        lines.addAll(sentences(Table.Mark.INCONCLUSIVE, most));
        return lines;
    }

    private List<String> recorded(int most) {
        return sentences(Table.Mark.RECORDED, most);
    }

    private List<String> sentences(Table.Mark mark, int most) {
        if (count(mark) == 0) {
            return List.of();
        }
        List<Reason> reasons = Reason.of(table, mark);
        var lines = new ArrayList<String>();
        for (Reason reason : reasons.subList(0, Math.min(most, reasons.size()))) {
            lines.add(reason.sentence());
            String controls = reason.controls();
            if (!controls.isEmpty()) {
                lines.add("  " + controls);
            }
        }
        if (reasons.size() > most) {
            List<Reason> rest = reasons.subList(most, reasons.size());
            int cells = rest.stream().mapToInt(reason -> reason.block().fresh()).sum();
            lines.add(
                    mark.symbol()
                            + " and "
                            + Text.number(rest.size())
                            + " more of these sentences, on "
                            + Text.count(cells, "cell"));
        }
        return lines;
    }
}
