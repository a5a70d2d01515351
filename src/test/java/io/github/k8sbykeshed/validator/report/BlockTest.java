package io.github.k8sbykeshed.validator.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BlockTest {

    /** Pictures with rows parted by slashes: X is such a cell, - is not asked, . is another. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    .../.X./...     | 1->1
                    .../XXX/...     | 1->all(0,1,2)
                    .X./.X./.X.     | all(0,1,2)->1
                    .X./XXX/.X.     | 1->all(0,1,2); all(0,1,2)->1
                    .../XXX/XXX     | 1,2->all(0,1,2)
                    XXX/XXX/XXX     | 0,1,2->all(0,1,2)
                    -XX/X-X/XX-     | 0,1,2->all(0,1,2)
                    .../X-X/...     | 1->all(0,2)
                    XX../XX../....  | 0,1->0,1
                    XX../..../XX..  | 0,2->0,1
                    X.../.X../..X.  | 0->0; 1->1; 2->2
                    X.../X.../..X.  | 0,1->0; 2->2
                    XX../..XX/....  | 0->0,1; 1->2,3
                    """)
    void cellsOfOneFaultAreOneBlock(String picture, String blocks) {
        var described = new ArrayList<String>();
        for (Block each : cover(picture)) {
            described.add(
                    side(each.rows(), each.allRows())
                            + "->"
                            + side(each.columns(), each.allColumns()));
        }
        assertEquals(blocks, String.join("; ", described));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 30, 80})
    void allCellsAreInABlockAndNoOtherOnesAre(int percent) {
        var random = new Random(percent);
        for (int i = 0; i < 50; i++) {
            var picture = new StringBuilder();
            for (int cell = 0; cell < 9 * 13; cell++) {
                picture.append(cell > 0 && cell % 13 == 0 ? "/" : "");
                picture.append(
                        random.nextInt(100) < percent ? 'X' : random.nextInt(9) == 0 ? '-' : '.');
            }
            var covered = new TreeSet<Integer>();
            int fresh = 0;
            for (Block block : cover(picture.toString())) {
                covered.addAll(block.cells());
                fresh += block.fresh();
            }
            assertEquals(new TreeSet<>(cells(picture.toString(), 13)), covered);
            assertEquals(covered.size(), fresh);
        }
    }

    @Test
    void noCellsAreNoBlocks() {
        assertEquals(List.of(), cover(".../..."));
    }

    private static List<Block> cover(String picture) {
        String[] rows = picture.split("/", -1);
        int width = rows[0].length();
        int[] askedRows = new int[rows.length];
        int[] askedColumns = new int[width];
        for (int row = 0; row < rows.length; row++) {
            for (int column = 0; column < width; column++) {
                if (rows[row].charAt(column) != '-') {
                    askedRows[row]++;
                    askedColumns[column]++;
                }
            }
        }
        return Block.cover(cells(picture, width), askedRows, askedColumns);
    }

    private static List<Integer> cells(String picture, int width) {
        String flat = picture.replace("/", "");
        var cells = new ArrayList<Integer>();
        for (int cell = 0; cell < flat.length(); cell++) {
            if (flat.charAt(cell) == 'X') {
                cells.add(cell);
            }
        }
        assertEquals(0, flat.length() % width, () -> Arrays.toString(picture.split("/", -1)));
        return cells;
    }

    private static String side(List<Integer> numbers, boolean all) {
        String text = String.join(",", numbers.stream().map(String::valueOf).toList());
        return all ? "all(" + text + ")" : text;
    }
}
