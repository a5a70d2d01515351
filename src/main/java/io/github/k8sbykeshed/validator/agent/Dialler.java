package io.github.k8sbykeshed.validator.agent;

import io.github.k8sbykeshed.validator.probe.Attempt;
import io.github.k8sbykeshed.validator.probe.Observation;
import io.github.k8sbykeshed.validator.probe.Observation.Answered;
import io.github.k8sbykeshed.validator.probe.Observation.NotObserved;
import io.github.k8sbykeshed.validator.probe.Observation.TimedOut;
import io.github.k8sbykeshed.validator.probe.Probe;
import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.probe.Target;
import io.github.k8sbykeshed.validator.probe.Target.Speech;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes single attempts, each on a socket of its own but for flows, and bounds how many are under
 * way.
 */
final class Dialler implements AutoCloseable {

    /** Of all batches together: what a small process's descriptors and memory allow. */
    private static final int MAX_IN_FLIGHT = 512;

    /** Attempts that hold more than this count for several, bytes. */
    private static final int ONE_SLOT = 8192;

    /**
     * An attempt that heard nothing counts if the process stood still for less than half of it: an
     * answer that came meanwhile is waiting in the socket.
     */
    private static final int LISTENING = 2;

    /** So often an attempt is made that the agent could not listen to. */
    private static final int TRIES = 5;

    /** How long an answer takes before any was seen, in a process that has hardly run yet. */
    private static final long FIRST_ANSWER = TimeUnit.MILLISECONDS.toNanos(25);

    private final Pulse pulse;
    private final AtomicLong answerNanos = new AtomicLong(FIRST_ANSWER);
    private final Semaphore slots = new Semaphore(MAX_IN_FLIGHT, /* fair= */ true);
    private final Flows flows = new Flows();

    Dialler(Pulse pulse) {
        this.pulse = pulse;
    }

    /**
     * Makes one attempt. An interrupt cuts it short; the thread's interrupt status stays set.
     *
     * @param timeoutMillis how long it may take
     * @param epoch the {@link System#nanoTime} that times count from
     */
    Attempt attempt(Probe probe, int timeoutMillis, long epoch) {
        load(probe.target().speech());
        int weight = weight(probe);
        try {
            slots.acquire(weight);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Attempt.notObserved(Batch.STOPPED);
        }
        try {
            for (int tries = 1; ; tries++) {
                long start = System.nanoTime();
                var trace = new Trace();
                Observation observation = observe(probe, start, timeoutMillis, trace);
                long end = System.nanoTime();
                long took = end - start;
                if (observation instanceof Answered && probe.payloadBytes() == 0) {
                    // Up at once, and slowly down again.
                    answerNanos.updateAndGet(usual -> Math.max(took, usual - usual / 8));
                } else if (observation instanceof TimedOut) {
                    long deaf = pulse.stalled(start, end);
                    if (deaf > took / LISTENING) {
                        // This was no attempt, so there may be another one in its place.
                        if (tries < TRIES) {
                            continue;
                        }
                        observation = notHeard(deaf, took);
                    }
                }
                return new Attempt(
                        (start - epoch) / 1000,
                        (int) (took / 1000),
                        observation,
                        trace.trail(observation, start, end, pulse));
            }
        } finally {
            slots.release(weight);
        }
    }

    /**
     * How long answers take at present, the slower ones: on a busy node more than in theory. Moving
     * a payload is no answer: it takes as long as the payload is large.
     */
    long answerNanos() {
        return answerNanos.get();
    }

    private static Observation notHeard(long deafNanos, long tookNanos) {
        return new NotObserved(
                "its agent got no processor for "
                        + deafNanos / 1_000_000
                        + " of "
                        + tookNanos / 1_000_000
                        + " ms");
    }

    /** Loads what a kind of probe needs before its time runs: it can take half a second. */
    private static void load(Speech speech) {
        if (speech instanceof Speech.Dns) {
            DnsAsker.load();
        }
    }

    private static int weight(Probe probe) {
        int payload = probe.payloadBytes();
        int bytes =
                switch (probe.target().speech()) {
                    case Speech.ToAgent() ->
                            probe.target().protocol() == Protocol.UDP
                                    ? 2 * payload
                                    : Math.min(payload, AgentAsker.CHUNK);
                    case Speech.Http http -> ONE_SLOT;
                    case Speech.Tls() -> 0;
                    case Speech.Dns dns -> 0;
                };
        return 1 + bytes / ONE_SLOT;
    }

    private Observation observe(Probe probe, long start, int timeoutMillis, Trace trace) {
        if (isForbidden(probe.target())) {
            return new NotObserved("agents do not dial link-local addresses");
        }
        long deadline = start + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        try {
            if (probe.kept()) {
                return flows.attempt(probe, start, deadline, trace);
            }
            return switch (probe.target().speech()) {
                case Speech.ToAgent() ->
                        probe.target().protocol() == Protocol.TCP
                                ? AgentAsker.tcp(probe, deadline, trace)
                                : AgentAsker.udp(probe, start, deadline, trace);
                case Speech.Http http -> HttpAsker.ask(probe, http, deadline, trace);
                case Speech.Tls() -> TlsAsker.ask(probe, deadline, trace);
                case Speech.Dns dns -> DnsAsker.ask(probe, dns, start, deadline, trace);
            };
        } catch (Failed e) {
            return e.observation();
        } catch (UnsupportedAddressTypeException e) {
            return new NotObserved("there is no IPv6 here");
        } catch (RuntimeException e) {
            return new NotObserved(Failed.words(e));
        }
    }

    /**
     * Clouds serve the credentials of nodes at link-local addresses, so that not even a driver may
     * have them asked. DNS servers may be at such addresses, as NodeLocal DNSCache is.
     */
    private static boolean isForbidden(Target target) {
        return !(target.speech() instanceof Speech.Dns)
                && target.address().inet().isLinkLocalAddress();
    }

    @Override
    public void close() {
        flows.close();
    }
}
