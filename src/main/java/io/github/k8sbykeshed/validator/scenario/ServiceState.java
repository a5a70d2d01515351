package io.github.k8sbykeshed.validator.scenario;

import io.github.k8sbykeshed.validator.probe.Address;
import io.github.k8sbykeshed.validator.probe.Facts;
import io.github.k8sbykeshed.validator.probe.Family;
import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.probe.Target;
import io.github.k8sbykeshed.validator.probe.Target.Reach;
import io.github.k8sbykeshed.validator.probe.Target.Speech;
import io.github.k8sbykeshed.validator.probe.Traits;
import io.github.k8sbykeshed.validator.probe.Traits.Age;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects.Created;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects.Manifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A Service at one moment, and the ways by which clients reach it.
 *
 * @param manifest what was asked for
 * @param created what the API server gave
 * @param backends the agents that it selects, or is about to
 * @param selectLabel the label by which agents join it; empty where it selects them by their own
 * @param age since when it exists
 */
record ServiceState(
        Manifest manifest, Created created, List<Place> backends, String selectLabel, Age age) {

    ServiceState {
        backends = List.copyOf(backends);
    }

    /** The Service after a change. */
    ServiceState with(Manifest changed, Created given) {
        return new ServiceState(changed, given, backends, selectLabel, age);
    }

    /** It with no other backends than these. */
    ServiceState only(Predicate<Place> those) {
        return new ServiceState(
                manifest, created, backends.stream().filter(those).toList(), selectLabel, age);
    }

    /** The part of it that is of these families and protocols. */
    ServiceState only(List<Family> families, List<Protocol> protocols) {
        List<Manifest.Port> ports = new ArrayList<>();
        List<Integer> nodePorts = new ArrayList<>();
        for (int i = 0; i < manifest.ports().size(); i++) {
            if (protocols.contains(manifest.ports().get(i).protocol())) {
                ports.add(manifest.ports().get(i));
                nodePorts.add(created.nodePorts().get(i));
            }
        }
        List<Address> clusterIps =
                created.clusterIps().stream().filter(ip -> families.contains(ip.family())).toList();
        return with(
                manifest.with(manifest.spec(), families, ports),
                new Created(clusterIps, nodePorts, created.healthCheckNodePort()));
    }

    String name() {
        return manifest.name();
    }

    /** Its ClusterIP of its primary family. */
    Address clusterIp() {
        Optional<Address> primary =
                created.clusterIps().stream()
                        .filter(ip -> ip.family() == manifest.family())
                        .findFirst();
        return primary.orElseThrow(() -> new IllegalStateException(name() + " has no ClusterIP"));
    }

    /** Each of its ports at each of its ClusterIPs. */
    List<Access> viaClusterIps() {
        List<Access> all = new ArrayList<>();
        for (Address address : created.clusterIps()) {
            for (Manifest.Port port : manifest.ports()) {
                all.add(viaClusterIp(address, port));
            }
        }
        return all;
    }

    private Access viaClusterIp(Address address, Manifest.Port port) {
        String label = label(address.family(), port);
        return new Access(
                Target.agent(Reach.CLUSTER_IP, label, address, port.port(), port.protocol())
                        .with(traits()),
                backends,
                direct(address.family(), port),
                List.of(),
                // The backends' own port: a proxy that forwards any port to them is caught.
                Target.agent(
                        Reach.CLUSTER_IP,
                        label + " unserved port",
                        address,
                        port.targetPort(),
                        port.protocol()));
    }

    /**
     * Each of its node ports at a node, in each family that both have.
     *
     * @param host the host agent of that node; empty where there is none. Its own port is the
     *     control of clients outside, and its way to the backends that of every client
     */
    List<Access> viaNodePorts(Facts.Node node, List<Place> host) {
        List<Access> all = new ArrayList<>();
        for (Family family : manifest.families()) {
            Optional<Address> address = node.address(family);
            for (int i = 0; i < manifest.ports().size() && address.isPresent(); i++) {
                int number = created.nodePorts().get(i);
                Manifest.Port port = manifest.ports().get(i);
                all.add(viaNodePort(node.name(), address.get(), number, port, host));
            }
        }
        return all;
    }

    private Access viaNodePort(
            String node, Address address, int number, Manifest.Port port, List<Place> host) {
        Family family = address.family();
        String label = node + ":" + number + which(family, port);
        List<Target> own = host.stream().map(at -> at.direct(family, port.protocol())).toList();
        return new Access(
                        Target.agent(Reach.NODE_PORT, label, address, number, port.protocol())
                                .with(traits().atNode(node)),
                        backends,
                        direct(family, port),
                        own,
                        null)
                .through(host);
    }

    /** Its first node port at the loopback address of the node that dials it. */
    Access viaLoopback(Family family, Protocol protocol) {
        var address = new Address(family == Family.IPV4 ? "127.0.0.1" : "::1");
        int port = created.nodePort();
        String label = "localhost:" + port;
        return Access.of(
                Target.agent(Reach.NODE_PORT, label, address, port, protocol).with(traits()),
                List.of());
    }

    /** The health check port of its traffic policy at a node. */
    Access viaHealthCheck(Facts.Node node, Address address, List<Place> host) {
        int port = created.healthCheckNodePort();
        List<Target> own =
                host.stream().map(at -> at.direct(address.family(), Protocol.TCP)).toList();
        var target =
                new Target(
                        Reach.NODE_PORT,
                        node.name() + ":" + port + " health",
                        address,
                        port,
                        Protocol.TCP,
                        new Speech.Http("/healthz"),
                        traits().atNode(node.name()));
        return new Access(target, List.of(), own, own, null);
    }

    /** Each of its ports at an address outside the cluster's ranges that its proxies serve. */
    List<Access> via(Reach reach, Address address) {
        List<Access> all = new ArrayList<>();
        for (Manifest.Port port : manifest.ports()) {
            String label = label(address.family(), port);
            all.add(
                    new Access(
                            Target.agent(reach, label, address, port.port(), port.protocol())
                                    .with(traits()),
                            backends,
                            direct(address.family(), port),
                            List.of(),
                            null));
        }
        return all;
    }

    private Traits traits() {
        return Traits.ofService(name(), age);
    }

    private List<Target> direct(Family family, Manifest.Port port) {
        return backends.stream()
                .map(each -> each.direct(family, port.protocol(), port.backendPort()))
                .toList();
    }

    private String label(Family family, Manifest.Port port) {
        return label() + which(family, port);
    }

    /** Which of several ports and families, for a label; nothing where there is only one. */
    private String which(Family family, Manifest.Port port) {
        return (manifest.ports().size() > 1 ? " " + port.name() : "")
                + (manifest.families().size() > 1 ? " " + family.apiName() : "");
    }

    private String label() {
        return switch (backends.size()) {
            case 0 -> name();
            case 1 -> backends.getFirst().id();
            default -> {
                var nodes = backends.stream().map(Place::node);
                yield name() + nodes.collect(Collectors.joining(",", "[", "]"));
            }
        };
    }
}
