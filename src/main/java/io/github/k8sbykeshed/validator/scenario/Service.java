package io.github.k8sbykeshed.validator.scenario;

import io.github.k8sbykeshed.validator.probe.Address;
import io.github.k8sbykeshed.validator.probe.Facts;
import io.github.k8sbykeshed.validator.probe.Family;
import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.probe.Target.Reach;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects.Ingress;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects.Manifest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A Service that a scenario asks and changes. The ways to it, such as {@link #clusterIp}, are those
 * of the moment at which they are asked for, and stay as they are when the Service changes.
 */
public final class Service {

    /** Null for a Service of all cases, which is only read. */
    private final @Nullable CaseObjects objects;

    private ServiceState state;

    Service(@Nullable CaseObjects objects, ServiceState state) {
        this.objects = objects;
        this.state = state;
    }

    /** The part of a Service of all cases that is of these families and protocols. */
    Service only(List<Family> families, List<Protocol> protocols) {
        return new Service(objects, state.only(families, protocols));
    }

    /** A Service of all cases with no other backends than these. */
    Service only(Predicate<Place> backends) {
        return new Service(objects, state.only(backends));
    }

    ServiceState state() {
        return state;
    }

    private Manifest manifest() {
        return state.manifest();
    }

    private CaseObjects ours() {
        if (objects == null) {
            throw new IllegalStateException(name() + " belongs to all cases: it is read-only");
        }
        return objects;
    }

    public String name() {
        return state.name();
    }

    /** Its name in DNS below the cluster's domain: {@code name.namespace.svc}. */
    public String dnsName() {
        return name() + "." + manifest().namespace() + ".svc";
    }

    public ServiceSpec.Type type() {
        return manifest().spec().type();
    }

    /** The number of its first port. */
    public int port() {
        return manifest().ports().getFirst().port();
    }

    /** The agents that it selects, or is about to. */
    public List<Place> backends() {
        return state.backends();
    }

    /**
     * Its ClusterIP of its primary family.
     *
     * @throws IllegalStateException if it has none
     */
    public Address address() {
        return state.clusterIp();
    }

    /** Its ClusterIPs, the primary one first; none if it is headless or an ExternalName. */
    public List<Address> addresses() {
        return state.created().clusterIps();
    }

    /** The node port of its first port; 0 if it has none. */
    public int nodePort() {
        return state.created().nodePort();
    }

    /** The number of its health check port; 0 if it has none. */
    public int healthCheckNodePort() {
        return state.created().healthCheckNodePort();
    }

    // Ways to it.

    /** Each of its ports at each of its ClusterIPs. */
    public List<Access> clusterIp() {
        return state.viaClusterIps();
    }

    /** Each port of these Services at each of their ClusterIPs. */
    public static List<Access> clusterIps(List<Service> services) {
        return services.stream().flatMap(each -> each.clusterIp().stream()).toList();
    }

    /** Its node ports at every node, in the families that both have. */
    public List<Access> nodePorts() {
        List<Access> all = new ArrayList<>();
        for (Facts.Node node : ours().around().facts().nodes()) {
            all.addAll(state.viaNodePorts(node, hostsAt(node)));
        }
        return all;
    }

    /** Its node ports at every node and its ClusterIP: every way from inside the cluster. */
    public List<Access> nodePortsAndClusterIp() {
        List<Access> all = new ArrayList<>(nodePorts());
        all.addAll(clusterIp());
        return all;
    }

    /** Its first node port at the loopback address of the node that dials it. */
    public Access loopbackNodePort() {
        return state.viaLoopback(ours().family(), ours().theCase().onlyProtocol());
    }

    /** Its ports at one of its external IPs. */
    public List<Access> externalIp(Address address) {
        return state.via(Reach.EXTERNAL_IP, address);
    }

    /** The health check port of its traffic policy, at every node. */
    public List<Access> healthChecks() {
        List<Access> all = new ArrayList<>();
        for (Facts.Node node : ours().around().facts().nodes()) {
            for (Family family : ours().families()) {
                node.address(family)
                        .map(address -> state.viaHealthCheck(node, address, hostsAt(node)))
                        .ifPresent(all::add);
            }
        }
        return all;
    }

    /** The agents on a node's own network, of which there is one or none. */
    private List<Place> hostsAt(Facts.Node node) {
        return ours().around().hosts().stream()
                .filter(host -> host.node().equals(node.name()))
                .toList();
    }

    /**
     * Its ports at the addresses that a load balancer gives it; waits for them.
     *
     * <p>Ends the case if none comes within the budget, as {@link LoadBalancers} says.
     */
    public List<Access> loadBalancer() {
        Duration most = ours().around().budgets().loadBalancer();
        List<Ingress> all = ours().loadBalancerAddresses(manifest(), most);
        List<Ingress> addresses = all.stream().filter(each -> !each.ip().isEmpty()).toList();
        if (addresses.isEmpty()) {
            throw new Ended(ours().around().loadBalancers().without(most, all));
        }
        ours().askedBy(manifest(), addresses);
        return addresses.stream()
                .map(each -> new Address(each.ip()))
                .filter(address -> ours().families().contains(address.family()))
                .flatMap(address -> state.via(Reach.LOAD_BALANCER, address).stream())
                // Any of them may be the one that the load balancer sends a client to.
                .map(access -> access.through(ours().around().hosts()))
                .toList();
    }

    /** Whether a load balancer has given it an address by now. */
    public boolean hasLoadBalancer() {
        return !ours().loadBalancerAddresses(manifest(), Duration.ZERO).isEmpty();
    }

    /**
     * Whether its load balancer sends packets of its own to nodes (KEP-1860), so that the client's
     * address is lost before they come to the cluster.
     */
    public boolean isBehindProxy() {
        return ours().loadBalancerAddresses(manifest(), Duration.ZERO).stream()
                .anyMatch(each -> each.ipMode().equals("Proxy"));
    }

    // Changes.

    /** Puts agents behind a Service that was created empty. */
    public void select(Place... agents) {
        for (Place agent : agents) {
            ours().label(manifest(), agent, selectLabel(), "backend");
        }
    }

    /** Takes an agent from behind a Service that was created empty. */
    public void deselect(Place agent) {
        ours().label(manifest(), agent, selectLabel(), null);
    }

    private String selectLabel() {
        if (state.selectLabel().isEmpty()) {
            throw new IllegalStateException(
                    name() + " selects agents by their own labels, which are read-only");
        }
        return state.selectLabel();
    }

    /** Changes it; its name, backends and what the API server gave it stay. */
    public void update(ServiceSpec spec) {
        Manifest changed = ours().manifests().changed(manifest(), spec, backends());
        state = state.with(changed, ours().update(changed));
    }

    /** Deletes it. */
    public void delete() {
        ours().delete(manifest());
    }

    /** Creates it again by the same name; it may have other addresses then. */
    public void recreate() {
        state = state.with(manifest(), ours().recreate(manifest()));
    }

    /** The endpoints of a Service without selector, which are made by hand. */
    public ManualEndpoints endpoints() {
        return new ManualEndpoints(ours(), manifest());
    }

    /**
     * Says in the status of a Service of a load balancer class that has no controller which address
     * it has, as a load balancer would.
     *
     * @param ipMode VIP if packets come to nodes with that address, Proxy if with the node's own
     *     (KEP-1860)
     * @return its ports at that address
     */
    public List<Access> setIngress(Address address, String ipMode) {
        ours().balance(manifest(), new Ingress(address.value(), ipMode, ""));
        return via(address, address.value());
    }

    /**
     * Says in the status of such a Service which name it has, as a load balancer would.
     *
     * @param balancer takes the load balancer's part: the name is its own
     * @return the ports of this Service at the address of that name
     */
    public List<Access> setIngress(Service balancer) {
        String name = balancer.dnsName() + "." + ClusterDns.domain(ours().around());
        ours().balance(manifest(), new Ingress("", "", name));
        return via(balancer.address(), name);
    }

    private List<Access> via(Address address, String label) {
        return state.via(Reach.LOAD_BALANCER, address).stream()
                .map(access -> access.by(label))
                .toList();
    }
}
