package io.github.k8sbykeshed.validator.agent;

import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.probe.Sighting;
import io.github.k8sbykeshed.validator.probe.Sought;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * What reached this agent of late: each datagram and each connection, with when it came and when it
 * was answered. A client that heard nothing does not know on which way its packets were lost, or
 * whether they were; the other end does.
 */
final class Arrivals {

    /** How many are remembered: those of half a minute at a thousand a second. */
    static final int MOST = 1 << 15;

    /**
     * So much earlier than its attempt an arrival may seem to be: when the attempt began is told by
     * way of the driver, which takes its time.
     */
    private static final long EARLY_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    /** As long as a client may have waited for an answer that comes now. */
    private static final long RECENTLY_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** One datagram or connection. */
    static final class Arrival {
        private final Protocol protocol;
        private final int clientPort;
        private final long arrivedNanos;
        private volatile long nonce;
        private volatile long answeredNanos;
        private volatile boolean answered;

        private Arrival(Protocol protocol, long nonce, int clientPort, long arrivedNanos) {
            this.protocol = protocol;
            this.nonce = nonce;
            this.clientPort = clientPort;
            this.arrivedNanos = arrivedNanos;
        }

        /** The client says by which number it knows this connection. */
        void known(long by) {
            nonce = by;
        }

        /** The answer was handed to the kernel. */
        void answered() {
            answeredNanos = System.nanoTime();
            answered = true;
        }
    }

    private final Pulse pulse;
    private final AtomicReferenceArray<Arrival> ring = new AtomicReferenceArray<>(MOST);
    private final AtomicInteger next = new AtomicInteger();

    Arrivals(Pulse pulse) {
        this.pulse = pulse;
    }

    /**
     * Something came.
     *
     * @param nonce the number that it carries; 0 as long as that is not known
     */
    Arrival add(Protocol protocol, long nonce, int clientPort) {
        var arrival = new Arrival(protocol, nonce, clientPort, System.nanoTime());
        ring.set(Math.floorMod(next.getAndIncrement(), MOST), arrival);
        return arrival;
    }

    /** For how long the agent stood still in the last seconds, milliseconds. */
    int stalledMillis() {
        long now = System.nanoTime();
        return (int) (pulse.stalled(now - RECENTLY_NANOS, now) / 1_000_000);
    }

    /** What is known of each of these attempts, in their order. */
    List<Sighting> of(List<Sought> attempts) {
        long now = System.nanoTime();
        Map<Long, List<Arrival>> byNonce = new HashMap<>();
        Map<Integer, List<Arrival>> byPort = new HashMap<>();
        for (Sought each : attempts) {
            byNonce.put(each.nonce(), new ArrayList<>(1));
            byPort.put(each.clientPort(), new ArrayList<>(1));
        }
        for (int i = 0; i < MOST; i++) {
            Arrival arrival = ring.get(i);
            if (arrival != null) {
                long nonce = arrival.nonce;
                List<Arrival> same =
                        nonce == 0 ? byPort.get(arrival.clientPort) : byNonce.get(nonce);
                if (same != null) {
                    same.add(arrival);
                }
            }
        }
        return attempts.stream()
                .map(each ->
                        sighting(
                                each,
                                byNonce.getOrDefault(each.nonce(), List.of()),
                                byPort.getOrDefault(each.clientPort(), List.of()),
                                now))
                .toList();
    }

    private Sighting sighting(
            Sought sought, List<Arrival> byNonce, List<Arrival> byPort, long now) {
        long start = now - sought.agoMicros() * 1_000;
        long end = start + sought.tookMicros() * 1_000L;
        int arrivals = 0;
        long answered = -1;
        List<Arrival> all = new ArrayList<>(sought.nonce() == 0 ? List.of() : byNonce);
        if (sought.clientPort() != 0) {
            byPort.stream()
                    .filter(each ->
                            each.arrivedNanos - start > -EARLY_NANOS && each.arrivedNanos < end)
                    .forEach(all::add);
        }
        for (Arrival each : all) {
            if (each.protocol == sought.protocol()) {
                arrivals++;
                if (each.answered) {
                    long micros = Math.max(0, (each.answeredNanos - start) / 1_000);
                    answered = answered < 0 ? micros : Math.min(answered, micros);
                }
            }
        }
        return new Sighting(arrivals, answered, pulse.stalled(start, end) / 1_000);
    }
}
