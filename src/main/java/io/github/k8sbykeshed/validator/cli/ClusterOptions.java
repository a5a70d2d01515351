package io.github.k8sbykeshed.validator.cli;

import io.github.k8sbykeshed.validator.cluster.Cluster;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which cluster. */
final class ClusterOptions {

    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            description =
                    "default: $KUBECONFIG, which may be a list, ~/.kube/config, the pod's own"
                            + " cluster")
    private @Nullable String kubeconfig;

    @Option(
            names = "--context",
            paramLabel = "NAME",
            description = "the context of the kubeconfig; default: its current one")
    private @Nullable String context;

    @Option(
            names = "--as",
            paramLabel = "USER",
            description =
                    "the user that the API server shall take this one for, such as"
                            + " system:serviceaccount:NAMESPACE:NAME")
    private @Nullable String user;

    Cluster find() {
        return Cluster.find(kubeconfig, context, user);
    }
}
