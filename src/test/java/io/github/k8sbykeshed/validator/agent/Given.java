package io.github.k8sbykeshed.validator.agent;

import io.github.k8sbykeshed.validator.probe.Address;
import io.github.k8sbykeshed.validator.probe.Observation;
import io.github.k8sbykeshed.validator.probe.Probe;
import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.probe.Reply;
import io.github.k8sbykeshed.validator.probe.Series;
import io.github.k8sbykeshed.validator.probe.Target;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.List;
import java.util.function.BooleanSupplier;

/** What the tests of this package start from; all of it on loopback. */
final class Given {

    static final String ID = "node-1/ns/pod-1";
    static final String V4 = "127.0.0.1";
    static final String V6 = "::1";

    private Given() {}

    static Agent agent() throws IOException {
        return agent(ID);
    }

    static Agent agent(String identity) throws IOException {
        return Agent.start(Agent.Config.serving(identity, Driver.TOKEN, List.of(0), 0));
    }

    static Target target(String address, int port, Protocol protocol) {
        return Target.agent(Target.Reach.DIRECT, "target", new Address(address), port, protocol);
    }

    static Target target(Agent agent, Protocol protocol) {
        return target(V4, agent.ports().getFirst(), protocol);
    }

    static Target speaking(Target.Speech speech, Protocol protocol, int port) {
        return new Target(Target.Reach.DIRECT, "target", new Address(V4), port, protocol, speech);
    }

    static Series series(Probe probe) throws InterruptedException {
        return Agent.probe(List.of(probe), 1).getFirst();
    }

    /** What the one attempt of a probe saw. */
    static Observation observe(Probe probe) throws InterruptedException {
        return series(probe).attempts().getFirst().observation();
    }

    static Observation observe(String address, int port, Protocol protocol, int timeoutMillis)
            throws InterruptedException {
        return observe(Probe.once(target(address, port, protocol), timeoutMillis));
    }

    static Reply.Identity identity(Observation observation) {
        if (observation instanceof Observation.Answered(Reply.Identity identity)) {
            return identity;
        }
        throw new AssertionError(observation.describe());
    }

    static String unknown(Observation observation) {
        if (observation instanceof Observation.Answered(Reply.Unknown(String firstBytes))) {
            return firstBytes;
        }
        throw new AssertionError(observation.describe());
    }

    static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(V4), port);
    }

    static ServerSocket listen() throws IOException {
        return new ServerSocket(0, 50, InetAddress.ofLiteral(V4));
    }

    /** What a server in a test does with a connection or a datagram; an exception is the peer's. */
    interface Server<T> {
        void serve(T with) throws Exception;
    }

    /** A TCP server that serves one connection after another until it is closed. */
    static ServerSocket tcp(Server<Socket> server) throws IOException {
        ServerSocket socket = listen();
        Thread.startVirtualThread(() -> {
            while (!socket.isClosed()) {
                try (var connection = socket.accept()) {
                    server.serve(connection);
                } catch (Exception e) {
                    // The test is over, or its client hung up.
                }
            }
        });
        return socket;
    }

    /** A datagram, and the way back. */
    @SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
    record Datagram(DatagramChannel channel, SocketAddress from, byte[] bytes) {
        /** One number for all datagrams of an attempt. */
        long nonce() {
            return ByteBuffer.wrap(bytes).getLong(4);
        }

        void reply(byte[] with) throws IOException {
            channel.send(ByteBuffer.wrap(with), from);
        }
    }

    /** A UDP server that serves one datagram after another until it is closed. */
    static DatagramChannel udp(Server<Datagram> server) throws IOException {
        return udp(0, server);
    }

    static DatagramChannel udp(int port, Server<Datagram> server) throws IOException {
        DatagramChannel channel = DatagramChannel.open().bind(loopback(port));
        Thread.startVirtualThread(() -> {
            ByteBuffer buffer = ByteBuffer.allocate(65536);
            while (channel.isOpen()) {
                try {
                    SocketAddress from = channel.receive(buffer.clear());
                    byte[] bytes = new byte[buffer.flip().remaining()];
                    buffer.get(bytes);
                    server.serve(new Datagram(channel, from, bytes));
                } catch (Exception e) {
                    // The test is over.
                }
            }
        });
        return channel;
    }

    static int port(DatagramChannel channel) throws IOException {
        return ((InetSocketAddress) channel.getLocalAddress()).getPort();
    }

    /** A reply as an agent gives it, to this request. */
    static byte[] agentReply(String identity, int port, Datagram request) {
        byte[] reply = new byte[request.bytes().length];
        ByteBuffer.wrap(reply)
                .putInt(UdpServer.REPLY)
                .putLong(request.nonce())
                .put(Greeting.line(identity, port, (InetSocketAddress) request.from(), 0));
        int payload = Math.max(0, reply.length - UdpServer.HEAD);
        Payload.fill(reply, UdpServer.HEAD, payload, 0);
        return reply;
    }

    /** Waits until something holds, or fails after thirty seconds. */
    static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + 30_000_000_000L;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("never " + what);
            }
            Thread.sleep(2);
        }
    }
}
