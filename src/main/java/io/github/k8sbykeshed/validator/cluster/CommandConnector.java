package io.github.k8sbykeshed.validator.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * By the standard input and output of a command that runs an agent somewhere outside the cluster,
 * for instance {@code ssh HOST svc-test agent --stdio}. It is started once: a second one would not
 * know the first one's batches.
 */
final class CommandConnector implements Connector {

    private final String command;
    private @Nullable Process process;
    private boolean started;

    CommandConnector(String command) {
        this.command = command;
    }

    @Override
    public synchronized Connection connect() throws IOException {
        if (started) {
            throw new IOException("the outside client's command has ended");
        }
        started = true;
        Process running =
                new ProcessBuilder("sh", "-c", "exec " + command)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        process = running;
        return new Streams(running.getInputStream(), running.getOutputStream());
    }

    @Override
    public synchronized Optional<String> gone() {
        return started
                ? Optional.of("the outside client's command has ended" + how() + ": " + command)
                : Optional.empty();
    }

    /** A command that has ended will not come back. */
    @Override
    public boolean mayStillStart() {
        return false;
    }

    private String how() {
        Process ended = process;
        try {
            // Its output may end a moment before it does.
            return ended == null || !ended.waitFor(1, TimeUnit.SECONDS)
                    ? ""
                    : " with exit code " + ended.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    @Override
    public synchronized void close() {
        Process running = process;
        process = null;
        if (running != null) {
            // The end of its input ends the agent, also at the far end of ssh.
            try {
                running.getOutputStream().close();
                if (!running.waitFor(2, TimeUnit.SECONDS)) {
                    running.destroy();
                }
            } catch (IOException e) {
                running.destroy();
            } catch (InterruptedException e) {
                running.destroy();
                Thread.currentThread().interrupt();
            }
        }
    }

    private record Streams(InputStream in, OutputStream out) implements Connection {
        @Override
        public void close() {
            try {
                out.close();
            } catch (IOException e) {
                // Closed is what it was to be.
            }
        }
    }
}
