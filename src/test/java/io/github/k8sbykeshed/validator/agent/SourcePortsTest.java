package io.github.k8sbykeshed.validator.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.BindException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class SourcePortsTest {

    @Test
    void noPortComesBackBeforeAllOthersHadTheirTurn() throws Exception {
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            SourcePorts.bind(address -> ports.add(address.getPort()), 0);
        }
        assertEquals(ports.size(), new HashSet<>(ports).size());
        assertTrue(ports.stream().allMatch(port -> port >= 32_768 && port < 61_000));
    }

    @Test
    void aTakenPortIsPassedOver() throws Exception {
        List<Integer> tried = new ArrayList<>();
        SourcePorts.bind(
                address -> {
                    tried.add(address.getPort());
                    if (tried.size() < 3) {
                        throw new BindException("taken");
                    }
                },
                0);
        assertEquals(3, new HashSet<>(tried).size());
    }

    @Test
    void aPinnedPortIsThatOrNone() throws Exception {
        List<Integer> tried = new ArrayList<>();
        SourcePorts.bind(address -> tried.add(address.getPort()), 12_345);
        assertEquals(List.of(12_345), tried);
        assertThrows(
                BindException.class,
                () ->
                        SourcePorts.bind(
                                address -> {
                                    throw new BindException("taken");
                                },
                                12_345));
    }
}
