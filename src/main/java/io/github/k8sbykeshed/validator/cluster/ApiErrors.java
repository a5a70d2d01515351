package io.github.k8sbykeshed.validator.cluster;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects.ClusterException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.util.function.Supplier;

/** Turns what the Kubernetes client throws into one sentence: what, why, what to do. */
final class ApiErrors {

    private ApiErrors() {}

    /** Does something, and says what it was if it fails. */
    static <T> T doing(String what, Supplier<T> action) {
        try {
            return action.get();
        } catch (KubernetesClientException e) {
            throw explain(what, e);
        }
    }

    static ClusterException explain(String what, KubernetesClientException e) {
        return explain(what, e, false);
    }

    /**
     * @param byPolicy whether a policy of the cluster forbids it
     */
    static ClusterException explain(String what, KubernetesClientException e, boolean byPolicy) {
        if (isInterrupt(e)) {
            return new ClusterException("Cannot " + what + ": the run was stopped meanwhile.", e);
        }
        String sentence =
                switch (e.getStatus() == null ? 0 : e.getCode()) {
                    case 401 ->
                            "Cannot "
                                    + what
                                    + ": the API server does not know these credentials; renew the"
                                    + " kubeconfig's.";
                    case 403 ->
                            "Cannot "
                                    + what
                                    + ": the API server forbids it; "
                                    + (byPolicy ? "lift the policy" : "grant the right")
                                    + " that it names: "
                                    + reason(e);
                    case 0 ->
                            "Cannot "
                                    + what
                                    + ": the API server cannot be reached; check that it runs and,"
                                    + " inside a cluster, that the Service default/kubernetes"
                                    + " works: "
                                    + reason(e);
                    default -> "Cannot " + what + ": the API server answers: " + reason(e);
                };
        return Allocators.isFull(e)
                ? ClusterException.full(sentence, e)
                : new ClusterException(sentence, e, byPolicy);
    }

    /** Whether it is no fault of anybody's: the thread was told to stop. */
    private static boolean isInterrupt(KubernetesClientException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            boolean stopped =
                    cause instanceof InterruptedException
                            || cause instanceof InterruptedIOException
                                    && !(cause instanceof SocketTimeoutException);
            if (stopped) {
                return true;
            }
        }
        return Thread.currentThread().isInterrupted();
    }

    private static String reason(KubernetesClientException e) {
        if (e.getStatus() != null && e.getStatus().getMessage() != null) {
            return e.getStatus().getMessage();
        }
        Throwable cause = e;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }
}
