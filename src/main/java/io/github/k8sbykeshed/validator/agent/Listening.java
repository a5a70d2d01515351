package io.github.k8sbykeshed.validator.agent;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;

/**
 * One port that is ours on TCP and UDP and all addresses of both families (the JDK falls back to
 * IPv4 by itself where there is no IPv6).
 *
 * <p>On UDP it has, beside the socket on the wildcard, one on each address: the reply to a datagram
 * has to come from the address that was asked, and from a wildcard socket the kernel sends it from
 * whichever address the route prefers. On a node with several addresses that reply would match no
 * connection-tracking entry and be lost, and the Service would be blamed. Addresses that come later
 * are served by the wildcard socket.
 */
record Listening(int port, ServerSocket tcp, List<DatagramChannel> udp) implements AutoCloseable {

    /** A burst of this many connections waits for being accepted. */
    private static final int BACKLOG = 1024;

    /** Enough for any node, and few enough for one that carries a thousand virtual addresses. */
    private static final int MAX_ADDRESSES = 64;

    /** Takes a burst of datagrams while the process has no processor. */
    private static final int RECEIVE_BUFFER = 1 << 20;

    private static final int TRIES_FOR_ANY = 20;

    /**
     * Takes the first free ones.
     *
     * @param count how many are needed
     * @throws BindException with a sentence for a person, if fewer are free
     */
    static List<Listening> onFirstFree(List<Integer> candidates, int count) throws IOException {
        List<InetAddress> addresses = count == 0 ? List.of() : addresses();
        List<Listening> bound = new ArrayList<>(count);
        IOException last = new BindException("none was given");
        for (int candidate : candidates) {
            if (bound.size() == count) {
                break;
            }
            try {
                bound.add(candidate == 0 ? onAny(addresses) : on(candidate, addresses));
            } catch (IOException e) {
                last = e;
            }
        }
        if (bound.size() < count) {
            bound.forEach(Listening::close);
            throw new BindException(
                    "Cannot serve on "
                            + count
                            + " of the ports "
                            + candidates
                            + " for both TCP and UDP: only "
                            + bound.size()
                            + " could be taken (the last one failed: "
                            + last.getMessage()
                            + ").");
        }
        return bound;
    }

    private static Listening onAny(List<InetAddress> addresses) throws IOException {
        for (int tries = 1; ; tries++) {
            try {
                return on(0, addresses);
            } catch (IOException e) {
                // Free on TCP need not be free on UDP.
                if (tries == TRIES_FOR_ANY) {
                    throw e;
                }
            }
        }
    }

    private static Listening on(int candidate, List<InetAddress> addresses) throws IOException {
        var tcp = new ServerSocket();
        List<DatagramChannel> udp = new ArrayList<>();
        try {
            tcp.bind(new InetSocketAddress(candidate), BACKLOG);
            int port = tcp.getLocalPort();
            DatagramChannel wildcard = open(udp);
            wildcard.bind(new InetSocketAddress(port));
            // Only now: the port is ours alone, and our own sockets may still come beside it.
            wildcard.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            for (InetAddress address : addresses) {
                DatagramChannel channel = open(udp);
                channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                try {
                    channel.bind(new InetSocketAddress(address, port));
                } catch (IOException e) {
                    // Gone, or tentative yet: the wildcard serves it.
                    udp.removeLast().close();
                }
            }
            return new Listening(port, tcp, List.copyOf(udp));
        } catch (IOException | RuntimeException e) {
            new Listening(candidate, tcp, udp).close();
            throw e;
        }
    }

    private static DatagramChannel open(List<DatagramChannel> into) throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        into.add(channel);
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
        return channel;
    }

    private static List<InetAddress> addresses() {
        List<InetAddress> found = new ArrayList<>();
        try {
            // Walked by hand: streams would be loaded for nothing else at start.
            for (Enumeration<NetworkInterface> nics = NetworkInterface.getNetworkInterfaces();
                    nics.hasMoreElements(); ) {
                NetworkInterface nic = nics.nextElement();
                // Interfaces that are down hold virtual addresses: kube-ipvs0, all ClusterIPs.
                if (!nic.isUp() || nic.isLoopback()) {
                    continue;
                }
                for (Enumeration<InetAddress> its = nic.getInetAddresses();
                        its.hasMoreElements(); ) {
                    InetAddress address = its.nextElement();
                    if (!address.isLinkLocalAddress() && found.size() < MAX_ADDRESSES) {
                        found.add(address);
                    }
                }
            }
        } catch (SocketException e) {
            // Then the wildcard has to do.
        }
        return found;
    }

    @Override
    public void close() {
        try {
            tcp.close();
            for (DatagramChannel channel : udp) {
                channel.close();
            }
        } catch (IOException e) {
            // Closing is all that could be done.
        }
    }
}
