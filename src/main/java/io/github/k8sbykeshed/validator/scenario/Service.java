package io.github.k8sbykeshed.validator.scenario;

import io.github.k8sbykeshed.validator.probe.Address;
import io.github.k8sbykeshed.validator.probe.Facts;
import io.github.k8sbykeshed.validator.probe.Family;
import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.probe.Target;
import io.github.k8sbykeshed.validator.probe.Target.Reach;
import io.github.k8sbykeshed.validator.probe.Traits;
import io.github.k8sbykeshed.validator.probe.Traits.Age;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects.Created;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects.Manifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A Service that a case created.
 *
 * @param manifest what was asked for
 * @param created what the API server gave
 * @param backends the agents that it selects, or is about to
 * @param selectLabel the label by which further agents join; empty where it selects by their own
 * @param age since when it exists
 */
public record Service(
        Manifest manifest, Created created, List<Place> backends, String selectLabel, Age age) {

    public Service {
        backends = List.copyOf(backends);
    }

    /** What of it is of these families and protocols. */
    Service only(List<Family> families, List<Protocol> protocols) {
        List<Manifest.Port> ports = new ArrayList<>();
        List<Integer> nodePorts = new ArrayList<>();
        for (int i = 0; i < manifest.ports().size(); i++) {
            if (protocols.contains(manifest.ports().get(i).protocol())) {
                ports.add(manifest.ports().get(i));
                nodePorts.add(created.nodePorts().get(i));
            }
        }
        return new Service(
                manifest.with(manifest.spec(), families, ports),
                new Created(
                        created.clusterIps().stream()
                                .filter(ip -> families.contains(ip.family()))
                                .toList(),
                        nodePorts,
                        created.healthCheckNodePort()),
                backends,
                selectLabel,
                age);
    }

    public String name() {
        return manifest.name();
    }

    /** Its name in DNS below the cluster's domain: {@code name.namespace.svc}. */
    public String dnsName() {
        return manifest.name() + "." + manifest.namespace() + ".svc";
    }

    /** The name of its first port, as SRV records have it. */
    public String portName() {
        return manifest.ports().getFirst().name();
    }

    /** The number of its first port. */
    public int port() {
        return manifest.ports().getFirst().port();
    }

    /**
     * Its ClusterIP of its primary family.
     *
     * @throws IllegalStateException if it has none
     */
    public Address clusterIp() {
        return clusterIp(manifest.family())
                .orElseThrow(() -> new IllegalStateException(name() + " has no ClusterIP"));
    }

    private Optional<Address> clusterIp(Family family) {
        return created.clusterIps().stream().filter(ip -> ip.family() == family).findFirst();
    }

    /** Its first port at its ClusterIP of its primary family. */
    public Access viaClusterIp() {
        return viaClusterIp(clusterIp(), manifest.ports().getFirst());
    }

    /** Each of its ports at each of its ClusterIPs. */
    public List<Access> viaClusterIps() {
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
                // The backends' own port: a proxy that forwards whatever port to them is caught.
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
     * @param host the host agent of that node, whose own port is the control from outside and whose
     *     way to the backends is one for everybody; empty where there is none
     */
    List<Access> viaNodePorts(Facts.Node node, List<Place> host) {
        List<Access> all = new ArrayList<>();
        for (Family family : manifest.families()) {
            for (int i = 0; i < manifest.ports().size() && node.address(family).isPresent(); i++) {
                Manifest.Port port = manifest.ports().get(i);
                int number = created.nodePorts().get(i);
                all.add(
                        new Access(
                                        Target.agent(
                                                        Reach.NODE_PORT,
                                                        node.name()
                                                                + ":"
                                                                + number
                                                                + which(family, port),
                                                        node.address(family).get(),
                                                        number,
                                                        port.protocol())
                                                .with(traits().atNode(node.name())),
                                        backends,
                                        direct(family, port),
                                        host.stream()
                                                .map(at -> at.direct(family, port.protocol()))
                                                .toList(),
                                        null)
                                .through(host));
            }
        }
        return all;
    }

    /** Each of its ports at an address outside the cluster's ranges that its proxies serve. */
    List<Access> via(Reach reach, Address address) {
        List<Access> all = new ArrayList<>();
        for (Manifest.Port port : manifest.ports()) {
            all.add(
                    new Access(
                            Target.agent(
                                            reach,
                                            label(address.family(), port),
                                            address,
                                            port.port(),
                                            port.protocol())
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
