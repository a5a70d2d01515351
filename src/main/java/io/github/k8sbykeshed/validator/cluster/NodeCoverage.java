package io.github.k8sbykeshed.validator.cluster;

import io.github.k8sbykeshed.validator.probe.Facts;
import io.github.k8sbykeshed.validator.probe.Family;
import io.github.k8sbykeshed.validator.scenario.Absence;
import io.github.k8sbykeshed.validator.scenario.AgentPlan;
import io.github.k8sbykeshed.validator.scenario.AgentRole;
import io.github.k8sbykeshed.validator.scenario.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Works out how much of the cluster is validated, from the agents that do not work. */
final class NodeCoverage {

    private final NodeChoice nodes;
    private final Map<AgentPlan.Agent, Absence> absent;

    private NodeCoverage(NodeChoice nodes, Map<AgentPlan.Agent, Absence> absent) {
        this.nodes = nodes;
        this.absent = absent;
    }

    /**
     * What is missing.
     *
     * @param absent the agents that do not work, with the reason
     * @param shared the agents of the pod network that do
     * @param families that Services have
     */
    static Facts.Coverage of(
            NodeChoice nodes,
            Map<AgentPlan.Agent, Absence> absent,
            List<Place> shared,
            List<Family> families) {
        return new NodeCoverage(nodes, absent).coverage(shared, families);
    }

    private Facts.Coverage coverage(List<Place> shared, List<Family> families) {
        List<Absence> hosts = absent.values().stream().filter(each -> isHost(each.role())).toList();
        boolean forbidden =
                hosts.size() == nodes.usable().size()
                        && hosts.stream().allMatch(Absence::forbidden);
        List<Facts.Missing> missing = new ArrayList<>(nodes.missing());
        for (Facts.Node node : nodes.usable()) {
            Optional<Absence> pod = at(node, role -> role instanceof AgentRole.Shared);
            Optional<Absence> host = at(node, NodeCoverage::isHost);
            if (pod.isPresent()) {
                String both = host.isPresent() && !forbidden ? "none of its agents works: " : "";
                missing.add(missing(node, Facts.Part.NODE, both + pod.get().why()));
            } else if (host.isPresent() && !forbidden) {
                missing.add(missing(node, Facts.Part.HOST_NETWORK, host.get().why()));
            }
        }
        for (Place pod : shared) {
            List<String> lacking =
                    families.stream()
                            .filter(family -> pod.address(family).isEmpty())
                            .map(Family::apiName)
                            .toList();
            nodes.usable().stream()
                    .filter(node -> node.name().equals(pod.node()) && !lacking.isEmpty())
                    .forEach(node ->
                            missing.add(
                                    missing(
                                            node,
                                            Facts.Part.FAMILY,
                                            pod.source().pod()
                                                    + " has no address of "
                                                    + String.join(", ", lacking)
                                                    + ", which Services have; look at the network"
                                                    + " plugin's address ranges for "
                                                    + node.name())));
        }
        return new Facts.Coverage(
                nodes.usable().size() + nodes.missing().size(),
                missing,
                forbidden ? hosts.getFirst().why() : "");
    }

    private static boolean isHost(AgentRole role) {
        return role instanceof AgentRole.Host;
    }

    private Optional<Absence> at(Facts.Node node, Predicate<AgentRole> role) {
        return absent.entrySet().stream()
                .filter(each -> each.getKey().node().equals(node))
                .map(Map.Entry::getValue)
                .filter(each -> role.test(each.role()))
                .findFirst();
    }

    private static Facts.Missing missing(Facts.Node node, Facts.Part part, String why) {
        return new Facts.Missing(node.name(), node.zone(), part, why);
    }
}
