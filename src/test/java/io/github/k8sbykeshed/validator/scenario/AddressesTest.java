package io.github.k8sbykeshed.validator.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.k8sbykeshed.validator.probe.Address;
import io.github.k8sbykeshed.validator.probe.Family;
import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.probe.Target;
import io.github.k8sbykeshed.validator.probe.Target.Reach;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects.Created;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AddressesTest {

    private static final Target TARGET =
            Target.agent(Reach.CLUSTER_IP, "a", new Address("10.96.0.7"), 80, Protocol.UDP);

    private final Addresses addresses = new Addresses();

    @Test
    void aSourcePortIsNotUsedTwiceForATargetWhileThereAreOthers() {
        Set<Integer> used = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            int port = addresses.sourcePortFor(TARGET);
            assertTrue(port >= 10_000 && port < 20_000, () -> "port " + port);
            assertTrue(used.add(port), () -> port + " again after " + used.size());
        }
    }

    @Test
    void casesHavePortsOfTheirOwnThatNoAgentServes() {
        Set<Integer> ports = new HashSet<>();
        for (int i = 0; i < 3_000; i++) {
            int offset = addresses.portOffset();
            assertTrue(offset >= 30_000 && offset + 4_711 <= 65_535, () -> "offset " + offset);
            IntStream.range(80, 90)
                    .forEach(port -> assertTrue(ports.add(offset + port), () -> "again " + port));
        }
    }

    @Test
    void runsBeginAtDifferentPorts() {
        Set<Integer> offsets = new HashSet<>();
        IntStream.range(0, 10).forEach(i -> offsets.add(new Addresses().portOffset()));
        // Ten times the same of 3,000 is no chance.
        assertTrue(offsets.size() > 1);
    }

    @Test
    void unroutedAddressesDiffer() {
        for (Family family : Family.values()) {
            Set<Address> all = new HashSet<>();
            IntStream.range(0, 254).forEach(i -> all.add(addresses.unrouted(family)));
            assertEquals(254, all.size());
            assertTrue(all.stream().allMatch(each -> each.family() == family));
        }
    }

    @Test
    void aNodePortThatWasReleasedIsRemembered() {
        var service = new Created(List.of(), List.of(30_001, 0), 30_002);
        assertFalse(addresses.isRemembered(service));
        addresses.released(service);
        assertTrue(addresses.isRemembered(new Created(List.of(), List.of(30_002), 0)));
        assertTrue(addresses.isRemembered(new Created(List.of(), List.of(), 30_001)));
        assertFalse(addresses.isRemembered(new Created(List.of(), List.of(30_003), 0)));
    }
}
