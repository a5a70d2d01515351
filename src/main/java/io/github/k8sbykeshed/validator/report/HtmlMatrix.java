package io.github.k8sbykeshed.validator.report;

import io.github.k8sbykeshed.validator.expect.Matrix;
import io.github.k8sbykeshed.validator.expect.Table;
import io.github.k8sbykeshed.validator.probe.Attempt;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The matrix of a step as tables of HTML. A small one is drawn whole; a large one by groups of
 * zones, and below that only where something is not as expected.
 */
final class HtmlMatrix {

    /** A matrix that conforms is drawn whole up to this many cells. */
    private static final int SMALL = 64;

    /** One that does not is drawn whole up to so many rows and columns. */
    private static final int WHOLE = 24;

    /** Of wider ones there is the comparison alone. */
    private static final int ABREAST = 12;

    /** In larger tables cells say only what their reasons below say in full. */
    private static final int DETAILED = 150;

    /** Names of more characters together stand upright above their columns. */
    private static final int LEVEL = 120;

    /** A longer name takes several lines. */
    private static final int NAME = 32;

    private final Table table;
    private final Matrix matrix;
    private final Names names;
    private final UnaryOperator<String> zones;
    private final boolean failed;

    /** By row times columns plus column. */
    private final Map<Integer, Integer> reasonOf = new HashMap<>();

    /**
     * @param reasons those that are told below the matrix, numbered by their place
     * @param zones the zone of a node; empty if it has none or is not known
     */
    HtmlMatrix(StepReport step, List<Reason> reasons, Names names, UnaryOperator<String> zones) {
        this.table = step.table();
        this.matrix = table.matrix();
        this.names = names;
        this.zones = zones;
        this.failed = step.failed();
        for (int i = 0; i < reasons.size(); i++) {
            for (int cell : reasons.get(i).block().cells()) {
                reasonOf.putIfAbsent(cell, i);
            }
        }
    }

    void write(HtmlWriter out) {
        if (matrix.rows() == 0 || matrix.columns() == 0) {
            return;
        }
        Excerpt whole = Excerpt.of(table, WHOLE, WHOLE);
        if (failed && whole.isAll(table)) {
            views(out, whole);
        } else if (!failed && matrix.rows() * matrix.columns() <= SMALL) {
            out.open("div", "class", "views");
            marks(out, View.COMPARISON, whole);
            out.close().line();
        } else {
            new HtmlGroups(table, names, zones).write(out, failed);
            if (failed) {
                out.text("p", whole.leftOut(table), "class", "note").line();
                views(out, whole);
            }
        }
    }

    /** All three tables where they fit side by side, else the comparison alone. */
    private void views(HtmlWriter out, Excerpt excerpt) {
        out.open("div", "class", "views");
        if (excerpt.columns().size() <= ABREAST) {
            marks(out, View.EXPECTED, excerpt);
            marks(out, View.OBSERVED, excerpt);
        }
        marks(out, View.COMPARISON, excerpt);
        out.close().line();
    }

    /** One of the three tables. */
    private void marks(HtmlWriter out, View view, Excerpt excerpt) {
        boolean compares = view == View.COMPARISON;
        out.open("table", "class", compares ? "matrix comparison" : "matrix");
        out.text("caption", view.title());
        out.open("thead").open("tr").text("td", "");
        boolean isDetailed = excerpt.rows().size() * excerpt.columns().size() <= DETAILED;
        int level = excerpt.columns().stream().mapToInt(this::width).sum();
        boolean upright = level > (failed ? LEVEL / View.values().length : LEVEL);
        for (int column : excerpt.columns()) {
            out.open(
                    "th",
                    "scope",
                    "col",
                    "class",
                    upright ? "up" : null,
                    "title",
                    compares ? whatIs(column) : null);
            out.text("span", names.columns().get(column)).close();
        }
        out.close(2).open("tbody").line();
        for (int row : excerpt.rows()) {
            out.open("tr");
            out.text("th", names.rows().get(row), "scope", "row");
            for (int column : excerpt.columns()) {
                cell(out, view, row, column, isDetailed);
            }
            out.close().line();
        }
        out.close(2);
    }

    private int width(int column) {
        return 2 + Math.min(NAME, names.columns().get(column).length());
    }

    private void cell(HtmlWriter out, View view, int row, int column, boolean isDetailed) {
        String symbol = String.valueOf(view.symbol(table, row, column));
        Table.Mark mark = table.mark(row, column);
        if (view != View.COMPARISON) {
            out.text("td", symbol, "class", mark == Table.Mark.UNASKED ? "u" : null);
            return;
        }
        Integer reason = reasonOf.get(row * matrix.columns() + column);
        out.text(
                "td",
                symbol,
                "class",
                style(mark),
                "title",
                isDetailed ? told(row, column) : null,
                "data-n",
                mark == Table.Mark.UNASKED
                        ? null
                        : table.attempts(row, column) + "," + table.slowestMicros(row, column),
                "data-r",
                reason == null ? null : reason.toString());
    }

    /** The class of a cell's style. */
    static String style(Table.Mark mark) {
        return switch (mark) {
            case CONFORMS -> "c";
            case VIOLATES -> "v";
            case INCONCLUSIVE -> "i";
            case RECORDED -> "r";
            case UNASKED -> "u";
        };
    }

    private String whatIs(int column) {
        var target = matrix.targets().get(column);
        return Text.line(target.label()) + ", " + Text.line(target.describe());
    }

    /** What a cell that does not simply conform saw; null where nothing was kept. */
    private @Nullable String told(int row, int column) {
        Table.Evidence kept = table.evidence(row, column);
        if (kept == null) {
            return null;
        }
        var clauses = new ArrayList<String>();
        clauses.add(
                "%s → %s, %s"
                        .formatted(
                                names.rows().get(row),
                                names.columns().get(column),
                                Text.line(matrix.targets().get(column).describe())));
        clauses.add(
                kept.why().isEmpty()
                        ? "recorded: " + Text.line(Attempt.summary(kept.attempts()))
                        : Text.line(kept.why()));
        control(clauses, "past the Service", kept.direct());
        control(clauses, "a port that nobody serves", kept.unserved());
        if (kept.arrival() != null) {
            clauses.add("the other end: " + Text.line(kept.arrival().describe()));
        }
        if (kept.comparison() != null) {
            clauses.add("asked again: " + Text.line(kept.comparison().describe()));
        }
        clauses.add("slowest attempt " + Text.micros(table.slowestMicros(row, column)));
        return String.join("; ", clauses);
    }

    private static void control(
            List<String> clauses, String what, @Nullable List<Attempt> attempts) {
        if (attempts != null) {
            clauses.add(what + ": " + Text.line(Attempt.summary(attempts)));
        }
    }
}
