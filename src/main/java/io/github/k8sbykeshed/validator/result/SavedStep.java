package io.github.k8sbykeshed.validator.result;

import io.github.k8sbykeshed.validator.expect.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A step's saved form.
 *
 * @param latencies when cells first were as expected
 */
record SavedStep(
        String name, Table table, long waitMillis, long roundMillis, SavedLatencies latencies) {

    /**
     * Latencies by source and target.
     *
     * @param sources the sources that have any
     * @param targets the targets that have any; one may occur twice, if two are called the same
     * @param micros for each source the latencies to all targets, {@link #MISSING} where is none
     */
    record SavedLatencies(List<String> sources, List<String> targets, List<String> micros) {}

    private static final long MISSING = -1;

    /** A target by its name, and how many others of that name the source has before it. */
    private record Column(String target, int before) {}

    static SavedStep of(Step step) {
        Map<Column, Integer> columns = new LinkedHashMap<>();
        Map<String, long[]> rows = new LinkedHashMap<>();
        for (Latency each : step.latencies()) {
            long[] row = rows.getOrDefault(each.source(), new long[0]);
            for (int before = 0; ; before++) {
                int column =
                        columns.computeIfAbsent(
                                new Column(each.target(), before), c -> columns.size());
                row = widened(row, column + 1, columns.size());
                if (row[column] == MISSING) {
                    row[column] = each.micros();
                    break;
                }
            }
            rows.put(each.source(), row);
        }
        return new SavedStep(
                step.name(),
                step.table(),
                step.waitMillis(),
                step.roundMillis(),
                new SavedLatencies(
                        List.copyOf(rows.keySet()),
                        columns.keySet().stream().map(Column::target).toList(),
                        rows.values().stream()
                                .map(row -> widened(row, columns.size(), columns.size()))
                                .map(row -> Numbers.write(row.length, i -> row[i]))
                                .toList()));
    }

    private static long[] widened(long[] row, int least, int enough) {
        if (row.length >= least) {
            return row;
        }
        long[] wider = Arrays.copyOf(row, enough);
        Arrays.fill(wider, row.length, enough, MISSING);
        return wider;
    }

    Step restore() {
        List<Latency> restored = new ArrayList<>();
        for (int row = 0; row < latencies.sources().size(); row++) {
            long[] micros = Numbers.read(latencies.micros().get(row), latencies.targets().size());
            for (int column = 0; column < micros.length; column++) {
                if (micros[column] != MISSING) {
                    restored.add(
                            new Latency(
                                    latencies.sources().get(row),
                                    latencies.targets().get(column),
                                    micros[column]));
                }
            }
        }
        return new Step(name, table, waitMillis, roundMillis, restored);
    }
}
