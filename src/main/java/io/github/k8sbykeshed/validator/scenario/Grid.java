package io.github.k8sbykeshed.validator.scenario;

import io.github.k8sbykeshed.validator.expect.Expectation;
import io.github.k8sbykeshed.validator.expect.Matrix;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A matrix together with the places that are its rows and the accesses that are its columns. */
record Grid(List<Place> from, List<Access> to, Matrix matrix) {

    static Grid of(List<Place> from, List<Access> to, Expected expected) {
        return new Grid(
                List.copyOf(from),
                List.copyOf(to),
                Matrix.of(
                        from.stream().map(Place::source).toList(),
                        to.stream().map(Access::target).toList(),
                        (row, column) -> expected.of(from.get(row), to.get(column))));
    }

    /** What is done with a cell. */
    interface Visitor {
        void visit(int row, int column, Place from, Access to, Expectation expectation);
    }

    /** Visits every cell that is asked, row by row. */
    void forEach(Visitor visitor) {
        for (int row = 0; row < from.size(); row++) {
            for (int column = 0; column < to.size(); column++) {
                if (matrix.isAsked(row, column)) {
                    visitor.visit(
                            row,
                            column,
                            from.get(row),
                            to.get(column),
                            matrix.expectation(row, column));
                }
            }
        }
    }

    /** Everybody that the matrix depends on: the sources and the backends. */
    Set<Place> places() {
        Set<Place> all = new LinkedHashSet<>(from);
        to.forEach(access -> all.addAll(access.backends()));
        return all;
    }
}
