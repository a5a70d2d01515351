package io.github.k8sbykeshed.validator.scenario;

import io.github.k8sbykeshed.validator.expect.Expectation;
import io.github.k8sbykeshed.validator.probe.Facts;
import io.github.k8sbykeshed.validator.probe.Target.Reach;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;

/** The agents that a scenario asks from, in the sets that scenarios need. */
public final class Clients {

    private final Surroundings around;

    Clients(Surroundings around) {
        this.around = around;
    }

    /** An agent in the pod network of every node. */
    public List<Place> pods() {
        return around.pods();
    }

    /** An agent on the host network of every node; ends the case where there is none. */
    public List<Place> hosts() {
        if (around.hosts().isEmpty()) {
            throw new Ended(around.withoutHosts());
        }
        return around.hosts();
    }

    /** The clients outside the cluster; not applicable where there is none. */
    public List<Place> outside() {
        if (around.outside().isEmpty()) {
            throw new Ended(Need.outsideClient().without().apply(around));
        }
        return around.outside();
    }

    /**
     * Agents that no Service selects yet, at least two, on different nodes where there are several.
     * Cases share them: each puts a label of its own on them.
     */
    public List<Place> spares() {
        if (around.spares().size() < AgentPlan.SPARES) {
            throw new Ended(around.withoutSpares());
        }
        return around.spares();
    }

    /** Every agent in the cluster. */
    public List<Place> podsAndHosts() {
        return join(around.pods(), around.hosts());
    }

    /** Every agent in the cluster and the clients outside. */
    public List<Place> everywhere() {
        return join(podsAndHosts(), around.outside());
    }

    /**
     * Every node's proxy with the least work: the first and the last pod, and the host agent of
     * every node, or every pod where the cluster forbids host agents.
     */
    public List<Place> sample() {
        if (around.hosts().isEmpty()) {
            return pods();
        }
        Set<Place> sample = new LinkedHashSet<>(twoPods());
        sample.addAll(around.hosts());
        return List.copyOf(sample);
    }

    private List<Place> twoPods() {
        return List.of(pods().getFirst(), pods().getLast());
    }

    /** The {@link #sample} and the clients outside. */
    public List<Place> sampleAndOutside() {
        return join(sample(), around.outside());
    }

    /**
     * The cells in which each pod asks for the pods that come next in their order, the first one
     * after the last. So every node sends and receives equally, with work that grows with the
     * number of nodes.
     *
     * @param many for how many of them
     */
    public BiPredicate<Place, Access> next(int many) {
        Map<String, Set<String>> next = new HashMap<>();
        for (int i = 0; i < pods().size(); i++) {
            Set<String> ahead = new HashSet<>();
            for (int j = 1; j <= Math.min(many, pods().size() - 1); j++) {
                ahead.add(pods().get((i + j) % pods().size()).id());
            }
            next.put(pods().get(i).id(), ahead);
        }
        return (from, to) ->
                next.getOrDefault(from.id(), Set.of()).contains(to.backends().getFirst().id());
    }

    /**
     * Expects this, and asks node ports of nodes other than the client's own only from the first
     * and the last pod and from outside. So every node is dialled, and the work of a {@link
     * #sample} grows with the number of nodes and not with its square.
     */
    public Expected sparingly(Expected expected) {
        List<Place> everywhere = join(twoPods(), around.outside());
        return (from, to) ->
                (everywhere.contains(from) ? expected : atOwnNode(expected)).of(from, to);
    }

    /** Expects this, and asks no node ports of nodes other than the client's own. */
    public Expected atOwnNode(Expected expected) {
        return (from, to) ->
                to.target().reach() == Reach.NODE_PORT && !to.isAtNode(from.node())
                        ? Expectation.unasked()
                        : expected.of(from, to);
    }

    /**
     * Agents to use where refusals are expected: the spare ones and those on host networks. A
     * kernel sends a client of another machine about one ICMP error a second, so agents that other
     * cases ask from may see silence in place of refusals.
     */
    public List<Place> forRefusals() {
        return join(spares(), around.hosts());
    }

    /** The shared agent of the pod network on the node of another agent. */
    public Place beside(Place other) {
        return pods().stream()
                .filter(each -> each.node().equals(other.node()))
                .findFirst()
                .orElseThrow(() -> new Ended(around.without("a second agent on " + other.node())));
    }

    /** Every agent of the cluster on the node of another agent. */
    public List<Place> onNodeOf(Place other) {
        return podsAndHosts().stream().filter(each -> each.node().equals(other.node())).toList();
    }

    /** The zone of an agent's node; empty if it has none. */
    public String zone(Place place) {
        return around.facts().nodes().stream()
                .filter(node -> node.name().equals(place.node()))
                .map(Facts.Node::zone)
                .findFirst()
                .orElse("");
    }

    private static List<Place> join(List<Place> some, List<Place> others) {
        List<Place> all = new ArrayList<>(some);
        all.addAll(others);
        return all;
    }
}
