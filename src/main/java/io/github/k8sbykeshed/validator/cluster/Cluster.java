package io.github.k8sbykeshed.validator.cluster;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.github.k8sbykeshed.validator.probe.Facts;
import io.github.k8sbykeshed.validator.probe.Family;
import io.github.k8sbykeshed.validator.scenario.AgentPlan;
import io.github.k8sbykeshed.validator.scenario.Budgets;
import io.github.k8sbykeshed.validator.scenario.Case;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects.ClusterException;
import io.github.k8sbykeshed.validator.scenario.Own;
import io.github.k8sbykeshed.validator.scenario.Place;
import io.github.k8sbykeshed.validator.scenario.Standing;
import io.github.k8sbykeshed.validator.scenario.Surroundings;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A cluster, and a run's agents and objects in it. */
public final class Cluster implements AutoCloseable {

    /** Marks everything that any run makes. */
    static final String MANAGED_BY = "app.kubernetes.io/managed-by";

    static final String TOOL = "k8s-service-validator";

    /** The run that an object belongs to. */
    static final String RUN = "k8s-service-validator/run";

    /** The annotation of namespaces: the time after which no run needs them any more. */
    static final String EXPIRES = "k8s-service-validator/expires";

    private static final Path OWN_NAMESPACE =
            Path.of("/var/run/secrets/kubernetes.io/serviceaccount/namespace");

    /**
     * The API server may be away for a while: this many tries, each after twice the last pause,
     * which the client lets grow to 3.2 s. Together they last 51 s.
     */
    private static final int RETRIES = 20;

    /** The same for the first question: who named a cluster that is not there is told so soon. */
    private static final int FIRST_RETRIES = 4;

    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();

    private final KubernetesClient client;
    private final String origin;
    private final List<String> namespaces = new ArrayList<>();

    /** Namespaces that were there before: in them only what is labelled with the run is ours. */
    private final List<String> given = new ArrayList<>();

    private Map<String, String> labels = Map.of();
    private @Nullable Links links;

    private Cluster(KubernetesClient client, String origin) {
        this.client = client;
        this.origin = origin;
    }

    /**
     * What a run needs of a cluster.
     *
     * @param run the run's random id: lower case letters and digits
     * @param namespace the namespace of the agents in the pod network; those on the host network
     *     are in one with {@code -host} behind that name; what does not exist is made, and deleted
     *     at the end
     * @param image the image of the agents
     * @param token what agents have to be told
     * @param lifetime the time after which nothing of the run may be left
     * @param starting how long agents may take to start
     * @param budgets for convergence
     * @param outsideClient the command that runs an agent outside the cluster; null for none
     * @param inFlight how many probes a case may have under way at each place
     * @param cases what will run: some have agents for themselves
     */
    public record Deployment(
            String run,
            String namespace,
            String image,
            String token,
            Duration lifetime,
            Duration starting,
            Budgets budgets,
            @Nullable String outsideClient,
            int inFlight,
            List<Case> cases) {}

    /**
     * Loads the classes that a run's objects are written and read with, which is a good part of its
     * start: another thread can do that meanwhile.
     */
    public static void warmUp() {
        var pods = new AgentPods("", "", Duration.ZERO, Map.of(), List.of());
        var node = new Facts.Node("", List.of(), "");
        Pod pod = pods.of(AgentPlan.spare(0, 0, node, "")).pod();
        SERIALIZATION.unmarshal(SERIALIZATION.asJson(pod), Pod.class);
    }

    /**
     * Finds the cluster: the kubeconfig given, $KUBECONFIG, ~/.kube/config, or the one that this
     * process runs in, in this order. Nothing is asked of it yet.
     *
     * @throws ClusterException if there is none, or its configuration cannot be read
     */
    public static Cluster find(@Nullable String kubeconfig) {
        String variable = System.getenv("KUBECONFIG");
        Path home = Path.of(System.getProperty("user.home"), ".kube", "config");
        Config config;
        String origin;
        if (kubeconfig != null) {
            origin = kubeconfig + " (--kubeconfig)";
            config = read(Path.of(kubeconfig), origin);
        } else if (variable != null && !variable.isBlank()) {
            origin = variable + " ($KUBECONFIG)";
            config = read(Path.of(variable), origin);
        } else if (Files.exists(home)) {
            origin = home.toString();
            config = read(home, origin);
        } else if (Files.exists(OWN_NAMESPACE)) {
            origin = "the cluster that this pod runs in";
            config = Config.autoConfigure(null);
        } else {
            throw new ClusterException(
                    "There is no cluster to validate: $KUBECONFIG is not set, "
                            + home
                            + " does not exist, and this is no pod of a cluster; set KUBECONFIG, or"
                            + " start a local cluster with make cluster-up.",
                    null);
        }
        try {
            return new Cluster(client(ClientKey.readable(config), RETRIES), origin);
        } catch (KubernetesClientException | IOException e) {
            throw new ClusterException(
                    "The credentials of "
                            + origin
                            + " cannot be used: "
                            + (e.getCause() == null ? e : e.getCause()).getMessage(),
                    e);
        }
    }

    private static KubernetesClient client(Config config, int retries) {
        return new KubernetesClientBuilder()
                .withConfig(
                        new ConfigBuilder(config)
                                .withRequestRetryBackoffLimit(retries)
                                .withRequestRetryBackoffInterval(100)
                                .build())
                .withKubernetesSerialization(SERIALIZATION)
                .build();
    }

    private static Config read(Path file, String origin) {
        if (!Files.isReadable(file)) {
            throw new ClusterException(
                    "The kubeconfig " + origin + " cannot be read; name one that exists.", null);
        }
        try {
            return Config.fromKubeconfig(new File(file.toString()));
        } catch (RuntimeException e) {
            throw new ClusterException(
                    "The kubeconfig " + origin + " is not valid: " + e.getMessage(), e);
        }
    }

    /** Which cluster this is, and who says so: for a person, before anything is done to it. */
    public String describe() {
        return client.getMasterUrl() + ", by " + origin;
    }

    /**
     * Asks whether the cluster is there.
     *
     * @throws ClusterException if it does not answer within a few seconds
     */
    public void reach() {
        try (var hasty = client(client.getConfiguration(), FIRST_RETRIES)) {
            new FactsFinder(hasty).version();
        }
    }

    /** The image of the pod that this process runs in, if it does: agents need no other one. */
    public Optional<String> ownImage() {
        String name = System.getenv("HOSTNAME");
        if (name == null || !Files.exists(OWN_NAMESPACE)) {
            return Optional.empty();
        }
        try {
            String namespace = Files.readString(OWN_NAMESPACE).strip();
            return ApiErrors.doing(
                            "get this pod, " + namespace + "/" + name,
                            () ->
                                    Optional.ofNullable(
                                            client.pods()
                                                    .inNamespace(namespace)
                                                    .withName(name)
                                                    .get()))
                    .map(pod -> pod.getSpec().getContainers().getFirst().getImage());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Starts the agents and finds out what cases have to know.
     *
     * @throws ClusterException if that cannot be done; {@link #cleanUp} removes what was made
     */
    public Surroundings deploy(Deployment wanted) throws InterruptedException {
        var finder = new FactsFinder(client);
        String version = finder.version();
        String podNamespace = wanted.namespace();
        Rights.check(client, Rights.needed(podNamespace, isGiven(podNamespace)));
        FactsFinder.Nodes nodes = finder.nodes();
        if (nodes.usable().isEmpty()) {
            throw new ClusterException(
                    "No node can run agents: "
                            + nodes.leftOut().stream()
                                    .map(left -> left.node() + ": " + left.why())
                                    .findFirst()
                                    .orElse("the cluster has none")
                            + ".",
                    null);
        }
        labels = Map.of(MANAGED_BY, TOOL, RUN, wanted.run());
        Instant expires = Instant.now().plus(wanted.lifetime());
        List<OwnerReference> owners = ownNamespace();
        var fleet =
                new Fleet(
                        client,
                        new AgentPods(
                                wanted.image(), wanted.token(), wanted.lifetime(), labels, owners),
                        wanted.token());
        var objects = new KubeObjects(client, labels, owners);
        List<Facts.LeftOut> leftOut = new ArrayList<>(nodes.leftOut());
        List<Family> serviceFamilies;
        Map<String, List<Own>> own;
        try {
            String outside = wanted.outsideClient();
            if (outside != null) {
                fleet.startOutside(outside);
            }
            takeNamespace(podNamespace, "restricted", expires, owners);
            String hostNamespace = podNamespace + "-host";
            try {
                takeNamespace(hostNamespace, "privileged", expires, owners);
            } catch (ClusterException e) {
                leftOut.add(
                        new Facts.LeftOut(
                                "every node's host network", String.valueOf(e.getMessage())));
                hostNamespace = null;
            }
            serviceFamilies = finder.families(podNamespace);
            own = Case.own(wanted.cases(), serviceFamilies);
            fleet.start(
                    nodes.usable(),
                    podNamespace,
                    hostNamespace,
                    objects,
                    serviceFamilies,
                    own,
                    wanted.starting());
            if (outside != null) {
                fleet.awaitOutside(outside);
            }
        } finally {
            links = fleet.links();
        }
        List<Place> pods = fleet.shared();
        new TreeMap<>(fleet.failures())
                .forEach((agent, why) -> leftOut.add(new Facts.LeftOut(agent, why)));
        List<Facts.Node> working =
                nodes.usable().stream()
                        .filter(node -> pods.stream().anyMatch(p -> p.node().equals(node.name())))
                        .toList();
        List<Family> families =
                serviceFamilies.stream()
                        .filter(family ->
                                pods.stream().allMatch(p -> p.address(family).isPresent()))
                        .toList();
        var facts =
                new Facts(
                        client.getMasterUrl().toString(),
                        version,
                        working,
                        leftOut,
                        families,
                        finder.kubernetes(),
                        finder.kubernetesEndpoints(),
                        finder.dns(),
                        wanted.outsideClient() != null);
        return new Surroundings(
                facts,
                pods,
                fleet.hosts(),
                fleet.outside(),
                fleet.spares(),
                new Standing(fleet.standing()),
                fleet.links(),
                objects,
                wanted.budgets(),
                wanted.inFlight(),
                own.keySet().stream().collect(Collectors.toMap(each -> each, fleet::dedicated)),
                List.of(),
                new io.github.k8sbykeshed.validator.scenario.LoadBalancers(
                        io.github.k8sbykeshed.validator.scenario.LoadBalancers.Mode.AUTO, ""));
    }

    /** Makes a namespace, or takes one that is there already. */
    private void takeNamespace(
            String name, String podSecurity, Instant expires, List<OwnerReference> owners) {
        Namespace there = namespace(name);
        if (there == null) {
            Fleet.createNamespace(client, name, podSecurity, labels, expires, owners);
            namespaces.add(name);
            return;
        }
        if (TOOL.equals(there.getMetadata().getLabels().get(MANAGED_BY))) {
            throw new ClusterException(
                    "The namespace "
                            + name
                            + " is of another run; choose another name, or remove it with svc-test"
                            + " cleanup "
                            + name
                            + ".",
                    null);
        }
        given.add(name);
    }

    /** Whether it exists, as far as this user may know. */
    private boolean isGiven(String name) {
        try {
            return client.namespaces().withName(name).get() != null;
        } catch (KubernetesClientException e) {
            if (e.getCode() == 403) {
                return false;
            }
            throw ApiErrors.explain("get the namespace " + name, e);
        }
    }

    /**
     * The namespace that this process runs in: with it the right to clean up can go, for instance
     * by {@code sonobuoy delete}. None outside a cluster, or if this user may not get it.
     */
    private List<OwnerReference> ownNamespace() {
        if (!Files.exists(OWN_NAMESPACE)) {
            return List.of();
        }
        try {
            Namespace own =
                    client.namespaces().withName(Files.readString(OWN_NAMESPACE).strip()).get();
            return own == null
                    ? List.of()
                    : List.of(
                            new OwnerReferenceBuilder()
                                    .withApiVersion(own.getApiVersion())
                                    .withKind(own.getKind())
                                    .withName(own.getMetadata().getName())
                                    .withUid(own.getMetadata().getUid())
                                    .build());
        } catch (IOException | KubernetesClientException e) {
            return List.of();
        }
    }

    private @Nullable Namespace namespace(String name) {
        return ApiErrors.doing(
                "get the namespace " + name, () -> client.namespaces().withName(name).get());
    }

    /**
     * Deletes what the run made.
     *
     * @param most how long to wait until it is gone
     * @return what is still there, by name; it is being deleted
     * @throws ClusterException if the deletion cannot even be asked for
     */
    public List<String> cleanUp(Duration most) throws InterruptedException {
        closeLinks();
        long end = System.nanoTime() + most.toNanos();
        for (String name : given) {
            empty(name);
        }
        List<String> left = new ArrayList<>(delete(namespaces, most));
        for (String name : given) {
            int pods = pods(name);
            while (pods > 0 && System.nanoTime() < end) {
                Thread.sleep(LOOK_AGAIN);
                pods = pods(name);
            }
            if (pods > 0) {
                left.add(pods + " pods in " + name);
            }
        }
        return left;
    }

    /** Deletes what is ours in a namespace that is not. */
    private void empty(String namespace) {
        ApiErrors.doing(
                "delete the pods of this run in " + namespace,
                () ->
                        client.pods()
                                .inNamespace(namespace)
                                .withLabels(labels)
                                .withGracePeriod(0)
                                .delete());
        ApiErrors.doing(
                "delete the Services of this run in " + namespace,
                () -> client.services().inNamespace(namespace).withLabels(labels).delete());
        // Those that the cluster made go with their Services, those of cases do not.
        ApiErrors.doing(
                "delete the EndpointSlices of this run in " + namespace,
                () ->
                        client.discovery()
                                .v1()
                                .endpointSlices()
                                .inNamespace(namespace)
                                .withLabels(labels)
                                .delete());
    }

    private int pods(String namespace) {
        return ApiErrors.doing(
                "list the pods of this run in " + namespace,
                () ->
                        client.pods()
                                .inNamespace(namespace)
                                .withLabels(labels)
                                .list()
                                .getItems()
                                .size());
    }

    /**
     * A namespace of another run.
     *
     * @param expires when its run will surely be over; null if it does not say
     */
    public record Leftover(String namespace, @Nullable Instant expires) {

        /** Whether no run can need it any more. */
        public boolean isExpired() {
            return expires != null && expires.isBefore(Instant.now());
        }
    }

    /** The namespaces of other runs, which were killed or still go on. */
    public List<Leftover> leftovers() {
        List<Namespace> all =
                ApiErrors.doing(
                        "list the namespaces",
                        () -> client.namespaces().withLabel(MANAGED_BY, TOOL).list().getItems());
        return all.stream()
                .map(each -> new Leftover(each.getMetadata().getName(), expires(each)))
                .filter(each -> !namespaces.contains(each.namespace()))
                .toList();
    }

    private static @Nullable Instant expires(Namespace namespace) {
        Map<String, String> annotations = namespace.getMetadata().getAnnotations();
        try {
            String expires = annotations == null ? null : annotations.get(EXPIRES);
            return expires == null ? null : Instant.parse(expires);
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    /**
     * Deletes namespaces and what is in them.
     *
     * @return those that are still there after the wait
     */
    public List<String> delete(List<String> names, Duration most) throws InterruptedException {
        for (String name : names) {
            ApiErrors.doing(
                    "delete the namespace " + name,
                    () -> {
                        // Agents have nothing to save, and the namespace waits for them.
                        client.pods().inNamespace(name).withGracePeriod(0).delete();
                        return client.namespaces().withName(name).delete();
                    });
        }
        long end = System.nanoTime() + most.toNanos();
        List<String> left = new ArrayList<>(names);
        while (true) {
            left.removeIf(name -> namespace(name) == null);
            if (left.isEmpty() || System.nanoTime() > end) {
                return left;
            }
            Thread.sleep(LOOK_AGAIN);
        }
    }

    private void closeLinks() {
        Links open = links;
        links = null;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public void close() {
        closeLinks();
        try {
            client.close();
        } catch (KubernetesClientException e) {
            // Closed is what it was to be.
        }
    }
}
