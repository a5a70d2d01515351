package io.github.k8sbykeshed.validator.cli;

import io.github.k8sbykeshed.validator.cluster.PodOptions;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the pods of agents are. */
final class AgentOptions {

    @Option(
            names = "--image",
            paramLabel = "IMAGE",
            description = "the agents' image; default, in a pod: the pod's own")
    private @Nullable String image;

    @Option(
            names = "--image-pull-secret",
            paramLabel = "NAME",
            description =
                    "the Secret that the image is pulled with; it has to be in the namespaces of"
                            + " --namespace, which have to exist. May be given several times")
    private List<String> pullSecrets = List.of();

    @Option(
            names = "--pod-label",
            paramLabel = "KEY=VALUE",
            description = "a label of every agent's pod; may be given several times")
    private Map<String, String> labels = Map.of();

    @Option(
            names = "--pod-annotation",
            paramLabel = "KEY=VALUE",
            description = "an annotation of every agent's pod; may be given several times")
    private Map<String, String> annotations = Map.of();

    @Option(
            names = "--priority-class",
            paramLabel = "NAME",
            description = "the PriorityClass of every agent's pod; default: the cluster's")
    private @Nullable String priorityClass;

    @Nullable String image() {
        return image;
    }

    /**
     * What pods have beside it.
     *
     * @throws IllegalArgumentException if that cannot be; the message is one sentence
     */
    PodOptions get() {
        return new PodOptions(pullSecrets, labels, annotations, priorityClass);
    }
}
