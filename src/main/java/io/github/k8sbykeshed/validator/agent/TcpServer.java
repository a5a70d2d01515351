package io.github.k8sbykeshed.validator.agent;

import io.github.k8sbykeshed.validator.probe.Probe;
import io.github.k8sbykeshed.validator.probe.Protocol;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Says who it is to whoever connects, at once, so that a probe needs no request to be answered. A
 * client may then ask for a payload both ways, and again: {@link #REQUEST}, how many bytes follow,
 * how many are wanted back; the answer is {@link #RECEIVED} and those bytes. A server that strays
 * sends one of {@link Strays} before it answers a request without payload, as flows make them.
 * {@link #KNOCK} asks for nothing.
 */
final class TcpServer {

    static final int REQUEST = 0x53564351;
    static final int REQUEST_BYTES = 12;

    /** What a client says that has not been greeted in time, before its number; as long. */
    static final int KNOCK = 0x5356434b;

    static final byte[] RECEIVED = "received\n".getBytes(StandardCharsets.ISO_8859_1);

    /** In its place, and as long, from a server that strays and could not. */
    static final byte[] NOT_STRAYED = "not sent\n".getBytes(StandardCharsets.ISO_8859_1);

    /** How long a client may do nothing. */
    private static final long IDLE = TimeUnit.SECONDS.toNanos(10);

    /** How long a client that knows how to ask may do nothing: it may be a flow that waits. */
    private static final long FLOW_IDLE = Flows.IDLE;

    /** How long a payload may take: as long as an attempt may. */
    private static final long TRANSFER = TimeUnit.MILLISECONDS.toNanos(Probe.MAX_TIMEOUT_MILLIS);

    /** The payloads that get a large buffer; more at once are still served, with small ones. */
    private static final int LARGE_BUFFERS = 64;

    /** Else the kernel keeps up to 4 MB for each client that does not read. */
    private static final int SEND_BUFFER = 1 << 17;

    private static final Semaphore LARGE = new Semaphore(LARGE_BUFFERS);

    private final String identity;
    private final ServerSocket server;
    private final Connections connections;
    private final Arrivals arrivals;
    private final boolean strays;

    /**
     * @param strays whether it sends a segment far out of the window before it answers a request
     *     without payload
     */
    TcpServer(
            String identity,
            ServerSocket server,
            Connections connections,
            Arrivals arrivals,
            boolean strays) {
        this.identity = identity;
        this.server = server;
        this.connections = connections;
        this.arrivals = arrivals;
        this.strays = strays;
    }

    /** Serves until the socket is closed. */
    void start() {
        Accepting.start(server, this::accepted);
    }

    private void accepted(Socket socket) {
        connections.add(socket, IDLE);
        var arrival = arrivals.add(Protocol.TCP, /* nonce= */ 0, socket.getPort());
        Thread.startVirtualThread(() -> serve(socket, arrival));
    }

    private void serve(Socket socket, Arrivals.Arrival arrival) {
        try (socket;
                Strays straying = straying(socket)) {
            socket.setSendBufferSize(SEND_BUFFER);
            OutputStream out = socket.getOutputStream();
            var client = (InetSocketAddress) socket.getRemoteSocketAddress();
            if (client == null) {
                return;
            }
            int stalled = arrivals.stalledMillis();
            out.write(Greeting.line(identity, socket.getLocalPort(), client, stalled));
            arrival.answered();
            InputStream in = socket.getInputStream();
            // Until the client hangs up, else what it has not read yet could be lost to a reset.
            while (serve(in, out, socket, straying, arrival)) {
                connections.extend(socket, FLOW_IDLE);
            }
        } catch (IOException e) {
            // The client is gone, or was too slow.
        } finally {
            connections.remove(socket);
        }
    }

    private @Nullable Strays straying(Socket socket) {
        try {
            return strays ? Strays.on(socket) : null;
        } catch (IOException e) {
            // The client is told when it asks: else it would take this for the network's fault.
            return null;
        }
    }

    /** Does what a client asks for next; false if it has nothing to ask, or nonsense. */
    private boolean serve(
            InputStream in,
            OutputStream out,
            Socket socket,
            @Nullable Strays straying,
            Arrivals.Arrival arrival)
            throws IOException {
        byte[] request = in.readNBytes(REQUEST_BYTES);
        if (request.length < REQUEST_BYTES) {
            return false;
        }
        ByteBuffer fields = ByteBuffer.wrap(request);
        int magic = fields.getInt();
        if (magic == KNOCK) {
            arrival.known(fields.getLong());
            return true;
        }
        int there = fields.getInt();
        int back = fields.getInt();
        if (magic != REQUEST || !isSize(there) || !isSize(back)) {
            return false;
        }
        connections.extend(socket, TRANSFER);
        if (there == 0 && back == 0) {
            boolean strayed = straying != null && straying.send();
            out.write(strays && !strayed ? NOT_STRAYED : RECEIVED);
            return true;
        }
        boolean large = LARGE.tryAcquire();
        try {
            return transfer(in, out, there, back, new byte[large ? 32768 : 512]);
        } finally {
            if (large) {
                LARGE.release();
            }
        }
    }

    private static boolean isSize(int bytes) {
        return bytes >= 0 && bytes <= Probe.MAX_TCP_PAYLOAD;
    }

    @SuppressWarnings("ThreadPriorityCheck") // Between virtual threads it is what there is.
    private static boolean transfer(
            InputStream in, OutputStream out, int there, int back, byte[] buffer)
            throws IOException {
        for (int offset = 0; offset < there; ) {
            int read = in.read(buffer, 0, Math.min(buffer.length, there - offset));
            if (read < 0) {
                return false;
            }
            int difference = Payload.firstDifference(buffer, 0, read, offset);
            if (difference >= 0) {
                out.write(
                        ("byte " + difference + " arrived changed\n")
                                .getBytes(StandardCharsets.ISO_8859_1));
                // What is closed with something unread is reset, and a reset may overtake the
                // words.
                in.skipNBytes(there - offset - read);
                return true;
            }
            offset += read;
            Thread.yield();
        }
        out.write(RECEIVED);
        for (int offset = 0; offset < back; ) {
            int length = Math.min(buffer.length, back - offset);
            Payload.fill(buffer, 0, length, offset);
            out.write(buffer, 0, length);
            offset += length;
            // A virtual thread is never made to: hundreds of transfers would go before one probe.
            Thread.yield();
        }
        return true;
    }
}
