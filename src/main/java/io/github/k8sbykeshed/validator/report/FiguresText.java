package io.github.k8sbykeshed.validator.report;

import java.util.ArrayList;
import java.util.List;

/** Measured figures in lines of text. */
final class FiguresText {

    /** Wider and longer tables are told in one line. */
    private static final int MOST = 20;

    private FiguresText() {}

    static List<String> lines(List<Figures> all) {
        var lines = new ArrayList<String>();
        for (Figures each : all) {
            lines.add(each.describe());
            var matrix = each.table().matrix();
            if (matrix.rows() <= MOST && matrix.columns() <= MOST) {
                lines.addAll(grid(each));
            }
        }
        return lines;
    }

    private static List<String> grid(Figures figures) {
        var matrix = figures.table().matrix();
        List<List<String>> rows = new ArrayList<>();
        List<String> heads = new ArrayList<>(List.of("-"));
        for (int column = 0; column < matrix.columns(); column++) {
            heads.add("c" + (column + 1));
        }
        rows.add(heads);
        for (int row = 0; row < matrix.rows(); row++) {
            List<String> line = new ArrayList<>();
            line.add(Text.line(matrix.sources().get(row).id()));
            for (int column = 0; column < matrix.columns(); column++) {
                line.add(figures.cell(row, column));
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
        for (int column = 0; column < matrix.columns(); column++) {
            lines.add(
                    heads.get(column + 1)
                            + " = "
                            + Text.line(matrix.targets().get(column).label()));
        }
        return lines;
    }
}
