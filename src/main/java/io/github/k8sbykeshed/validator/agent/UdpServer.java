package io.github.k8sbykeshed.validator.agent;

import io.github.k8sbykeshed.validator.probe.Protocol;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Says who it is to whoever asks by datagram; one thread for all sockets.
 *
 * <p>A request is {@link #REQUEST}, a nonce of eight bytes, and any bytes up to {@link #HEAD}; from
 * there on what a payload is filled with. A reply is {@link #REPLY}, the same nonce, the {@link
 * Greeting}, and payload of the same length. It is exactly as long as the request: nobody can use
 * an agent to send a victim more than they send themselves. Two agents cannot answer each other for
 * ever, since a reply is no request.
 */
final class UdpServer implements AutoCloseable {

    static final int REQUEST = 0x53564355;
    static final int REPLY = 0x53564372;

    /** Room for a greeting; what a datagram has beyond it is filled with payload. */
    static final int HEAD = 4 + 8 + Greeting.MAX_LINE;

    private static final int MAX_DATAGRAM = 65536;

    /** After so many datagrams of one socket the next one has its turn. */
    private static final int TURN = 64;

    private final String identity;
    private final Arrivals arrivals;
    private final Selector selector;
    private final ByteBuffer received = ByteBuffer.allocateDirect(MAX_DATAGRAM);
    private final ByteBuffer reply = ByteBuffer.allocateDirect(MAX_DATAGRAM);
    private final byte[] bytes = new byte[MAX_DATAGRAM];

    private UdpServer(String identity, Arrivals arrivals, Selector selector) {
        this.identity = identity;
        this.arrivals = arrivals;
        this.selector = selector;
    }

    static UdpServer start(String identity, Arrivals arrivals, List<Listening> listening)
            throws IOException {
        var server = new UdpServer(identity, arrivals, Selector.open());
        for (Listening on : listening) {
            for (DatagramChannel channel : on.udp()) {
                channel.register(server.selector, SelectionKey.OP_READ, on.port());
            }
        }
        Thread thread = new Thread(server::loop, "udp");
        thread.setDaemon(true);
        thread.start();
        return server;
    }

    private void loop() {
        try {
            while (selector.isOpen()) {
                selector.select(this::serve);
            }
        } catch (ClosedSelectorException | IOException e) {
            // The agent closes.
        }
    }

    private void serve(SelectionKey key) {
        var channel = (DatagramChannel) key.channel();
        int port = (Integer) key.attachment();
        for (int i = 0; i < TURN; i++) {
            try {
                received.clear();
                if (!(channel.receive(received) instanceof InetSocketAddress client)) {
                    return;
                }
                received.flip();
                answer(channel, port, client);
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException | RuntimeException e) {
                // To this client nothing can be sent, which must not keep it from others: from
                // port 0, for instance.
            }
        }
    }

    private void answer(DatagramChannel channel, int port, InetSocketAddress client)
            throws IOException {
        int length = received.remaining();
        if (length < HEAD || received.getInt() != REQUEST) {
            return;
        }
        long nonce = received.getLong();
        var arrival = arrivals.add(Protocol.UDP, nonce, client.getPort());
        int payload = length - HEAD;
        received.position(HEAD).get(bytes, 0, payload);
        int difference = Payload.firstDifference(bytes, 0, payload, 0);
        byte[] line =
                difference < 0
                        ? Greeting.line(identity, port, client, arrivals.stalledMillis())
                        : ("byte " + difference + " arrived changed\n")
                                .getBytes(StandardCharsets.ISO_8859_1);
        reply.clear();
        reply.putInt(REPLY).putLong(nonce).put(line);
        while (reply.position() < HEAD) {
            reply.put((byte) 0);
        }
        Payload.fill(bytes, 0, payload, 0);
        reply.put(bytes, 0, payload).flip();
        channel.send(reply, client);
        arrival.answered();
    }

    @Override
    public void close() throws IOException {
        selector.close();
    }
}
