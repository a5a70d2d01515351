package io.github.k8sbykeshed.validator.agent;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The local ports of attempts, each as long as possible not used again. A probe of a Service that
 * is not programmed yet leaves an entry without translation in connection tracking, for 30 s over
 * UDP and two minutes for an unanswered SYN; whoever came from the same port in that time would be
 * black-holed by it, and the Service be blamed. The kernel, left to choose, comes back to a port
 * within seconds.
 */
final class SourcePorts {

    /** The range that Linux takes ephemeral ports from by default. */
    private static final int FIRST = 32_768;

    private static final int COUNT = 61_000 - FIRST;

    /** Ports in a row that others on the same host may hold. */
    private static final int TRIES = 64;

    private static final AtomicInteger NEXT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(COUNT));

    private SourcePorts() {}

    /** Binds a socket to an address. */
    interface Binding {
        void bind(InetSocketAddress address) throws IOException;
    }

    /**
     * Binds a socket.
     *
     * @param pinned the port to take, or 0 for the next one
     * @throws IOException if the pinned port, or any of many, is taken
     */
    static void bind(Binding socket, int pinned) throws IOException {
        if (pinned != 0) {
            socket.bind(new InetSocketAddress(pinned));
            return;
        }
        for (int tries = 1; ; tries++) {
            try {
                int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), COUNT);
                socket.bind(new InetSocketAddress(port));
                return;
            } catch (BindException e) {
                if (tries == TRIES) {
                    throw e;
                }
            }
        }
    }
}
