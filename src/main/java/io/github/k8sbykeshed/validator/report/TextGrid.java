package io.github.k8sbykeshed.validator.report;

import io.github.k8sbykeshed.validator.expect.Table;
import io.github.k8sbykeshed.validator.probe.Target;
import java.util.ArrayList;
import java.util.List;

/**
 * Draws an excerpt of a table in lines of text. Columns bear their full names where those fit; else
 * numbers, explained below; and where even numbers do not fit, one character each in groups of ten.
 */
final class TextGrid {

    private static final String CORNER = "-";
    private static final String GAP = "   ";
    private static final int TEN = 10;

    private final Table table;
    private final Excerpt excerpt;
    private final List<String> rowNames;
    private final List<String> columnNames;
    private final int rowWidth;

    TextGrid(Table table, Excerpt excerpt) {
        this(table, excerpt, Names.whole(table.matrix()));
    }

    TextGrid(Table table, Excerpt excerpt, Names names) {
        this.table = table;
        this.excerpt = excerpt;
        this.rowNames = excerpt.rows().stream().map(names.rows()::get).toList();
        this.columnNames = excerpt.columns().stream().map(names.columns()::get).toList();
        this.rowWidth =
                Math.max(
                        View.COMPARISON.title().length(),
                        rowNames.stream().mapToInt(Text::width).max().orElse(0));
    }

    /** All three tables, and below them what the columns are. */
    List<String> full(int width) {
        List<Column> named = columnNames.stream().map(Column::named).toList();
        var lines = new ArrayList<String>();
        if (rowWidth + width(named) <= width) {
            lines.addAll(each(named));
            lines.addAll(key(columnNames, true));
            return lines;
        }
        List<Column> columns = numbers().stream().map(Column::named).toList();
        if (sideBySide(columns) <= width) {
            lines.addAll(draw(List.of(View.values()), columns));
            lines.add("");
        } else {
            lines.addAll(each(rowWidth + width(columns) <= width ? columns : tens()));
        }
        lines.addAll(key(numbers(), true));
        return lines;
    }

    /** All three tables if they fit side by side, else the comparison alone. */
    List<String> compact(int width, boolean addresses) {
        List<Column> columns = numbers().stream().map(Column::named).toList();
        var lines = new ArrayList<String>();
        if (sideBySide(columns) <= width) {
            lines.addAll(draw(List.of(View.values()), columns));
        } else {
            boolean fits = rowWidth + width(columns) <= width;
            lines.addAll(draw(List.of(View.COMPARISON), fits ? columns : tens()));
        }
        lines.addAll(key(numbers(), addresses));
        return lines;
    }

    private List<String> each(List<Column> columns) {
        var lines = new ArrayList<String>();
        for (View view : View.values()) {
            lines.addAll(draw(List.of(view), columns));
            lines.add("");
        }
        return lines;
    }

    private List<String> numbers() {
        return excerpt.columns().stream().map(column -> "c" + (column + 1)).toList();
    }

    private int sideBySide(List<Column> columns) {
        return rowWidth + View.values().length * (columnsWidth(width(columns)) + GAP.length());
    }

    /**
     * How a column is drawn.
     *
     * @param head what stands above it
     * @param before spaces before its mark
     * @param after spaces behind its mark
     */
    private record Column(String head, int before, int after) {
        static Column named(String name) {
            int width = Math.max(1, Text.width(name));
            int before = (width - 1) / 2;
            return new Column(name, 1 + before, width - 1 - before);
        }

        int width() {
            return before + 1 + after;
        }
    }

    private static int width(List<Column> columns) {
        return columns.stream().mapToInt(Column::width).sum();
    }

    /** One character a column, a gap before every tenth, above which its number stands. */
    private List<Column> tens() {
        var columns = new ArrayList<Column>();
        for (int i = 0; i < excerpt.columns().size(); i++) {
            boolean starts = i % TEN == 0;
            columns.add(
                    new Column(
                            starts ? "c" + (excerpt.columns().get(i) + 1) : "", starts ? 1 : 0, 0));
        }
        return columns;
    }

    private List<String> draw(List<View> views, List<Column> columns) {
        int width = columnsWidth(width(columns));
        var lines = new ArrayList<String>();
        var titles = new StringBuilder();
        var heads = new StringBuilder(Text.padded(CORNER, rowWidth));
        if (views.size() == 1) {
            titles.append(views.getFirst().title());
        } else {
            titles.append(" ".repeat(rowWidth));
            for (View view : views) {
                titles.append(GAP).append(' ').append(Text.padded(view.title(), width - 1));
            }
        }
        for (int i = 0; i < views.size(); i++) {
            heads.append(views.size() == 1 ? "" : GAP).append(Text.padded(heads(columns), width));
        }
        lines.add(titles.toString().stripTrailing());
        lines.add(heads.toString().stripTrailing());
        for (int i = 0; i < rowNames.size(); i++) {
            var line = new StringBuilder(Text.padded(rowNames.get(i), rowWidth));
            for (View view : views) {
                line.append(views.size() == 1 ? "" : GAP);
                line.append(Text.padded(marks(view, excerpt.rows().get(i), columns), width));
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    /** Wide enough for the title of a view, too. */
    private static int columnsWidth(int width) {
        return Math.max(width, View.COMPARISON.title().length() + 1);
    }

    private static String heads(List<Column> columns) {
        var line = new StringBuilder();
        int at = 0;
        for (Column column : columns) {
            if (!column.head().isEmpty()) {
                line.append(" ".repeat(Math.max(0, at - Text.width(line.toString()))));
                line.append(' ').append(column.head());
            }
            at += column.width();
        }
        return line.toString();
    }

    private String marks(View view, int row, List<Column> columns) {
        var line = new StringBuilder();
        for (int i = 0; i < columns.size(); i++) {
            line.append(" ".repeat(columns.get(i).before()));
            line.append(view.symbol(table, row, excerpt.columns().get(i)));
            line.append(" ".repeat(columns.get(i).after()));
        }
        return line.toString();
    }

    private List<String> key(List<String> heads, boolean addresses) {
        int width = heads.stream().mapToInt(Text::width).max().orElse(0);
        var lines = new ArrayList<String>();
        for (int i = 0; i < heads.size(); i++) {
            var target = table.matrix().targets().get(excerpt.columns().get(i));
            var line = new StringBuilder(Text.padded(heads.get(i), width)).append(" = ");
            boolean named = heads.get(i).equals(columnNames.get(i));
            if (!named) {
                line.append(columnNames.get(i));
            }
            if (addresses) {
                line.append(named ? "" : ", ").append(address(target));
            }
            lines.add(line.toString());
        }
        return lines;
    }

    /** Where a target is, without the question if it is called by that. */
    private static String address(Target target) {
        String whole = Text.line(target.describe());
        String question = " " + Text.line(target.label());
        return whole.endsWith(question)
                ? whole.substring(0, whole.length() - question.length())
                : whole;
    }
}
