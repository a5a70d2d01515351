package io.github.k8sbykeshed.validator.cluster;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.github.k8sbykeshed.validator.cluster.AgentPods.Wanted;
import io.github.k8sbykeshed.validator.probe.Address;
import io.github.k8sbykeshed.validator.probe.AgentInfo;
import io.github.k8sbykeshed.validator.probe.Facts;
import io.github.k8sbykeshed.validator.probe.Family;
import io.github.k8sbykeshed.validator.probe.Observation;
import io.github.k8sbykeshed.validator.probe.Probe;
import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.probe.Reply;
import io.github.k8sbykeshed.validator.probe.Series;
import io.github.k8sbykeshed.validator.probe.Source;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects.ClusterException;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects.Created;
import io.github.k8sbykeshed.validator.scenario.Own;
import io.github.k8sbykeshed.validator.scenario.Place;
import io.github.k8sbykeshed.validator.scenario.Service;
import io.github.k8sbykeshed.validator.scenario.Services;
import io.github.k8sbykeshed.validator.scenario.StandingService;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The agents of a run: an agent in the pod network and one on the host network of each node,
 * spares, and the links to them all.
 */
final class Fleet {

    private static final int ANSWER_MILLIS = 2_000;

    /** How long the outside client may take to reach a host, while all agents start. */
    private static final int FIRST_WORDS_MILLIS = 10_000;

    private static final String SPARE = "spare-";
    private static final String OWN = "own-";

    /** Enough to replace one by another: cases share them, each by labels of its own. */
    private static final int SPARES = 2;

    private static final Source OUTSIDE =
            new Source(Source.Kind.OUTSIDE, "outside", "cluster", "client");

    private static final Duration POLL = Duration.ofMillis(150);

    /** How long the default service account of a new namespace may take to appear. */
    private static final Duration SERVICE_ACCOUNT = Duration.ofSeconds(60);

    /** States of a container that waiting does not mend. */
    private static final Set<String> HOPELESS =
            Set.of(
                    "ErrImagePull",
                    "ImagePullBackOff",
                    "ErrImageNeverPull",
                    "InvalidImageName",
                    "CreateContainerConfigError",
                    "CreateContainerError",
                    "RunContainerError");

    private final KubernetesClient client;
    private final AgentPods pods;
    private final String token;
    private final Map<String, AgentLink> links = new LinkedHashMap<>();
    private final Map<String, Place> places = new LinkedHashMap<>();
    private final Map<String, String> failures = new TreeMap<>();
    private final List<Service> standing = new ArrayList<>();

    Fleet(KubernetesClient client, AgentPods pods, String token) {
        this.client = client;
        this.pods = pods;
        this.token = token;
    }

    /**
     * Creates a namespace for agents.
     *
     * @param owners without which it is of no use, so that they go together
     */
    static void createNamespace(
            KubernetesClient client,
            String name,
            String podSecurity,
            Map<String, String> labels,
            Instant expires,
            List<OwnerReference> owners) {
        Map<String, String> all = new HashMap<>(labels);
        all.put("pod-security.kubernetes.io/enforce", podSecurity);
        all.put("istio-injection", "disabled");
        Namespace namespace =
                new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withLabels(all)
                        .addToAnnotations(Cluster.EXPIRES, expires.toString())
                        .withOwnerReferences(owners)
                        .endMetadata()
                        .build();
        ApiErrors.doing(
                "create the namespace " + name,
                () -> {
                    try {
                        return client.resource(namespace).create();
                    } catch (KubernetesClientException e) {
                        // The client repeats a request whose answer was lost.
                        Namespace there =
                                e.getCode() == 409
                                        ? client.namespaces().withName(name).get()
                                        : null;
                        if (there == null || !isOf(labels.get(Cluster.RUN), there)) {
                            throw e;
                        }
                        return there;
                    }
                });
    }

    /**
     * Starts the agents and waits until each can be spoken to or has failed.
     *
     * @param hostNamespace null for no agents on the host network
     * @param families that Services can have
     * @param own the agents that cases have for themselves, by the case
     * @throws ClusterException if not one agent of the pod network works; the message says why
     */
    void start(
            List<Facts.Node> nodes,
            String podNamespace,
            @Nullable String hostNamespace,
            ClusterObjects objects,
            List<Family> families,
            Map<String, List<Own>> own,
            Duration most)
            throws InterruptedException {
        List<Wanted> wanted = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            String node = nodes.get(i).name();
            wanted.add(pods.backend(podNamespace, node, "agent-" + shortName(node), i));
        }
        for (int i = 0; i < SPARES; i++) {
            String home = nodes.get((i + 1) % nodes.size()).name();
            wanted.add(pods.spare(podNamespace, home, SPARE + (i + 1), i));
        }
        if (hostNamespace != null) {
            for (Facts.Node node : nodes) {
                wanted.add(pods.host(hostNamespace, node.name(), "host-" + shortName(node.name())));
            }
        }
        List<String> names =
                wanted.subList(0, nodes.size()).stream().map(each -> each.source().pod()).toList();
        List<StandingService> services =
                StandingService.of(podNamespace, names, AgentPods.SERVE_PORTS.getFirst(), families);
        own.forEach((theCase, kinds) -> {
            for (int i = 0; i < kinds.size(); i++) {
                Own kind = kinds.get(i);
                int home = kind.takesHostPort() ? 1 : i + 1;
                String namespace = kind.isAmongPods() ? podNamespace : hostNamespace;
                if (namespace != null) {
                    wanted.add(
                            pods.own(
                                    kind,
                                    namespace,
                                    nodes.get(home % nodes.size()),
                                    OWN + theCase + "-" + i,
                                    Services.name(theCase, 0)));
                }
            }
        });
        create(wanted);
        Map<StandingService, Created> created = create(services, objects);
        connect(wanted, nodes, podNamespace, hostNamespace, most);
        if (places(Source.Kind.POD).isEmpty()) {
            throw new ClusterException(
                    "No agent works, so nothing can be probed: "
                            + failures.values().stream().findFirst().orElse("there is no node"),
                    null);
        }
        created.forEach(
                (service, given) -> standing.add(service.with(given, places(Source.Kind.POD))));
    }

    /** A node's name as the end of a pod's: node names may be longer and have dots. */
    private static String shortName(String node) {
        String name = node.replace('.', '-');
        return name.length() <= 50
                ? name
                : name.substring(0, 40) + "-" + Integer.toHexString(node.hashCode());
    }

    /** Agents that cannot be created are left out. */
    private void create(List<Wanted> wanted) throws InterruptedException {
        var created = atOnce(wanted, each -> () -> create(each));
        for (int i = 0; i < wanted.size(); i++) {
            if (created.get(i).state() == Future.State.FAILED) {
                Throwable why = created.get(i).exceptionNow();
                failures.put(
                        wanted.get(i).source().id(),
                        String.valueOf(why instanceof ClusterException ? why.getMessage() : why));
            }
        }
    }

    /** Without one of the Services there is no run. */
    private static Map<StandingService, Created> create(
            List<StandingService> services, ClusterObjects objects) throws InterruptedException {
        var created = atOnce(services, each -> () -> objects.create(each.manifest()));
        Map<StandingService, Created> all = new LinkedHashMap<>();
        for (int i = 0; i < services.size(); i++) {
            if (created.get(i).state() == Future.State.FAILED) {
                Throwable why = created.get(i).exceptionNow();
                throw why instanceof ClusterException known
                        ? known
                        : new IllegalStateException(why);
            }
            all.put(services.get(i), created.get(i).resultNow());
        }
        return all;
    }

    private static <T, R> List<Future<R>> atOnce(List<T> all, Function<T, Callable<R>> creation)
            throws InterruptedException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            return threads.invokeAll(all.stream().map(creation).toList());
        }
    }

    private Void create(Wanted each) throws InterruptedException {
        long end = System.nanoTime() + SERVICE_ACCOUNT.toNanos();
        String name = each.source().namespace() + "/" + each.source().pod();
        while (true) {
            try {
                client.pods().inNamespace(each.source().namespace()).resource(each.pod()).create();
                return null;
            } catch (KubernetesClientException e) {
                boolean there = e.getCode() == 409;
                // A new namespace has its service account only a moment later.
                boolean early =
                        e.getCode() == 403
                                && String.valueOf(e.getMessage()).contains("serviceaccount");
                if (there) {
                    refuseStranger(each, name);
                    return null;
                }
                if (!early || System.nanoTime() > end) {
                    throw ApiErrors.explain("create the pod " + name, e);
                }
                Thread.sleep(POLL);
            }
        }
    }

    /**
     * The client repeats a request whose answer was lost; else the name is taken by another run.
     */
    private void refuseStranger(Wanted each, String name) {
        Pod there =
                client.pods()
                        .inNamespace(each.source().namespace())
                        .withName(each.source().pod())
                        .get();
        String run = each.pod().getMetadata().getLabels().get(Cluster.RUN);
        if (there != null && !isOf(run, there)) {
            throw new ClusterException(
                    "The pod "
                            + name
                            + " is there already and not of this run; wait for the other run's end, or"
                            + " choose another namespace.",
                    null);
        }
    }

    private static boolean isOf(@Nullable String run, HasMetadata there) {
        return Objects.equals(run, there.getMetadata().getLabels().get(Cluster.RUN));
    }

    /** Connects to each agent as soon as its pod runs. */
    private void connect(
            List<Wanted> wanted,
            List<Facts.Node> nodes,
            String podNamespace,
            @Nullable String hostNamespace,
            Duration most)
            throws InterruptedException {
        long end = System.nanoTime() + most.toNanos();
        Map<String, Wanted> waiting = new LinkedHashMap<>();
        Map<String, Pod> running = new HashMap<>();
        for (Wanted each : wanted) {
            if (!failures.containsKey(each.source().id())) {
                waiting.put(key(each.pod()), each);
            }
        }
        while (!waiting.isEmpty()) {
            List<Pod> seen = new ArrayList<>(list(podNamespace));
            if (hostNamespace != null) {
                seen.addAll(list(hostNamespace));
            }
            for (Pod pod : seen) {
                Wanted each = waiting.get(key(pod));
                if (each == null) {
                    continue;
                }
                String failure = failure(pod);
                if (failure != null) {
                    failures.put(each.source().id(), failure);
                    waiting.remove(key(pod));
                } else if (isRunning(pod)) {
                    running.put(key(pod), pod);
                    waiting.remove(key(pod));
                    open(each);
                }
            }
            if (System.nanoTime() > end) {
                waiting.values()
                        .forEach(each ->
                                failures.put(
                                        each.source().id(),
                                        "The agent's pod "
                                                + each.source()
                                                + " does not run after "
                                                + most.toSeconds()
                                                + " s."));
                break;
            }
            if (!waiting.isEmpty()) {
                Thread.sleep(POLL);
            }
        }
        // In the order of the nodes, not of their speed: so are the rows of all tables.
        for (Wanted each : wanted) {
            Pod pod = running.get(key(each.pod()));
            if (pod != null) {
                greet(each, pod, nodes, end);
            }
        }
    }

    private void open(Wanted each) {
        Source source = each.source();
        links.put(
                source.id(),
                new AgentLink(
                        source.id(),
                        token,
                        new PodConnector(
                                client, source.namespace(), source.pod(), each.controlPorts())));
    }

    private void greet(Wanted each, Pod pod, List<Facts.Node> nodes, long end)
            throws InterruptedException {
        Source source = each.source();
        AgentLink link = links.get(source.id());
        if (link == null) {
            return;
        }
        var info = link.awaitInfo(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
        if (info.isEmpty() || !info.get().identity().equals(source.id())) {
            failures.put(
                    source.id(),
                    "The agent "
                            + source
                            + link.trouble()
                                    .map(why -> " does not take this driver: " + why)
                                    .orElse(
                                            " cannot be reached by port-forward through the API"
                                                    + " server; check that the API server reaches"
                                                    + " the node's kubelet, and that the right"
                                                    + " pods/portforward has get and create."));
            links.remove(source.id());
            link.close();
            // It would go on standing behind Services as a stranger.
            ApiErrors.doing(
                    "delete the pod " + source,
                    () ->
                            client.pods()
                                    .inNamespace(source.namespace())
                                    .withName(source.pod())
                                    .delete());
            return;
        }
        places.put(source.id(), place(source, pod, nodes, info.get()));
    }

    private static Place place(Source source, Pod pod, List<Facts.Node> nodes, AgentInfo info) {
        List<Address> addresses =
                source.kind() == Source.Kind.HOST
                        ? nodes.stream()
                                .filter(node -> node.name().equals(source.node()))
                                .flatMap(node -> node.addresses().stream())
                                .toList()
                        : pod.getStatus().getPodIPs().stream()
                                .map(PodIP::getIp)
                                .map(Address::new)
                                .toList();
        return new Place(
                source,
                addresses,
                info.ports(),
                info.searchDomains(),
                info.nameservers().stream().map(Address::new).toList());
    }

    /** Starts a client outside the cluster that a command runs. */
    void startOutside(String command) {
        links.put(OUTSIDE.id(), new AgentLink(OUTSIDE.id(), token, new CommandConnector(command)));
    }

    /** Waits for the client outside the cluster that this command was to start. */
    void awaitOutside(String command) throws InterruptedException {
        AgentLink link = Objects.requireNonNull(links.get(OUTSIDE.id()));
        if (link.awaitInfo(Duration.ofSeconds(20)).isEmpty()) {
            String why = link.lost().orElse("this command says nothing: " + command);
            throw new ClusterException(
                    "The outside client does not answer; check that its command runs an agent on its"
                            + " standard input and output: "
                            + why,
                    null);
        }
        places.put(
                OUTSIDE.id(),
                new Place(OUTSIDE, addressesOf(link), List.of(), List.of(), List.of()));
    }

    /** The addresses that a host agent sees the client come from, past every Service. */
    private List<Address> addressesOf(AgentLink outside) throws InterruptedException {
        List<Probe> probes = new ArrayList<>();
        for (Place host : places(Source.Kind.HOST).stream().limit(1).toList()) {
            for (Address address : host.addresses()) {
                probes.add(
                        Probe.once(host.direct(address.family(), Protocol.TCP), ANSWER_MILLIS)
                                .repeated(
                                        Probe.Repeat.until(
                                                Probe.Goal.answered(Set.of(), false),
                                                1,
                                                0,
                                                FIRST_WORDS_MILLIS)));
            }
        }
        var batch = outside.start(probes, probes.size());
        batch.await(Duration.ofMillis(2 * FIRST_WORDS_MILLIS));
        List<Address> seen = new ArrayList<>();
        for (Series series : batch.results()) {
            if (series.attempts().getLast().observation()
                    instanceof Observation.Answered(Reply.Identity identity)) {
                seen.add(identity.client());
            }
        }
        return seen;
    }

    private List<Pod> list(String namespace) {
        return ApiErrors.doing(
                "list the pods of " + namespace,
                () -> client.pods().inNamespace(namespace).list().getItems());
    }

    private static String key(Pod pod) {
        return pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
    }

    private static boolean isRunning(Pod pod) {
        return pod.getStatus() != null
                && "Running".equals(pod.getStatus().getPhase())
                && !pod.getStatus().getPodIPs().isEmpty();
    }

    /** Why the pod will not run, if so. */
    private static @Nullable String failure(Pod pod) {
        var status = pod.getStatus();
        if (status == null) {
            return null;
        }
        if ("Failed".equals(status.getPhase()) || "Succeeded".equals(status.getPhase())) {
            return "The agent's pod "
                    + key(pod)
                    + " ended: "
                    + (status.getMessage() == null
                            ? lastWords(status.getContainerStatuses())
                            : status.getMessage());
        }
        for (ContainerStatus container : status.getContainerStatuses()) {
            var waiting = container.getState() == null ? null : container.getState().getWaiting();
            if (waiting != null && HOPELESS.contains(String.valueOf(waiting.getReason()))) {
                return "The agent's pod "
                        + key(pod)
                        + " cannot start its container: "
                        + waiting.getReason()
                        + " ("
                        + waiting.getMessage()
                        + "); check that the node can pull "
                        + container.getImage()
                        + ".";
            }
        }
        return null;
    }

    private static String lastWords(List<ContainerStatus> containers) {
        for (ContainerStatus container : containers) {
            var ended = container.getState() == null ? null : container.getState().getTerminated();
            if (ended != null) {
                String message = ended.getMessage();
                return "exit code "
                        + ended.getExitCode()
                        + " ("
                        + (message == null || message.isBlank()
                                ? ended.getReason()
                                : message.strip().lines().toList().getLast())
                        + ")";
            }
        }
        return "no reason given";
    }

    /** The agents that work, by kind; spares and those that cases have are not among them. */
    List<Place> places(Source.Kind kind) {
        return places.values().stream()
                .filter(place -> place.kind() == kind && !isNamed(place, SPARE))
                .filter(place -> !isNamed(place, OWN))
                .toList();
    }

    List<Place> spares() {
        return places.values().stream().filter(place -> isNamed(place, SPARE)).toList();
    }

    /** The agents that a case has for itself. */
    List<Place> own(String theCase) {
        return places.values().stream()
                .filter(place -> isNamed(place, OWN + theCase + "-"))
                .toList();
    }

    private static boolean isNamed(Place place, String prefix) {
        return place.source().pod().startsWith(prefix);
    }

    /** The Services that started with the agents. */
    List<Service> standing() {
        return List.copyOf(standing);
    }

    /** Why agents do not work, by their identity. */
    Map<String, String> failures() {
        return Map.copyOf(failures);
    }

    Links links() {
        return new Links(links);
    }
}
