package io.github.k8sbykeshed.validator.diagnosis;

import io.github.k8sbykeshed.validator.diagnosis.Cell.State;
import io.github.k8sbykeshed.validator.probe.Source;
import io.github.k8sbykeshed.validator.probe.Target.Reach;
import io.github.k8sbykeshed.validator.result.Run;
import java.util.ArrayList;
import java.util.List;

/** Says what a pattern means, as people who operate clusters call it. */
record Sentence(Pattern pattern, Run run, boolean podNetwork) {

    private static final String PROXIES = "whether the Service proxies run at all, and their logs";

    Finding about(List<Cell> explained) {
        if (!pattern.isOfAll() && pattern.kind() == Pattern.Kind.EVERYTHING) {
            return new Finding(
                    "nothing of "
                            + pattern.scenarios().first()
                            + " is as expected, and that is all that fails so",
                    explained.size(),
                    Diagnosis.cases(explained),
                    "what this scenario alone asks for: its tables");
        }
        return podNetwork
                ? new Finding(
                        where() + "the pod network itself fails " + place(),
                        explained.size(),
                        Diagnosis.cases(explained),
                        "routes, tunnels and firewalls there; mend this first: of Services nothing can"
                                + " be said where it fails")
                : new Finding(
                        where() + cause(), explained.size(), Diagnosis.cases(explained), next());
    }

    private String where() {
        return switch (pattern.scenarios().size()) {
            case 0 -> "";
            case 1 -> "in " + pattern.scenarios().first() + " only: ";
            default -> "in " + pattern.scenarios().size() + " scenarios only: ";
        };
    }

    private String cause() {
        String value = pattern.value();
        return switch (pattern.kind()) {
            case EVERYTHING -> "no Service works";
            case PROXY -> proxy();
            case NODE_PORT ->
                    "node ports at node " + value + " fail, though its proxy works otherwise";
            case CLUSTER_IP ->
                    "ClusterIPs fail from node " + value + ", though its proxy works otherwise";
            case HAIRPIN -> "pods do not reach themselves through a Service (hairpin)";
            case FAMILY -> "Services fail over " + value + " and work over the other family";
            case PROTOCOL -> "Services fail over " + value + " and work over the other protocol";
            case FAMILY_AND_PROTOCOL -> "Services fail with " + value + " alone";
            case SAME_NODE -> "Services fail where client and backend are on the same node";
            case CROSS_NODE -> "Services fail where client and backend are on different nodes";
            case NODE -> "Services fail between node " + value + " and the others";
            case REACH -> byReach();
            case SOURCE_KIND -> "Services fail from " + name(Source.Kind.valueOf(value)) + " alone";
            case BACKEND -> "backend " + value + " is not reached through Services, from anywhere";
            case SOURCE -> "Services fail from " + value + " alone";
        };
    }

    private String byReach() {
        Reach reach = Reach.valueOf(pattern.value());
        return switch (reach) {
            case DIRECT -> "pods do not answer at their own addresses";
            case HOST_PORT -> "pods are not reached by their host ports";
            case CLUSTER_IP, NODE_PORT, LOAD_BALANCER, EXTERNAL_IP, DNS_NAME ->
                    "Services fail by " + name(reach) + " and work otherwise";
        };
    }

    /** The same for the pod network. */
    private String place() {
        String value = pattern.value();
        return switch (pattern.kind()) {
            case EVERYTHING, REACH -> "everywhere";
            case PROXY, SOURCE, NODE_PORT, CLUSTER_IP -> "from " + value;
            case HAIRPIN -> "from pods to themselves";
            case FAMILY, PROTOCOL -> "over " + value;
            case FAMILY_AND_PROTOCOL -> "with " + value;
            case SAME_NODE -> "within nodes";
            case CROSS_NODE -> "between nodes";
            case NODE -> "between node " + value + " and the others";
            case SOURCE_KIND -> "from " + name(Source.Kind.valueOf(value));
            case BACKEND -> "to " + value;
        };
    }

    /** Older Services tell a proxy that does nothing from one that learns nothing. */
    private String proxy() {
        String node = pattern.value();
        if (!pattern.isOfAll()) {
            return "what the Service proxy of node " + node + " forwards fails";
        }
        List<State> older = new ArrayList<>();
        Cell.forEach(
                run,
                cell -> {
                    if (cell.of().scenario().equals("clusterip/existing")
                            && cell.source().node().equals(node)) {
                        older.add(cell.state());
                    }
                });
        String what =
                older.isEmpty()
                        ? " does not forward"
                        : older.stream().allMatch(state -> state == State.CONFORMS)
                                ? " has stopped programming (Services from before the run still"
                                        + " work there)"
                                : " forwards nothing, not even to Services from before the run";
        return "the Service proxy of node " + node + what;
    }

    private String next() {
        String value = pattern.value();
        return switch (pattern.kind()) {
            case EVERYTHING -> PROXIES;
            case REACH ->
                    value.equals(Reach.HOST_PORT.name())
                            ? "whether the pod network maps host ports at all (the CNI plugin portmap),"
                                    + " and firewalls"
                            : PROXIES;
            case PROXY ->
                    "the Service proxy's pod and log on "
                            + value
                            + ": is it running, does it still hear from the API server, is it late";
            case NODE_PORT ->
                    "the addresses that the proxy serves node ports on (nodePortAddresses), and firewalls"
                            + " of "
                            + value;
            case CLUSTER_IP ->
                    "what takes packets to ClusterIPs on "
                            + value
                            + " before the proxy does: hooks at sockets and interfaces, other rules,"
                            + " routes";
            case HAIRPIN ->
                    "hairpin mode of the pods' bridge or interfaces, and the masquerading of what a pod"
                            + " sends to itself";
            case FAMILY, PROTOCOL, FAMILY_AND_PROTOCOL ->
                    "how proxies, pod network and firewalls are configured for " + value;
            case SAME_NODE ->
                    "bridge netfilter on the nodes (net.bridge.bridge-nf-call-iptables=1): replies must"
                            + " pass through connection tracking";
            case CROSS_NODE ->
                    "replies that are not translated back between nodes, MTU and checksum offloading of"
                            + " the overlay";
            case NODE -> "the network of node " + value;
            case SOURCE_KIND ->
                    "what differs for "
                            + name(Source.Kind.valueOf(value))
                            + ": hooks, routes, firewalls";
            case BACKEND -> "the Services' EndpointSlices, and what is programmed for " + value;
            case SOURCE -> "policies and routes of " + value;
        };
    }

    private static String name(Reach reach) {
        return switch (reach) {
            case CLUSTER_IP -> "ClusterIP";
            case NODE_PORT -> "node port";
            case LOAD_BALANCER -> "load balancer address";
            case EXTERNAL_IP -> "external IP";
            case DNS_NAME -> "DNS name";
            case HOST_PORT -> "host port";
            case DIRECT -> "pod IP";
        };
    }

    private static String name(Source.Kind kind) {
        return switch (kind) {
            case POD -> "pods";
            case HOST -> "nodes (host network)";
            case OUTSIDE -> "clients outside the cluster";
        };
    }
}
