package io.github.k8sbykeshed.validator.expect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DrawTest {

    /** More backends than any scenario has. */
    private static final int MOST = 20;

    /** Of several, the one that asks for most decides, whichever comes first. */
    @Test
    void allAreDrawnAsOftenAsAnyAsksFor() {
        var one = new Draw.OneOf(1);
        var times = new Draw.Times(7);
        for (Draw first : List.of(one, times)) {
            var all = new Draw.All(List.of(first, first == one ? times : one));
            assertEquals(7, all.attempts(1));
            assertEquals(20, all.attempts(2));
            assertEquals(20, all.toExclude(2));
            assertEquals(0, all.everyMillis());
            assertTrue(all.needsSeveral());
        }
        var after = new Draw.All(List.of(new Draw.Few(), new Draw.AfterSilence(2_500)));
        assertEquals(2_500, after.everyMillis());
        assertFalse(new Draw.All(List.of(one, new Draw.Few())).needsSeveral());
    }

    @ParameterizedTest
    @CsvSource({"1, 3", "2, 21", "3, 37", "5, 70", "10, 153"})
    void drawsByTheUnionBound(int backends, int draws) {
        assertEquals(draws, Draw.toSeeEach(backends));
    }

    /** The figures keep what they promise: n times the chance to miss one of n. */
    @Test
    void noBackendIsMissedMoreOftenThanOnceInAMillion() {
        for (int n = 2; n <= MOST; n++) {
            double missed = n * Math.pow(1 - 1.0 / n, Draw.toSeeEach(n));
            double oneLess = n * Math.pow(1 - 1.0 / n, Draw.toSeeEach(n) - 1);
            assertTrue(missed <= 1e-6 && oneLess > 1e-6, n + " backends: " + missed);
        }
    }

    /** A backend too many, which is one of several candidates, is drawn at least once. */
    @ParameterizedTest
    @CsvSource({"1, 1, 1", "3, 3, 1", "1, 2, 20", "1, 3, 13", "2, 3, 35", "9, 10, 132"})
    void drawsToExclude(int expected, int candidates, int draws) {
        assertEquals(draws, Draw.toExclude(expected, candidates));
        double missed = Math.pow((double) expected / candidates, draws);
        assertTrue(expected == candidates || missed <= 1e-6, "missed: " + missed);
    }

    @Test
    void drawsFindEveryBackend() {
        var random = new Random(1);
        for (int times = 0; times < 10_000; times++) {
            int seen = 0;
            for (int draw = 0; draw < Draw.toSeeEach(10); draw++) {
                seen |= 1 << random.nextInt(10);
            }
            assertEquals(1023, seen);
        }
    }

    /** So many equal answers are no chance: n to the power of one less than that many. */
    @Test
    void affinityIsNotSeenByChance() {
        for (int n = 2; n <= MOST; n++) {
            double chance = Math.pow(n, 1 - Draw.equal(n));
            double oneLess = Math.pow(n, 2 - Draw.equal(n));
            assertTrue(chance <= 1.000001e-6 && oneLess > 1e-6, n + " backends: " + chance);
        }
        assertTrue(Draw.equal(1) >= 2);
    }
}
