package io.github.k8sbykeshed.validator.cluster;

import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects.ClusterException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rights that a run needs, asked for before anything is made: half of a run with half of its
 * rights would leave things that it may not delete. A test holds plugin/rbac.yaml against them.
 */
final class Rights {

    /**
     * A right.
     *
     * @param namespace where; null for everywhere, as for what is in no namespace
     */
    record Right(
            String verb,
            String group,
            String resource,
            String subresource,
            @Nullable String namespace) {

        /** As in a role: the resource with its subresource behind a slash. */
        String full() {
            return subresource.isEmpty() ? resource : resource + "/" + subresource;
        }

        private String describe() {
            return verb
                    + " "
                    + full()
                    + (group.isEmpty() ? "" : "." + group)
                    + (namespace == null ? "" : " in " + namespace);
        }
    }

    private Rights() {}

    /**
     * The rights that a run needs.
     *
     * @param namespace of the agents in the pod network
     * @param given whether that exists already, so that no namespace is made
     */
    static List<Right> needed(String namespace, boolean given) {
        List<Right> all = new ArrayList<>();
        add(all, "nodes", null, "list");
        if (!given) {
            add(all, "namespaces", null, "create", "list", "delete");
            add(all, "serviceaccounts", namespace, "get");
            // Whether others have a load balancer; in a given namespace nothing is asked of others.
            add(all, "services", null, "list");
        }
        add(all, "namespaces", null, "get");
        add(all, "pods", namespace, "create", "get", "list", "watch", "patch", "delete");
        add(all, "pods", namespace, "deletecollection");
        add(all, "events", namespace, "list");
        add(all, "pods/portforward", namespace, "get", "create");
        add(all, "pods/status", namespace, "patch");
        add(all, "services", namespace, "create", "get", "update", "delete");
        add(all, "services", namespace, "deletecollection");
        add(all, "services/status", namespace, "patch");
        add(all, "services", "default", "get");
        add(all, "services", "kube-system", "get");
        add(all, "endpoints", namespace, "create", "get", "update", "delete");
        add(all, "endpointslices", namespace, "create", "deletecollection");
        add(all, "endpointslices", "default", "list");
        add(all, "endpointslices", "kube-system", "list");
        return all;
    }

    private static void add(
            List<Right> all, String resource, @Nullable String namespace, String... verbs) {
        String[] parts = resource.split("/", 2);
        String group = resource.equals("endpointslices") ? "discovery.k8s.io" : "";
        for (String verb : verbs) {
            all.add(new Right(verb, group, parts[0], parts.length == 1 ? "" : parts[1], namespace));
        }
    }

    /**
     * Asks the API server for each of them.
     *
     * @throws ClusterException if some are missing; the message names them all
     */
    static void check(KubernetesClient client, List<Right> needed) throws InterruptedException {
        List<Right> missing = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> answers =
                    threads.invokeAll(
                            needed.stream()
                                    .map(right -> (Callable<Boolean>) () -> has(client, right))
                                    .toList());
            for (int i = 0; i < needed.size(); i++) {
                if (!answers.get(i).get()) {
                    missing.add(needed.get(i));
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof KubernetesClientException cause) {
                throw ApiErrors.explain("ask for the rights of this user", cause);
            }
            throw new IllegalStateException(e.getCause());
        }
        if (!missing.isEmpty()) {
            throw new ClusterException(
                    "The API server does not allow this user to "
                            + missing.stream()
                                    .map(Right::describe)
                                    .collect(Collectors.joining(", "))
                            + "; grant what is missing, plugin/rbac.yaml holds all that is needed.",
                    null);
        }
    }

    private static boolean has(KubernetesClient client, Right right) {
        try {
            return isAllowed(client, right);
        } catch (KubernetesClientException e) {
            // Who may not even ask will see what is forbidden when it is done.
            if (e.getCode() == 403) {
                return true;
            }
            throw e;
        }
    }

    /**
     * Whether this user has a right.
     *
     * @throws KubernetesClientException if the API server does not say
     */
    static boolean isAllowed(KubernetesClient client, Right right) {
        SelfSubjectAccessReview answer =
                client.authorization()
                        .v1()
                        .selfSubjectAccessReview()
                        .create(
                                new SelfSubjectAccessReviewBuilder()
                                        .withNewSpec()
                                        .withNewResourceAttributes()
                                        .withVerb(right.verb())
                                        .withGroup(right.group())
                                        .withResource(right.resource())
                                        .withSubresource(right.subresource())
                                        .withNamespace(right.namespace())
                                        .endResourceAttributes()
                                        .endSpec()
                                        .build());
        return Boolean.TRUE.equals(answer.getStatus().getAllowed());
    }
}
