package io.github.k8sbykeshed.validator.agent;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Sends strays on a connection that was accepted: TCP segments from its address and port to its
 * client that are far out of the window, as a peer or a network gone wrong might. Where a proxy on
 * the way neither translates nor drops such a segment (kubernetes#74839), it reaches the client by
 * an address that the client knows nothing of, which is told so by a reset; and that reset is right
 * for the connection.
 *
 * <p>The Java platform has no raw sockets: these are the C library's, of Linux. They take the
 * capability NET_RAW. The class is loaded by agents only that are told to stray.
 */
final class Strays implements AutoCloseable {

    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int SOCK_RAW_CLOEXEC = 3 | 0x80000;
    private static final int TCP = 6;
    private static final int MSG_DONTWAIT_TRUNC = 0x40 | 0x20;
    private static final int EPERM = 1;

    private static final int HEADER = 20;
    private static final int RST = 4;
    private static final int SYN = 2;
    private static final int FIN = 1;
    private static final int PSH_ACK = 0x18;
    private static final int ACK = 0x10;

    /**
     * Beyond every window, which is 1 GiB at most (RFC 7323), and still ahead in a comparison of
     * sequence numbers. Ahead, since Linux 6.1 and newer translate what is behind like all else.
     */
    private static final int AHEAD = 0x5000_0000;

    private static final byte[] PAYLOAD = "stray".getBytes(StandardCharsets.ISO_8859_1);

    /** More than any segment that asks for something. */
    private static final int BUFFER = 2048;

    private final InetAddress local;
    private final int localPort;
    private final InetAddress client;
    private final int clientPort;
    private final int socket;

    /** Where the connection is, by the last segment that the client sent; null before the first. */
    private @Nullable Position position;

    /**
     * Where a connection is.
     *
     * @param next the sequence number that the client expects next
     * @param expected the one that is expected of the client next
     */
    record Position(int next, int expected) {}

    private Strays(InetSocketAddress local, InetSocketAddress client, int socket) {
        this.local = local.getAddress();
        this.localPort = local.getPort();
        this.client = client.getAddress();
        this.clientPort = client.getPort();
        this.socket = socket;
    }

    /**
     * Finds out whether this process may send strays.
     *
     * @throws IOException with a sentence for a person if not
     */
    static void check() throws IOException {
        close(open(AF_INET));
    }

    /**
     * Begins to follow a connection, before anything is said on it.
     *
     * @throws IOException if there is no raw socket to be had
     */
    static Strays on(Socket connection) throws IOException {
        if (!(connection.getLocalSocketAddress() instanceof InetSocketAddress local)
                || !(connection.getRemoteSocketAddress() instanceof InetSocketAddress client)) {
            throw new IOException("the connection is closed");
        }
        int socket = open(client.getAddress() instanceof Inet4Address ? AF_INET : AF_INET6);
        try (Arena arena = Arena.ofConfined()) {
            // To this client alone, and from it.
            MemorySegment address = arena.allocateFrom(ValueLayout.JAVA_BYTE, address(client));
            CLibrary.call(CLibrary.CONNECT, socket, address, (int) address.byteSize());
            return new Strays(local, client, socket);
        } catch (IOException | RuntimeException e) {
            close(socket);
            throw e;
        }
    }

    private static int open(int family) throws IOException {
        try {
            return (int) CLibrary.call(CLibrary.SOCKET, family, SOCK_RAW_CLOEXEC, TCP);
        } catch (CLibrary.Failure e) {
            throw new IOException(
                    e.errno() == EPERM
                            ? "An agent that strays needs the capability NET_RAW, which this process"
                                    + " has not."
                            : "An agent that strays needs a raw socket: " + e.getMessage() + ".",
                    e);
        }
    }

    /** A {@code sockaddr_in} or {@code sockaddr_in6} without port: raw sockets have none. */
    private static byte[] address(InetSocketAddress of) {
        byte[] ip = of.getAddress().getAddress();
        ByteBuffer bytes = ByteBuffer.allocate(ip.length == 4 ? 16 : 28);
        bytes.order(ByteOrder.nativeOrder());
        bytes.putShort((short) (ip.length == 4 ? AF_INET : AF_INET6));
        return bytes.position(ip.length == 4 ? 4 : 8).put(ip).array();
    }

    /**
     * Sends one, after what the client said last.
     *
     * @return whether the kernel took it whole; false also if nothing was seen of the client yet
     */
    boolean send() {
        try (Arena arena = Arena.ofConfined()) {
            follow(arena.allocate(BUFFER));
            Position at = position;
            if (at == null) {
                return false;
            }
            byte[] stray = segment(local, localPort, client, clientPort, at);
            MemorySegment bytes = arena.allocateFrom(ValueLayout.JAVA_BYTE, stray);
            return CLibrary.call(CLibrary.SEND, socket, bytes, (long) stray.length, 0)
                    == stray.length;
        } catch (IOException e) {
            return false;
        }
    }

    /** Reads the copies of all segments that have come since, which the kernel made for us. */
    private void follow(MemorySegment buffer) {
        while (true) {
            long length;
            try {
                length =
                        CLibrary.call(
                                CLibrary.RECV,
                                socket,
                                buffer,
                                buffer.byteSize(),
                                MSG_DONTWAIT_TRUNC);
            } catch (IOException e) {
                // That was all.
                return;
            }
            if (length <= buffer.byteSize()) {
                ByteBuffer packet = buffer.asSlice(0, length).asByteBuffer();
                Position seen = position(packet, client instanceof Inet4Address);
                if (seen != null) {
                    position = seen;
                }
            }
        }
    }

    /**
     * What a packet says of the connection; null if it is of another one.
     *
     * @param withIp whether it begins with an IPv4 header; raw sockets of IPv6 give none
     */
    private @Nullable Position position(ByteBuffer packet, boolean withIp) {
        int tcp = withIp && packet.limit() > 0 ? (packet.get(0) & 15) * 4 : 0;
        if (packet.limit() < tcp + HEADER
                || (packet.getShort(tcp) & 0xffff) != clientPort
                || (packet.getShort(tcp + 2) & 0xffff) != localPort) {
            return null;
        }
        int flags = packet.get(tcp + 13);
        if ((flags & (SYN | RST)) != 0 || (flags & ACK) == 0) {
            return null;
        }
        int payload = packet.limit() - tcp - ((packet.get(tcp + 12) >> 4) & 15) * 4;
        int expected = packet.getInt(tcp + 4) + Math.max(0, payload) + (flags & FIN);
        return new Position(packet.getInt(tcp + 8), expected);
    }

    /**
     * A segment with its checksum. It acknowledges exactly what was received: a reset that answers
     * it takes its number from there, and with any other number would be ignored.
     */
    static byte[] segment(
            InetAddress local, int localPort, InetAddress client, int clientPort, Position at) {
        int length = HEADER + PAYLOAD.length;
        ByteBuffer segment = ByteBuffer.allocate(length);
        segment.putShort((short) localPort).putShort((short) clientPort);
        segment.putInt(at.next() + AHEAD).putInt(at.expected());
        segment.put((byte) (HEADER / 4 << 4)).put((byte) PSH_ACK).putShort((short) 0xffff);
        segment.putShort((short) 0).putShort((short) 0).put(PAYLOAD);
        // The pseudo header of RFC 9293 and RFC 8200 adds up to the same.
        long sum = TCP + length;
        sum += sum(local.getAddress()) + sum(client.getAddress()) + sum(segment.array());
        while (sum >> 16 != 0) {
            sum = (sum & 0xffff) + (sum >> 16);
        }
        return segment.putShort(16, (short) ~sum).array();
    }

    private static long sum(byte[] bytes) {
        long sum = 0;
        for (int i = 0; i < bytes.length; i++) {
            sum += (bytes[i] & 0xffL) << (i % 2 == 0 ? 8 : 0);
        }
        return sum;
    }

    @Override
    public void close() {
        close(socket);
    }

    private static void close(int socket) {
        try {
            CLibrary.call(CLibrary.CLOSE, socket);
        } catch (IOException e) {
            // Nothing more can be done with it.
        }
    }
}
