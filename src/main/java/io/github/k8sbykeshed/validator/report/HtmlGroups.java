package io.github.k8sbykeshed.validator.report;

import io.github.k8sbykeshed.validator.expect.Expectation;
import io.github.k8sbykeshed.validator.expect.Matrix;
import io.github.k8sbykeshed.validator.expect.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** A large matrix by zones, or by runs of neighbours: how many cells are not as expected. */
final class HtmlGroups {

    private static final int GROUPS = 12;
    private static final int WORST = 12;
    private static final int LEVEL = 6;
    private static final int NONE = -1;

    private final Table table;
    private final Matrix matrix;
    private final Names names;
    private final UnaryOperator<String> zones;

    /**
     * @param zones the zone of a node; empty if it has none or is not known
     */
    HtmlGroups(Table table, Names names, UnaryOperator<String> zones) {
        this.table = table;
        this.matrix = table.matrix();
        this.names = names;
        this.zones = zones;
    }

    /**
     * All groups by all groups.
     *
     * @param withWorst also the sources with most cells that are not as expected, one by one
     */
    void write(HtmlWriter out, boolean withWorst) {
        List<String> sources = matrix.sources().stream().map(each -> each.node()).toList();
        Groups rows = Groups.of(names.rows(), zones(sources), GROUPS);
        Groups columns = Groups.of(names.columns(), zones(columnNodes()), GROUPS);
        out.open("div", "class", "views");
        counts(out, "cells not as expected, of those asked", rows, columns);
        if (withWorst && !rows.areSingle()) {
            int[] of = new int[matrix.rows()];
            Arrays.fill(of, NONE);
            var worst = new ArrayList<String>();
            for (int row : Excerpt.of(table, WORST, WORST).rows()) {
                of[row] = worst.size();
                worst.add(names.rows().get(row));
            }
            counts(out, "the sources with most of them", new Groups(worst, of, true), columns);
        }
        out.close().line();
    }

    private List<String> zones(List<String> ofNodes) {
        return ofNodes.stream().map(zones).map(Text::line).toList();
    }

    /** For each column the node that its cells have in common; empty if there is none. */
    private List<String> columnNodes() {
        List<String> found = new ArrayList<>();
        for (int column = 0; column < matrix.columns(); column++) {
            Expectation first = Expectation.unasked();
            for (int row = 0; row < matrix.rows() && first instanceof Expectation.Unasked; row++) {
                first = matrix.expectation(row, column);
            }
            found.add(NodePairs.node(matrix.targets().get(column), first));
        }
        return found;
    }

    private void counts(HtmlWriter out, String caption, Groups rows, Groups columns) {
        int[] rowOf = rows.of();
        int[][][] counts = new int[rows.size()][columns.size()][Table.Mark.values().length];
        for (int row = 0; row < matrix.rows(); row++) {
            for (int column = 0; column < matrix.columns() && rowOf[row] != NONE; column++) {
                counts[rowOf[row]][columns.of()[column]][table.mark(row, column).ordinal()]++;
            }
        }
        out.open("table", "class", "matrix counts").text("caption", caption);
        out.open("thead").open("tr").text("td", "");
        boolean upright = columns.size() > LEVEL;
        for (String each : columns.names()) {
            out.open("th", "scope", "col", "class", upright ? "up" : null);
            out.text("span", each).close();
        }
        out.close(2).open("tbody").line();
        for (int row = 0; row < rows.size(); row++) {
            out.open("tr").text("th", rows.names().get(row), "scope", "row");
            for (int[] cell : counts[row]) {
                count(out, cell);
            }
            out.close().line();
        }
        out.close(2);
    }

    private static void count(HtmlWriter out, int[] cell) {
        int violate = cell[Table.Mark.VIOLATES.ordinal()];
        int inconclusive = cell[Table.Mark.INCONCLUSIVE.ordinal()];
        int recorded = cell[Table.Mark.RECORDED.ordinal()];
        int asked = cell[Table.Mark.CONFORMS.ordinal()] + violate + inconclusive + recorded;
        String text =
                violate + inconclusive > 0
                        ? "%s of %s"
                                .formatted(Text.number(violate + inconclusive), Text.number(asked))
                        : asked == 0 ? "-" : "0";
        out.text("td", text, "class", HtmlMatrix.style(worst(cell)));
    }

    /** The worst mark that any of these cells has. */
    private static Table.Mark worst(int[] counts) {
        for (Table.Mark each :
                List.of(
                        Table.Mark.VIOLATES,
                        Table.Mark.INCONCLUSIVE,
                        Table.Mark.CONFORMS,
                        Table.Mark.RECORDED)) {
            if (counts[each.ordinal()] > 0) {
                return each;
            }
        }
        return Table.Mark.UNASKED;
    }
}
