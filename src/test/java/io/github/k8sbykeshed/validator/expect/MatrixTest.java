package io.github.k8sbykeshed.validator.expect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.k8sbykeshed.validator.probe.Address;
import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.probe.Source;
import io.github.k8sbykeshed.validator.probe.Target;
import java.util.List;
import org.junit.jupiter.api.Test;

class MatrixTest {

    private static final List<Source> SOURCES = List.of(source("a"), source("b"));
    private static final List<Target> TARGETS = List.of(target("a"), target("b"), target("c"));

    static Source source(String pod) {
        return new Source(Source.Kind.POD, "node", "ns", pod);
    }

    static Target target(String label) {
        return Target.agent(
                Target.Reach.CLUSTER_IP, label, new Address("10.96.0.1"), 80, Protocol.TCP);
    }

    @Test
    void aCellIsItsRowAndColumn() {
        Matrix matrix =
                Matrix.of(
                        SOURCES,
                        TARGETS,
                        (row, column) -> Expectation.answeredBy(row + "-" + column));
        assertEquals(2, matrix.rows());
        assertEquals(3, matrix.columns());
        assertEquals(Expectation.answeredBy("1-2"), matrix.expectation(1, 2));
        assertEquals(Expectation.answeredBy("0-2"), matrix.expectation(0, 2));
        assertEquals(6, matrix.expectations().size());
    }

    @Test
    void equalExpectationsAreHeldOnce() {
        Matrix matrix =
                Matrix.of(
                        SOURCES,
                        TARGETS,
                        (row, column) ->
                                Expectation.answeredBy(List.of("a", "b", "c").get(column)));
        assertEquals(3, matrix.expectations().size());
        assertSame(matrix.expectation(0, 1), matrix.expectation(1, 1));
        assertEquals(matrix.code(0, 1), matrix.code(1, 1));
    }

    @Test
    void whatIsNotAskedIsNotCounted() {
        Matrix matrix =
                Matrix.of(
                        SOURCES,
                        TARGETS,
                        (row, column) ->
                                row.equals(column) ? Expectation.unasked() : Expectation.refused());
        assertEquals(4, matrix.asked());
        assertFalse(matrix.isAsked(1, 1));
        assertTrue(matrix.isAsked(1, 0));
    }

    @Test
    void refusesANumberOfCellsThatDoesNotFit() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new Matrix(SOURCES, TARGETS, List.of(Expectation.refused()), new int[5]));
    }

    @Test
    void refusesACellWithoutExpectation() {
        assertThrows(
                IndexOutOfBoundsException.class,
                () ->
                        new Matrix(
                                SOURCES,
                                TARGETS,
                                List.of(Expectation.refused()),
                                new int[] {0, 0, 0, 0, 1, 0}));
    }

    @Test
    void laterChangesOfTheCodesDoNotReachIt() {
        int[] codes = new int[6];
        Matrix matrix =
                new Matrix(
                        SOURCES,
                        TARGETS,
                        List.of(Expectation.refused(), Expectation.unasked()),
                        codes);
        codes[0] = 1;
        assertTrue(matrix.isAsked(0, 0));
    }
}
