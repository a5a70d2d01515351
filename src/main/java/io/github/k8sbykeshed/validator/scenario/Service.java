package io.github.k8sbykeshed.validator.scenario;

import io.github.k8sbykeshed.validator.probe.Address;
import io.github.k8sbykeshed.validator.probe.Facts;
import io.github.k8sbykeshed.validator.probe.Family;
import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.probe.Target;
import io.github.k8sbykeshed.validator.probe.Target.Reach;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects.Created;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects.Manifest;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A Service that a case created.
 *
 * @param manifest what was asked for
 * @param created what the API server gave
 * @param backends the agents that it selects, or is about to
 * @param selectLabel the label by which further agents join; empty where it selects by their own
 */
public record Service(
        Manifest manifest, Created created, List<Place> backends, String selectLabel) {

    public Service {
        backends = List.copyOf(backends);
    }

    public String name() {
        return manifest.name();
    }

    /** Its name in DNS below the cluster's domain: {@code name.namespace.svc}. */
    public String dnsName() {
        return manifest.name() + "." + manifest.namespace() + ".svc";
    }

    /** The name of its port, as SRV records have it. */
    public String portName() {
        return manifest.portName();
    }

    public int port() {
        return manifest.port();
    }

    /**
     * Its ClusterIP.
     *
     * @throws IllegalStateException if it has none
     */
    public Address clusterIp() {
        return created.clusterIps().stream()
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(name() + " has no ClusterIP"));
    }

    /** Its port at its ClusterIP. */
    public Access viaClusterIp() {
        Address address = clusterIp();
        return new Access(
                Target.agent(
                        Reach.CLUSTER_IP, label(), address, manifest.port(), manifest.protocol()),
                backends,
                direct(),
                List.of(),
                // The backends' own port: a proxy that forwards whatever port to them is caught.
                Target.agent(
                        Reach.CLUSTER_IP,
                        label() + " unserved port",
                        address,
                        manifest.targetPort(),
                        manifest.protocol()),
                0);
    }

    /**
     * Its node port at a node.
     *
     * @param host the host agent of that node, whose own port is the control from outside and whose
     *     way to the backends is one for everybody; empty where there is none
     */
    public Access viaNodePort(Facts.Node node, List<Place> host) {
        Family family = manifest.family();
        Protocol protocol = manifest.protocol();
        Address address =
                node.address(family)
                        .orElseThrow(() ->
                                new IllegalStateException(
                                        node.name() + " has no " + family.apiName()));
        return new Access(
                        Target.agent(
                                Reach.NODE_PORT,
                                node.name() + ":" + created.nodePort(),
                                address,
                                created.nodePort(),
                                protocol),
                        backends,
                        direct(),
                        host.stream().map(place -> place.direct(family, protocol)).toList(),
                        null,
                        0)
                .through(host);
    }

    /** Its port at an address of a load balancer. */
    Access viaLoadBalancer(Address address) {
        return new Access(
                Target.agent(
                        Reach.LOAD_BALANCER,
                        label(),
                        address,
                        manifest.port(),
                        manifest.protocol()),
                backends,
                direct(),
                List.of(),
                null,
                0);
    }

    private List<Target> direct() {
        List<Target> targets = new ArrayList<>();
        for (Place backend : backends) {
            targets.add(backend.direct(manifest.family(), manifest.protocol()));
        }
        return targets;
    }

    private String label() {
        return backends.size() == 1
                ? backends.getFirst().id()
                : backends.isEmpty()
                        ? name()
                        : name()
                                + backends.stream()
                                        .map(Place::node)
                                        .collect(Collectors.joining(",", "[", "]"));
    }
}
