package io.github.k8sbykeshed.validator.expect;

import io.github.k8sbykeshed.validator.probe.Source;
import io.github.k8sbykeshed.validator.probe.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * What is asked in one step: rows are sources, columns are targets, and every cell has an
 * expectation. Equal expectations are held once and cells refer to them by number, since a large
 * cluster has a million cells.
 */
public final class Matrix {

    private final List<Source> sources;
    private final List<Target> targets;
    private final List<Expectation> expectations;
    private final int[] codes;
    private final int asked;

    /**
     * @param codes per cell, row by row, the index of its expectation
     * @throws IllegalArgumentException if the number of cells is not rows times columns
     */
    public Matrix(
            List<Source> sources,
            List<Target> targets,
            List<Expectation> expectations,
            int[] codes) {
        if (codes.length != sources.size() * targets.size()) {
            throw new IllegalArgumentException(
                    codes.length
                            + " cells are not "
                            + sources.size()
                            + " sources times "
                            + targets.size()
                            + " targets");
        }
        this.sources = List.copyOf(sources);
        this.targets = List.copyOf(targets);
        this.expectations = List.copyOf(expectations);
        this.codes = codes.clone();
        int count = 0;
        for (int code : codes) {
            if (!(this.expectations.get(code) instanceof Expectation.Unasked)) {
                count++;
            }
        }
        this.asked = count;
    }

    /** The matrix of every source against every target. */
    public static Matrix of(
            List<Source> sources,
            List<Target> targets,
            BiFunction<Integer, Integer, Expectation> expectation) {
        Map<Expectation, Integer> numbers = new HashMap<>();
        List<Expectation> expectations = new ArrayList<>();
        int[] codes = new int[sources.size() * targets.size()];
        for (int row = 0; row < sources.size(); row++) {
            for (int column = 0; column < targets.size(); column++) {
                Expectation each = expectation.apply(row, column);
                Integer number = numbers.get(each);
                if (number == null) {
                    number = expectations.size();
                    numbers.put(each, number);
                    expectations.add(each);
                }
                codes[row * targets.size() + column] = number;
            }
        }
        return new Matrix(sources, targets, expectations, codes);
    }

    public List<Source> sources() {
        return sources;
    }

    public List<Target> targets() {
        return targets;
    }

    public int rows() {
        return sources.size();
    }

    public int columns() {
        return targets.size();
    }

    /** How many cells are asked. */
    public int asked() {
        return asked;
    }

    public boolean isAsked(int row, int column) {
        return !(expectation(row, column) instanceof Expectation.Unasked);
    }

    public Expectation expectation(int row, int column) {
        return expectations.get(code(row, column));
    }

    /** The distinct expectations, numbered by their place. */
    public List<Expectation> expectations() {
        return expectations;
    }

    /** The number of a cell's expectation. */
    public int code(int row, int column) {
        return codes[row * targets.size() + column];
    }
}
