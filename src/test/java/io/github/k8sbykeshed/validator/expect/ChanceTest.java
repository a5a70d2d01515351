package io.github.k8sbykeshed.validator.expect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChanceTest {

    /**
     * By hand: C(24, 12) ways, of which one; and Fisher's own tea: 4 cups, of which 3 are right.
     */
    @ParameterizedTest
    @CsvSource({
        "12, 12, 0, 12, 3.698e-7",
        "3, 4, 1, 4, 0.242857",
        "4, 4, 0, 4, 0.0142857",
        "0, 40, 5, 40, 1",
        "0, 10, 0, 10, 1",
        "20, 400, 0, 400, 7.47596e-7",
        "40, 1000, 40, 1000, 0.5454"
    })
    void fishersTest(int hits, int size, int others, int otherSize, double p) {
        assertEquals(p, Chance.thatOneIsHitMore(hits, size, others, otherSize), p * 1e-3);
    }

    @Test
    void fishersTestIsAsExactForManyThousands() {
        double p = Chance.thatOneIsHitMore(5_000, 100_000, 5_000, 100_000);
        assertTrue(p > 0.49 && p < 0.52, "p = " + p);
        assertTrue(Chance.thatOneIsHitMore(6_000, 100_000, 5_000, 100_000) < 1e-20);
    }

    /** From tables: 0 of n by the formula, 8 of 10 and 10 of 100 at 95%. */
    @ParameterizedTest
    @CsvSource({
        "0, 350, 0.002, 0, 0.019545",
        "8, 10, 0.05, 0.44390, 0.97479",
        "10, 100, 0.05, 0.04900, 0.17622",
        "100, 100, 0.05, 0.96378, 1",
        "5000, 100000, 0.001, 0.04776, 0.05231"
    })
    void clopperAndPearsonsInterval(int hits, int size, double miss, double low, double high) {
        var interval = Chance.interval(hits, size, miss);
        assertEquals(low, interval.low(), 2e-5);
        assertEquals(high, interval.high(), 2e-5);
    }

    @Test
    void theIntervalHoldsTheTruthAsOftenAsItSays() {
        var random = new Random(5);
        int missed = 0;
        for (int run = 0; run < 2_000; run++) {
            int hits = 0;
            for (int i = 0; i < 400; i++) {
                hits += random.nextDouble() < 0.03 ? 1 : 0;
            }
            var interval = Chance.interval(hits, 400, 0.05);
            missed += interval.low() > 0.03 || interval.high() < 0.03 ? 1 : 0;
        }
        assertTrue(missed <= 100, missed + " of 2000");
    }
}
