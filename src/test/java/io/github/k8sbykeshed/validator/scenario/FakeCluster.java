package io.github.k8sbykeshed.validator.scenario;

import io.github.k8sbykeshed.validator.catalog.Catalog;
import io.github.k8sbykeshed.validator.probe.Address;
import io.github.k8sbykeshed.validator.probe.Attempt;
import io.github.k8sbykeshed.validator.probe.Facts;
import io.github.k8sbykeshed.validator.probe.Family;
import io.github.k8sbykeshed.validator.probe.Observation;
import io.github.k8sbykeshed.validator.probe.Observation.Phase;
import io.github.k8sbykeshed.validator.probe.Probe;
import io.github.k8sbykeshed.validator.probe.Probe.Goal;
import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.probe.Reply;
import io.github.k8sbykeshed.validator.probe.Series;
import io.github.k8sbykeshed.validator.probe.Sighting;
import io.github.k8sbykeshed.validator.probe.Sought;
import io.github.k8sbykeshed.validator.probe.Source;
import io.github.k8sbykeshed.validator.probe.Target;
import io.github.k8sbykeshed.validator.probe.Target.Speech;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A cluster in memory that implements Services as they should be, but for the faults that it is
 * given. Its time is not real: attempts take no time, and say that they took some.
 */
public final class FakeCluster implements Prober, ClusterObjects {

    /** What a broken implementation does. */
    public interface Fault {
        /** What the attempt sees; null if the fault does not concern it. */
        @Nullable Observation sees(Dial dial);
    }

    /** Where an attempt goes. */
    public enum Way {
        /** To a port of a Service, by ClusterIP or node port. */
        SERVICE,
        /** To a port of a Service's ClusterIP that it does not have. */
        UNSERVED,
        /** To an agent's own address. */
        DIRECT,
        /** To an agent's host port. */
        HOST_PORT,
        /** To the cluster's DNS, or past it to one of its servers. */
        DNS,
        /** To the API server. */
        TLS,
        /** To the health check of a node's proxy. */
        HEALTH,
        /** To nobody. */
        NOWHERE
    }

    /**
     * One attempt.
     *
     * @param number of the attempt within its probe, from 0
     * @param millis since the last change, of an attempt that waits; much in a judged round
     * @param proxy the node whose proxy forwards it
     * @param service that is asked; null if none is
     * @param port of that Service; null if it has none such
     * @param backends the agents that may answer
     */
    public record Dial(
            Place from,
            Probe probe,
            int number,
            long millis,
            Way way,
            String proxy,
            @Nullable Manifest service,
            Manifest.@Nullable Port port,
            List<Place> backends) {

        boolean isSteady() {
            return kind(probe) == Kind.JUDGED;
        }

        boolean isTo(Place backend) {
            return service != null && backends.contains(backend);
        }

        boolean isDirectTo(Place backend) {
            return way == Way.DIRECT && backends.contains(backend);
        }

        public Target target() {
            return probe.target();
        }
    }

    /** What the probes of a batch are for. */
    enum Kind {
        WAITING,
        UNSERVED,
        JUDGED
    }

    public static final Observation SILENCE = new Observation.TimedOut(Phase.CONNECT);
    public static final Observation REFUSED = new Observation.Refused();

    private static final String NAMESPACE = "t";
    private static final String DOMAIN = "cluster.local";
    private static final long STEADY_MILLIS = 1_000_000;

    /** Longer than any judged round, so that {@link #kind} can tell them apart. */
    private static final Budgets BUDGETS =
            new Budgets(Duration.ofSeconds(20), Duration.ofSeconds(12), Duration.ZERO);

    private static final Address KUBERNETES = new Address("10.96.0.1");
    private static final Facts.Endpoint API_SERVER =
            new Facts.Endpoint(new Address("192.168.0.100"), 6443);
    private static final Facts.Dns DNS =
            new Facts.Dns(
                    "kube-system/kube-dns",
                    List.of(new Address("10.96.0.10"), new Address("fd00:96::10")),
                    List.of(
                            dnsServer("10.1.9.9", "dns-1", "w1"),
                            dnsServer("10.1.9.10", "dns-2", "w2"),
                            dnsServer("fd00:1:9::9", "dns-1", "w1"),
                            dnsServer("fd00:1:9::10", "dns-2", "w2")));

    /** What of a Service's {@code spec} it knows how to obey. */
    private static final Set<String> FIELDS =
            Set.of(
                    "allocateLoadBalancerNodePorts",
                    "clusterIP",
                    "externalIPs",
                    "externalName",
                    "externalTrafficPolicy",
                    "healthCheckNodePort",
                    "internalTrafficPolicy",
                    "ipFamilyPolicy",
                    "loadBalancerClass",
                    "loadBalancerSourceRanges",
                    "publishNotReadyAddresses",
                    "sessionAffinity",
                    "sessionAffinityConfig",
                    "trafficDistribution");

    /** Labels of Services that tell proxies to leave them alone. */
    private static final Set<String> NOT_PROXIED =
            Set.of("service.kubernetes.io/headless", "service.kubernetes.io/service-proxy-name");

    /** A Service has something that this cluster does not know. */
    public static final class Unmodelled extends RuntimeException {
        private static final long serialVersionUID = 1;

        Unmodelled(String what) {
            super(what);
        }
    }

    private record Existing(Manifest manifest, Created created, List<Address> loadBalancer) {
        boolean has(String field, Object value) {
            return value.equals(manifest.spec().fields().get(field));
        }

        /** The place of the port that this is, by ClusterIP or node port; -1 if it is none. */
        int port(Target target, boolean byNodePort) {
            for (int i = 0; i < manifest.ports().size(); i++) {
                Manifest.Port port = manifest.ports().get(i);
                int number = byNodePort ? created.nodePorts().get(i) : port.port();
                if (number == target.port() && port.protocol() == target.protocol()) {
                    return i;
                }
            }
            return -1;
        }

        boolean isAt(Address address) {
            Object external = manifest.spec().fields().get("externalIPs");
            return created.clusterIps().contains(address)
                    || loadBalancer.contains(address)
                    || external instanceof List<?> list && list.contains(address.value());
        }

        boolean isProxied() {
            return manifest.spec().labels().keySet().stream().noneMatch(NOT_PROXIED::contains);
        }
    }

    private final List<Facts.Node> nodes = new ArrayList<>();
    private final List<Place> pods = new ArrayList<>();
    private final List<Place> hosts = new ArrayList<>();
    private final List<Place> spares = new ArrayList<>();
    private final Map<Integer, Map<String, String>> nodePorts = new HashMap<>();
    private final Place outside;
    private final List<Fault> faults = new ArrayList<>();
    private final Map<String, Map<String, String>> labels = new HashMap<>();
    private final Map<String, Existing> services = new LinkedHashMap<>();
    private ToIntFunction<Dial> answerMicros = dial -> 300;
    private final Map<String, String> lost = new HashMap<>();

    /** Which backend each TCP stream that is kept was connected to. */
    private final Map<String, Place> streams = new HashMap<>();

    /** The agents that cases have for themselves, by the case. */
    private final Map<String, List<Place>> own = new HashMap<>();

    private final Map<Place, Own> kinds = new HashMap<>();

    private final List<Absence> absent = new ArrayList<>();
    private final List<Facts.Missing> missing = new ArrayList<>();

    private final Set<String> unready = new HashSet<>();
    private final Set<String> terminating = new HashSet<>();
    private final Map<String, List<Slice>> slices = new HashMap<>();
    private final Map<Kind, Map<Integer, Runnable>> hooks = new HashMap<>();
    private final Map<Kind, Integer> awaited = new HashMap<>();
    private final List<Service> standingServices = new ArrayList<>();
    private int made;

    /** The API server does not do what this holds for. */
    Predicate<String> failing = call -> false;

    /** A policy forbids what this holds for. */
    Predicate<String> forbidding = call -> false;

    LoadBalancers loadBalancers = new LoadBalancers(LoadBalancers.Mode.AUTO, "");

    /** Its load balancer gives names and no addresses. */
    boolean givesNames;

    /**
     * The API server always gives the address and the node port that was released last. A node's
     * proxy goes on to serve a deleted Service for a while, or until it is waited there for a
     * Service made later; a UDP flow that met the deleted one never leaves it.
     */
    boolean reusesAddresses;

    /** So many Services more cannot be created, since the range of addresses is full. */
    int fullFor;

    /** A deleted Service that some nodes still serve. */
    private record Ghost(Existing service, List<Place> backends, int deleted, Set<String> nodes) {}

    private final List<Ghost> ghosts = new ArrayList<>();
    private final Map<String, Place> stuck = new HashMap<>();
    private final Deque<Address> releasedIps = new ArrayDeque<>();
    private final Deque<Integer> releasedPorts = new ArrayDeque<>();
    private final Map<String, Integer> creation = new HashMap<>();

    boolean hasLoadBalancer = true;

    /** What SRV records begin with. */
    String priorityAndWeight = "0 100 ";

    /** What its load balancer says of itself. */
    String ipMode = "VIP";

    /** Its load balancer gives addresses to Services that want another one. */
    boolean takesForeignClasses;

    /** What was asked of the API server, in order. */
    final List<String> calls = new ArrayList<>();

    final List<FakeBatch> batches = new ArrayList<>();

    /** The labels that agents have of themselves. */
    private final Map<String, Map<String, String>> standing;

    FakeCluster(int size) {
        for (int i = 1; i <= size; i++) {
            List<Address> addresses =
                    List.of(new Address("192.168.0." + i), new Address("fd00:a::" + i));
            nodes.add(new Facts.Node("w" + i, addresses, "zone-" + i % 2));
        }
        outside =
                new Place(
                        new Source(Source.Kind.OUTSIDE, "outside", "cluster", "client"),
                        List.of(new Address("192.168.0.200"), new Address("fd00:a::200")),
                        List.of(),
                        List.of(),
                        List.of());
        List<Case> cases =
                Catalog.scenarios().stream().flatMap(each -> Case.of(each).stream()).toList();
        Map<String, List<Own>> dedicated = Case.own(cases, List.of(Family.values()));
        dedicated.keySet().forEach(slug -> own.put(slug, new ArrayList<>()));
        var plan = AgentPlan.of(nodes, NAMESPACE, NAMESPACE + "-host", dedicated);
        plan.agents().forEach(this::start);
        standing = copyOfLabels();
        for (StandingService each :
                StandingService.of(
                        NAMESPACE,
                        plan.shared().stream().map(agent -> agent.source().pod()).toList(),
                        AgentPlan.PORTS.getFirst(),
                        List.of(Family.values()))) {
            standingServices.add(each.with(create(each.manifest()), pods));
        }
        calls.clear();
    }

    private void start(AgentPlan.Agent agent) {
        int subnet = nodes.indexOf(agent.node()) + 1;
        Source source = agent.source();
        labels.put(source.id(), new HashMap<>(Map.of(Lab.AGENT_LABEL, source.pod())));
        switch (agent.role()) {
            case AgentRole.Shared shared -> {
                pods.add(pod(agent, subnet, 2));
                labels.get(source.id()).put(Lab.GROUP_LABEL, String.valueOf(shared.group()));
            }
            case AgentRole.Spare(int number) -> spares.add(pod(agent, subnet, 3 + number));
            case AgentRole.Host h ->
                    hosts.add(
                            new Place(
                                    source,
                                    agent.node().addresses(),
                                    List.of(20_000 + subnet, 21_000 + subnet),
                                    List.of(),
                                    DNS.addresses()));
            case AgentRole.Dedicated(String slug, int number, Own kind) -> {
                Place place = pod(agent, subnet, 50 + kinds.size());
                own.get(slug).add(place);
                unready.add(place.id());
                kinds.put(place, kind);
            }
        }
    }

    private static Facts.Endpoint dnsServer(String address, String pod, String node) {
        return new Facts.Endpoint(new Address(address), 53, pod, node);
    }

    private static Place pod(AgentPlan.Agent agent, int subnet, int number) {
        return new Place(
                agent.source(),
                List.of(
                        new Address("10.1." + subnet + "." + number),
                        new Address("fd00:1:" + subnet + "::" + number)),
                agent.ports(),
                List.of(agent.source().namespace() + ".svc." + DOMAIN, "svc." + DOMAIN, DOMAIN),
                List.of(DNS.addresses().getFirst()));
    }

    /** Three nodes, two zones, both families, a client outside. */
    public static FakeCluster ofThree() {
        return new FakeCluster(3);
    }

    /** Load balancers give all Services other addresses. */
    void moveLoadBalancers() {
        services.replaceAll((name, each) ->
                new Existing(
                        each.manifest(),
                        each.created(),
                        each.loadBalancer().stream().map(FakeCluster::next).toList()));
    }

    private static Address next(Address address) {
        return new Address(address.value() + (address.family() == Family.IPV4 ? "9" : "99"));
    }

    /** How long answers take from now on. */
    void answersTake(ToIntFunction<Dial> micros) {
        answerMicros = micros;
    }

    public FakeCluster with(Fault fault) {
        faults.add(fault);
        return this;
    }

    /** A node's proxy knows no Service of the run, as if it had been stopped before. */
    public FakeCluster withoutProxy(String node) {
        return with(
                dial -> dial.way() == Way.SERVICE && dial.proxy().equals(node) ? SILENCE : null);
    }

    /** Does something when the n-th batch of this kind is first waited for. */
    FakeCluster at(Kind kind, int nth, Runnable action) {
        hooks.computeIfAbsent(kind, k -> new HashMap<>()).put(nth, action);
        return this;
    }

    public Surroundings surroundings() {
        return surroundings(hosts, List.of(outside), spares);
    }

    Surroundings surroundings(List<Place> hosts, List<Place> outside, List<Place> spares) {
        var facts =
                new Facts(
                        "https://192.168.0.100:6443",
                        "v1.35.4",
                        nodes,
                        List.of(),
                        List.of(Family.IPV4, Family.IPV6),
                        List.of(KUBERNETES),
                        List.of(API_SERVER),
                        DNS,
                        !outside.isEmpty(),
                        new Facts.Coverage(
                                nodes.size(),
                                missing,
                                hosts.isEmpty() ? "a policy forbids them" : ""));
        return new Surroundings(
                facts,
                pods,
                hosts,
                outside,
                spares,
                new Standing(standingServices),
                this,
                this,
                BUDGETS,
                64,
                own,
                absent,
                loadBalancers);
    }

    public Place pod(int number) {
        return pods.get(number - 1);
    }

    public Place outside() {
        return outside;
    }

    public Place spare(int number) {
        return spares.get(number - 1);
    }

    /** The agent that the case of this scenario has for itself. */
    Place own(String slug) {
        return own.get(slug).getFirst();
    }

    /** Whether this was the node port of a Service with just this agent behind it. */
    boolean isNodePortOf(Place backend, int nodePort) {
        return Map.of(Lab.AGENT_LABEL, backend.source().pod()).equals(nodePorts.get(nodePort));
    }

    /** An agent that a case would have for itself does not start. */
    public void reject(Place place, boolean forbidden, String why) {
        own.forEach((slug, its) -> {
            if (its.remove(place)) {
                absent.add(
                        new Absence(
                                new AgentRole.Dedicated(slug, its.size(), kinds.get(place)),
                                forbidden,
                                why));
            }
        });
    }

    /** A spare does not start. */
    public void rejectSpare(int number, String why) {
        spares.remove(number - 1);
        absent.add(new Absence(new AgentRole.Spare(number - 1), false, why));
    }

    /** The pod of a node gets no address of a family. */
    public void withoutAddress(int number, Family family) {
        Place pod = pods.get(number - 1);
        Place without =
                new Place(
                        pod.source(),
                        pod.addresses().stream().filter(a -> a.family() != family).toList(),
                        pod.ports(),
                        pod.searchDomains(),
                        pod.nameservers());
        pods.set(number - 1, without);
        standingServices.replaceAll(service ->
                new Service(
                        null,
                        new ServiceState(
                                service.state().manifest(),
                                service.state().created(),
                                service.backends().stream()
                                        .map(each -> each.equals(pod) ? without : each)
                                        .toList(),
                                service.state().selectLabel(),
                                service.state().age())));
        missing.add(
                new Facts.Missing(
                        pod.node(), "", Facts.Part.FAMILY, "its pod has no " + family.apiName()));
    }

    void lose(Place place, String why) {
        lost.put(place.id(), why);
    }

    /** Whether no case left anything. */
    boolean isClean() {
        return services.size() == standingServices.size()
                && slices.isEmpty()
                && labels.equals(standing);
    }

    private Map<String, Map<String, String>> copyOfLabels() {
        Map<String, Map<String, String>> copy = new HashMap<>();
        labels.forEach((place, own) -> copy.put(place, Map.copyOf(own)));
        return Map.copyOf(copy);
    }

    // The API server.

    private void call(String call) {
        calls.add(call);
        if (Thread.currentThread().isInterrupted()) {
            throw new ClusterException("Cannot " + call + ": interrupted.", null);
        }
        if (forbidding.test(call)) {
            throw new ClusterException(
                    "Cannot " + call + ": the policy no-such forbids it", null, true);
        }
        if (failing.test(call)) {
            throw new ClusterException("Cannot " + call + ": the API server is away.", null);
        }
    }

    @Override
    public Created create(Manifest manifest) {
        call("create the Service " + manifest.name());
        if (!manifest.name().matches("[a-z]([-a-z0-9]{0,61}[a-z0-9])?")
                || services.containsKey(manifest.name())) {
            throw new IllegalStateException(manifest.name() + " is taken or is no name");
        }
        if (fullFor > 0) {
            fullFor--;
            throw ClusterException.full("range is full", null);
        }
        made++;
        creation.put(manifest.name(), made);
        return put(manifest, null);
    }

    private Created put(Manifest manifest, @Nullable Existing before) {
        for (String field : manifest.spec().fields().keySet()) {
            if (!FIELDS.contains(field)) {
                throw new Unmodelled(field);
            }
        }
        ServiceSpec.Type type = manifest.spec().type();
        List<Address> ips = new ArrayList<>();
        List<Address> balanced = new ArrayList<>();
        for (Family family : manifest.families()) {
            boolean v4 = family == Family.IPV4;
            if (!manifest.spec().isHeadless() && type != ServiceSpec.Type.EXTERNAL_NAME) {
                ips.add(clusterIp(manifest, family, before));
            }
            if (type == ServiceSpec.Type.LOAD_BALANCER
                    && (takesForeignClasses
                            || !manifest.spec().fields().containsKey("loadBalancerClass"))) {
                balanced.add(new Address(v4 ? "10.200" + two(made) : "fd00:200::" + made));
            }
        }
        if (before != null && !before.created().clusterIps().isEmpty() && !ips.isEmpty()) {
            ips = before.created().clusterIps();
        }
        if (before != null && !before.loadBalancer().isEmpty() && !balanced.isEmpty()) {
            balanced = before.loadBalancer();
        }
        boolean without =
                Boolean.FALSE.equals(manifest.spec().fields().get("allocateLoadBalancerNodePorts"));
        boolean has =
                type == ServiceSpec.Type.NODE_PORT
                        || type == ServiceSpec.Type.LOAD_BALANCER && !without;
        List<Integer> numbers = new ArrayList<>();
        for (Manifest.Port port : manifest.ports()) {
            int number = has ? nodePort(port, before) : 0;
            numbers.add(number);
            nodePorts.put(number, manifest.selector());
        }
        Object asked = manifest.spec().fields().get("healthCheckNodePort");
        boolean checked =
                type == ServiceSpec.Type.LOAD_BALANCER
                        && "Local".equals(manifest.spec().fields().get("externalTrafficPolicy"));
        int health = !checked ? 0 : asked instanceof Integer number ? number : 30_000 + ++made;
        var created = new Created(ips, numbers, health);
        services.put(manifest.name(), new Existing(manifest, created, balanced));
        return created;
    }

    /** The one that is asked for, that was released last, or a new one. */
    private Address clusterIp(Manifest manifest, Family family, @Nullable Existing before) {
        if (manifest.spec().fields().get("clusterIP") instanceof String asked) {
            var address = new Address(asked);
            if (!releasedIps.remove(address) && isTaken(address)) {
                throw new ClusterException(asked + " is already allocated", null);
            }
            return address;
        }
        if (before == null || before.created().clusterIps().isEmpty()) {
            for (Address each : releasedIps) {
                if (reusesAddresses && each.family() == family) {
                    releasedIps.remove(each);
                    return each;
                }
            }
        }
        return new Address(family == Family.IPV4 ? "10.96" + two(made) : "fd00:96:1::" + made);
    }

    private boolean isTaken(Address address) {
        return services.values().stream()
                .anyMatch(each -> each.created().clusterIps().contains(address));
    }

    /** What a Service gave up by a change or its deletion can be given to others. */
    private void release(Existing before, Created after) {
        before.created().clusterIps().stream()
                .filter(ip -> !after.clusterIps().contains(ip))
                .forEach(releasedIps::push);
        before.created().nodePorts().stream()
                .filter(port -> port != 0 && !after.nodePorts().contains(port))
                .forEach(releasedPorts::push);
    }

    /** The last two bytes of an address. */
    private static String two(int number) {
        return "." + (1 + number / 250) + "." + (1 + number % 250);
    }

    /** The one that is asked for, that the port had before, or a new one. */
    private int nodePort(Manifest.Port port, @Nullable Existing before) {
        if (port.nodePort() != 0) {
            releasedPorts.remove(port.nodePort());
            return port.nodePort();
        }
        for (int i = 0; before != null && i < before.manifest().ports().size(); i++) {
            Manifest.Port old = before.manifest().ports().get(i);
            if (old.port() == port.port()
                    && old.protocol() == port.protocol()
                    && before.created().nodePorts().get(i) != 0) {
                return before.created().nodePorts().get(i);
            }
        }
        return reusesAddresses && !releasedPorts.isEmpty() ? releasedPorts.pop() : 30_000 + ++made;
    }

    @Override
    public Created update(Manifest manifest) {
        call("update the Service " + manifest.name());
        Existing before = services.get(manifest.name());
        if (before == null) {
            throw new IllegalStateException("there is no Service " + manifest.name());
        }
        made++;
        Created changed = put(manifest, before);
        release(before, changed);
        return changed;
    }

    @Override
    public List<Ingress> loadBalancerAddresses(String namespace, String name, Duration most) {
        call("get the Service " + name);
        if (givesNames) {
            return List.of(new Ingress("", "", name + ".example"));
        }
        return hasLoadBalancer
                ? services.get(name).loadBalancer().stream()
                        .map(address -> new Ingress(address.value(), ipMode, ""))
                        .toList()
                : List.of();
    }

    @Override
    public void balance(String namespace, String name, Ingress ingress) {
        call("balance the Service " + name);
        Existing before = services.get(name);
        boolean served = ingress.ipMode().equals("VIP");
        services.put(
                name,
                new Existing(
                        before.manifest(),
                        before.created(),
                        served ? List.of(new Address(ingress.ip())) : List.of()));
    }

    @Override
    public void deleteService(String namespace, String name) {
        call("delete the Service " + name);
        Existing before = services.remove(name);
        if (before == null) {
            return;
        }
        release(before, new Created(List.of(), List.of(), 0));
        List<Place> backends = serving(before, selected(before.manifest()));
        if (reusesAddresses && !backends.isEmpty()) {
            Set<String> all = new HashSet<>();
            nodes.forEach(node -> all.add(node.name()));
            ghosts.add(new Ghost(before, backends, made, all));
        }
    }

    @Override
    public void ready(Place agent, boolean ready) {
        call((ready ? "ready " : "unready ") + agent.source().pod());
        if (ready) {
            unready.remove(agent.id());
        } else {
            unready.add(agent.id());
        }
    }

    @Override
    public void terminate(Place agent, Duration most) {
        call("terminate " + agent.source().pod());
        terminating.add(agent.id());
    }

    @Override
    public void create(Slice slice) {
        call("create the EndpointSlice " + slice.name());
        slices.computeIfAbsent(slice.service(), s -> new ArrayList<>()).add(slice);
    }

    @Override
    public void deleteSlices(String namespace, String service) {
        call("delete the EndpointSlices of " + service);
        slices.remove(service);
    }

    @Override
    public void putEndpoints(Manifest service, List<Address> backends) {
        call("put the Endpoints " + service.name());
        List<Slice> mirrored = new ArrayList<>();
        for (int i = 0; i < backends.size(); i++) {
            mirrored.add(
                    new Slice(
                            service.namespace(),
                            service.name(),
                            service.name() + "-" + i,
                            service.family(),
                            List.of(service.ports().get(i)),
                            List.of(new Endpoint(backends.get(i), "", true, "")),
                            Map.of()));
        }
        slices.put(service.name(), mirrored);
    }

    @Override
    public void deleteEndpoints(String namespace, String service) {
        call("delete the Endpoints " + service);
        slices.remove(service);
    }

    @Override
    public void label(Place agent, String key, @Nullable String value) {
        call((value == null ? "unlabel " : "label ") + agent.source().pod());
        if (!key.matches("k8s-service-validator/[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")) {
            throw new IllegalStateException(key + " is no key of a label");
        }
        if (value == null) {
            labels.get(agent.id()).remove(key);
        } else {
            labels.get(agent.id()).put(key, value);
        }
    }

    // The agents.

    static Kind kind(Probe probe) {
        if (probe.repeat().budgetMillis() > 10_000) {
            return Kind.WAITING;
        }
        String asked = probe.target().label();
        return asked.endsWith(" unserved port") || asked.endsWith(" control")
                ? Kind.UNSERVED
                : Kind.JUDGED;
    }

    /** Single packets that were sent; each is decided anew. */
    private final AtomicInteger packets = new AtomicInteger();

    private static boolean isPacket(Probe probe) {
        return probe.timeoutMillis() == Asking.PACKET_MILLIS && probe.repeat().attempts() == 1;
    }

    /** Whether a probe is made all the time, until it is stopped. */
    static boolean isThroughout(Probe probe) {
        return probe.repeat().attempts() == Probe.Repeat.MAX_ATTEMPTS;
    }

    @Override
    public Batch start(Place from, List<Probe> probes, int inFlight) {
        var batch = new FakeBatch(from, List.copyOf(probes));
        batches.add(batch);
        return batch;
    }

    /** What agents know of attempts that others heard nothing of; null if they cannot be asked. */
    @Nullable Function<Place, Sighting> sightings;

    @Override
    public List<Sighting> seek(Place at, List<Sought> attempts, Duration most) {
        Function<Place, Sighting> known = sightings;
        return known == null ? List.of() : attempts.stream().map(each -> known.apply(at)).toList();
    }

    @Override
    public Optional<String> lost(Place place) {
        return Optional.ofNullable(lost.get(place.id()));
    }

    /** Probes that are made when they are first waited for. */
    final class FakeBatch implements Batch {

        final Place from;
        final List<Probe> probes;
        boolean abandoned;
        boolean isDone;
        private final long started = System.nanoTime();
        private final List<Series> results = new ArrayList<>();
        private boolean waited;
        private int lostBefore = lost.size();

        /** What was seen until the batch is waited for, of probes that go on all the time. */
        private final List<Series> before = new ArrayList<>();

        private FakeBatch(Place from, List<Probe> probes) {
            this.from = from;
            this.probes = probes;
            if (isThroughout(probes.getFirst())) {
                probes.forEach(probe -> before.add(probe(from, probe)));
            }
        }

        Kind kind() {
            return FakeCluster.kind(probes.getFirst());
        }

        @Override
        public boolean await(Duration most) throws InterruptedException {
            if (!waited) {
                waited = true;
                int nth = awaited.merge(kind(), 1, Integer::sum);
                hooks.getOrDefault(kind(), Map.of()).getOrDefault(nth, () -> {}).run();
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (kind() == Kind.WAITING && lostBefore < lost.size()) {
                // It would go on until its budget ends.
                lostBefore = lost.size();
                return false;
            }
            if (!isDone) {
                isDone = true;
                probes.forEach(probe -> results.add(probe(from, probe)));
                for (int i = 0; i < before.size(); i++) {
                    List<Attempt> all = new ArrayList<>(before.get(i).attempts());
                    all.addAll(results.get(i).attempts());
                    results.set(i, new Series(all, all.size(), -1));
                }
            }
            return true;
        }

        @Override
        public List<Series> results() {
            return isDone
                    ? List.copyOf(results)
                    : probes.stream()
                            .map(p -> Series.notObserved("it was not waited for"))
                            .toList();
        }

        @Override
        public OptionalLong startedNanos() {
            return lost.containsKey(from.id()) ? OptionalLong.empty() : OptionalLong.of(started);
        }

        @Override
        public void stop() {}

        @Override
        public void abandon() {
            abandoned = true;
        }
    }

    private Series probe(Place from, Probe probe) {
        String why = lost.get(from.id());
        if (why != null) {
            return Series.notObserved(why);
        }
        Goal goal = probe.repeat().goal();
        Deque<Attempt> kept = new ArrayDeque<>();
        Set<String> seen = new HashSet<>();
        String same = "";
        long millis = 0;
        long streak = -1;
        int inARow = 0;
        int attempts = isThroughout(probe) ? 10 : probe.repeat().attempts();
        int first = isPacket(probe) ? packets.getAndIncrement() : 0;
        for (int i = 0; goal != null || i < attempts; i++) {
            boolean steady = kind(probe) == Kind.JUDGED;
            Dial dial = dial(from, probe, first + i, steady ? STEADY_MILLIS : millis);
            Observation observation = see(dial);
            int took =
                    observation.equals(SILENCE)
                            ? probe.timeoutMillis() * 1000
                            : answerMicros.applyAsInt(dial);
            var trail = new Attempt.Trail(40_000, i + 1, Attempt.First.UNKNOWN);
            kept.addLast(new Attempt(millis * 1000, took, observation, trail));
            if (goal != null) {
                if (kept.size() > Series.KEPT) {
                    kept.removeFirst();
                }
                if (!goal.isMetBy(observation)) {
                    inARow = 0;
                    seen.clear();
                } else {
                    String who = who(observation);
                    if (goal.kind() == Goal.Kind.SAME_BACKEND && !who.equals(same)) {
                        inARow = 0;
                    }
                    same = who;
                    if (inARow++ == 0) {
                        streak = millis * 1000 + took;
                    }
                    seen.add(who);
                    if (inARow >= probe.repeat().attempts()
                            && (!goal.all() || seen.containsAll(goal.from()))) {
                        return new Series(List.copyOf(kept), i + 1, streak);
                    }
                }
            }
            millis += Math.max(probe.repeat().everyMillis(), took / 1000);
            if (goal != null && millis >= probe.repeat().budgetMillis()) {
                break;
            }
        }
        return new Series(List.copyOf(kept), kept.size(), -1);
    }

    private static String who(Observation observation) {
        return observation instanceof Observation.Answered(Reply.Identity id) ? id.agent() : "";
    }

    // The network.

    private Dial dial(Place from, Probe probe, int number, long millis) {
        Target target = probe.target();
        Address address = target.address();
        Way way = Way.NOWHERE;
        String proxy = from.node();
        Manifest service = null;
        List<Place> backends = List.of();
        Existing asked = null;
        int port = -1;
        for (Existing each : services.values()) {
            if (!each.isProxied()) {
                continue;
            }
            if (each.isAt(address)) {
                asked = each;
                port = each.port(target, false);
                way = port < 0 ? Way.UNSERVED : Way.SERVICE;
            }
            for (Facts.Node node : nodes) {
                if (node.addresses().contains(address)
                        && each.port(target, true) >= 0
                        && each.manifest().families().contains(target.family())) {
                    asked = each;
                    port = each.port(target, true);
                    way = Way.SERVICE;
                    proxy = node.name();
                }
            }
        }
        Place haunting = haunting(from, probe, number, asked);
        if (haunting != null) {
            return new Dial(
                    from, probe, number, millis, Way.SERVICE, proxy, null, null, List.of(haunting));
        }
        Manifest.Port at = null;
        if (asked != null) {
            service = asked.manifest();
            at = port < 0 ? null : service.ports().get(port);
        }
        if (way == Way.SERVICE && asked != null && at != null) {
            String name = at.targetName();
            Manifest.Port wanted = at;
            backends =
                    serving(asked, selected(asked.manifest(), wanted::equals)).stream()
                            .filter(place -> place.address(target.family()).isPresent())
                            .filter(each -> name.isEmpty() || portNamed(each, name) != 0)
                            .toList();
            if (!isServed(asked, from, target, proxy, backends)) {
                way = Way.NOWHERE;
                backends = List.of();
            }
            if (target.reach() == Target.Reach.CLUSTER_IP
                    && asked.has("internalTrafficPolicy", "Local")) {
                String here = proxy;
                backends = backends.stream().filter(each -> each.node().equals(here)).toList();
            }
            backends = near(asked, proxy, backends);
            if (asked.has("sessionAffinity", "ClientIP") && !backends.isEmpty()) {
                int one = from.id().hashCode() + (isForgotten(asked, probe) ? number : 0);
                backends = List.of(backends.get(Math.floorMod(one, backends.size())));
            }
            if (probe.kept() && target.protocol() == Protocol.TCP && !backends.isEmpty()) {
                Place first = backends.get(number % backends.size());
                String stream = from.id() + " " + probe.sourcePort();
                backends = List.of(streams.computeIfAbsent(stream, s -> first));
            }
        }
        for (Place place : everybody()) {
            if (place.addresses().contains(address) && place.ports().contains(target.port())) {
                way = Way.DIRECT;
                backends = List.of(place);
            }
        }
        if (target.reach() == Target.Reach.HOST_PORT) {
            way = Way.HOST_PORT;
            backends = atHostPort(from, target);
        }
        if (target.speech() instanceof Speech.Dns) {
            way = Way.DNS;
        } else if (target.speech() instanceof Speech.Tls) {
            way = Way.TLS;
        } else if (target.speech() instanceof Speech.Http) {
            way = Way.HEALTH;
        }
        return new Dial(from, probe, number, millis, way, proxy, service, at, backends);
    }

    /** The backend of a deleted Service that this attempt still reaches; null if there is none. */
    private @Nullable Place haunting(
            Place from, Probe probe, int number, @Nullable Existing asked) {
        Target target = probe.target();
        if (!(target.speech() instanceof Speech.ToAgent) || target.reach() == Target.Reach.DIRECT) {
            return null;
        }
        boolean isFlow = probe.sourcePort() != 0 && target.protocol() == Protocol.UDP;
        String flow = from.id() + " " + probe.sourcePort() + " " + target.describe();
        if (isFlow && stuck.containsKey(flow)) {
            return stuck.get(flow);
        }
        for (Ghost ghost : ghosts) {
            String at = from.node();
            boolean there = ghost.service().isAt(target.address());
            for (Facts.Node node : nodes) {
                if (node.addresses().contains(target.address())) {
                    at = node.name();
                    there = true;
                }
            }
            boolean byNodePort = target.reach() == Target.Reach.NODE_PORT;
            boolean same =
                    there
                            && ghost.nodes().contains(at)
                            && ghost.service().port(target, byNodePort) >= 0;
            if (same) {
                if (isFlow) {
                    stuck.put(flow, ghost.backends().getFirst());
                }
                if (kind(probe) == Kind.WAITING && number > 1) {
                    ghost.nodes().remove(at);
                }
                return ghost.backends().getFirst();
            }
            if (asked != null
                    && kind(probe) == Kind.WAITING
                    && creation.get(asked.manifest().name()) > ghost.deleted()) {
                ghost.nodes().remove(at);
            }
        }
        return null;
    }

    /** The one that has this host port, if the client is where it can be dialled. */
    private List<Place> atHostPort(Place from, Target target) {
        return kinds.entrySet().stream()
                .filter(each -> {
                    Place pod = each.getKey();
                    Facts.Node node =
                            nodes.stream()
                                    .filter(one -> one.name().equals(pod.node()))
                                    .findFirst()
                                    .orElseThrow();
                    boolean local = target.address().inet().isLoopbackAddress();
                    return each.getValue().hostIps(node).contains(target.address())
                            && each.getValue().protocol() == target.protocol()
                            && Own.hostPort(pod.source().namespace()) == target.port()
                            && (!local || from.node().equals(pod.node()));
                })
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Whether a client is silent for longer than the affinity's timeout before each attempt. */
    private static boolean isForgotten(Existing service, Probe probe) {
        return service.manifest().spec().fields().get("sessionAffinityConfig")
                        instanceof Map<?, ?> config
                && config.get("clientIP") instanceof Map<?, ?> clientIp
                && clientIp.get("timeoutSeconds") instanceof Number seconds
                && probe.repeat().everyMillis() > seconds.longValue() * 1_000;
    }

    /** Those that a Service's traffic distribution, or a slice made by hand, means for a node. */
    private List<Place> near(Existing service, String node, List<Place> backends) {
        if (!service.manifest().spec().fields().containsKey("trafficDistribution")) {
            return backends;
        }
        if (service.has("trafficDistribution", "PreferSameNode") && isOn(node, backends)) {
            return backends.stream().filter(place -> place.node().equals(node)).toList();
        }
        List<Place> near =
                backends.stream()
                        .filter(place -> zoneFor(service, place).equals(zone(node)))
                        .toList();
        return near.isEmpty() ? backends : near;
    }

    private String zoneFor(Existing service, Place backend) {
        return slices.getOrDefault(service.manifest().name(), List.of()).stream()
                .flatMap(slice -> slice.endpoints().stream())
                .filter(endpoint -> backend.addresses().contains(endpoint.address()))
                .map(Endpoint::zone)
                .findFirst()
                .orElse(zone(backend.node()));
    }

    private String zone(String name) {
        return nodes.stream()
                .filter(node -> node.name().equals(name))
                .map(Facts.Node::zone)
                .findFirst()
                .orElse("");
    }

    /** The number of the port that an agent declares by this name; 0 if it declares none. */
    private static int portNamed(Place agent, String name) {
        return name.equals(Lab.FIRST_PORT_NAME)
                ? agent.ports().getFirst()
                : name.equals(agent.source().pod()) ? agent.ports().getLast() : 0;
    }

    /** Whether the policies of a Service let this client have its backends. */
    private boolean isServed(
            Existing service, Place from, Target target, String proxy, List<Place> backends) {
        boolean outside = from.kind() == Source.Kind.OUTSIDE;
        return switch (target.reach()) {
            case CLUSTER_IP ->
                    !outside
                            && (!service.has("internalTrafficPolicy", "Local")
                                    || isOn(proxy, backends));
            case NODE_PORT ->
                    !outside
                            || !service.has("externalTrafficPolicy", "Local")
                            || isOn(proxy, backends);
            case LOAD_BALANCER -> {
                Object ranges = service.manifest().spec().fields().get("loadBalancerSourceRanges");
                String client = from.address(target.family()).orElseThrow().value();
                yield !(ranges instanceof List<?> list)
                        || list.stream()
                                .anyMatch(range -> range.toString().startsWith(client + "/"));
            }
            case EXTERNAL_IP, DNS_NAME, HOST_PORT, DIRECT -> true;
        };
    }

    private static boolean isOn(String node, List<Place> backends) {
        return backends.stream().anyMatch(backend -> backend.node().equals(node));
    }

    private List<Place> everybody() {
        List<Place> all = new ArrayList<>(pods);
        all.addAll(spares);
        all.addAll(hosts);
        own.values().forEach(all::addAll);
        return all;
    }

    /** Proxies ignore slices with this label, and those of kube-proxy below 1.36 Services, too. */
    private static final String HEADLESS = "service.kubernetes.io/headless";

    List<Place> selected(Manifest service) {
        return selected(service, port -> true);
    }

    private List<Place> selected(Manifest service, Predicate<Manifest.Port> ports) {
        if (service.selector().isEmpty()) {
            List<Address> ready =
                    slices.getOrDefault(service.name(), List.of()).stream()
                            .filter(slice -> slice.ports().stream().anyMatch(ports))
                            .filter(slice -> !slice.labels().containsKey(HEADLESS))
                            .flatMap(slice -> slice.endpoints().stream())
                            .filter(Endpoint::ready)
                            .map(Endpoint::address)
                            .toList();
            return everybody().stream()
                    .filter(place -> place.addresses().stream().anyMatch(ready::contains))
                    .toList();
        }
        return everybody().stream()
                .filter(place ->
                        labels.getOrDefault(place.id(), Map.of())
                                .entrySet()
                                .containsAll(service.selector().entrySet()))
                .toList();
    }

    private Observation see(Dial dial) {
        for (Fault fault : faults) {
            Observation seen = fault.sees(dial);
            if (seen != null) {
                return seen;
            }
        }
        return switch (dial.way()) {
            case SERVICE ->
                    dial.backends().isEmpty()
                            ? REFUSED
                            : answer(
                                    dial,
                                    dial.backends().get(dial.number() % dial.backends().size()));
            case DIRECT -> answer(dial, dial.backends().getFirst());
            case HOST_PORT ->
                    dial.backends().isEmpty() ? REFUSED : answer(dial, dial.backends().getFirst());
            case UNSERVED, NOWHERE -> SILENCE;
            case HEALTH -> checkHealth(dial.target());
            case TLS ->
                    dial.target().port() == 443 || dial.target().port() == 6443
                            ? new Observation.Answered(new Reply.Tls())
                            : SILENCE;
            case DNS -> resolve((Speech.Dns) dial.target().speech());
        };
    }

    /** Whether there are ready backends on a node, if its proxy is asked for a Service of these. */
    private Observation checkHealth(Target target) {
        for (Existing each : services.values()) {
            if (each.created().healthCheckNodePort() == target.port()) {
                boolean there =
                        selected(each.manifest()).stream()
                                .filter(place -> !unready.contains(place.id()))
                                .filter(place -> !terminating.contains(place.id()))
                                .anyMatch(place ->
                                        node(place.node(), target.family())
                                                .equals(target.address()));
                return new Observation.Answered(new Reply.Http(there ? 200 : 503, "{}"));
            }
        }
        return SILENCE;
    }

    /** The ready ones, or if there are none those that serve while they terminate. */
    private List<Place> serving(Existing service, List<Place> endpoints) {
        boolean publishes = service.has("publishNotReadyAddresses", true);
        List<Place> ready =
                endpoints.stream()
                        .filter(place ->
                                publishes
                                        || !unready.contains(place.id())
                                                && !terminating.contains(place.id()))
                        .toList();
        return ready.isEmpty()
                ? endpoints.stream().filter(place -> !unready.contains(place.id())).toList()
                : ready;
    }

    /** What is seen when this agent gets the attempt. */
    public Observation answer(Dial dial, Place backend) {
        Place from = dial.from();
        boolean masqueraded =
                dial.target().reach() == Target.Reach.NODE_PORT
                        || dial.way() == Way.SERVICE && backend.equals(from);
        Address client =
                switch (from.kind()) {
                    case POD ->
                            masqueraded
                                    ? node(from.node(), dial.target().family())
                                    : from.address(dial.target().family()).orElseThrow();
                    case HOST -> node(from.node(), dial.target().family());
                    case OUTSIDE -> from.address(dial.target().family()).orElseThrow();
                };
        Manifest.Port at = dial.port();
        int port =
                at == null
                        ? backend.ports().getFirst()
                        : at.targetName().isEmpty()
                                ? at.targetPort()
                                : portNamed(backend, at.targetName());
        return answer(backend, port, client);
    }

    public Observation answer(Place backend, Address client) {
        return answer(backend, backend.ports().getFirst(), client);
    }

    Observation answer(Place backend, int port, Address client) {
        if (lost.containsKey(backend.id())) {
            return SILENCE;
        }
        return new Observation.Answered(new Reply.Identity(backend.id(), port, client, 40_000, 1));
    }

    public Address node(String name, Family family) {
        return nodes.stream()
                .filter(node -> node.name().equals(name))
                .flatMap(node -> node.address(family).stream())
                .findFirst()
                .orElseThrow();
    }

    private Observation resolve(Speech.Dns question) {
        List<String> search = question.search().isEmpty() ? List.of("") : question.search();
        for (String domain : search) {
            String name = domain.isEmpty() ? question.name() : question.name() + "." + domain;
            List<String> records = records(name, question.type());
            if (!records.isEmpty()) {
                return new Observation.Answered(new Reply.Records(records, 30));
            }
        }
        return new Observation.NameNotFound();
    }

    private List<String> records(String name, String type) {
        Family family = type.equals("AAAA") ? Family.IPV6 : Family.IPV4;
        if (name.equals("kubernetes.default.svc." + DOMAIN)) {
            return KUBERNETES.family() == family ? List.of(KUBERNETES.value()) : List.of();
        }
        for (Existing each : services.values()) {
            Manifest manifest = each.manifest();
            String own = manifest.name() + "." + manifest.namespace() + ".svc." + DOMAIN;
            if (manifest.spec().type() == ServiceSpec.Type.EXTERNAL_NAME) {
                if (name.equals(own)) {
                    String real = String.valueOf(manifest.spec().fields().get("externalName"));
                    return type.equals("CNAME") ? List.of(real) : records(real, type);
                }
                continue;
            }
            for (Manifest.Port port : manifest.ports()) {
                String protocol = port.protocol().name().toLowerCase(Locale.ROOT);
                if (type.equals("SRV")
                        && name.equals("_" + port.name() + "._" + protocol + "." + own)) {
                    return List.of(priorityAndWeight + port.port() + " " + own);
                }
            }
            for (Place place : selected(manifest)) {
                if (manifest.spec().isHeadless()
                        && hasSubdomain(place, manifest)
                        && name.equals(place.source().pod() + "." + own)) {
                    return place.address(family).map(Address::value).stream().toList();
                }
            }
            if (!type.equals("SRV") && name.equals(own) && manifest.families().contains(family)) {
                return manifest.spec().isHeadless()
                        ? selected(manifest).stream()
                                .flatMap(place -> place.address(family).stream())
                                .map(Address::value)
                                .toList()
                        : each.created().clusterIps().stream()
                                .filter(ip -> ip.family() == family)
                                .map(Address::value)
                                .toList();
            }
        }
        return List.of();
    }

    /** Whether the Service is the first of the case that has the agent for itself. */
    private boolean hasSubdomain(Place agent, Manifest service) {
        return own.entrySet().stream()
                .anyMatch(each ->
                        each.getValue().contains(agent)
                                && service.name().equals(Services.name(each.getKey(), 0)));
    }
}
