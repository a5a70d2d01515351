package io.github.k8sbykeshed.validator.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.github.k8sbykeshed.validator.probe.Facts;
import io.github.k8sbykeshed.validator.scenario.AgentPlan;
import io.github.k8sbykeshed.validator.scenario.Budgets;
import io.github.k8sbykeshed.validator.scenario.Case;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects.ClusterException;
import io.github.k8sbykeshed.validator.scenario.Surroundings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A cluster, and a run's agents and objects in it. */
public final class Cluster implements AutoCloseable {

    /** Marks everything that any run makes. */
    static final String MANAGED_BY = "app.kubernetes.io/managed-by";

    static final String TOOL = "k8s-service-validator";

    /** The run that an object belongs to. */
    static final String RUN = "k8s-service-validator/run";

    /** The API server may be away for a while: with the client's pauses these last 51 s. */
    private static final int RETRIES = 20;

    /** Of the first question: who named a cluster that is not there is told so soon. */
    private static final int FIRST_RETRIES = 4;

    private final KubernetesClient client;
    private final String origin;
    private final Namespaces namespaces;
    private @Nullable Links links;

    private Cluster(KubernetesClient client, String origin) {
        this.client = client;
        this.origin = origin;
        this.namespaces = new Namespaces(client);
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
     * @param choices what the user says of the cluster
     */
    public record Deployment(
            String run,
            String namespace,
            Image image,
            String token,
            Duration lifetime,
            Duration starting,
            Budgets budgets,
            @Nullable String outsideClient,
            int inFlight,
            List<Case> cases,
            Choices choices) {

        /** The namespace of the agents on the host network. */
        public String hostNamespace() {
            return namespace + "-host";
        }
    }

    /**
     * An image.
     *
     * @param name as a person would write it
     * @param digest the same by its digest, of one architecture; null if it is not known
     */
    public record Image(String name, @Nullable String digest) {

        /** The image by what does not change if its name moves, if all nodes can run it. */
        String on(NodeChoice nodes) {
            return digest == null || nodes.architectures().size() > 1 ? name : digest;
        }
    }

    /**
     * Loads the classes that a run's objects are written and read with, which is a good part of its
     * start: another thread can do that meanwhile.
     */
    public static void warmUp() {
        var pods = new AgentPods("", "", Duration.ZERO, Map.of(), List.of(), Choices.none());
        var node = new Facts.Node("", List.of(), "");
        Pod pod = pods.of(AgentPlan.spare(0, 0, node, "")).pod();
        String json = ClusterAccess.SERIALIZATION.asJson(pod);
        ClusterAccess.SERIALIZATION.unmarshal(json, Pod.class);
    }

    /**
     * Finds the cluster: the kubeconfig given, $KUBECONFIG, which may be a list of files, {@code
     * ~/.kube/config}, or the one that this process runs in, in this order. Nothing is asked of it
     * yet.
     *
     * @param context the name of a context of the kubeconfig; null for the current one
     * @param user whom the API server shall take this user for; null for nobody else
     * @throws ClusterException if there is none, or its configuration cannot be read
     */
    public static Cluster find(
            @Nullable String kubeconfig, @Nullable String context, @Nullable String user) {
        Path home = Path.of(System.getProperty("user.home"));
        ClusterAccess found = ClusterAccess.find(kubeconfig, context, System.getenv(), home);
        ClusterAccess access = user == null ? found : found.as(user);
        return new Cluster(access.client(RETRIES), access.origin());
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
        try (var hasty = ClusterAccess.client(client.getConfiguration(), FIRST_RETRIES)) {
            new FactsFinder(hasty).version();
        }
    }

    /** The pod that this process runs in, if it does: agents need no other image. */
    public Optional<OwnPod> ownPod() {
        return OwnPod.find(client);
    }

    /**
     * Finds out what a run would make, and that it can. Nothing is made yet.
     *
     * @throws ClusterException if it cannot: for lack of rights, of a node, or of what the user
     *     named
     */
    public Prospect prospect(Deployment wanted) throws InterruptedException {
        return Prospect.of(client, namespaces, wanted);
    }

    /**
     * Starts the agents and finds out what cases have to know.
     *
     * @param says takes who is waited for, every second
     * @throws ClusterException if that cannot be done; what was made is removed with the run
     */
    public Surroundings deploy(Prospect prospect, Consumer<String> says)
            throws InterruptedException {
        var deploying =
                new Deploying(
                        client,
                        namespaces,
                        new FactsFinder(client),
                        prospect.wanted(),
                        prospect.choice(),
                        OwnPod.namespace(client));
        try {
            deploying.start(says);
        } finally {
            links = deploying.links();
        }
        return deploying.surroundings(prospect.version());
    }

    /**
     * Asks for the deletion of what the run made.
     *
     * @throws ClusterException if some of it cannot even be asked for
     */
    public void askForDeletion() {
        closeLinks();
        namespaces.askForDeletion();
    }

    /**
     * Waits until what was asked for is deleted.
     *
     * @return what is still there, by name; it is being deleted
     */
    public List<String> awaitDeletion(Duration most) throws InterruptedException {
        return namespaces.awaitGone(most);
    }

    /** The namespaces that this run made. */
    public List<String> namespaces() {
        return namespaces.made();
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
        return namespaces.leftovers();
    }

    /**
     * Deletes namespaces and what is in them.
     *
     * @return those that are still there after the wait
     */
    public List<String> delete(List<String> names, Duration most) throws InterruptedException {
        names.forEach(namespaces::delete);
        return namespaces.awaitGone(names, most);
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
