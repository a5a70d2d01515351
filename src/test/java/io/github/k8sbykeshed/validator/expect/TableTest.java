package io.github.k8sbykeshed.validator.expect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.k8sbykeshed.validator.expect.Table.Mark;
import io.github.k8sbykeshed.validator.probe.Address;
import io.github.k8sbykeshed.validator.probe.Attempt;
import io.github.k8sbykeshed.validator.probe.Observation;
import io.github.k8sbykeshed.validator.probe.Reply;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TableTest {

    private static final Observation ANSWER =
            new Observation.Answered(
                    new Reply.Identity("a", 8080, new Address("10.0.0.1"), 40000, 1));
    private static final Observation OTHER =
            new Observation.Answered(
                    new Reply.Identity("b", 8080, new Address("10.0.0.1"), 40000, 1));

    /** expected, seen (a: the right answer, b: a wrong one, r: refused, n: no probe), the views. */
    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    answered, aaa, ..., a cell that conforms
                    answered, rrr, .XX, one that is not answered
                    answered, aar, .%X, one that is answered at times
                    answered, bbb, ..X, one that is answered by somebody else
                    answered, nnn, .??, one that cannot be probed
                    answered, aan, ..?, one that cannot be probed at times
                    refused,  rrr, XX., a refusal
                    refused,  arr, X%X, one that is answered at times
                    refused,  aaa, X.X, one that is answered
                    refused,  nnn, X??, one that cannot be probed
                    recorded, aaa, o.o, recorded and answered
                    recorded, rrr, oXo, recorded and refused
                    recorded, arr, o%o, recorded and both
                    recorded, nnn, o?o, recorded and not probed
                    """)
    void theThreeViewsOfACell(String expectation, String seen, String views, String what) {
        Table table = table(expectation(expectation));
        table.judge(0, 0, attempts(seen), Controls.NONE);
        assertEquals(
                views,
                "" + table.expected(0, 0) + table.observed(0, 0) + table.mark(0, 0).symbol(),
                what);
    }

    @Test
    void aCellThatIsNotAskedIsADashInEveryView() {
        Table table = table(Expectation.unasked());
        assertEquals('-', table.expected(0, 0));
        assertEquals('-', table.observed(0, 0));
        assertEquals(Mark.UNASKED, table.mark(0, 0));
        assertEquals(1, table.count(Mark.UNASKED));
    }

    @Test
    void ofACellThatConformsOnlyNumbersAreKept() {
        Table table = table(Expectation.answeredBy("a"));
        table.judge(
                0,
                0,
                List.of(new Attempt(0, 300, ANSWER), new Attempt(500, 900, ANSWER)),
                Controls.NONE);
        assertEquals(2, table.attempts(0, 0));
        assertEquals(900, table.slowestMicros(0, 0));
        assertNull(table.evidence(0, 0));
    }

    @Test
    void ofAnyOtherCellAllThatWasSeenIsKept() {
        Table table = table(Expectation.answeredBy("a"));
        var direct = attempts("a");
        var unserved = attempts("r");
        table.judge(0, 0, attempts("ar"), new Controls(direct, unserved));
        Table.Evidence evidence = table.evidence(0, 0);
        assertNotNull(evidence);
        assertEquals(attempts("ar"), evidence.attempts());
        assertEquals(direct, evidence.direct());
        assertEquals(unserved, evidence.unserved());
        assertEquals(
                "expected answered by a, but answered by a seeing 10.0.0.1 (1 of 2), refused"
                        + " (1 of 2)",
                evidence.why());
        assertEquals(1, table.count(Mark.VIOLATES));
        assertEquals(0, table.count(Mark.CONFORMS));
    }

    @Test
    void cellsDoNotMix() {
        Table table =
                new Table(
                        Matrix.of(
                                List.of(MatrixTest.source("a"), MatrixTest.source("b")),
                                List.of(
                                        MatrixTest.target("a"),
                                        MatrixTest.target("b"),
                                        MatrixTest.target("c")),
                                (row, column) -> Expectation.answeredBy("a")));
        for (int row = 0; row < 2; row++) {
            for (int column = 0; column < 3; column++) {
                boolean bad = row == 1 && column == 0;
                table.judge(row, column, attempts(bad ? "r" : "a"), Controls.NONE);
            }
        }
        assertEquals(Mark.VIOLATES, table.mark(1, 0));
        assertEquals(5, table.count(Mark.CONFORMS));
        assertNull(table.evidence(0, 2));
        assertNotNull(table.evidence(1, 0));
    }

    @ParameterizedTest
    @EnumSource
    void aMarkIsKnownByItsSymbol(Mark mark) {
        assertEquals(mark, Mark.of(mark.symbol()));
    }

    @Test
    void anyOtherSymbolIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Mark.of('%'));
    }

    private static Table table(Expectation expectation) {
        return new Table(
                new Matrix(
                        List.of(MatrixTest.source("a")),
                        List.of(MatrixTest.target("a")),
                        List.of(expectation),
                        new int[1]));
    }

    private static Expectation expectation(String name) {
        return switch (name) {
            case "answered" -> Expectation.answeredBy("a");
            case "refused" -> Expectation.refused();
            case "recorded" -> Expectation.recorded();
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static List<Attempt> attempts(String seen) {
        return Arrays.stream(seen.split(""))
                .map(letter ->
                        new Attempt(
                                0,
                                700,
                                switch (letter) {
                                    case "a" -> ANSWER;
                                    case "b" -> OTHER;
                                    case "r" -> new Observation.Refused();
                                    case "n" -> new Observation.NotObserved("gone");
                                    default -> throw new IllegalArgumentException(letter);
                                }))
                .toList();
    }
}
