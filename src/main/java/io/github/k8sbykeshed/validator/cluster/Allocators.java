package io.github.k8sbykeshed.validator.cluster;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.regex.Pattern;

/** What the API server says when it cannot give a Service an address or a node port. */
final class Allocators {

    private static final Pattern NODE_PORT = Pattern.compile("spec\\.ports\\[[0-9]+]\\.nodePort");

    private Allocators() {}

    /**
     * Whether a Service was refused because of a node port that another one has. A number beyond
     * the cluster's range is refused in the same way: no number that it gave before is.
     */
    static boolean isTaken(KubernetesClientException e) {
        return causes(e).stream()
                .anyMatch(each ->
                        "FieldValueInvalid".equals(each.getReason())
                                && each.getField() != null
                                && NODE_PORT.matcher(each.getField()).matches());
    }

    /**
     * Whether all addresses of the Service range, or all node ports, are in use. The API has no
     * reason for it: it is an InternalError as any other, so that only its words tell it.
     */
    static boolean isFull(KubernetesClientException e) {
        Status status = e.getStatus();
        return status != null
                && "InternalError".equals(status.getReason())
                && String.valueOf(status.getMessage()).contains("range is full");
    }

    private static List<StatusCause> causes(KubernetesClientException e) {
        Status status = e.getStatus();
        return status == null || status.getDetails() == null
                ? List.of()
                : status.getDetails().getCauses();
    }
}
