package io.github.k8sbykeshed.validator.cluster;

import java.time.Duration;

/**
 * How long one agent is waited for while others work already. A node that cannot start its agents
 * must not hold up the run for all the time that image pulls may need.
 *
 * @param most how long agents may take to start
 * @param straggler how much longer than the others at least
 * @param pulling how much longer at least if its image is on its way
 */
record Patience(Duration most, Duration straggler, Duration pulling) {

    private static final int TIMES = 3;

    /** More than an image takes over a slow line while most nodes have it. */
    static Patience of(Duration most) {
        return new Patience(most, Duration.ofSeconds(30), Duration.ofSeconds(120));
    }

    /**
     * The time from the start after which an agent is given up.
     *
     * @param last when the last one of the others came, from the start
     * @param come how many have come
     * @param awaited how many are still waited for
     * @param isPulling whether the node is known to have begun to fetch its image
     */
    Duration until(Duration last, int come, int awaited, boolean isPulling) {
        if (come == 0 || isPulling && come < awaited) {
            return most;
        }
        Duration extra = longer(straggler, last.multipliedBy(TIMES));
        Duration until = last.plus(isPulling ? longer(pulling, extra) : extra);
        return until.compareTo(most) < 0 ? until : most;
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? b : a;
    }
}
