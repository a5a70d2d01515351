package io.github.k8sbykeshed.validator.cluster;

/** Why an agent does not work: what is known, and where to look next. */
enum Absent {
    /** A policy of the cluster forbids its pod. */
    FORBIDDEN("may not be created", ""),
    /** The API server does not create its pod for another reason. */
    REFUSED("could not be created", ""),
    /** Somebody deleted its pod. */
    DELETED("was deleted by somebody else", "find out what deletes pods there"),
    /** No word of the kubelet. */
    SILENCE(
            "was never taken up by its node's kubelet",
            "check that the kubelet of %s runs and reaches the API server, also with packets of full"
                    + " size"),
    /** The kubelet makes it no network. */
    NO_NETWORK("gets no network", "look at the network plugin and the container runtime of %s"),
    /** The image is being fetched. */
    PULLING(
            "still waits for its image",
            "check how fast %s pulls it, or give more time with --agents-within"),
    /** The image cannot be fetched. */
    NO_IMAGE("cannot start its container", "check that the node can pull %2$s"),
    /** Its container does not start. */
    CONTAINER("cannot start its container", "look at the container runtime of %s"),
    /** Its container has ended. */
    ENDED("ended", ""),
    /** It runs, and no driver reaches it. */
    UNREACHED(
            "runs, and cannot be reached by port-forward through the API server",
            "check that the API server reaches the kubelet of %s on port 10250, and that the right"
                    + " pods/portforward has get and create"),
    /** It answers and takes no driver. */
    UNWILLING("does not take this driver", "");

    private final String what;
    private final String advice;

    Absent(String what, String advice) {
        this.what = what;
        this.advice = advice;
    }

    /** Follows the name of the agent. */
    String what() {
        return what;
    }

    /** What to do about it; empty if the rest says it. */
    String advice(String node, String image) {
        return advice.formatted(node, image);
    }
}
