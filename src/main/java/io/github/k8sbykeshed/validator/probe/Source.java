package io.github.k8sbykeshed.validator.probe;

import java.util.Optional;

/**
 * A place to probe from.
 *
 * @param kind what sort of place
 * @param node the Kubernetes node it is on, or the client's own name outside the cluster
 * @param namespace the namespace of the agent's pod, or {@code outside}
 * @param pod the name of the agent's pod, or of the client outside the cluster
 */
public record Source(Kind kind, String node, String namespace, String pod)
        implements Comparable<Source> {

    /** The sorts of places a Service is used from. */
    public enum Kind {
        /** A pod with an address of the pod network. */
        POD,
        /** The host network of a node. */
        HOST,
        /** A client that is not part of the cluster. */
        OUTSIDE
    }

    /**
     * {@code node/namespace/pod}: what tables show, and the identity that the agent answers with.
     */
    public String id() {
        return node + "/" + namespace + "/" + pod;
    }

    /**
     * The node in an agent's identity.
     *
     * @param id as {@link #id} gives it
     */
    public static String nodeOf(String id) {
        int end = id.indexOf('/');
        if (end < 0) {
            throw new IllegalArgumentException(id + " is no agent's identity");
        }
        return id.substring(0, end);
    }

    /** The node in what may be an agent's identity, or something else: a node's name, words. */
    public static Optional<String> nodeIn(String text) {
        return text.indexOf('/') < 0 ? Optional.empty() : Optional.of(nodeOf(text));
    }

    @Override
    public int compareTo(Source other) {
        return id().compareTo(other.id());
    }

    @Override
    public String toString() {
        return id();
    }
}
