package io.github.k8sbykeshed.validator.cluster;

import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.internal.KubeConfigUtils;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects.ClusterException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which cluster is asked, and with whose rights.
 *
 * @param config how to reach it
 * @param origin who says so, for a person
 */
record ClusterAccess(Config config, String origin) {

    static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();

    /** Where a pod finds the name of its own namespace. */
    static final Path OWN_NAMESPACE =
            Path.of("/var/run/secrets/kubernetes.io/serviceaccount/namespace");

    /**
     * Finds the cluster: the kubeconfig given, $KUBECONFIG, which may be a list of files, {@code
     * ~/.kube/config}, or the one that this process runs in, in this order.
     *
     * @param kubeconfig a file; null if none was given
     * @param context the name of a context; null for the current one
     * @throws ClusterException if there is none, or its configuration cannot be read
     */
    static ClusterAccess find(
            @Nullable String kubeconfig,
            @Nullable String context,
            Map<String, String> environment,
            Path home) {
        String variable = environment.getOrDefault("KUBECONFIG", "");
        Path usual = home.resolve(".kube").resolve("config");
        if (kubeconfig != null) {
            return read(List.of(kubeconfig), context, kubeconfig + " (--kubeconfig)");
        }
        if (!variable.isBlank()) {
            List<String> files =
                    Stream.of(variable.split(Pattern.quote(File.pathSeparator)))
                            .filter(file -> !file.isBlank())
                            .toList();
            return read(files, context, variable + " ($KUBECONFIG)");
        }
        if (Files.exists(usual)) {
            return read(List.of(usual.toString()), context, usual.toString());
        }
        if (context != null) {
            throw new ClusterException(
                    "There is no context "
                            + context
                            + ", since there is no kubeconfig: name one with --kubeconfig or"
                            + " $KUBECONFIG.",
                    null);
        }
        if (Files.exists(OWN_NAMESPACE)) {
            return new ClusterAccess(
                    Config.autoConfigure(null), "the cluster that this pod runs in");
        }
        throw new ClusterException(
                "There is no cluster to validate: $KUBECONFIG is not set, "
                        + usual
                        + " does not exist, and this is no pod of a cluster; set KUBECONFIG, or"
                        + " start a local cluster with make cluster-up.",
                null);
    }

    /** Merges files as kubectl does: of what several have, the first one's counts. */
    private static ClusterAccess read(List<String> files, @Nullable String context, String origin) {
        List<File> there =
                files.stream()
                        .filter(file -> Files.isReadable(Path.of(file)))
                        .map(File::new)
                        .toList();
        if (there.isEmpty()) {
            throw new ClusterException(
                    "The kubeconfig " + origin + " cannot be read; name one that exists.", null);
        }
        Config config;
        try {
            config = Config.empty();
            KubeConfigUtils.merge(
                    config,
                    context,
                    there.stream()
                            .map(KubeConfigUtils::parseConfig)
                            .toArray(io.fabric8.kubernetes.api.model.Config[]::new));
        } catch (RuntimeException e) {
            throw new ClusterException(
                    "The kubeconfig " + origin + " is not valid: " + e.getMessage(), e);
        }
        checkContext(config, context, origin);
        return new ClusterAccess(config, describe(config, context, origin));
    }

    private static void checkContext(Config config, @Nullable String context, String origin) {
        List<String> names =
                config.getContexts() == null
                        ? List.of()
                        : config.getContexts().stream()
                                .map(NamedContext::getName)
                                .sorted()
                                .toList();
        String there = names.isEmpty() ? "it has none" : "it has " + String.join(", ", names);
        if (context != null && !names.contains(context)) {
            throw new ClusterException(
                    "There is no context " + context + " in " + origin + "; " + there + ".", null);
        }
        if (config.getCurrentContext() == null) {
            throw new ClusterException(
                    "No context is current in "
                            + origin
                            + "; choose one with --context: "
                            + there
                            + ".",
                    null);
        }
    }

    private static String describe(Config config, @Nullable String context, String origin) {
        return context == null
                ? origin
                : origin + ", context " + config.getCurrentContext().getName();
    }

    /**
     * Access as another user, whom the API server takes it for; that needs the right to
     * impersonate.
     */
    ClusterAccess as(String user) {
        return new ClusterAccess(
                new ConfigBuilder(config).withImpersonateUsername(user).build(),
                origin + ", as " + user);
    }

    /**
     * A client.
     *
     * @param retries how often it repeats a request while the API server is away, each time after
     *     twice the last pause, which it lets grow to 3.2 s
     * @throws ClusterException if the credentials cannot be used
     */
    KubernetesClient client(int retries) {
        try {
            return client(ClientKey.readable(config), retries);
        } catch (KubernetesClientException | IOException e) {
            throw new ClusterException(
                    "The credentials of "
                            + origin
                            + " cannot be used: "
                            + Objects.requireNonNullElse(e.getCause(), e).getMessage(),
                    e);
        }
    }

    static KubernetesClient client(Config config, int retries) {
        return new KubernetesClientBuilder()
                .withConfig(
                        new ConfigBuilder(config)
                                .withRequestRetryBackoffLimit(retries)
                                .withRequestRetryBackoffInterval(100)
                                .build())
                .withKubernetesSerialization(SERIALIZATION)
                .build();
    }
}
