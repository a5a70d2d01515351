package io.github.k8sbykeshed.validator.report;

import io.github.k8sbykeshed.validator.expect.Table;
import io.github.k8sbykeshed.validator.result.Latency;
import io.github.k8sbykeshed.validator.result.Step;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One step of a case: how many cells are how, why they are, and what was measured.
 *
 * @param step what is reported
 * @param tally how many cells have which mark
 * @param slowestMicros how long the slowest attempt of the judged round took, microseconds
 * @param latencies when cells first were as expected; null where that was not measured
 * @param late answers so late that a packet must have been lost; null if there are none
 * @param figures how fast payloads moved; empty where that was not measured
 * @param reasons why cells are not as expected or were recorded, those of most cells first
 */
record StepReport(
        Step step,
        Tally tally,
        int slowestMicros,
        @Nullable Latencies latencies,
        @Nullable LateAnswers late,
        List<Figures> figures,
        Map<Table.Mark, List<Reason>> reasons) {

    /** A lost SYN is sent again after this long, so that a slower answer is a packet lost. */
    private static final int LATE_MICROS = 1_000_000;

    /** How many cells of a table have which mark. */
    record Tally(int conform, int violate, int inconclusive, int recorded, int unasked) {

        private static Tally of(Table table) {
            return new Tally(
                    table.count(Table.Mark.CONFORMS),
                    table.count(Table.Mark.VIOLATES),
                    table.count(Table.Mark.INCONCLUSIVE),
                    table.count(Table.Mark.RECORDED),
                    table.count(Table.Mark.UNASKED));
        }

        /** How many keep their case from conforming. */
        int bad() {
            return violate + inconclusive;
        }

        /** {@code 3 of 9 cells not as expected (3 violate), 2 not asked}. */
        String describe() {
            int judged = bad() + conform;
            var clauses = new ArrayList<String>();
            if (bad() > 0) {
                clauses.add(
                        "%s of %s not as expected (%s)"
                                .formatted(Text.number(bad()), Text.count(judged, "cell"), how()));
            } else if (judged == 1) {
                clauses.add("the only cell is as expected");
            } else if (judged > 1) {
                clauses.add("all " + Text.count(judged, "cell") + " as expected");
            }
            if (recorded > 0) {
                clauses.add(Text.number(recorded) + " recorded");
            }
            if (unasked > 0) {
                clauses.add(Text.number(unasked) + " not asked");
            }
            return String.join(", ", clauses);
        }

        private String how() {
            var how = new ArrayList<String>();
            if (violate > 0) {
                how.add(Text.number(violate) + (violate == 1 ? " violates" : " violate"));
            }
            if (inconclusive > 0) {
                how.add(Text.number(inconclusive) + " inconclusive");
            }
            return String.join(", ", how);
        }
    }

    /**
     * How long a change took to be seen.
     *
     * @param cells in how many cells it was seen
     * @param asked how many cells there are
     * @param minMicros the shortest time, microseconds
     * @param medianMicros the median, microseconds
     * @param slowest the longest
     */
    record Latencies(int cells, int asked, long minMicros, long medianMicros, Latency slowest) {

        private static @Nullable Latencies of(Step step) {
            if (step.latencies().isEmpty()) {
                return null;
            }
            long[] sorted = step.latencies().stream().mapToLong(Latency::micros).sorted().toArray();
            return new Latencies(
                    sorted.length,
                    step.table().matrix().asked(),
                    sorted[0],
                    sorted[(sorted.length - 1) / 2],
                    Collections.max(
                            step.latencies(),
                            Comparator.comparingLong(Latency::micros)
                                    .thenComparing(Latency::source)
                                    .thenComparing(Latency::target)));
        }

        /** With the names of the slowest cell's source and target. */
        String describe(String source, String target) {
            return "programming latency of %s of %s: min %s, median %s, max %s (%s -> %s)"
                    .formatted(
                            Text.number(cells),
                            Text.count(asked, "cell"),
                            Text.micros(minMicros),
                            Text.micros(medianMicros),
                            Text.micros(slowest.micros()),
                            source,
                            target);
        }
    }

    /**
     * Cells that conform, but were answered only after a second or more.
     *
     * @param cells how many they are
     * @param micros the slowest answer, microseconds
     * @param row of the slowest one
     * @param column of the slowest one
     */
    record LateAnswers(int cells, int micros, int row, int column) {

        /** With the names of the slowest answer's source and target. */
        String describe(String source, String target) {
            return "slow: %s answered only after a second or more, as if a packet was lost; the slowest after %s (%s -> %s)"
                    .formatted(Text.count(cells, "cell"), Text.micros(micros), source, target);
        }
    }

    static StepReport of(Step step) {
        Table table = step.table();
        var matrix = table.matrix();
        int slowest = 0;
        int lateCells = 0;
        LateAnswers late = null;
        for (int row = 0; row < matrix.rows(); row++) {
            for (int column = 0; column < matrix.columns(); column++) {
                int micros = table.slowestMicros(row, column);
                slowest = Math.max(slowest, micros);
                if (micros >= LATE_MICROS
                        && table.mark(row, column) == Table.Mark.CONFORMS
                        && matrix.expectation(row, column).isPositive()) {
                    lateCells++;
                    late =
                            late == null || micros > late.micros()
                                    ? new LateAnswers(lateCells, micros, row, column)
                                    : new LateAnswers(
                                            lateCells, late.micros(), late.row(), late.column());
                }
            }
        }
        Map<Table.Mark, List<Reason>> reasons = new EnumMap<>(Table.Mark.class);
        for (Table.Mark mark :
                List.of(Table.Mark.VIOLATES, Table.Mark.INCONCLUSIVE, Table.Mark.RECORDED)) {
            reasons.put(mark, table.count(mark) == 0 ? List.of() : Reason.of(table, mark));
        }
        return new StepReport(
                step,
                Tally.of(table),
                slowest,
                Latencies.of(step),
                late,
                Figures.of(table),
                Collections.unmodifiableMap(reasons));
    }

    Table table() {
        return step.table();
    }

    /** Whether it keeps its case from conforming. */
    boolean failed() {
        return tally.bad() > 0;
    }

    /** Why cells have this mark; empty for cells that conform or are not asked. */
    List<Reason> reasons(Table.Mark mark) {
        return reasons.getOrDefault(mark, List.of());
    }

    /**
     * When cells first were as expected, and which answers came so late that a packet must have
     * been lost: a line each, if there is anything to say.
     */
    List<String> delays(Names names) {
        var lines = new ArrayList<String>();
        if (latencies != null) {
            Names whole = Names.whole(table().matrix());
            Latency slowest = latencies.slowest();
            int row = whole.rows().indexOf(Text.line(slowest.source()));
            int column = whole.columns().indexOf(Text.line(slowest.target()));
            lines.add(
                    latencies.describe(
                            row < 0 ? Text.line(slowest.source()) : names.rows().get(row),
                            column < 0
                                    ? Text.line(slowest.target())
                                    : names.columns().get(column)));
        }
        if (late != null) {
            lines.add(
                    late.describe(
                            names.rows().get(late.row()), names.columns().get(late.column())));
        }
        return lines;
    }

    /** How long it was waited and asked, in one line. */
    String times() {
        return "waited %s, asked in %s, slowest attempt %s"
                .formatted(
                        Text.millis(step.waitMillis()),
                        Text.millis(step.roundMillis()),
                        Text.micros(slowestMicros));
    }
}
