package io.github.k8sbykeshed.validator.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatienceTest {

    @ParameterizedTest
    @CsvSource({
        // Nobody has come: all have all the time.
        "0, 0, 6, false, 300",
        "0, 0, 6, true, 300",
        // A straggler has 30 s more, or three times what the others took.
        "3, 5, 1, false, 33",
        "20, 5, 1, false, 80",
        "20, 1, 5, false, 80",
        // Never more than all the time.
        "100, 5, 1, false, 300",
        // An image on its way has longer, and all the time while most are on theirs.
        "3, 5, 1, true, 123",
        "60, 5, 1, true, 240",
        "3, 2, 4, true, 300",
    })
    void howLongOneIsWaitedFor(int last, int come, int awaited, boolean isPulling, int until) {
        assertEquals(
                Duration.ofSeconds(until),
                Patience.of(Duration.ofSeconds(300))
                        .until(Duration.ofSeconds(last), come, awaited, isPulling));
    }
}
