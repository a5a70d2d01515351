package io.github.k8sbykeshed.validator.agent;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Takes drivers on loopback, which a port-forward reaches and the pod network does not. */
final class ControlServer implements AutoCloseable {

    /** How many may be connected that have not said the token. */
    static final int MAX_STRANGERS = 64;

    private static final int MAX_DRIVERS = 64;
    private static final int BACKLOG = 128;
    private static final long TIME_TO_SAY_HELLO = TimeUnit.SECONDS.toNanos(5);

    /** How long a driver may take nothing of what it is sent. */
    private static final long TIME_TO_READ = TimeUnit.SECONDS.toNanos(30);

    private static final long FOR_EVER = Long.MAX_VALUE / 4;

    private final List<ServerSocket> servers;
    private final Connections strangers = new Connections(MAX_STRANGERS);
    private final Connections drivers = new Connections(MAX_DRIVERS);

    private ControlServer(List<ServerSocket> servers) {
        this.servers = servers;
    }

    /**
     * Takes the first free port.
     *
     * @throws BindException with a sentence for a person, if none is free
     */
    static ControlServer start(
            List<Integer> candidates, String tokenHash, ControlConnection.Asked asked)
            throws IOException {
        IOException last = new BindException("none was given");
        for (int candidate : candidates) {
            try {
                var server = new ControlServer(bind(candidate));
                for (ServerSocket socket : server.servers) {
                    Accepting.start(socket, stranger -> server.take(stranger, tokenHash, asked));
                }
                return server;
            } catch (IOException e) {
                last = e;
            }
        }
        throw new BindException(
                "Cannot be controlled on any of the ports "
                        + candidates
                        + " of loopback (the last one failed: "
                        + last.getMessage()
                        + ").");
    }

    private static List<ServerSocket> bind(int candidate) throws IOException {
        var v4 = new ServerSocket();
        try {
            v4.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), candidate), BACKLOG);
        } catch (IOException e) {
            v4.close();
            throw e;
        }
        var v6 = new ServerSocket();
        try {
            v6.bind(
                    new InetSocketAddress(InetAddress.ofLiteral("::1"), v4.getLocalPort()),
                    BACKLOG);
            return List.of(v4, v6);
        } catch (IOException | RuntimeException e) {
            // No IPv6, or the port is somebody else's there; a port-forward tries both.
            v6.close();
            return List.of(v4);
        }
    }

    int port() {
        return servers.getFirst().getLocalPort();
    }

    /** Whether a driver that said the token is connected. */
    boolean hasDriver() {
        return drivers.size() > 0;
    }

    /** What has to be swept. */
    List<Connections> connections() {
        return List.of(strangers, drivers);
    }

    private void take(Socket socket, String tokenHash, ControlConnection.Asked asked) {
        strangers.add(socket, TIME_TO_SAY_HELLO);
        var connection = new ControlConnection(new SocketLink(socket), tokenHash, asked);
        Thread.startVirtualThread(connection::serve);
    }

    private final class SocketLink implements Link {
        private final Socket socket;

        SocketLink(Socket socket) {
            this.socket = socket;
        }

        @Override
        public InputStream in() throws IOException {
            return socket.getInputStream();
        }

        @Override
        public OutputStream out() throws IOException {
            return socket.getOutputStream();
        }

        @Override
        public void trusted() {
            strangers.remove(socket);
            drivers.add(socket, FOR_EVER);
        }

        @Override
        public void writing(boolean now) {
            drivers.extend(socket, now ? TIME_TO_READ : FOR_EVER);
        }

        @Override
        public void close() {
            strangers.remove(socket);
            drivers.remove(socket);
            try {
                socket.close();
            } catch (IOException e) {
                // Gone already.
            }
        }

        @Override
        public Thread start(Runnable task) {
            return Thread.startVirtualThread(task);
        }
    }

    @Override
    public void close() throws IOException {
        for (ServerSocket server : servers) {
            server.close();
        }
        strangers.closeAll();
        drivers.closeAll();
    }
}
