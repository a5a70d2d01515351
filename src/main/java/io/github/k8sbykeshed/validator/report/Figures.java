package io.github.k8sbykeshed.validator.report;

import io.github.k8sbykeshed.validator.expect.Expectation;
import io.github.k8sbykeshed.validator.expect.Table;
import io.github.k8sbykeshed.validator.probe.Attempt;
import io.github.k8sbykeshed.validator.probe.Observation.Answered;
import io.github.k8sbykeshed.validator.probe.Target.Reach;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;

/**
 * How fast payloads moved, cell by cell: Mbit/s of a connection's both directions in turn,
 * connecting included, or the share of that past the Service. Of the transfers of a cell the median
 * counts.
 *
 * @param what the figure's name, with its unit
 * @param digits how many digits follow the point
 * @param table the cells
 * @param numbers for each row of cells its numbers; NaN where a cell has none
 */
record Figures(String what, int digits, Table table, double[][] numbers) {

    private static final double BITS = 8;

    private interface Cells {
        OptionalDouble at(int row, int column);
    }

    /** Whether the cells of this table are measured. */
    static boolean areOf(Table table) {
        return table.matrix().expectations().stream()
                .anyMatch(Expectation.Measured.class::isInstance);
    }

    /** What was measured in a table; empty if nothing was. */
    static List<Figures> of(Table table) {
        if (!areOf(table)) {
            return List.of();
        }
        var all = new ArrayList<Figures>();
        add(all, "Mbit/s", 0, table, (row, column) -> through(table, row, column));
        if (table.matrix().targets().stream().noneMatch(each -> each.reach() == Reach.DIRECT)) {
            add(
                    all,
                    "share of the Mbit/s past the Service",
                    2,
                    table,
                    (row, column) -> share(table, row, column));
        }
        return List.copyOf(all);
    }

    private static void add(List<Figures> all, String what, int digits, Table table, Cells cells) {
        double[][] numbers = new double[table.matrix().rows()][table.matrix().columns()];
        boolean some = false;
        for (int row = 0; row < numbers.length; row++) {
            for (int column = 0; column < numbers[row].length; column++) {
                OptionalDouble number = cells.at(row, column);
                numbers[row][column] = number.orElse(Double.NaN);
                some |= number.isPresent();
            }
        }
        if (some) {
            all.add(new Figures(what, digits, table, numbers));
        }
    }

    private static OptionalDouble through(Table table, int row, int column) {
        Table.Evidence kept = table.evidence(row, column);
        return kept == null ? OptionalDouble.empty() : rate(table, row, column, kept.attempts());
    }

    private static OptionalDouble share(Table table, int row, int column) {
        Table.Evidence kept = table.evidence(row, column);
        List<Attempt> direct = kept == null ? null : kept.direct();
        OptionalDouble through = through(table, row, column);
        OptionalDouble past =
                direct == null ? OptionalDouble.empty() : rate(table, row, column, direct);
        return through.isPresent() && past.isPresent()
                ? OptionalDouble.of(through.getAsDouble() / past.getAsDouble())
                : OptionalDouble.empty();
    }

    private static OptionalDouble rate(Table table, int row, int column, List<Attempt> transfers) {
        if (!(table.matrix().expectation(row, column)
                instanceof Expectation.Measured(String agent, int bytes))) {
            return OptionalDouble.empty();
        }
        double bits = 2 * BITS * bytes;
        return median(
                transfers.stream()
                        .filter(each -> each.observation() instanceof Answered)
                        // Bits in a microsecond are megabits in a second.
                        .mapToDouble(each -> bits / Math.max(1, each.tookMicros())));
    }

    private static OptionalDouble median(DoubleStream numbers) {
        double[] sorted = numbers.sorted().toArray();
        return sorted.length == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(
                        (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2);
    }

    private DoubleStream known() {
        return Arrays.stream(numbers)
                .flatMapToDouble(Arrays::stream)
                .filter(each -> !Double.isNaN(each));
    }

    /** {@code Mbit/s: min 2,000, median 3,000, max 4,000}. */
    String describe() {
        return "%s: min %s, median %s, max %s"
                .formatted(
                        what,
                        number(known().min().orElseThrow()),
                        number(median(known()).orElseThrow()),
                        number(known().max().orElseThrow()));
    }

    /** A cell's number; {@code ?} if it has none though it was asked, {@code -} if it was not. */
    String cell(int row, int column) {
        double number = numbers[row][column];
        return !Double.isNaN(number)
                ? number(number)
                : table.matrix().isAsked(row, column) ? "?" : "-";
    }

    private String number(double number) {
        return String.format(Locale.ROOT, "%,." + digits + "f", number);
    }
}
