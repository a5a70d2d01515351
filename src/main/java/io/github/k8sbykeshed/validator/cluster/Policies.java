package io.github.k8sbykeshed.validator.cluster;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.github.k8sbykeshed.validator.cluster.Rights.Right;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects.ClusterException;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Tells what a policy of the cluster forbids, such as an admission plugin, a webhook or a quota,
 * from what this user has no right to. The API server answers both with 403; so the right itself is
 * asked for.
 */
final class Policies {

    private final Predicate<Right> allowed;

    Policies(KubernetesClient client) {
        this(right -> Rights.isAllowed(client, right));
    }

    /**
     * @param allowed whether this user has a right
     */
    Policies(Predicate<Right> allowed) {
        this.allowed = allowed;
    }

    /**
     * Does something.
     *
     * @param what for a person: follows "Cannot"
     * @param right that it needs
     * @throws ClusterException if it fails, which says whether a policy forbids it
     */
    <T> T doing(String what, Right right, Supplier<T> action) {
        try {
            return action.get();
        } catch (KubernetesClientException e) {
            throw explain(what, right, e);
        }
    }

    ClusterException explain(String what, Right right, KubernetesClientException e) {
        return ApiErrors.explain(what, e, isByPolicy(right, e));
    }

    private boolean isByPolicy(Right right, KubernetesClientException e) {
        return e.getCode() == 403 ? isAllowed(right) : isDenial(e.getCode(), e.getStatus());
    }

    private boolean isAllowed(Right right) {
        try {
            return allowed.test(right);
        } catch (KubernetesClientException e) {
            return false;
        }
    }

    /**
     * Whether an answer that is not 403 denies what was asked. A webhook that gives no code has 400
     * and no reason, where the API server gives one for what it cannot read. A
     * ValidatingAdmissionPolicy chooses its code and adds a cause of no field, where the API server
     * names the field that is wrong.
     */
    private static boolean isDenial(int code, Status status) {
        if (status == null || !"Failure".equals(status.getStatus())) {
            return false;
        }
        if (code == 400) {
            return isEmpty(status.getReason());
        }
        return code > 400
                && code < 500
                && status.getDetails() != null
                && status.getDetails().getCauses().stream()
                        .anyMatch(cause -> isEmpty(cause.getField()) && isEmpty(cause.getReason()));
    }

    private static boolean isEmpty(String text) {
        return text == null || text.isEmpty();
    }
}
