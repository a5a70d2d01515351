package io.github.k8sbykeshed.validator.cluster;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.github.k8sbykeshed.validator.cluster.Cluster.Leftover;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects.ClusterException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The namespaces of a run, which it makes or is given, and what is left in them. */
final class Namespaces {

    /** The annotation of namespaces: the time after which no run needs them any more. */
    private static final String EXPIRES = "k8s-service-validator/expires";

    /** How long the default service account of a new namespace may take to appear. */
    private static final Duration SERVICE_ACCOUNT = Duration.ofSeconds(60);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private final KubernetesClient client;
    private final List<String> made = new CopyOnWriteArrayList<>();

    /** Those that were there before: in them only what is labelled with the run is ours. */
    private final List<String> given = new CopyOnWriteArrayList<>();

    private volatile Map<String, String> labels = Map.of();

    Namespaces(KubernetesClient client) {
        this.client = client;
    }

    /** All objects of the run carry these labels. */
    void labelled(Map<String, String> runs) {
        labels = Map.copyOf(runs);
    }

    /**
     * Makes a namespace, or takes one that is there already.
     *
     * @param podSecurity the level that it enforces, if it is made
     * @param expires when its run will surely be over
     * @param owners without which it is of no use, so that they go together
     */
    void take(String name, String podSecurity, Instant expires, List<OwnerReference> owners)
            throws InterruptedException {
        Namespace there = get(name);
        if (there == null) {
            // It may be made although no answer comes.
            made.add(name);
            create(name, podSecurity, expires, owners);
            awaitServiceAccount(name);
            return;
        }
        Map<String, String> theirs = there.getMetadata().getLabels();
        if (theirs != null && Cluster.TOOL.equals(theirs.get(Cluster.MANAGED_BY))) {
            throw ofAnotherRun(name, null);
        }
        given.add(name);
    }

    private static ClusterException ofAnotherRun(String name, @Nullable Throwable cause) {
        return new ClusterException(
                "The namespace "
                        + name
                        + " is of another run; choose another name, or remove it with svc-test"
                        + " cleanup "
                        + name
                        + ".",
                cause);
    }

    private void create(
            String name, String podSecurity, Instant expires, List<OwnerReference> owners) {
        Map<String, String> all = new HashMap<>(labels);
        all.put("pod-security.kubernetes.io/enforce", podSecurity);
        all.put("istio-injection", "disabled");
        Namespace namespace =
                new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withLabels(all)
                        .addToAnnotations(EXPIRES, expires.toString())
                        .withOwnerReferences(owners)
                        .endMetadata()
                        .build();
        var right = new Rights.Right("create", "", "namespaces", "", null);
        try {
            new Policies(client)
                    .doing(
                            "create the namespace " + name,
                            right,
                            () ->
                                    Creation.of(
                                            labels.get(Cluster.RUN),
                                            () -> client.resource(namespace).create(),
                                            () -> client.namespaces().withName(name).get()));
        } catch (Creation.Stranger e) {
            made.remove(name);
            throw ofAnotherRun(name, e);
        } catch (ClusterException e) {
            if (e.getCause() instanceof KubernetesClientException cause
                    && cause.getStatus() != null) {
                made.remove(name);
            }
            throw e;
        }
    }

    /** Pods are refused until it is there. */
    private void awaitServiceAccount(String namespace) throws InterruptedException {
        long end = System.nanoTime() + SERVICE_ACCOUNT.toNanos();
        while (ApiErrors.doing(
                                "get the service account default of " + namespace,
                                () ->
                                        client.serviceAccounts()
                                                .inNamespace(namespace)
                                                .withName("default")
                                                .get())
                        == null
                && System.nanoTime() < end) {
            Thread.sleep(LOOK_AGAIN);
        }
    }

    /** Those that this run made. */
    List<String> made() {
        return List.copyOf(made);
    }

    /** Whether it exists, as far as this user may know. */
    boolean isThere(String name) {
        try {
            return client.namespaces().withName(name).get() != null;
        } catch (KubernetesClientException e) {
            if (e.getCode() == 403) {
                return false;
            }
            throw ApiErrors.explain("get the namespace " + name, e);
        }
    }

    private @Nullable Namespace get(String name) {
        return ApiErrors.doing(
                "get the namespace " + name, () -> client.namespaces().withName(name).get());
    }

    /** The namespaces of other runs, which were killed or still go on. */
    List<Leftover> leftovers() {
        List<Namespace> all =
                ApiErrors.doing(
                        "list the namespaces",
                        () ->
                                client.namespaces()
                                        .withLabel(Cluster.MANAGED_BY, Cluster.TOOL)
                                        .list()
                                        .getItems());
        return all.stream()
                .map(each -> new Leftover(each.getMetadata().getName(), expires(each)))
                .filter(each -> !made.contains(each.namespace()))
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
     * Asks for the deletion of all that the run made. One that cannot be asked for does not keep
     * the others.
     *
     * @throws ClusterException the first failure, after all others were asked for
     */
    void askForDeletion() {
        List<ClusterException> failures = new ArrayList<>();
        for (String name : given) {
            attempt(failures, () -> empty(name));
        }
        for (String name : made) {
            attempt(failures, () -> delete(name));
        }
        if (!failures.isEmpty()) {
            throw failures.getFirst();
        }
    }

    private static void attempt(List<ClusterException> failures, Runnable action) {
        try {
            action.run();
        } catch (ClusterException e) {
            failures.add(e);
        }
    }

    /** Asks for the deletion of a namespace and what is in it. */
    void delete(String name) {
        ApiErrors.doing(
                "delete the namespace " + name,
                () -> {
                    // Agents have nothing to save, and the namespace waits for them.
                    client.pods().inNamespace(name).withGracePeriod(0).delete();
                    return client.namespaces().withName(name).delete();
                });
    }

    /** Asks for the deletion of what is ours in a namespace that is not. */
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

    /**
     * Waits until all that was made is gone.
     *
     * @return what is still there, for a person
     */
    List<String> awaitGone(Duration most) throws InterruptedException {
        long end = System.nanoTime() + most.toNanos();
        List<String> left = new ArrayList<>(awaitGone(made, most));
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

    /**
     * Waits until namespaces are gone.
     *
     * @return those that are still there
     */
    List<String> awaitGone(List<String> names, Duration most) throws InterruptedException {
        long end = System.nanoTime() + most.toNanos();
        List<String> left = new ArrayList<>(names);
        while (true) {
            left.removeIf(name -> get(name) == null);
            if (left.isEmpty() || System.nanoTime() > end) {
                return left;
            }
            Thread.sleep(LOOK_AGAIN);
        }
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
}
