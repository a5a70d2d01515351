package io.github.k8sbykeshed.validator.agent;

import io.github.k8sbykeshed.validator.probe.Observation;
import io.github.k8sbykeshed.validator.probe.Observation.Answered;
import io.github.k8sbykeshed.validator.probe.Observation.Reset;
import io.github.k8sbykeshed.validator.probe.Probe;
import io.github.k8sbykeshed.validator.probe.Reply;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Asks an agent who it is. */
final class AgentAsker {

    static final int CHUNK = 32768;

    /** A greeting that did not come by then is late. */
    private static final long SOON = TimeUnit.MILLISECONDS.toNanos(250);

    private AgentAsker() {}

    static Observation tcp(Probe probe, long deadline, Trace trace) throws Failed {
        try (TcpCall call = TcpCall.connect(probe.target(), probe.sourcePort(), deadline, trace)) {
            Reply reply = greeting(call, trace);
            return reply instanceof Reply.Identity identity && probe.payloadBytes() > 0
                    ? transfer(call, probe.payloadBytes(), identity)
                    : new Answered(reply);
        }
    }

    /** Who is at the other end of a new connection, by what it says first. */
    static Reply greeting(TcpCall call, Trace trace) throws Failed {
        byte[] line = new byte[Greeting.MAX_LINE];
        int length = readLine(call, line, trace);
        Greeting.Said said = length < 0 ? null : Greeting.parse(line, 0, length, /* sends= */ 1);
        if (said == null) {
            return Greeting.unknown(line, 0, length < 0 ? -length - 1 : length);
        }
        trace.stalled(said.stalledMillis());
        return said.who();
    }

    /**
     * Reads up to the end of a line.
     *
     * @return the length of the line, or if it is none -1 less the number of bytes read
     */
    private static int readLine(TcpCall call, byte[] line, Trace trace) throws Failed {
        int length = 0;
        while (length < line.length) {
            int read = length == 0 ? call.readSoon(line, SOON) : 0;
            if (length == 0 && read == 0) {
                knock(call, trace);
            }
            if (read == 0) {
                // An agent says nothing after its line unless asked, so nothing is read too much.
                read = call.read(line, length, line.length - length);
            }
            if (read < 0) {
                if (length == 0) {
                    throw Failed.with(new Reset());
                }
                break;
            }
            for (int i = length; i < length + read; i++) {
                if (line[i] == '\n') {
                    return i;
                }
            }
            length += read;
            if (!Greeting.mayBegin(line, 0, length)) {
                break;
            }
        }
        return -length - 1;
    }

    /** Gives the connection a number, by which its other end can be asked what became of it. */
    private static void knock(TcpCall call, Trace trace) throws Failed {
        long nonce = nonce();
        trace.carries(nonce);
        byte[] knock = new byte[TcpServer.REQUEST_BYTES];
        ByteBuffer.wrap(knock).putInt(TcpServer.KNOCK).putLong(nonce);
        call.write(knock, 0, knock.length);
    }

    /** Any number but 0. */
    private static long nonce() {
        return ThreadLocalRandom.current().nextLong() | 1;
    }

    @SuppressWarnings("ThreadPriorityCheck") // Between virtual threads it is what there is.
    private static Observation transfer(TcpCall call, int bytes, Reply.Identity identity)
            throws Failed {
        call.guard();
        byte[] buffer = new byte[Math.min(CHUNK, bytes + TcpServer.REQUEST_BYTES)];
        int filled = TcpServer.REQUEST_BYTES;
        ByteBuffer.wrap(buffer).putInt(TcpServer.REQUEST).putInt(bytes).putInt(bytes);
        for (int sent = 0; sent < bytes; filled = 0) {
            int length = Math.min(buffer.length - filled, bytes - sent);
            Payload.fill(buffer, filled, length, sent);
            call.write(buffer, 0, filled + length);
            sent += length;
            // Other attempts want to see their answers in time.
            Thread.yield();
        }
        byte[] received = new byte[TcpServer.RECEIVED.length];
        call.readFully(received, 0, received.length);
        if (!new String(received, StandardCharsets.ISO_8859_1)
                .equals(new String(TcpServer.RECEIVED, StandardCharsets.ISO_8859_1))) {
            byte[] more = new byte[64];
            System.arraycopy(received, 0, more, 0, received.length);
            int read = call.read(more, received.length, more.length - received.length);
            return new Answered(Greeting.unknown(more, 0, received.length + Math.max(read, 0)));
        }
        for (int offset = 0; offset < bytes; ) {
            int length = Math.min(buffer.length, bytes - offset);
            call.readFully(buffer, 0, length);
            int difference = Payload.firstDifference(buffer, 0, length, offset);
            if (difference >= 0) {
                return changed(difference);
            }
            offset += length;
            Thread.yield();
        }
        return new Answered(identity);
    }

    static Observation udp(Probe probe, long start, long deadline, Trace trace) throws Failed {
        try (DatagramChannel channel = UdpCall.connect(probe.target(), probe.sourcePort(), trace)) {
            return udp(channel, probe.payloadBytes(), start, deadline, trace);
        } catch (IOException e) {
            throw Failed.talking(e);
        }
    }

    /** Asks on a socket that is connected already, and stays open. */
    static Observation udp(
            DatagramChannel channel, int payload, long start, long deadline, Trace trace)
            throws Failed {
        byte[] request = new byte[Math.max(UdpServer.HEAD, payload)];
        long nonce = nonce();
        trace.carries(nonce);
        ByteBuffer.wrap(request).putInt(UdpServer.REQUEST).putLong(nonce);
        Payload.fill(request, UdpServer.HEAD, request.length - UdpServer.HEAD, 0);
        return UdpCall.exchange(
                channel,
                start,
                deadline,
                request,
                request.length,
                (bytes, length, sends) -> {
                    ByteBuffer reply = ByteBuffer.wrap(bytes, 0, length);
                    if (length < 12 || reply.getInt() != UdpServer.REPLY) {
                        return new Answered(Greeting.unknown(bytes, 0, length));
                    }
                    // Another attempt's, late.
                    return reply.getLong() == nonce
                            ? judge(bytes, length, sends, request.length, trace)
                            : null;
                });
    }

    private static Observation judge(
            byte[] bytes, int length, int sends, int expected, Trace trace) {
        int end = 12;
        while (end < length && end < UdpServer.HEAD && bytes[end] != '\n') {
            end++;
        }
        Greeting.Said said = Greeting.parse(bytes, 12, end - 12, sends);
        if (said == null) {
            return new Answered(Greeting.unknown(bytes, 12, end - 12));
        }
        trace.stalled(said.stalledMillis());
        if (length != expected) {
            return new Answered(
                    new Reply.Unknown("a reply of " + length + " bytes in place of " + expected));
        }
        int difference = Payload.firstDifference(bytes, UdpServer.HEAD, length - UdpServer.HEAD, 0);
        return difference >= 0 ? changed(difference) : new Answered(said.who());
    }

    private static Observation changed(int offset) {
        return new Answered(new Reply.Unknown("byte " + offset + " of the payload came changed"));
    }
}
