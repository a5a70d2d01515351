package io.github.k8sbykeshed.validator.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.k8sbykeshed.validator.probe.Address;
import io.github.k8sbykeshed.validator.probe.Facts;
import io.github.k8sbykeshed.validator.probe.Facts.Part;
import io.github.k8sbykeshed.validator.probe.Family;
import io.github.k8sbykeshed.validator.scenario.Absence;
import io.github.k8sbykeshed.validator.scenario.AgentPlan;
import io.github.k8sbykeshed.validator.scenario.AgentRole;
import io.github.k8sbykeshed.validator.scenario.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NodeCoverageTest {

    private static final Predicate<AgentRole> SHARED = role -> role instanceof AgentRole.Shared;
    private static final Predicate<AgentRole> HOST = role -> role instanceof AgentRole.Host;

    private final List<Facts.Node> nodes =
            Stream.of("w1", "w2", "w3").map(name -> new Facts.Node(name, List.of(), "z")).toList();
    private final AgentPlan plan = AgentPlan.of(nodes, "ns", "ns-host", Map.of());
    private final Map<AgentPlan.Agent, Absence> absent = new LinkedHashMap<>();
    private final List<Facts.Missing> unready = new ArrayList<>();

    private void lose(String node, Predicate<AgentRole> role, boolean forbidden, String why) {
        plan.agents().stream()
                .filter(each -> role.test(each.role()) && each.node().name().equals(node))
                .forEach(each -> absent.put(each, new Absence(each.role(), forbidden, why)));
    }

    private Facts.Coverage coverage(List<Place> shared) {
        return NodeCoverage.of(
                new NodeChoice(nodes, List.of(), unready, Set.of(), ""),
                absent,
                shared,
                List.of(Family.IPV4, Family.IPV6));
    }

    private static Facts.Missing missing(String node, Part part, String why) {
        return new Facts.Missing(node, "z", part, why);
    }

    @Test
    void allThere() {
        assertEquals(new Facts.Coverage(3, List.of(), ""), coverage(List.of()));
    }

    @Test
    void aNodeWithoutAgentsIsMissingOnceAndItsHostNetworkNotBesides() {
        lose("w2", SHARED, false, "no network");
        lose("w2", HOST, false, "no image");
        assertEquals(
                List.of(missing("w2", Part.NODE, "none of its agents works: no network")),
                coverage(List.of()).missing());
    }

    @Test
    void aNodeWithOneOfBothIsMissingInThatPart() {
        lose("w1", SHARED, false, "no network");
        lose("w3", HOST, false, "no port is free");
        assertEquals(
                List.of(
                        missing("w1", Part.NODE, "no network"),
                        missing("w3", Part.HOST_NETWORK, "no port is free")),
                coverage(List.of()).missing());
    }

    @Test
    void aPolicyThatForbidsTheHostNetworkEverywhereIsNoGap() {
        nodes.forEach(node -> lose(node.name(), HOST, true, "forbidden here"));
        assertEquals(new Facts.Coverage(3, List.of(), "forbidden here"), coverage(List.of()));
    }

    @Test
    void oneThatForbidsItSomewhereIs() {
        lose("w1", HOST, true, "forbidden here");
        assertEquals(
                new Facts.Coverage(
                        3, List.of(missing("w1", Part.HOST_NETWORK, "forbidden here")), ""),
                coverage(List.of()));
    }

    @Test
    void hostAgentsThatAllFailForAnotherReasonAre() {
        nodes.forEach(node -> lose(node.name(), HOST, false, "no right"));
        assertEquals(3, coverage(List.of()).missing().size());
        assertEquals("", coverage(List.of()).noHostNetwork());
    }

    @Test
    void nodesThatAreNotReadyCount() {
        unready.add(missing("w4", Part.NODE, "not Ready"));
        assertEquals(new Facts.Coverage(4, unready, ""), coverage(List.of()));
    }

    @Test
    void aPodWithoutAFamilyIs() {
        var pod =
                new Place(
                        plan.shared().get(1).source(),
                        List.of(new Address("10.1.1.1")),
                        List.of(),
                        List.of(),
                        List.of());
        assertEquals(
                List.of(
                        missing(
                                "w2",
                                Part.FAMILY,
                                "agent-w2 has no address of IPv6, which Services have; look at the"
                                        + " network plugin's address ranges for w2")),
                coverage(List.of(pod)).missing());
    }
}
