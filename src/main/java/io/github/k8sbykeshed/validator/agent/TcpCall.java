package io.github.k8sbykeshed.validator.agent;

import io.github.k8sbykeshed.validator.probe.Observation.Phase;
import io.github.k8sbykeshed.validator.probe.Observation.Reset;
import io.github.k8sbykeshed.validator.probe.Target;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The TCP connection of one attempt. Nothing on it outlasts the attempt's deadline, and it closes
 * with a reset: no TIME_WAIT is left that would use up ports or stand in the way of a pinned one.
 */
final class TcpCall implements AutoCloseable {

    private final Socket socket;
    private long deadline;
    private final InputStream in;
    private final OutputStream out;
    private @Nullable Thread watchdog;

    private TcpCall(Socket socket, long deadline) throws IOException {
        this.socket = socket;
        this.deadline = deadline;
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
    }

    /**
     * Connects.
     *
     * @param sourcePort the local port, or 0 for any
     * @param deadline of the whole attempt, as {@link System#nanoTime}
     * @param trace what is known of it is noted there
     */
    static TcpCall connect(Target target, int sourcePort, long deadline, Trace trace)
            throws Failed {
        // A socket that may have to ask for a proxy first asks the system's properties.
        var socket = new Socket(Proxy.NO_PROXY);
        try {
            if (sourcePort != 0) {
                socket.setReuseAddress(true);
            }
            SourcePorts.bind(socket::bind, sourcePort);
            socket.setSoLinger(true, 0);
            socket.setTcpNoDelay(true);
        } catch (IOException e) {
            close(socket);
            throw Failed.opening(e);
        }
        trace.from(socket.getLocalPort());
        trace.connects();
        try {
            socket.connect(
                    new InetSocketAddress(target.address().inet(), target.port()),
                    millisUntil(deadline, Phase.CONNECT));
            trace.connected(System.nanoTime());
        } catch (IOException e) {
            close(socket);
            throw Failed.connecting(e);
        } catch (Failed e) {
            close(socket);
            throw e;
        }
        try {
            return new TcpCall(socket, deadline);
        } catch (IOException e) {
            close(socket);
            throw Failed.talking(e);
        }
    }

    /** Another attempt begins on the same connection, which ends at this deadline. */
    void until(long other) {
        deadline = other;
    }

    /** At least 1, since 0 would be for ever; rounded up, so that no time-out comes early. */
    static int millisUntil(long deadline, Phase phase) throws Failed {
        long nanos = deadline - System.nanoTime();
        if (nanos <= 0) {
            throw Failed.timedOut(phase);
        }
        return (int) ((nanos + 999_999) / 1_000_000);
    }

    /**
     * Reads some bytes if they come soon.
     *
     * @param nanos how soon
     * @return how many; -1 at the end of the stream, 0 if none came
     */
    int readSoon(byte[] into, long nanos) throws Failed {
        long until = Math.min(System.nanoTime() + nanos, deadline);
        try {
            socket.setSoTimeout(millisUntil(until, Phase.READ));
            return in.read(into, 0, into.length);
        } catch (SocketTimeoutException e) {
            return 0;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Reads some bytes, or returns -1 at the end of the stream. */
    int read(byte[] into, int from, int length) throws Failed {
        try {
            socket.setSoTimeout(millisUntil(deadline, Phase.READ));
            return in.read(into, from, length);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Reads so many bytes; an end of the stream before that is a reset. */
    void readFully(byte[] into, int from, int length) throws Failed {
        for (int done = 0; done < length; ) {
            int read = read(into, from + done, length - done);
            if (read < 0) {
                throw Failed.with(new Reset());
            }
            done += read;
        }
    }

    /** Writes what is short enough for the send buffer; longer things need {@link #guard} first. */
    void write(byte[] bytes, int from, int length) throws Failed {
        try {
            out.write(bytes, from, length);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** What an exception on this connection means. */
    Failed failed(IOException e) {
        if (!Thread.currentThread().isInterrupted() && System.nanoTime() - deadline >= 0) {
            return Failed.timedOut(Phase.READ);
        }
        return Failed.talking(e);
    }

    /** Closes the connection at the deadline: a blocking write knows no time-out of its own. */
    void guard() {
        if (watchdog == null) {
            watchdog =
                    Thread.startVirtualThread(() -> {
                        try {
                            TimeUnit.NANOSECONDS.sleep(deadline - System.nanoTime());
                            close(socket);
                        } catch (InterruptedException e) {
                            // The attempt ended in time.
                        }
                    });
        }
    }

    Socket socket() {
        return socket;
    }

    @Override
    public void close() {
        if (watchdog != null) {
            watchdog.interrupt();
        }
        close(socket);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // Nothing more can be done with it.
        }
    }
}
