package io.github.k8sbykeshed.validator.agent;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.function.Consumer;

/** Accepts connections until the server's socket is closed, whatever else goes wrong. */
final class Accepting {

    private Accepting() {}

    static void start(ServerSocket server, Consumer<Socket> accepted) {
        Thread.startVirtualThread(() -> loop(server, accepted));
    }

    private static void loop(ServerSocket server, Consumer<Socket> accepted) {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                try {
                    // Else a second small write waits 40 ms for the acknowledgement of the first.
                    socket.setTcpNoDelay(true);
                } catch (IOException e) {
                    // Gone already, which whoever serves it will find.
                }
                accepted.accept(socket);
            } catch (IOException | RuntimeException e) {
                if (!server.isClosed() && !pause()) {
                    return;
                }
            }
        }
    }

    /** Out of file descriptors, most likely: some come back when idle clients are cut off. */
    private static boolean pause() {
        try {
            Thread.sleep(20);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }
}
