package io.github.k8sbykeshed.validator.scenario;

import io.github.k8sbykeshed.validator.probe.Address;
import io.github.k8sbykeshed.validator.probe.Family;
import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.probe.Target;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects.Created;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Chooses and remembers the addresses and ports of one run, so that none is judged while a proxy or
 * connection tracking may remember an earlier use of it. Used by many threads.
 */
public final class Addresses {

    /** Longer than connection tracking remembers a UDP flow or a closed TCP connection. */
    private static final long REMEMBERED_NANOS = Duration.ofMinutes(3).toNanos();

    /** Below the ephemeral ports and beside those that agents serve on the host network. */
    private static final int FIRST_SOURCE_PORT = 10_000;

    private static final int SOURCE_PORTS = 10_000;

    /** Above all ports that agents serve, which controls dial at the same addresses. */
    private static final int LEAST_OFFSET = 30_000;

    /** More than the ports of one case are apart. */
    private static final int OFFSET_STEP = 10;

    private static final int OFFSETS = 3_000;

    private record Flow(Address address, int port, Protocol protocol, int sourcePort) {}

    private final Map<Integer, Long> released = new HashMap<>();
    private final Map<Flow, Long> flows = new HashMap<>();
    private final AtomicInteger sourcePort = counter();
    private final AtomicInteger offset = counter();
    private final AtomicInteger unrouted = counter();

    /** Runs that follow each other begin at different places. */
    private static AtomicInteger counter() {
        return new AtomicInteger(ThreadLocalRandom.current().nextInt(1 << 20));
    }

    /** A port to dial a target from that was not used for it in the last three minutes. */
    synchronized int sourcePortFor(Target target) {
        long now = System.nanoTime();
        flows.values().removeIf(last -> now - last > REMEMBERED_NANOS);
        Flow flow;
        int tries = 0;
        do {
            int port =
                    FIRST_SOURCE_PORT + Math.floorMod(sourcePort.getAndIncrement(), SOURCE_PORTS);
            flow = new Flow(target.address(), target.port(), target.protocol(), port);
        } while (flows.containsKey(flow) && ++tries < SOURCE_PORTS);
        flows.put(flow, now);
        return flow.sourcePort();
    }

    /**
     * By how much the ports of a case's Services are higher than its scenario says. API servers and
     * load balancers give addresses again: at another port there is nothing to remember, and no
     * Service of another case answers where one asks whether its own is dead.
     */
    int portOffset() {
        return LEAST_OFFSET + OFFSET_STEP * Math.floorMod(offset.getAndIncrement(), OFFSETS);
    }

    /** An address that no network routes: the next of those for documentation (RFC 5737, 3849). */
    Address unrouted(Family family) {
        int number = unrouted.getAndIncrement();
        return new Address(
                family == Family.IPV4
                        ? "203.0.113." + (1 + Math.floorMod(number, 254))
                        : "2001:db8::" + Integer.toHexString(1 + Math.floorMod(number, 65_535)));
    }

    /** A Service has these node ports no more. */
    synchronized void released(Created before) {
        for (int port : ports(before)) {
            released.put(port, System.nanoTime());
        }
        notifyAll();
    }

    /** Waits until a Service gives something up, or so long. */
    synchronized void awaitRelease(Duration most) throws InterruptedException {
        wait(Math.max(1, most.toMillis()));
    }

    /** Whether another Service had one of its node ports in the last three minutes. */
    synchronized boolean isRemembered(Created created) {
        long now = System.nanoTime();
        released.values().removeIf(last -> now - last > REMEMBERED_NANOS);
        return ports(created).stream().anyMatch(released::containsKey);
    }

    private static List<Integer> ports(Created created) {
        List<Integer> ports = new ArrayList<>(created.nodePorts());
        ports.add(created.healthCheckNodePort());
        ports.removeIf(port -> port == 0);
        return ports;
    }
}
