package io.github.k8sbykeshed.validator.agent;

import io.github.k8sbykeshed.validator.probe.Attempt.First;
import io.github.k8sbykeshed.validator.probe.Attempt.Trail;
import io.github.k8sbykeshed.validator.probe.Observation;
import io.github.k8sbykeshed.validator.probe.Observation.Answered;
import io.github.k8sbykeshed.validator.probe.Observation.NotObserved;
import io.github.k8sbykeshed.validator.probe.Observation.TimedOut;
import io.github.k8sbykeshed.validator.probe.Observation.Unreachable;
import java.util.concurrent.TimeUnit;

/** What one attempt notes of its packets on its way. Used by one thread. */
final class Trace {

    /**
     * A SYN and a datagram that are lost are sent again after a second: what takes less than nearly
     * that long was not.
     */
    private static final long RESENT = TimeUnit.MILLISECONDS.toNanos(900);

    /** A server that stood still for so long may have been late by itself. */
    private static final int STALLED_MILLIS = 250;

    private int localPort;
    private long nonce;
    private boolean connects;
    private long connectedAt = -1;
    private boolean serverStalled;
    private boolean mayBeLate;

    /** It is made from this port. */
    void from(int port) {
        localPort = port;
    }

    /** It carries this number. */
    void carries(long number) {
        nonce = number;
    }

    /** The handshake of a connection begins. */
    void connects() {
        connects = true;
        connectedAt = -1;
    }

    /** The handshake was over at that time, as {@link System#nanoTime}. */
    void connected(long at) {
        connectedAt = at;
    }

    /** The server says for how long it stood still of late. */
    void stalled(int millis) {
        serverStalled = millis >= STALLED_MILLIS;
    }

    /** The server may think for as long as it likes: lateness is no loss. */
    void mayBeLate() {
        mayBeLate = true;
    }

    /**
     * What is known in the end.
     *
     * @param start when the attempt began, as {@link System#nanoTime}
     * @param end when it ended
     */
    Trail trail(Observation observation, long start, long end, Pulse pulse) {
        return new Trail(localPort, nonce, first(observation, start, end, pulse));
    }

    private First first(Observation observation, long start, long end, Pulse pulse) {
        if (localPort == 0 || observation instanceof NotObserved) {
            return First.UNKNOWN;
        }
        if (connects && connectedAt >= 0) {
            return handshake(start, connectedAt, pulse);
        }
        if (observation instanceof Unreachable) {
            return First.LOST;
        }
        boolean silent = observation instanceof TimedOut;
        if (end - start < RESENT) {
            return silent ? First.UNKNOWN : First.ANSWERED;
        }
        if (silent) {
            return connects || !mayBeLate ? First.LOST : First.UNKNOWN;
        }
        boolean own = end - start - pulse.stalled(start, end) < RESENT;
        // A refusal may come late: a kernel sends few of them.
        return own || serverStalled || mayBeLate || !(observation instanceof Answered)
                ? First.UNKNOWN
                : First.LOST;
    }

    private static First handshake(long start, long connected, Pulse pulse) {
        long took = connected - start;
        return took < RESENT
                ? First.ANSWERED
                : took - pulse.stalled(start, connected) < RESENT ? First.UNKNOWN : First.LOST;
    }
}
