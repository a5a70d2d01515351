package io.github.k8sbykeshed.validator.cluster;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.github.k8sbykeshed.validator.cluster.Cluster.Deployment;
import io.github.k8sbykeshed.validator.probe.Family;
import io.github.k8sbykeshed.validator.scenario.AgentPlan;
import io.github.k8sbykeshed.validator.scenario.Case;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects.ClusterException;
import java.util.List;

/** What a run is about to make in a cluster that can be validated. */
public final class Prospect {

    private final Deployment wanted;
    private final String version;
    private final NodeChoice nodes;

    /**
     * @param version of the API server
     * @param nodes at least one is usable
     */
    private Prospect(Deployment wanted, String version, NodeChoice nodes) {
        this.wanted = wanted;
        this.version = version;
        this.nodes = nodes;
    }

    /**
     * Finds out what a run would make, and that it can.
     *
     * @throws ClusterException if it cannot: for lack of rights, of a node, or of what the user
     *     named
     */
    static Prospect of(KubernetesClient client, Namespaces namespaces, Deployment wanted)
            throws InterruptedException {
        var finder = new FactsFinder(client);
        String version = finder.version();
        boolean given = namespaces.isThere(wanted.namespace());
        Rights.check(client, Rights.needed(wanted.namespace(), given));
        boolean bothGiven = given && namespaces.isThere(wanted.hostNamespace());
        if (!wanted.choices().pods().pullSecrets().isEmpty() && !bothGiven) {
            throw new ClusterException(
                    "A namespace that the run makes has no Secret to pull an image with: make the"
                            + " namespaces NAME and NAME-host with the Secret in both, and name them"
                            + " with --namespace NAME.",
                    null);
        }
        NodeRules rules = wanted.choices().nodes();
        List<Node> all = finder.nodes();
        String selector = rules.selector();
        var nodes = NodeChoice.of(all, selector == null ? all : finder.nodes(selector), rules);
        if (nodes.usable().isEmpty()) {
            throw new ClusterException("No node can run agents: " + nodes.whyNone() + ".", null);
        }
        return new Prospect(wanted, version, nodes);
    }

    /** On how many nodes agents will run, at least 1. */
    public int nodes() {
        return nodes.usable().size();
    }

    /**
     * How many pods there will be at most: some cases have pods of their own in each family, and
     * which families there are is known only once a namespace is there.
     */
    public int pods() {
        return AgentPlan.of(
                        nodes.usable(),
                        wanted.namespace(),
                        wanted.hostNamespace(),
                        Case.own(wanted.cases(), List.of(Family.values())))
                .agents()
                .size();
    }

    Deployment wanted() {
        return wanted;
    }

    String version() {
        return version;
    }

    NodeChoice choice() {
        return nodes;
    }
}
