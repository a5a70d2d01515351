package io.github.k8sbykeshed.validator.agent;

import io.github.k8sbykeshed.validator.probe.Observation;
import io.github.k8sbykeshed.validator.probe.Observation.NotObserved;
import io.github.k8sbykeshed.validator.probe.Observation.Phase;
import io.github.k8sbykeshed.validator.probe.Observation.Refused;
import io.github.k8sbykeshed.validator.probe.Observation.Reset;
import io.github.k8sbykeshed.validator.probe.Observation.TimedOut;
import io.github.k8sbykeshed.validator.probe.Observation.Unreachable;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;

/**
 * Ends an attempt with what its failure says about the other side. The step in which an exception
 * came tells most; the system's words, which may be translated, decide only where the JDK has no
 * type for the error.
 */
final class Failed extends Exception {

    private final transient Observation observation;

    private Failed(Observation observation) {
        super(null, null, false, false);
        this.observation = observation;
    }

    Observation observation() {
        return observation;
    }

    static Failed with(Observation observation) {
        return new Failed(observation);
    }

    static Failed timedOut(Phase phase) {
        return new Failed(new TimedOut(phase));
    }

    /** Before anything was sent: whatever it is, it is trouble of this machine. */
    static Failed opening(Exception e) {
        return new Failed(new NotObserved(stopped() ? Batch.STOPPED : words(e)));
    }

    /** While connecting, or handing a datagram to the kernel. */
    static Failed connecting(IOException e) {
        if (stopped()) {
            return new Failed(new NotObserved(Batch.STOPPED));
        }
        String words = words(e);
        return new Failed(
                switch (e) {
                    case SocketTimeoutException late -> new TimedOut(Phase.CONNECT);
                    case PortUnreachableException refused -> new Refused();
                    case NoRouteToHostException none -> new Unreachable(words);
                    // The JDK has this one type for ECONNREFUSED and ETIMEDOUT.
                    case ConnectException refused ->
                            words.contains("timed out")
                                    ? new TimedOut(Phase.CONNECT)
                                    : new Refused();
                    // And this one for EACCES, which a "prohibit" route gives, and for no free
                    // port.
                    case BindException local ->
                            words.contains("Permission denied")
                                    ? new Unreachable(words)
                                    : new NotObserved(words);
                    default -> {
                        if (isReset(words)) {
                            yield new Reset();
                        }
                        yield isShortage(words) ? new NotObserved(words) : new Unreachable(words);
                    }
                });
    }

    /** Once connected, or once a datagram was sent. */
    static Failed talking(IOException e) {
        if (stopped()) {
            return new Failed(new NotObserved(Batch.STOPPED));
        }
        String words = words(e);
        return new Failed(
                switch (e) {
                    case SocketTimeoutException late -> new TimedOut(Phase.READ);
                    case PortUnreachableException refused -> new Refused();
                    case NoRouteToHostException none -> new Unreachable(words);
                    default -> {
                        if (words.contains("timed out")) {
                            yield new TimedOut(Phase.READ);
                        }
                        if (isShortage(words)) {
                            yield new NotObserved(words);
                        }
                        yield isReset(words) ? new Reset() : new Unreachable(words);
                    }
                });
    }

    private static boolean isReset(String words) {
        return words.contains("reset")
                || words.contains("Broken pipe")
                || words.contains("connection abort");
    }

    /** This machine lacks something, or asked for something that cannot be sent at all. */
    private static boolean isShortage(String words) {
        return words.contains("Too many open files")
                || words.contains("No buffer space")
                || words.contains("Cannot allocate memory")
                || words.contains("Cannot assign requested address")
                || words.contains("Address already in use")
                // There is no IPv6 here at all.
                || words.contains("protocol family unavailable")
                || words.contains("Address family not supported")
                || words.contains("Message too long")
                || words.contains("Socket closed")
                || words.contains("ClosedChannelException");
    }

    private static boolean stopped() {
        return Thread.currentThread().isInterrupted();
    }

    static String words(Throwable e) {
        String message = e.getMessage();
        String words = message == null ? e.getClass().getSimpleName() : message;
        return words.length() > 200 ? words.substring(0, 200) : words;
    }
}
