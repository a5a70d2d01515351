package io.github.k8sbykeshed.validator.probe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the cluster before anything is probed.
 *
 * @param server where its API server is, for a person
 * @param version the API server's version, such as {@code v1.35.4}
 * @param nodes the nodes that agents of the pod network run on
 * @param leftOut the nodes that need not take part, each with the reason
 * @param families the families that Services can have, the cluster's primary one first
 * @param kubernetes the addresses of the Service {@code default/kubernetes}, one a family at most
 * @param kubernetesEndpoints the API servers' own addresses behind it, with their port
 * @param dns the cluster's DNS Service, if one was found
 * @param outsideClient whether a client outside the cluster was given
 * @param coverage how much of what should take part does
 */
public record Facts(
        String server,
        String version,
        List<Node> nodes,
        List<LeftOut> leftOut,
        List<Family> families,
        List<Address> kubernetes,
        List<Endpoint> kubernetesEndpoints,
        @Nullable Dns dns,
        boolean outsideClient,
        Coverage coverage) {

    /** How many nodes or reasons one line names. */
    private static final int NAMED = 3;

    public Facts {
        // Results of earlier versions say nothing of it.
        coverage = coverage == null ? new Coverage(0, List.of(), "") : coverage;
        nodes = List.copyOf(nodes);
        leftOut = List.copyOf(leftOut);
        families = List.copyOf(families);
        kubernetes = List.copyOf(kubernetes);
        kubernetesEndpoints = List.copyOf(kubernetesEndpoints);
    }

    /** Facts of a cluster where every node takes part that should. */
    public Facts(
            String server,
            String version,
            List<Node> nodes,
            List<LeftOut> leftOut,
            List<Family> families,
            List<Address> kubernetes,
            List<Endpoint> kubernetesEndpoints,
            @Nullable Dns dns,
            boolean outsideClient) {
        this(
                server,
                version,
                nodes,
                leftOut,
                families,
                kubernetes,
                kubernetesEndpoints,
                dns,
                outsideClient,
                new Coverage(nodes.size(), List.of(), ""));
    }

    /**
     * A node.
     *
     * @param addresses its InternalIPs, the primary one first
     * @param zone the label topology.kubernetes.io/zone, or empty
     */
    public record Node(String name, List<Address> addresses, String zone) {
        public Node {
            addresses = List.copyOf(addresses);
        }

        /** Its first address of the family, if it has one. */
        public Optional<Address> address(Family family) {
            return addresses.stream().filter(a -> a.family() == family).findFirst();
        }
    }

    /**
     * A node that need not take part, and why.
     *
     * @param node its name
     * @param why in a few words, such as {@code cordoned}
     */
    public record LeftOut(String node, String why) {}

    /** What of a node can be missing. */
    public enum Part {
        /** All of it: no agent of its pod network works. */
        NODE,
        /** Its host network: no agent there works. */
        HOST_NETWORK,
        /** One of the families that Services have: its pod has no address of it. */
        FAMILY
    }

    /**
     * What should have been validated and was not.
     *
     * @param node the node's name
     * @param zone the node's zone, or empty
     * @param part what of the node
     * @param why the evidence, and what to do about it; sentences for a person
     */
    public record Missing(String node, String zone, Part part, String why) {

        /** What is missing, such as {@code worker-2's host network}. */
        public String what() {
            return switch (part) {
                case NODE -> node;
                case HOST_NETWORK -> node + "'s host network";
                case FAMILY -> "a family of " + node;
            };
        }
    }

    /**
     * How much of what should take part does.
     *
     * @param expected the number of nodes that should; 0 where it is not known
     * @param missing what of them does not; with any of it a run is no pass
     * @param noHostNetwork the policy that forbids agents on every host network; empty if none does
     */
    public record Coverage(int expected, List<Missing> missing, String noHostNetwork) {
        public Coverage {
            missing = List.copyOf(missing);
        }

        /** The number of nodes of which nothing is missing. */
        int complete() {
            return expected - (int) missing.stream().map(Missing::node).distinct().count();
        }
    }

    /**
     * An address and port behind a Service.
     *
     * @param pod the name of the pod that has it; empty if it is not known, or none's
     * @param node the name of the node that it is on; empty if it is not known
     */
    public record Endpoint(Address address, int port, String pod, String node) {
        public Endpoint {
            // Results of earlier versions say nothing of it.
            pod = pod == null ? "" : pod;
            node = node == null ? "" : node;
        }

        /** An endpoint of which no more is known. */
        public Endpoint(Address address, int port) {
            this(address, port, "", "");
        }

        /** The pod, or the address where that is not known. */
        public String name() {
            return pod.isEmpty() ? address.toString() : pod;
        }
    }

    /**
     * The cluster's DNS Service.
     *
     * @param service its {@code namespace/name}
     * @param addresses its cluster IPs
     * @param endpoints the servers behind it
     */
    public record Dns(String service, List<Address> addresses, List<Endpoint> endpoints) {
        public Dns {
            addresses = List.copyOf(addresses);
            endpoints = List.copyOf(endpoints);
        }
    }

    /** The cluster IP of {@code default/kubernetes} of this family, if it has one. */
    public Optional<Address> kubernetes(Family family) {
        return kubernetes.stream().filter(a -> a.family() == family).findFirst();
    }

    /** The cluster IP of the DNS Service of this family, if there is one. */
    public Optional<Address> dns(Family family) {
        return dns == null
                ? Optional.empty()
                : dns.addresses().stream().filter(a -> a.family() == family).findFirst();
    }

    /** The zones of the nodes that have one, in the nodes' order. */
    public List<String> zones() {
        return nodes.stream().map(Node::zone).filter(zone -> !zone.isEmpty()).distinct().toList();
    }

    /** How many of the nodes that should take part do, such as {@code 2 of 3 nodes}. */
    public String countNodes() {
        int expected = coverage.expected();
        return expected == 0
                ? count(nodes.size(), "node")
                : coverage.complete() + " of " + count(expected, "node");
    }

    /** Also names those that do not, and says why others need not; in one line. */
    public String describeNodes() {
        var line = new StringBuilder(countNodes());
        if (!coverage.missing().isEmpty()) {
            line.append(", not ").append(some(coverage.missing().stream().map(Missing::what)));
        }
        if (!leftOut.isEmpty()) {
            line.append(", ").append(leftOut.size()).append(" left out: ");
            line.append(some(leftOut.stream().map(LeftOut::why)));
        }
        return line.toString();
    }

    /** Nodes that are left out for the same reason in one: of many only a few are named. */
    public List<LeftOut> leftOutByReason() {
        Map<String, List<String>> names = new LinkedHashMap<>();
        for (LeftOut each : leftOut) {
            names.computeIfAbsent(each.why(), why -> new ArrayList<>()).add(each.node());
        }
        return names.entrySet().stream()
                .map(each -> new LeftOut(some(each.getValue().stream()), each.getKey()))
                .toList();
    }

    private static String count(int number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    /** The first few different ones. */
    private static String some(Stream<String> names) {
        List<String> all = names.distinct().toList();
        return all.size() <= NAMED
                ? String.join(", ", all)
                : String.join(", ", all.subList(0, NAMED))
                        + " and "
                        + (all.size() - NAMED)
                        + " more";
    }

    /** In one line: version, number of nodes and zones, families. */
    public String describe() {
        var names = new ArrayList<String>();
        families.forEach(family -> names.add(family.apiName()));
        return "Kubernetes "
                + version
                + " at "
                + server
                + ", "
                + countNodes()
                + ", "
                + count(zones().size(), "zone")
                + ", "
                + String.join("+", names);
    }
}
