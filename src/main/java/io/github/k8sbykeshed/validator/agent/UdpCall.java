package io.github.k8sbykeshed.validator.agent;

import io.github.k8sbykeshed.validator.probe.Observation;
import io.github.k8sbykeshed.validator.probe.Observation.Phase;
import io.github.k8sbykeshed.validator.probe.Target;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One attempt over UDP: the same datagram sent again on the same socket until it is answered. The
 * socket is connected, so that an ICMP port unreachable is seen, and a reply from elsewhere is not.
 */
final class UdpCall {

    private static final long FIRST_RESEND = TimeUnit.SECONDS.toNanos(1);

    /** An attempt that may take longer than this sends once a second, as TCP does at first. */
    private static final long ONE_RESEND = TimeUnit.MILLISECONDS.toNanos(1_500);

    private UdpCall() {}

    /** What makes an answer of a datagram. */
    interface Reader {
        /**
         * Tells what a datagram means.
         *
         * @param length how many of the bytes are the datagram
         * @param sends how often the request was sent until then
         * @return null if it is no answer to this request, so that the wait goes on
         */
        @Nullable Observation read(byte[] bytes, int length, int sends) throws Failed;
    }

    /**
     * Asks until there is an answer or the time is over.
     *
     * @param trace what is known of the attempt is noted there
     * @param start when the attempt began, as {@link System#nanoTime}
     * @param deadline when it has to end
     * @param longest the longest reply that is understood, bytes
     */
    static Observation exchange(
            Target target,
            int sourcePort,
            Trace trace,
            long start,
            long deadline,
            byte[] request,
            int longest,
            Reader reader)
            throws Failed {
        try (DatagramChannel channel = connect(target, sourcePort, trace)) {
            return exchange(channel, start, deadline, request, longest, reader);
        } catch (IOException e) {
            throw Failed.talking(e);
        }
    }

    /** A socket that is connected to a target. */
    static DatagramChannel connect(Target target, int sourcePort, Trace trace) throws Failed {
        DatagramChannel channel = open(sourcePort);
        try {
            trace.from(channel.socket().getLocalPort());
            channel.connect(new InetSocketAddress(target.address().inet(), target.port()));
            return channel;
        } catch (IOException e) {
            close(channel, e);
            throw Failed.connecting(e);
        } catch (RuntimeException e) {
            close(channel, e);
            throw e;
        }
    }

    private static void close(DatagramChannel channel, Exception because) {
        try {
            channel.close();
        } catch (IOException again) {
            because.addSuppressed(again);
        }
    }

    private static DatagramChannel open(int sourcePort) throws Failed {
        DatagramChannel channel;
        try {
            channel = DatagramChannel.open();
        } catch (IOException e) {
            throw Failed.opening(e);
        }
        try {
            if (sourcePort != 0) {
                channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            }
            SourcePorts.bind(channel::bind, sourcePort);
            return channel;
        } catch (IOException e) {
            close(channel, e);
            throw Failed.opening(e);
        }
    }

    /** Exchanges on a socket that is connected already, and stays open. */
    static Observation exchange(
            DatagramChannel channel,
            long start,
            long deadline,
            byte[] request,
            int longest,
            Reader reader)
            throws Failed {
        try {
            return ask(channel, start, deadline, request, longest, reader);
        } catch (IOException e) {
            throw Failed.talking(e);
        }
    }

    private static Observation ask(
            DatagramChannel channel,
            long start,
            long deadline,
            byte[] request,
            int longest,
            Reader reader)
            throws Failed, IOException {
        DatagramSocket socket = channel.socket();
        // One byte more, so that a longer reply is not mistaken for one of this length.
        var packet = new DatagramPacket(new byte[longest + 1], longest + 1);
        boolean steady = deadline - start > ONE_RESEND;
        long step = steady ? FIRST_RESEND : (deadline - start) / 4;
        long sendAt = start;
        int sends = 0;
        while (true) {
            long now = System.nanoTime();
            if (now - deadline >= 0) {
                throw Failed.timedOut(Phase.READ);
            }
            if (now - sendAt >= 0) {
                send(channel, request);
                sends++;
                sendAt = start + step;
                step = steady ? step + FIRST_RESEND : step * 2;
            }
            long wakeAt = sendAt - deadline < 0 ? sendAt : deadline;
            // Counted from the same instant as above: a pause of this thread right here must not
            // look like the end of the attempt.
            socket.setSoTimeout((int) Math.max(1, (wakeAt - now + 999_999) / 1_000_000));
            packet.setLength(longest + 1);
            try {
                socket.receive(packet);
            } catch (SocketTimeoutException e) {
                continue;
            }
            Observation observation = reader.read(packet.getData(), packet.getLength(), sends);
            if (observation != null) {
                return observation;
            }
        }
    }

    private static void send(DatagramChannel channel, byte[] request) throws Failed {
        try {
            channel.write(ByteBuffer.wrap(request));
        } catch (IOException e) {
            throw Failed.connecting(e);
        }
    }
}
