package io.github.k8sbykeshed.validator.report;

import io.github.k8sbykeshed.validator.expect.Expectation;
import io.github.k8sbykeshed.validator.expect.Table;
import io.github.k8sbykeshed.validator.probe.Attempt;
import io.github.k8sbykeshed.validator.probe.Observation.Answered;
import io.github.k8sbykeshed.validator.probe.Target.Reach;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * How fast payloads moved: Mbit/s of a connection's both directions in turn, connecting included.
 * Of the transfers of a cell the median counts.
 */
final class Rates {

    /** Wider and longer tables are told in one line. */
    private static final int MOST = 20;

    private static final double BITS = 8;

    /** The number of a cell, if it has one. */
    private interface Cells {
        OptionalDouble at(int row, int column);
    }

    private final Table table;

    Rates(Table table) {
        this.table = table;
    }

    /** Whether this is a table of rates. */
    static boolean isOf(Table table) {
        return table.matrix().expectations().stream()
                .anyMatch(Expectation.Measured.class::isInstance);
    }

    List<String> lines() {
        var lines = new ArrayList<String>();
        append(lines, "Mbit/s", 0, this::through);
        if (table.matrix().targets().stream().noneMatch(each -> each.reach() == Reach.DIRECT)) {
            append(lines, "share of the Mbit/s past the Service", 2, this::share);
        }
        return lines;
    }

    private OptionalDouble through(int row, int column) {
        Table.Evidence kept = table.evidence(row, column);
        return kept == null ? OptionalDouble.empty() : rate(row, column, kept.attempts());
    }

    private OptionalDouble share(int row, int column) {
        Table.Evidence kept = table.evidence(row, column);
        List<Attempt> direct = kept == null ? null : kept.direct();
        OptionalDouble through = through(row, column);
        OptionalDouble past = direct == null ? OptionalDouble.empty() : rate(row, column, direct);
        return through.isPresent() && past.isPresent()
                ? OptionalDouble.of(through.getAsDouble() / past.getAsDouble())
                : OptionalDouble.empty();
    }

    private OptionalDouble rate(int row, int column, List<Attempt> transfers) {
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

    private void append(List<String> lines, String what, int digits, Cells cells) {
        int rows = table.matrix().rows();
        int columns = table.matrix().columns();
        double[] all =
                IntStream.range(0, rows * columns)
                        .mapToObj(cell -> cells.at(cell / columns, cell % columns))
                        .flatMapToDouble(OptionalDouble::stream)
                        .sorted()
                        .toArray();
        if (all.length == 0) {
            return;
        }
        lines.add(
                what
                        + ": min "
                        + number(all[0], digits)
                        + ", median "
                        + number(median(DoubleStream.of(all)).orElseThrow(), digits)
                        + ", max "
                        + number(all[all.length - 1], digits));
        if (rows <= MOST && columns <= MOST) {
            lines.addAll(grid(digits, cells));
        }
    }

    private List<String> grid(int digits, Cells cells) {
        List<List<String>> rows = new ArrayList<>();
        List<String> heads = new ArrayList<>(List.of("-"));
        for (int column = 0; column < table.matrix().columns(); column++) {
            heads.add("c" + (column + 1));
        }
        rows.add(heads);
        for (int row = 0; row < table.matrix().rows(); row++) {
            List<String> line = new ArrayList<>();
            line.add(Text.line(table.matrix().sources().get(row).id()));
            for (int column = 0; column < table.matrix().columns(); column++) {
                OptionalDouble number = cells.at(row, column);
                line.add(
                        number.isPresent()
                                ? number(number.getAsDouble(), digits)
                                : table.matrix().isAsked(row, column) ? "?" : "-");
            }
            rows.add(line);
        }
        List<String> lines = new ArrayList<>();
        int names = rows.stream().mapToInt(row -> Text.width(row.getFirst())).max().orElse(0);
        int width =
                rows.stream()
                        .flatMap(row -> row.stream().skip(1))
                        .mapToInt(Text::width)
                        .max()
                        .orElse(0);
        for (List<String> row : rows) {
            var line = new StringBuilder(Text.padded(row.getFirst(), names));
            row.stream()
                    .skip(1)
                    .forEach(cell ->
                            line.append("  ")
                                    .append(" ".repeat(width - Text.width(cell)))
                                    .append(cell));
            lines.add(line.toString());
        }
        for (int column = 0; column < table.matrix().columns(); column++) {
            lines.add(
                    heads.get(column + 1)
                            + " = "
                            + Text.line(table.matrix().targets().get(column).label()));
        }
        return lines;
    }

    private static String number(double number, int digits) {
        return String.format(Locale.ROOT, "%,." + digits + "f", number);
    }
}
