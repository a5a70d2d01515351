package io.github.k8sbykeshed.validator.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.LocalPortForward;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * By port-forward through the API server: independent of the pod network that is under test. The
 * agent listens on the first of some ports that was free, so each is tried in turn; but the first
 * one every other time, which mostly is it and only not there yet.
 */
final class PodConnector implements Connector {

    /** An agent says that it is alive every second. */
    private static final int SILENCE_MILLIS = 5_000;

    private final KubernetesClient client;
    private final String namespace;
    private final String name;
    private final List<Integer> ports;
    private int tries;
    private @Nullable String trouble;
    private @Nullable LocalPortForward forward;

    PodConnector(KubernetesClient client, String namespace, String name, List<Integer> ports) {
        this.client = client;
        this.namespace = namespace;
        this.name = name;
        this.ports = List.copyOf(ports);
    }

    @Override
    public synchronized Connection connect() throws IOException {
        try {
            if (forward == null) {
                int port = port(ports, tries++);
                forward = client.pods().inNamespace(namespace).withName(name).portForward(port);
            }
            Socket socket = new Socket(forward.getLocalAddress(), forward.getLocalPort());
            socket.setSoTimeout(SILENCE_MILLIS);
            socket.setTcpNoDelay(true);
            return new SocketConnection(socket, socket.getInputStream(), socket.getOutputStream());
        } catch (KubernetesClientException e) {
            trouble = e.getMessage();
            throw new IOException("no port-forward to " + name, e);
        }
    }

    /**
     * The port to try.
     *
     * @param tries how many were tried before
     */
    static int port(List<Integer> ports, int tries) {
        return tries % 2 == 0 || ports.size() == 1
                ? ports.getFirst()
                : ports.get(1 + tries / 2 % (ports.size() - 1));
    }

    /** The port that was forwarded is not the one: the next connection takes the next one. */
    @Override
    public synchronized void tryNext() {
        remember();
        if (ports.size() > 1) {
            closeForward();
        }
    }

    /** Failures of a forward show only beside its connections, which just end. */
    private void remember() {
        LocalPortForward open = forward;
        if (open != null) {
            Stream.concat(open.getClientThrowables().stream(), open.getServerThrowables().stream())
                    .map(Throwable::getMessage)
                    .filter(Objects::nonNull)
                    .forEach(message -> trouble = message);
        }
    }

    @Override
    public synchronized Optional<String> trouble() {
        remember();
        return Optional.ofNullable(trouble);
    }

    @Override
    public Optional<String> gone() {
        try {
            Pod pod = client.pods().inNamespace(namespace).withName(name).get();
            if (pod == null) {
                return Optional.of("its agent's pod was deleted");
            }
            String deletion = pod.getMetadata().getDeletionTimestamp();
            // Until then, the end of its grace, it may go on: terminating pods are asked, too.
            if (deletion != null && Instant.parse(deletion).isBefore(Instant.now())) {
                return Optional.of("its agent's pod is being deleted");
            }
            String phase = pod.getStatus() == null ? "" : pod.getStatus().getPhase();
            return "Failed".equals(phase) || "Succeeded".equals(phase)
                    ? Optional.of("its agent's pod has ended (" + phase + ")")
                    : Optional.empty();
        } catch (KubernetesClientException e) {
            return Optional.empty();
        }
    }

    @Override
    public synchronized void close() {
        closeForward();
    }

    private void closeForward() {
        LocalPortForward open = forward;
        forward = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                // Closed is what it was to be.
            }
        }
    }

    private record SocketConnection(Socket socket, InputStream in, OutputStream out)
            implements Connection {
        @Override
        public void close() {
            try {
                socket.close();
            } catch (IOException e) {
                // Closed is what it was to be.
            }
        }
    }
}
