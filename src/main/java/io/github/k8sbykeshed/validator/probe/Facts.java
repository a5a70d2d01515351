package io.github.k8sbykeshed.validator.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the cluster before anything is probed.
 *
 * @param server where its API server is, for a person
 * @param version the API server's version, such as {@code v1.35.4}
 * @param nodes the nodes that agents run on
 * @param leftOut the nodes that none runs on, each with the reason
 * @param families the families that Services can have, the cluster's primary one first
 * @param kubernetes the addresses of the Service {@code default/kubernetes}, one a family at most
 * @param kubernetesEndpoints the API servers' own addresses behind it, with their port
 * @param dns the cluster's DNS Service, if one was found
 * @param outsideClient whether a client outside the cluster was given
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
        boolean outsideClient) {

    public Facts {
        nodes = List.copyOf(nodes);
        leftOut = List.copyOf(leftOut);
        families = List.copyOf(families);
        kubernetes = List.copyOf(kubernetes);
        kubernetesEndpoints = List.copyOf(kubernetesEndpoints);
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
     * What has no agents, and why.
     *
     * @param node its name, or words for several, or the agent that is missing
     */
    public record LeftOut(String node, String why) {}

    /** An address and port behind a Service. */
    public record Endpoint(Address address, int port) {}

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

    /** In one line: version, number of nodes and zones, families. */
    public String describe() {
        List<String> zones = zones();
        var names = new ArrayList<String>();
        families.forEach(family -> names.add(family.apiName()));
        return "Kubernetes "
                + version
                + " at "
                + server
                + ", "
                + nodes.size()
                + (nodes.size() == 1 ? " node, " : " nodes, ")
                + zones.size()
                + (zones.size() == 1 ? " zone, " : " zones, ")
                + String.join("+", names);
    }
}
