package io.github.k8sbykeshed.validator.report;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Cells of one table that can be told in one sentence: those of some rows, or of some columns.
 *
 * @param rows the rows that have them, ascending
 * @param columns the columns that have them, ascending
 * @param allColumns whether these are all the asked cells of their rows
 * @param allRows whether these are all the asked cells of their columns
 * @param cells row times the table's columns plus column; a cell may be in two blocks, where a row
 *     and a column cross
 * @param fresh how many cells are in no block before this one
 */
record Block(
        List<Integer> rows,
        List<Integer> columns,
        boolean allColumns,
        boolean allRows,
        List<Integer> cells,
        int fresh) {

    /**
     * Few blocks that hold all the given cells: takes again and again the row or column that most
     * of what is left lies in, so that a broken node gives one block and not hundreds. A whole row
     * and a whole column may share the cell where they cross; other blocks share none.
     *
     * @param cells row times columns plus column, ascending
     * @param askedRows for each row how many of its cells are asked
     * @param askedColumns for each column how many of its cells are asked
     */
    static List<Block> cover(List<Integer> cells, int[] askedRows, int[] askedColumns) {
        int width = askedColumns.length;
        var left = new BitSet();
        int[] rowLeft = new int[askedRows.length];
        int[] columnLeft = new int[width];
        for (int cell : cells) {
            left.set(cell);
            rowLeft[cell / width]++;
            columnLeft[cell % width]++;
        }
        var all = (BitSet) left.clone();
        int rest = cells.size();
        var blocks = new ArrayList<Block>();
        while (rest > 0) {
            int row = largest(rowLeft);
            int column = largest(columnLeft);
            boolean isRow = rowLeft[row] >= columnLeft[column];
            var members = new ArrayList<Integer>();
            var fresh = new ArrayList<Integer>();
            for (int i = 0; i < (isRow ? width : rowLeft.length); i++) {
                int cell = isRow ? row * width + i : i * width + column;
                if (all.get(cell)) {
                    members.add(cell);
                }
                if (left.get(cell)) {
                    left.clear(cell);
                    rowLeft[cell / width]--;
                    columnLeft[cell % width]--;
                    fresh.add(cell);
                }
            }
            rest -= fresh.size();
            boolean whole = members.size() == (isRow ? askedRows[row] : askedColumns[column]);
            blocks.add(of(whole ? members : fresh, width, isRow, whole, fresh.size()));
        }
        return merged(blocks);
    }

    private static Block of(
            List<Integer> cells, int width, boolean isRow, boolean whole, int fresh) {
        List<Integer> rows = cells.stream().map(cell -> cell / width).distinct().toList();
        List<Integer> columns = cells.stream().map(cell -> cell % width).distinct().toList();
        return new Block(rows, columns, isRow && whole, !isRow && whole, cells, fresh);
    }

    private static int largest(int[] counts) {
        int best = 0;
        for (int i = 1; i < counts.length; i++) {
            if (counts[i] > counts[best]) {
                best = i;
            }
        }
        return best;
    }

    /** Rows with the same columns become one block, and so do columns with the same rows. */
    private static List<Block> merged(List<Block> blocks) {
        Map<Shape, List<Block>> alike = new LinkedHashMap<>();
        for (Block block : blocks) {
            alike.computeIfAbsent(block.shape(), shape -> new ArrayList<>()).add(block);
        }
        return alike.values().stream()
                .map(each -> each.size() == 1 ? each.getFirst() : together(each))
                .toList();
    }

    private record Shape(String kind, List<Integer> across) {}

    private Shape shape() {
        if (allColumns) {
            return new Shape("whole rows", List.of());
        }
        if (allRows) {
            return new Shape("whole columns", List.of());
        }
        return rows.size() == 1 ? new Shape("rows", columns) : new Shape("columns", rows);
    }

    private static Block together(List<Block> alike) {
        return new Block(
                union(alike, Block::rows),
                union(alike, Block::columns),
                alike.getFirst().allColumns,
                alike.getFirst().allRows,
                union(alike, Block::cells),
                alike.stream().mapToInt(Block::fresh).sum());
    }

    private static List<Integer> union(List<Block> blocks, Function<Block, List<Integer>> numbers) {
        return blocks.stream()
                .flatMap(block -> numbers.apply(block).stream())
                .distinct()
                .sorted()
                .toList();
    }
}
