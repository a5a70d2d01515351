package io.github.k8sbykeshed.validator.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.k8sbykeshed.validator.probe.Facts;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AgentPlanTest {

    private static AgentPlan plan(String host, Map<String, List<Own>> dedicated, String... nodes) {
        return AgentPlan.of(
                Stream.of(nodes).map(name -> new Facts.Node(name, List.of(), "")).toList(),
                "ns",
                host,
                dedicated);
    }

    private static List<String> ids(AgentPlan plan) {
        return plan.agents().stream().map(each -> each.source().id()).toList();
    }

    @Test
    void everyNodeHasOneInThePodNetworkAndOneOnItsOwnAndSparesAreElsewhere() {
        assertEquals(
                List.of(
                        "a/ns/agent-a",
                        "b/ns/agent-b",
                        "c/ns/agent-c",
                        "b/ns/spare-1",
                        "c/ns/spare-2",
                        "a/ns-host/host-a",
                        "b/ns-host/host-b",
                        "c/ns-host/host-c"),
                ids(plan("ns-host", Map.of(), "a", "b", "c")));
        assertEquals(
                List.of("a/ns/agent-a", "a/ns/spare-1", "a/ns/spare-2", "a/h/host-a"),
                ids(plan("h", Map.of(), "a")));
    }

    @Test
    void thoseOfACaseAreInTheNamespaceOfTheirKindAndHostPortsAtOneNode() {
        var dedicated = Map.of("x", List.of(Own.POD_AT_HOST_PORT, Own.POD_AT_HOST_PORT_UDP));
        assertEquals(
                List.of("b/ns-host/own-x-0", "b/ns-host/own-x-1"),
                ids(plan("ns-host", dedicated, "a", "b", "c")).subList(8, 10));
        assertEquals(
                List.of("b/ns/own-y-0", "c/ns-host/own-y-1"),
                ids(plan(
                                "ns-host",
                                Map.of("y", List.of(Own.POD, Own.POD_OF_OTHER_NAMESPACE)),
                                "a",
                                "b",
                                "c"))
                        .subList(8, 10));
    }

    @Test
    void noTwoPodsHaveOneNameWhateverTheNodesAreCalled() {
        String dots = String.join(".", "ip-10-0-0-1", "a".repeat(63), "internal");
        String dashes = dots.replace('.', '-');
        var plan = plan("h", Map.of(), "a-b", "a-b-2", "a.b", dots, dashes, dashes + "x");
        Set<String> names = new HashSet<>();
        for (AgentPlan.Agent each : plan.agents()) {
            String pod = each.source().pod();
            assertTrue(names.add(pod), pod);
            // It is a label's value and a Service's name, too.
            assertTrue(pod.matches("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"), pod);
        }
        assertEquals("agent-a-b-3", plan.shared().get(2).source().pod());
    }

    @Test
    void sparesServeTheirPortsInDifferentOrders() {
        Facts.Node node = new Facts.Node("a", List.of(), "");
        assertEquals(List.of(8080, 8081), AgentPlan.spare(0, 0, node, "ns").ports());
        assertEquals(List.of(8081, 8080), AgentPlan.spare(1, 3, node, "ns").ports());
        assertEquals("spare-2-4", AgentPlan.spare(1, 3, node, "ns").source().pod());
    }

    @Test
    void groupsHoldAtMostTen() {
        var plan =
                plan(
                        "h",
                        Map.of(),
                        IntStream.range(10, 31).mapToObj(i -> "n" + i).toArray(String[]::new));
        List<Integer> groups =
                plan.shared().stream()
                        .map(each -> ((AgentRole.Shared) each.role()).group())
                        .toList();
        assertEquals(List.of(0, 1, 2), groups.stream().distinct().toList());
        assertEquals(10, groups.stream().filter(group -> group == 1).count());
    }
}
