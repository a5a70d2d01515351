package io.github.k8sbykeshed.validator.diagnosis;

import java.util.Arrays;
import java.util.function.Consumer;

/**
 * The trials of one facet, those that are alike in every attribute in one row. What is asked again
 * of the same Service by the same client is no new evidence: both together count once.
 */
final class Trials {

    private static final int FEWEST = 256;
    private static final int PRIME = 31;

    private int[][] columns = new int[Trial.COLUMNS][FEWEST];
    private double[] passed = new double[FEWEST];
    private double[] failed = new double[FEWEST];
    private double[] attempts = new double[FEWEST];
    private double[] lost = new double[FEWEST];

    /** For each row how much evidence it is at most. */
    private double[] most = new double[FEWEST];

    private final LongIndex seen = new LongIndex();
    private int[] hashes = new int[FEWEST];
    private int[] slots = new int[2 * FEWEST];
    private int size;
    private boolean isEvened;

    void add(Trial trial) {
        int row = row(trial.values);
        passed[row] += trial.passed;
        failed[row] += trial.failed;
        attempts[row] += trial.attempts;
        lost[row] += trial.lost;
        int known = seen.size();
        if (seen.add(trial.identity * PRIME + trial.backend) == known) {
            most[row] += trial.passed + trial.failed;
        }
    }

    private int row(int[] values) {
        int mask = slots.length - 1;
        int hash = hash(values);
        for (int slot = hash & mask; ; slot = (slot + 1) & mask) {
            int row = slots[slot] - 1;
            if (row < 0) {
                slots[slot] = append(values, hash) + 1;
                int added = size - 1;
                if (size * 2 > slots.length) {
                    rehash();
                }
                return added;
            }
            if (hashes[row] == hash && isRow(row, values)) {
                return row;
            }
        }
    }

    private boolean isRow(int row, int[] values) {
        for (int column = 0; column < Trial.COLUMNS; column++) {
            if (columns[column][row] != values[column]) {
                return false;
            }
        }
        return true;
    }

    private static int hash(int[] values) {
        int hash = 1;
        for (int each : values) {
            hash = PRIME * hash + each;
        }
        hash *= 0x9E3779B9;
        return hash ^ (hash >>> 15);
    }

    private int append(int[] values, int hash) {
        if (size == passed.length) {
            int larger = size * 2;
            for (int column = 0; column < Trial.COLUMNS; column++) {
                columns[column] = Arrays.copyOf(columns[column], larger);
            }
            passed = Arrays.copyOf(passed, larger);
            failed = Arrays.copyOf(failed, larger);
            attempts = Arrays.copyOf(attempts, larger);
            lost = Arrays.copyOf(lost, larger);
            most = Arrays.copyOf(most, larger);
            hashes = Arrays.copyOf(hashes, larger);
        }
        for (int column = 0; column < Trial.COLUMNS; column++) {
            columns[column][size] = values[column];
        }
        hashes[size] = hash;
        return size++;
    }

    private void rehash() {
        slots = new int[slots.length * 2];
        int mask = slots.length - 1;
        for (int row = 0; row < size; row++) {
            int slot = hashes[row] & mask;
            while (slots[slot] != 0) {
                slot = (slot + 1) & mask;
            }
            slots[slot] = row + 1;
        }
    }

    /** Counts once what was asked several times. */
    Trials evened() {
        if (!isEvened) {
            isEvened = true;
            for (int row = 0; row < size; row++) {
                double all = passed[row] + failed[row];
                if (all > most[row]) {
                    passed[row] *= most[row] / all;
                    failed[row] *= most[row] / all;
                }
            }
        }
        return this;
    }

    /**
     * These with those values alone that are kept, by column and number: trials that differ in no
     * other one are alike.
     */
    Trials reduced(boolean[][] kept) {
        var fewer = new Trials();
        int[] values = new int[Trial.COLUMNS];
        for (int row = 0; row < size; row++) {
            for (int column = 0; column < Trial.COLUMNS; column++) {
                int value = columns[column][row];
                values[column] =
                        value <= Vocabulary.OTHER || kept[column][value] ? value : Vocabulary.OTHER;
            }
            int alike = fewer.row(values);
            fewer.passed[alike] += passed[row];
            fewer.failed[alike] += failed[row];
            fewer.attempts[alike] += attempts[row];
            fewer.lost[alike] += lost[row];
        }
        fewer.isEvened = true;
        return fewer;
    }

    /** Takes what fails in a row for explained. */
    void acquit(int row) {
        failed[row] = 0;
        lost[row] = 0;
    }

    boolean fails() {
        for (int row = 0; row < size; row++) {
            if (failed[row] > 0) {
                return true;
            }
        }
        return false;
    }

    /** Adds what fails of others, which are counted once already. */
    void addFailing(Trials others) {
        others.forEach(trial -> {
            if (trial.failed > 0) {
                addRow(trial);
            }
        });
    }

    /** Adds a row of others, or some that are alike. */
    void addRow(Trial trial) {
        int row = row(trial.values);
        passed[row] += trial.passed;
        failed[row] += trial.failed;
        attempts[row] += trial.attempts;
        lost[row] += trial.lost;
    }

    /** Visits each row as a trial; it is used again for the next one. */
    void forEach(Consumer<Trial> visitor) {
        var trial = new Trial();
        for (int row = 0; row < size; row++) {
            values(row, trial.values);
            trial.passed = passed[row];
            trial.failed = failed[row];
            trial.attempts = attempts[row];
            trial.lost = lost[row];
            visitor.accept(trial);
        }
    }

    int size() {
        return size;
    }

    int[] column(int number) {
        return columns[number];
    }

    void values(int row, int[] into) {
        for (int column = 0; column < Trial.COLUMNS; column++) {
            into[column] = columns[column][row];
        }
    }

    double passed(int row) {
        return passed[row];
    }

    double failed(int row) {
        return failed[row];
    }

    double attempts(int row) {
        return attempts[row];
    }

    double lost(int row) {
        return lost[row];
    }

    /** How much fails and passes under a rule, as {@code {failed, passed}}. */
    double[] under(Rule rule) {
        double[] sums = new double[2];
        for (int row = 0; row < size; row++) {
            if (isHeldBy(rule, row)) {
                sums[0] += failed[row];
                sums[1] += passed[row];
            }
        }
        return sums;
    }

    /** How many attempts under a rule fail. */
    Rate rate(Rule rule) {
        double failing = 0;
        double made = 0;
        for (int row = 0; row < size; row++) {
            if (isHeldBy(rule, row)) {
                failing += lost[row];
                made += attempts[row];
            }
        }
        return Rate.of(failing, made);
    }

    /** Whether two rules hold of the same trials. */
    boolean areAlike(Rule one, Rule other) {
        for (int row = 0; row < size; row++) {
            if (isHeldBy(one, row) != isHeldBy(other, row)) {
                return false;
            }
        }
        return true;
    }

    boolean isHeldBy(Rule rule, int row) {
        for (Rule.Literal each : rule.literals()) {
            if (columns[each.attribute().ordinal()][row] != each.number()
                    && (each.attribute() != Attribute.LINK
                            || columns[Trial.FAR_END][row] != each.number())) {
                return false;
            }
        }
        return true;
    }
}
