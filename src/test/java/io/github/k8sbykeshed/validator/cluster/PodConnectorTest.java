package io.github.k8sbykeshed.validator.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PodConnectorTest {

    @Test
    void everyPortIsTriedAndTheFirstOneEveryOtherTime() {
        assertEquals(List.of(1, 2, 1, 3, 1, 4, 1, 2), tried(List.of(1, 2, 3, 4), 8));
        assertEquals(List.of(1, 2, 1, 2), tried(List.of(1, 2), 4));
    }

    @Test
    void theOnlyPortIsTriedAgain() {
        assertEquals(List.of(1, 1, 1), tried(List.of(1), 3));
    }

    private static List<Integer> tried(List<Integer> ports, int times) {
        return IntStream.range(0, times)
                .mapToObj(tries -> PodConnector.port(ports, tries))
                .toList();
    }
}
