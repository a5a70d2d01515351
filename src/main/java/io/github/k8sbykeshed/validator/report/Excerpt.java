package io.github.k8sbykeshed.validator.report;

import io.github.k8sbykeshed.validator.expect.Matrix;
import io.github.k8sbykeshed.validator.expect.Table;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The rows and columns of a table that are drawn. A small one is drawn whole; of a large one only
 * where something is not as expected, and of that no more than a person reads.
 *
 * @param rows ascending
 * @param columns ascending
 */
record Excerpt(List<Integer> rows, List<Integer> columns) {

    static Excerpt of(Table table, int mostRows, int mostColumns) {
        Matrix matrix = table.matrix();
        if (matrix.rows() <= mostRows && matrix.columns() <= mostColumns) {
            return new Excerpt(
                    IntStream.range(0, matrix.rows()).boxed().toList(),
                    IntStream.range(0, matrix.columns()).boxed().toList());
        }
        int[] rows = new int[matrix.rows()];
        int[] columns = new int[matrix.columns()];
        for (int row = 0; row < rows.length; row++) {
            for (int column = 0; column < columns.length; column++) {
                if (isBad(table.mark(row, column))) {
                    rows[row]++;
                    columns[column]++;
                }
            }
        }
        return new Excerpt(worst(rows, mostRows), worst(columns, mostColumns));
    }

    /** Whether a cell with this mark keeps its case from conforming. */
    static boolean isBad(Table.Mark mark) {
        return switch (mark) {
            case VIOLATES, INCONCLUSIVE -> true;
            case CONFORMS, RECORDED, UNASKED -> false;
        };
    }

    /** Those with most bad cells, and of equals the first. */
    private static List<Integer> worst(int[] bad, int most) {
        return IntStream.range(0, bad.length)
                .filter(each -> bad[each] > 0)
                .boxed()
                .sorted(Comparator.comparingInt(each -> -bad[each]))
                .limit(most)
                .sorted()
                .toList();
    }

    /** Whether nothing of the table is left out. */
    boolean isAll(Table table) {
        return rows.size() == table.matrix().rows() && columns.size() == table.matrix().columns();
    }

    /** How much of the table is drawn, in one line. */
    String leftOut(Table table) {
        return "shown: %s of %s and %s of %s, those with most cells not as expected"
                .formatted(
                        Text.number(rows.size()),
                        Text.count(table.matrix().rows(), "row"),
                        Text.number(columns.size()),
                        Text.count(table.matrix().columns(), "column"));
    }
}
