package io.github.k8sbykeshed.validator.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.k8sbykeshed.validator.acceptance.Faults.Round;
import io.github.k8sbykeshed.validator.catalog.Catalog;
import io.github.k8sbykeshed.validator.scenario.Case;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The list of faults is complete, and tests what it says. */
class FaultsTest {

    private static final int SENTINELS = 8;

    /** Scenarios that are new, and whose faults follow. */
    private static final Set<String> NEW =
            Set.of(
                    "affinity/across-ports",
                    "affinity/load-balancer",
                    "affinity/timeout",
                    "affinity/toggle",
                    "bandwidth/pod-to-pod",
                    "bandwidth/service",
                    "clusterip/cross-namespace",
                    "clusterip/endpoint-mirroring",
                    "clusterip/endpoint-removed",
                    "clusterip/evicted-backend",
                    "clusterip/long-lived",
                    "clusterip/no-selector-slices",
                    "clusterip/publish-not-ready",
                    "clusterip/restartable-init-port",
                    "clusterip/service-cidr",
                    "clusterip/spread",
                    "conntrack/connected-udp",
                    "conntrack/invalid-state",
                    "conntrack/pod-ip-reuse",
                    "conntrack/source-port-reuse",
                    "conntrack/udp-scale-to-zero",
                    "conntrack/udp-stale-internal-local",
                    "conntrack/udp-target-port-change",
                    "conntrack/udp-unready-first",
                    "dns/pod-names",
                    "dns/resolv-conf",
                    "dualstack/families",
                    "externalname/type-change",
                    "hostport/basic",
                    "lb/both-protocols",
                    "lb/class",
                    "lb/hostname",
                    "lb/ip-mode",
                    "lb/type-change",
                    "lb/udp-stale",
                    "nodeport/external-client",
                    "policy/health-check-node-port",
                    "policy/pnra-terminating",
                    "policy/terminating-fallback",
                    "proxy/apiserver-restart",
                    "proxy/restart",
                    "proxy/rules-deleted",
                    "rollout/drain",
                    "rollout/no-loss",
                    "topology/hints",
                    "topology/prefer-same-node",
                    "topology/prefer-same-zone");

    private static Set<String> scenarios() {
        return Catalog.scenarios().stream()
                .map(scenario -> scenario.spec().id())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<String> faulted(Round round) {
        return round.faults().stream().map(Fault::scenario).toList();
    }

    @Test
    void everyScenarioHasAFaultOrAReasonWhyThereIsNone() {
        Set<String> named = new TreeSet<>(Faults.RECORDING.keySet());
        for (Round round : Faults.rounds()) {
            named.addAll(faulted(round));
        }
        Set<String> expected = scenarios();
        expected.removeAll(NEW);
        assertEquals(expected, named);
        Faults.RECORDING.forEach((scenario, why) -> assertFalse(why.isBlank(), scenario));
    }

    @Test
    void aScenarioHasOneFaultInARoundAndNoSentinelHasAny() {
        for (Round round : Faults.rounds()) {
            Set<String> touched = new HashSet<>(faulted(round));
            assertEquals(touched.size(), round.faults().size(), () -> "twice in " + round);
            assertEquals(SENTINELS, round.sentinels().size(), round::name);
            for (String sentinel : round.sentinels()) {
                assertFalse(touched.contains(sentinel), sentinel);
                assertTrue(scenarios().contains(sentinel), sentinel);
            }
        }
    }

    /** By its Services' names a fault finds its scenario, and no other. */
    @Test
    void aFaultConcernsTheServicesOfItsScenarioAlone() {
        for (Round round : Faults.rounds()) {
            for (Fault fault : round.faults()) {
                Fault usual =
                        Fault.of(fault.scenario(), "", fault.lie(), fault.step(), fault.cells());
                boolean usualNames = fault.services().equals(usual.services());
                for (Scenario scenario : Catalog.scenarios()) {
                    boolean own = usualNames && scenario.spec().id().equals(fault.scenario());
                    for (Case each : Case.of(scenario)) {
                        // As Lab names them; a longer name would be cut.
                        String name = each.name().toLowerCase().replaceAll("[^a-z0-9]+", "-");
                        assertTrue(name.length() <= 50, name);
                        assertEquals(own, (name + "-0").matches(fault.services()), fault + name);
                    }
                }
            }
        }
    }
}
