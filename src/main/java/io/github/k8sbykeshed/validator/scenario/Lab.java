package io.github.k8sbykeshed.validator.scenario;

import static io.github.k8sbykeshed.validator.scenario.Expected.answeredByBackends;
import static java.util.Locale.ROOT;

import io.github.k8sbykeshed.validator.expect.Expectation;
import io.github.k8sbykeshed.validator.probe.Address;
import io.github.k8sbykeshed.validator.probe.Attempt;
import io.github.k8sbykeshed.validator.probe.Facts;
import io.github.k8sbykeshed.validator.probe.Family;
import io.github.k8sbykeshed.validator.probe.Observation;
import io.github.k8sbykeshed.validator.probe.Probe;
import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.probe.Reply;
import io.github.k8sbykeshed.validator.probe.Target;
import io.github.k8sbykeshed.validator.probe.Target.Reach;
import io.github.k8sbykeshed.validator.probe.Target.Speech;
import io.github.k8sbykeshed.validator.probe.Traits;
import io.github.k8sbykeshed.validator.probe.Traits.Age;
import io.github.k8sbykeshed.validator.result.CaseResult;
import io.github.k8sbykeshed.validator.result.Outcome;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects.ClusterException;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects.Endpoint;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects.Ingress;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects.Manifest;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects.Slice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All that a scenario may do, in one case: create Services of the case's protocol and family,
 * change them, and expect things of matrices. Waiting, controls and cleaning up are done here.
 */
public final class Lab {

    /** The most backends of one Service; with more, seeing each of them takes too many draws. */
    public static final int MOST_BACKENDS = 10;

    /** The labels that agents' pods carry. */
    public static final String LABEL_PREFIX = "k8s-service-validator/";

    /** The label with the agent's own name, so that a Service can select exactly it. */
    public static final String AGENT_LABEL = LABEL_PREFIX + "agent";

    /** The label of the agents of the pod network that stand ready as backends, in groups. */
    public static final String GROUP_LABEL = LABEL_PREFIX + "group";

    /**
     * The name by which agents of the pod network declare the first of their TCP ports, which has
     * not the same number in all spares. A spare declares its second one by its own name.
     */
    public static final String FIRST_PORT_NAME = "first";

    private static final int DNS_PORT = 53;

    /** Below the ephemeral ports and beside those that agents serve on the host network. */
    private static final int FIRST_PORT = 10_000;

    private static final int PORTS = 10_000;
    private static final AtomicInteger PINNED = new AtomicInteger();

    private final Case theCase;
    private final Surroundings around;
    private final CaseObjects objects;
    private final Steps steps;
    private final ChangeClock clock;

    /** By how much the ports of the case's Services are higher than its scenario says. */
    private final int higher;

    Lab(Case theCase, Surroundings around, CaseObjects objects, Steps steps, ChangeClock clock) {
        this.theCase = theCase;
        this.around = around;
        this.objects = objects;
        this.steps = steps;
        this.clock = clock;
        // Load balancers give the same few addresses again and again. Connection tracking remembers
        // for two minutes who asked at one before it was served, and would black-hole them there.
        this.higher =
                theCase.spec().needs().contains(Need.loadBalancer())
                        ? ThreadLocalRandom.current().nextInt(1_000, 10_000)
                        : 0;
    }

    /**
     * Runs a case and leaves nothing of it behind. Never throws: what goes wrong is the outcome.
     */
    public static CaseResult run(Case theCase, Surroundings around) {
        return CaseRun.run(theCase, around);
    }

    public Facts facts() {
        return around.facts();
    }

    /**
     * The case's family.
     *
     * @throws IllegalStateException if the scenario runs once for all
     */
    public Family family() {
        Family family = theCase.family();
        if (family == null) {
            throw new IllegalStateException("this scenario runs once for all families");
        }
        return family;
    }

    /**
     * The case's protocol.
     *
     * @throws IllegalStateException if the scenario runs once for all
     */
    public Protocol protocol() {
        Protocol protocol = theCase.protocol();
        if (protocol == null) {
            throw new IllegalStateException("this scenario runs once for all protocols");
        }
        return protocol;
    }

    /** An agent in the pod network of every node. */
    public List<Place> pods() {
        return around.pods();
    }

    /** An agent on the host network of every node. */
    public List<Place> hosts() {
        if (around.hosts().isEmpty()) {
            throw new Ended(around.withoutHosts());
        }
        return around.hosts();
    }

    /** The clients outside the cluster. */
    public List<Place> outside() {
        if (around.outside().isEmpty()) {
            throw new Ended(Need.outsideClient().without().apply(around));
        }
        return around.outside();
    }

    /**
     * The address of the case's family by which a place is known; not applicable if there is none.
     */
    public Address addressOf(Place place) {
        return place.known(family());
    }

    /** How many Services a client has to be asked of to be sure that it leaves one's backend. */
    public int servicesToChange(int backends) {
        return Asking.cellsToChange(backends);
    }

    /**
     * Ends the case unless this holds: as not applicable, or as inconclusive while agents are
     * missing.
     *
     * @param what for a person: follows "needs"
     */
    public void require(boolean holds, String what) {
        if (!holds) {
            throw new Ended(around.without(what));
        }
    }

    /**
     * What kube-proxy says of how it works, such as {@code iptables}, by its status server on each
     * node; nothing of nodes where another proxy works, or it is not asked there.
     */
    public Set<String> proxyModes() {
        var target =
                new Target(
                        Reach.DIRECT,
                        "kube-proxy's status",
                        new Address("127.0.0.1"),
                        10_249,
                        Protocol.TCP,
                        new Speech.Http("/proxyMode"));
        Plan plan = new Plan();
        List<Plan.Ref> refs =
                around.hosts().stream()
                        .map(host -> plan.add(host, Probe.once(target, Asking.ANSWER_MILLIS)))
                        .toList();
        Plan.Running running;
        try {
            running = plan.run(around.prober(), around.inFlight());
        } catch (InterruptedException e) {
            throw Ended.stopped();
        }
        Set<String> modes = new TreeSet<>();
        for (Attempt attempt : running.attempts(refs)) {
            if (attempt.observation() instanceof Observation.Answered(Reply.Http http)) {
                modes.add(http.body().strip());
            }
        }
        return modes;
    }

    /** The zone of a place's node; empty if it has none. */
    public String zone(Place place) {
        return node(place.node()).map(Facts.Node::zone).orElse("");
    }

    private Optional<Facts.Node> node(String name) {
        return facts().nodes().stream().filter(node -> node.name().equals(name)).findFirst();
    }

    /** The agents on a node's own network, of which there is one or none. */
    private List<Place> hostsAt(String node) {
        return around.hosts().stream().filter(host -> host.node().equals(node)).toList();
    }

    /**
     * Ends the case as a violation unless something holds that no packet shows.
     *
     * @param sentence what is wrong if not
     */
    public void check(boolean holds, String sentence) {
        if (!holds) {
            throw new Ended(new Outcome.Violates(sentence));
        }
    }

    /** Every agent in the cluster. */
    public List<Place> podsAndHosts() {
        List<Place> all = new ArrayList<>(around.pods());
        all.addAll(around.hosts());
        return all;
    }

    /**
     * The spare agents and every agent on a host network: a kernel sends a client one ICMP error a
     * second, but for one of its own, so that agents that other cases ask from may see silence in
     * place of refusals.
     */
    public List<Place> whoCanBeRefused() {
        List<Place> all = new ArrayList<>(spares());
        all.addAll(around.hosts());
        return all;
    }

    /**
     * Two pods and a host, each on another node where there are three: enough for what is not about
     * from where it is asked.
     */
    public List<Place> few() {
        Set<Place> few = new LinkedHashSet<>(List.of(pods().getFirst(), pods().getLast()));
        if (!around.hosts().isEmpty()) {
            few.add(around.hosts().get(around.hosts().size() / 2));
        }
        return List.copyOf(few);
    }

    /** The same and the clients outside. */
    public List<Place> fewAndOutside() {
        List<Place> all = new ArrayList<>(few());
        all.addAll(around.outside());
        return all;
    }

    /** Every agent in the cluster and the clients outside. */
    public List<Place> everywhere() {
        List<Place> all = podsAndHosts();
        all.addAll(around.outside());
        return all;
    }

    /**
     * Agents that no Service selects yet, two at least, on different nodes where there are several;
     * cases share them, each by a label of its own.
     */
    public List<Place> spares() {
        if (around.spares().size() < AgentPlan.SPARES) {
            throw new Ended(around.withoutSpares());
        }
        return around.spares();
    }

    /** The standing agent of the pod network on the same node as another agent. */
    public Place beside(Place other) {
        var same = pods().stream().filter(each -> each.node().equals(other.node())).toList();
        require(!same.isEmpty(), "a second agent on " + other.node());
        return same.getFirst();
    }

    /** The first of the agents that the case has for itself. */
    public Place own() {
        return allOwn().getFirst();
    }

    private List<Place> allOwn() {
        List<Place> own = around.own().getOrDefault(theCase.slug(), List.of());
        if (own.size() < theCase.spec().own().size()) {
            throw new Ended(around.withoutOwn(theCase.slug()));
        }
        return own;
    }

    /**
     * The host ports of the agents that the case has for itself, each at its node's addresses; all
     * are the same number at the same node.
     */
    public List<Access> hostPorts() {
        List<Place> own = allOwn();
        String home = own.getFirst().node();
        List<Own> kinds = theCase.spec().own();
        Facts.Node node = node(home).orElseThrow();
        List<Place> hosts = hostsAt(home);
        List<Access> all = new ArrayList<>();
        for (int i = 0; i < kinds.size(); i++) {
            for (Address address : kinds.get(i).hostIps(node)) {
                if (families().contains(address.family())) {
                    all.add(hostPort(own.get(i), address, kinds.get(i).protocol(), hosts));
                }
            }
        }
        return all;
    }

    private static Access hostPort(
            Place own, Address address, Protocol protocol, List<Place> hosts) {
        int port = Own.hostPort(own.source().namespace());
        boolean loopback = address.inet().isLoopbackAddress();
        String label =
                (loopback ? "localhost" : own.node())
                        + ":"
                        + port
                        + " "
                        + protocol
                        + " "
                        + address.family().apiName();
        return new Access(
                        Target.agent(Reach.HOST_PORT, label, address, port, protocol)
                                .with(Traits.ofNode(own.node())),
                        List.of(own),
                        List.of(own.direct(address.family(), protocol)),
                        hosts.stream().map(at -> at.direct(address.family(), protocol)).toList(),
                        null)
                .through(hosts);
    }

    /** Makes an agent that the case has for itself ready to serve. */
    public void ready(Place own) {
        objects.ready(own, true);
    }

    /** Makes it unready again. */
    public void unready(Place own) {
        objects.ready(own, false);
    }

    /** Deletes the pod of an agent that the case has for itself; it goes on serving for long. */
    public void terminate(Place own) {
        objects.terminate(own);
    }

    /**
     * A DNS name, asked of the cluster's DNS Service over this protocol. Its controls are the
     * servers behind that Service, and a name that does not exist.
     *
     * @param name absolute, without the last dot, or relative to a pod's search path
     * @param type A, AAAA, CNAME, SRV or PTR
     * @param search the domains that are tried behind the name, none for an absolute one
     */
    public Access name(Protocol over, String name, String type, List<String> search) {
        Facts.Dns dns = dns();
        Family family = theCase.family();
        Address server =
                (family == null ? Optional.<Address>empty() : facts().dns(family))
                        .orElse(dns.addresses().getFirst());
        return nameAt(server, over, name, type, search);
    }

    private Facts.Dns dns() {
        Facts.Dns dns = facts().dns();
        if (dns == null) {
            throw new Ended(new Outcome.NotApplicable("needs a cluster DNS Service"));
        }
        return dns;
    }

    /** A DNS name by the search path of the first place, at each server that any of them has. */
    public List<Access> nameAtServersOf(List<Place> places, String name, String type) {
        return places.stream()
                .flatMap(place -> place.nameservers().stream())
                .distinct()
                .map(server ->
                        nameAt(server, protocol(), name, type, places.getFirst().searchDomains()))
                .toList();
    }

    private Access nameAt(
            Address server, Protocol over, String name, String type, List<String> search) {
        Facts.Dns dns = dns();
        var question = new Speech.Dns(name, type, search);
        List<Target> direct = new ArrayList<>();
        for (Facts.Endpoint endpoint : dns.endpoints()) {
            if (endpoint.address().family() == server.family()) {
                direct.add(
                        new Target(
                                Reach.DIRECT,
                                dns.service(),
                                endpoint.address(),
                                endpoint.port(),
                                over,
                                question));
            }
        }
        String label = type + " " + name;
        Traits old = Traits.ofService(dns.service(), Traits.Age.BEFORE_RUN);
        return new Access(
                new Target(Reach.DNS_NAME, label, server, DNS_PORT, over, question, old),
                List.of(),
                direct,
                List.of(),
                new Target(
                        Reach.DNS_NAME,
                        label + " control",
                        server,
                        DNS_PORT,
                        over,
                        new Speech.Dns("no-such-" + theCase.slug() + "." + name, type, search)));
    }

    /**
     * A Service's {@link #nodePorts} and its ClusterIP: whatever way a client of the cluster may
     * take to it.
     */
    public List<Access> nodePortsAndClusterIp(Service service) {
        List<Access> all = new ArrayList<>(nodePorts(service));
        all.add(service.viaClusterIp());
        return all;
    }

    /** A Service's node ports at every node, in the families that both have. */
    public List<Access> nodePorts(Service service) {
        List<Access> all = new ArrayList<>();
        for (Facts.Node node : facts().nodes()) {
            all.addAll(service.viaNodePorts(node, hostsAt(node.name())));
        }
        return all;
    }

    /** A Service's first node port at the loopback address of whoever dials it. */
    public Access loopback(Service service) {
        var address = new Address(family() == Family.IPV4 ? "127.0.0.1" : "::1");
        int port = service.created().nodePort();
        String label = "localhost:" + port;
        return Access.of(
                Target.agent(Reach.NODE_PORT, label, address, port, protocol())
                        .with(Traits.ofService(service.name(), service.age())),
                List.of());
    }

    /** A Service's ports at one of its external IPs. */
    public List<Access> externalIp(Service service, Address address) {
        return service.via(Reach.EXTERNAL_IP, address);
    }

    /**
     * An address of the case's family that nobody has: a random one of the ranges for documentation
     * (RFC 5737, RFC 3849), which no network routes.
     */
    public Address nobodys() {
        var random = ThreadLocalRandom.current();
        return new Address(
                family() == Family.IPV4
                        ? "203.0.113." + random.nextInt(1, 255)
                        : "2001:db8::" + Integer.toHexString(random.nextInt(1, 65536)));
    }

    /**
     * A pod's own address, past every Service. It is its own control: where the pod network fails,
     * nothing is said of Services.
     */
    public Access directly(Place pod) {
        Target target = pod.direct(family(), protocol());
        return new Access(target, List.of(pod), List.of(target), List.of(), null);
    }

    /** The cluster's DNS domain by the search path of its pods, usually {@code cluster.local}. */
    public String clusterDomain() {
        return pods().getFirst().searchDomains().stream()
                .filter(domain -> domain.startsWith("svc."))
                .map(domain -> domain.substring("svc.".length()))
                .findFirst()
                .orElse("cluster.local");
    }

    /** The type of the records that hold addresses of the case's family: A or AAAA. */
    public String addressRecord() {
        return family() == Family.IPV4 ? "A" : "AAAA";
    }

    /**
     * A new Service with one of the standing agents behind it.
     *
     * @throws ClusterException if the API server refuses
     */
    public Service service(ServiceSpec spec, Place backend) {
        return create(spec, List.of(backend), Map.of(AGENT_LABEL, backend.source().pod()), "");
    }

    /**
     * A Service of each agent of the pod network, of the case's protocol and family. They start
     * with the agents, and belong to all cases.
     */
    public List<Service> podServices() {
        return standing(AGENT_LABEL);
    }

    /** Such Services that have all agents of the pod network behind them, at most 10 each. */
    public List<Service> groupServices() {
        return standing(GROUP_LABEL);
    }

    private List<Service> standing(String label) {
        // This may be the first case that waits for them.
        clock.budget(around.budgets().service());
        try {
            around.standing().settle(around);
        } catch (InterruptedException e) {
            throw Ended.stopped();
        }
        return theStanding(label);
    }

    private List<Service> theStanding(String label) {
        return around.standing().services().stream()
                .filter(service -> service.manifest().selector().containsKey(label))
                .filter(service -> !service.backends().isEmpty())
                .map(service -> service.only(families(), protocols()))
                .toList();
    }

    /**
     * New Services that have all standing agents of the pod network behind them, at most 10 each.
     */
    public List<Service> servicesOfAllPods(ServiceSpec spec) {
        return groupServices().stream().map(group -> createLike(group, spec)).toList();
    }

    /** A new Service that has standing agents of the pod network behind it, at most 10. */
    public Service serviceOfPods(ServiceSpec spec) {
        return createLike(groupServices().getFirst(), spec);
    }

    private Service createLike(Service group, ServiceSpec spec) {
        return create(spec, group.backends(), group.manifest().selector(), "");
    }

    /**
     * A new Service that nobody stands behind until {@link #select} is called.
     *
     * @param soon who will, and are the controls until then
     */
    public Service emptyService(ServiceSpec spec, Place... soon) {
        String label = LABEL_PREFIX + theCase.slug() + "-" + objects.nextService();
        return create(spec, List.of(soon), Map.of(label, "backend"), label);
    }

    /** A new Service without selector, which has what {@link #slice} gives it. */
    public Service withoutSelector(ServiceSpec spec, Place... soon) {
        return create(spec, List.of(soon), Map.of(), "");
    }

    /**
     * Gives a Service without selector another EndpointSlice.
     *
     * @param unready how many endpoints come first that nobody is and that are not ready
     * @param zone of the nodes that the backend is meant for; empty for all
     */
    public void slice(Service service, int unready, Place backend, String zone) {
        slice(service, service.manifest().ports(), unready, backend, zone);
    }

    /** The same with one of the Service's ports alone, by its name, and one endpoint. */
    public void slice(Service service, String port, Place backend) {
        slice(
                service,
                service.manifest().ports().stream().filter(p -> p.name().equals(port)).toList(),
                0,
                backend,
                "");
    }

    private void slice(
            Service service, List<Manifest.Port> ports, int unready, Place backend, String zone) {
        List<Endpoint> endpoints = new ArrayList<>();
        String range = family() == Family.IPV4 ? "192.0.2." : "2001:db8:1::";
        for (int i = 1; i <= unready; i++) {
            endpoints.add(new Endpoint(new Address(range + i), "", false, zone));
        }
        endpoints.add(new Endpoint(addressOf(backend), backend.node(), true, zone));
        var slice =
                new Slice(
                        service.manifest().namespace(),
                        service.name(),
                        service.name() + "-" + objects.nextSlice(),
                        family(),
                        ports,
                        endpoints);
        objects.create(slice);
    }

    /**
     * Gives a Service without selector an Endpoints object, or changes the one that it has.
     *
     * @param backends the only one of each of its ports
     */
    public void endpoints(Service service, Place... backends) {
        objects.putEndpoints(service.manifest(), Stream.of(backends).map(this::addressOf).toList());
    }

    /** Deletes the Endpoints object of a Service without selector. */
    public void deleteEndpoints(Service service) {
        objects.deleteEndpoints(service.manifest());
    }

    /** The health check port of a Service's traffic policy, at every node. */
    public List<Access> healthChecks(Service service) {
        int port = service.created().healthCheckNodePort();
        var get = new Speech.Http("/healthz");
        List<Access> all = new ArrayList<>();
        for (Facts.Node node : facts().nodes()) {
            for (Family family : families()) {
                var own =
                        hostsAt(node.name()).stream()
                                .map(host -> host.direct(family, Protocol.TCP))
                                .toList();
                node.address(family)
                        .ifPresent(address ->
                                all.add(
                                        new Access(
                                                new Target(
                                                        Reach.NODE_PORT,
                                                        node.name() + ":" + port + " health",
                                                        address,
                                                        port,
                                                        Protocol.TCP,
                                                        get,
                                                        Traits.ofService(
                                                                        service.name(),
                                                                        service.age())
                                                                .atNode(node.name())),
                                                List.of(),
                                                own,
                                                own,
                                                null)));
            }
        }
        return all;
    }

    /**
     * A Service's port at the addresses that a load balancer gives it; waits for them.
     *
     * <p>Ends the case if none comes within the budget, as {@link LoadBalancers} says.
     */
    public List<Access> loadBalancer(Service service) {
        Duration most = around.budgets().loadBalancer();
        List<Ingress> all = objects.loadBalancerAddresses(service.manifest(), most);
        List<Ingress> addresses = all.stream().filter(each -> !each.ip().isEmpty()).toList();
        if (addresses.isEmpty()) {
            throw new Ended(around.loadBalancers().without(most, all));
        }
        objects.askedBy(service.manifest(), addresses);
        return addresses.stream()
                .map(each -> new Address(each.ip()))
                .filter(address -> families().contains(address.family()))
                .flatMap(address -> service.via(Reach.LOAD_BALANCER, address).stream())
                // Any of them may be the one that the load balancer sends a client to.
                .map(access -> access.through(around.hosts()))
                .toList();
    }

    /**
     * Gives a Service of a class that nobody serves an address in its status, as a load balancer
     * would.
     *
     * @param ipMode VIP if packets come to nodes with that address, Proxy if with the node's own
     *     (KEP-1860)
     * @return the Service's ports at that address
     */
    public List<Access> balance(Service service, Address address, String ipMode) {
        balance(service, new Ingress(address.value(), ipMode, ""));
        return balanced(service, address, address.value());
    }

    /**
     * The same with a name in place of an address: that of another Service, which takes the load
     * balancer's part.
     *
     * @return the Service's ports at the address that the name stands for
     */
    public List<Access> balance(Service service, Service balancer) {
        String name = balancer.dnsName() + "." + clusterDomain();
        balance(service, new Ingress("", "", name));
        return balanced(service, balancer.clusterIp(), name);
    }

    private static List<Access> balanced(Service service, Address address, String label) {
        return service.via(Reach.LOAD_BALANCER, address).stream()
                .map(access -> access.by(label))
                .toList();
    }

    private void balance(Service service, Ingress ingress) {
        objects.balance(service.manifest(), ingress);
    }

    /** Whether a load balancer has given a Service an address by now. */
    public boolean hasLoadBalancer(Service service) {
        return !objects.loadBalancerAddresses(service.manifest(), Duration.ZERO).isEmpty();
    }

    /**
     * Whether a Service's load balancer sends packets of its own to nodes (KEP-1860), so that the
     * client's address is lost before they come to the cluster.
     */
    public boolean isProxied(Service service) {
        return objects.loadBalancerAddresses(service.manifest(), Duration.ZERO).stream()
                .anyMatch(each -> each.ipMode().equals("Proxy"));
    }

    /**
     * The same targets, each dialled from one local port for the whole case: what connection
     * tracking remembers of earlier steps is met again.
     */
    public List<Access> sameSockets(List<Access> accesses) {
        return accesses.stream()
                .map(access -> access.from(FIRST_PORT + PINNED.getAndIncrement() % PORTS))
                .toList();
    }

    /**
     * The same targets, each over one socket that is kept until the case ends: a connected UDP
     * socket, which is connected anew only after an error, or a TCP stream, which is never.
     */
    public List<Access> flows(List<Access> accesses) {
        return accesses.stream()
                .map(access -> access.overFlow(FIRST_PORT + PINNED.getAndIncrement() % PORTS))
                .toList();
    }

    private Service create(
            ServiceSpec spec,
            List<Place> backends,
            Map<String, String> selector,
            String selectLabel) {
        return create(theCase.slug(), spec, backends, selector, selectLabel);
    }

    private Service create(
            String slug,
            ServiceSpec spec,
            List<Place> backends,
            Map<String, String> selector,
            String selectLabel) {
        var manifest =
                new Manifest(
                        backends.getFirst().source().namespace(),
                        serviceName(slug, objects.nextService()),
                        spec,
                        families(spec),
                        ports(spec, backends),
                        selector);
        return new Service(manifest, objects.create(manifest), backends, selectLabel, Age.CASE);
    }

    /** The name of one of a case's Services, the first of which is 0. */
    public static String serviceName(String slug, int number) {
        return slug + "-" + number;
    }

    /** The case's family, or all of them. */
    private List<Family> families() {
        Family own = theCase.family();
        return own == null ? facts().families() : List.of(own);
    }

    /** The case's protocol, or all of them. */
    private List<Protocol> protocols() {
        Protocol own = theCase.protocol();
        return own == null ? List.of(Protocol.values()) : List.of(own);
    }

    /** The families of a Service: it may ask for more than the case's, which comes first then. */
    private List<Family> families(ServiceSpec spec) {
        Set<Family> all = new LinkedHashSet<>(families());
        Object policy = spec.fields().get("ipFamilyPolicy");
        if (policy != null && !policy.equals("SingleStack")) {
            all.addAll(facts().families());
        }
        return List.copyOf(all);
    }

    private List<Manifest.Port> ports(ServiceSpec spec, List<Place> backends) {
        List<Manifest.Port> all = new ArrayList<>();
        for (ServiceSpec.Port port : spec.ports()) {
            Protocol one = port.protocol();
            for (Protocol protocol : one == null ? protocols() : List.of(one)) {
                boolean several = one == null && protocols().size() > 1;
                all.add(
                        new Manifest.Port(
                                several
                                        ? port.name() + "-" + protocol.name().toLowerCase(ROOT)
                                        : port.name(),
                                port.port() + higher,
                                port.backendPort(),
                                backends.getFirst().ports().get(port.backendPort()),
                                port.targetName(),
                                protocol,
                                port.nodePort()));
            }
        }
        return all;
    }

    /**
     * Changes a Service; its name, backends and what the API server gave it stay.
     *
     * @return the Service as it is from now on
     */
    public Service update(Service service, ServiceSpec spec) {
        Manifest manifest =
                service.manifest().with(spec, families(spec), ports(spec, service.backends()));
        return new Service(
                manifest,
                objects.update(manifest),
                service.backends(),
                service.selectLabel(),
                service.age());
    }

    /** Deletes a Service. */
    public void delete(Service service) {
        objects.delete(service.manifest());
    }

    /**
     * Creates a Service again that was deleted, by the same name.
     *
     * @return the new one, which may have other addresses
     */
    public Service recreate(Service service) {
        return new Service(
                service.manifest(),
                objects.recreate(service.manifest()),
                service.backends(),
                service.selectLabel(),
                service.age());
    }

    /** Puts an agent behind a Service that was created empty. */
    public void select(Service service, Place backend) {
        change(service, backend, "backend");
    }

    /** Takes an agent from behind a Service that was created empty. */
    public void deselect(Service service, Place backend) {
        change(service, backend, null);
    }

    private void change(Service service, Place backend, @Nullable String value) {
        if (service.selectLabel().isEmpty()) {
            throw new IllegalArgumentException("standing agents' labels are read-only");
        }
        objects.label(service.manifest(), backend, service.selectLabel(), value);
    }

    /**
     * Waits until everything is as expected or the budget of the last change ends, then asks each
     * cell once more and judges that. What does not conform ends the case.
     *
     * <p>Where silence is expected that may be that of a proxy that was not told yet, a Service
     * that is made now has to be served first: watches tell in the order of changes.
     */
    public void expect(String step, List<Place> from, List<Access> to, Expected expected) {
        Grid grid = Grid.of(from, to, expected);
        List<Place> silent = steps.silentFromTheFirst(grid);
        if (!silent.isEmpty()) {
            awaitChanges("before \"" + step + "\": a Service made later", silent);
        }
        ask(step, grid, null);
    }

    /**
     * Waits until the proxies of these places know of all changes so far, which no answer of the
     * Service itself may show: a Service that is made now has to be served.
     */
    public void awaitChanges(String step, List<Place> from) {
        Duration most = clock.budget();
        ask(step, Grid.of(from, laterService().viaClusterIps(), answeredByBackends()), null);
        clock.budget(most);
    }

    /**
     * Asks where nobody serves yet, from the first moment on, when proxies may not have heard of
     * the Service: what they remember of that is the next step's matter. An answer ends the case.
     */
    public void askTooEarly(String step, List<Place> from, List<Access> to) {
        ask(step, Grid.of(from, to, Expected.everywhere(Expectation.notAnswered())), null);
    }

    /**
     * Like {@link #expect}, but the waiting begins before the change does, so that the time until
     * the change is seen is measured from its beginning.
     */
    public void expectAfter(
            Runnable change, String step, List<Place> from, List<Access> to, Expected expected) {
        ask(step, Grid.of(from, to, expected), change);
    }

    /**
     * Asks all the time while something is done, such as changes and the steps that see them: every
     * attempt counts. What does not conform ends the case.
     */
    public void during(
            String step, List<Place> from, List<Access> to, Expected expected, Runnable done) {
        steps.during(step, Grid.of(from, to, expected), done);
    }

    /** Notes what happens in each cell; judges nothing. */
    public void record(String step, List<Place> from, List<Access> to) {
        ask(step, Grid.of(from, to, Expected.everywhere(Expectation.recorded())), null);
    }

    /**
     * Moves a payload from each place to each target's one backend and back, several times, one
     * after another, and notes how long that takes; a place to itself is not asked. Next to every
     * transfer through a Service there is one past it.
     */
    public void measure(String step, List<Place> from, List<Access> to) {
        Expected measured =
                (place, access) ->
                        access.backends().equals(List.of(place))
                                ? Expectation.unasked()
                                : Expectation.measured(
                                        access.backends().getFirst().id(), Probe.MAX_TCP_PAYLOAD);
        ask(step, Grid.of(from, to, measured), null, Measuring::measure);
    }

    private void ask(String name, Grid grid, @Nullable Runnable change) {
        ask(name, grid, change, Judging::judge);
    }

    private void ask(String name, Grid grid, @Nullable Runnable change, Steps.Round round) {
        steps.ask(name, grid, change, round);
    }

    /** A new Service of standing agents, which nothing is expected of but that it is served. */
    private Service laterService() {
        Service group = theStanding(GROUP_LABEL).getFirst();
        return create(
                theCase.slug() + "-later",
                ServiceSpec.clusterIp(),
                group.backends(),
                group.manifest().selector(),
                "");
    }
}
