package io.github.k8sbykeshed.validator.cluster;

import io.github.k8sbykeshed.validator.scenario.Lab;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the pods of agents have because the cluster demands it.
 *
 * @param pullSecrets the names of the Secrets that their image is pulled with
 * @param labels beside their own
 * @param annotations beside their own, and in place of those that keep sidecars away
 * @param priorityClass the name of their PriorityClass; null for the cluster's default
 */
public record PodOptions(
        List<String> pullSecrets,
        Map<String, String> labels,
        Map<String, String> annotations,
        @Nullable String priorityClass) {

    private static final Set<String> OWN =
            Set.of(Cluster.MANAGED_BY, Cluster.RUN, Lab.AGENT_LABEL, Lab.GROUP_LABEL);

    /**
     * @throws IllegalArgumentException if one of the labels is the run's own; the message is fit
     *     for a person
     */
    public PodOptions {
        pullSecrets = List.copyOf(pullSecrets);
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
        for (String key : labels.keySet()) {
            if (OWN.contains(key)) {
                throw new IllegalArgumentException(
                        "The label "
                                + key
                                + " cannot be given to pods, since the run finds its pods by it;"
                                + " choose another key.");
            }
        }
    }

    /** Nothing but their own. */
    public static PodOptions none() {
        return new PodOptions(List.of(), Map.of(), Map.of(), null);
    }
}
