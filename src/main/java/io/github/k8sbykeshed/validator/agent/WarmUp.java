package io.github.k8sbykeshed.validator.agent;

import io.github.k8sbykeshed.validator.probe.Address;
import io.github.k8sbykeshed.validator.probe.Message;
import io.github.k8sbykeshed.validator.probe.Probe;
import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.probe.Series;
import io.github.k8sbykeshed.validator.probe.Target;
import io.github.k8sbykeshed.validator.probe.Wire;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Probes the agent's own port over loopback once, and throws the result away: else the loading of
 * classes, tens of milliseconds, would be part of the first times that are measured.
 */
final class WarmUp {

    private static final int TIMEOUT_MILLIS = 1000;

    private WarmUp() {}

    /** Begins, and returns at once. */
    static void start(int port) {
        Thread.startVirtualThread(() -> {
            try {
                run(port);
            } catch (IOException e) {
                // Then the first probe takes longer.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private static void run(int port) throws IOException, InterruptedException {
        List<Probe> probes = new ArrayList<>(2);
        for (Protocol protocol : Protocol.values()) {
            Target self =
                    Target.agent(
                            Target.Reach.DIRECT, "self", new Address("127.0.0.1"), port, protocol);
            probes.add(Probe.once(self, TIMEOUT_MILLIS));
        }
        var asked = (Message.Run) overTheWire(new Message.Run(0, 0, 2, probes));
        for (Series series : Agent.probe(asked.probes(), asked.inFlight())) {
            overTheWire(new Message.Result(0, 0, series));
        }
    }

    private static Message overTheWire(Message message) throws IOException {
        var bytes = new ByteArrayOutputStream();
        Wire.write(bytes, message);
        return Wire.read(new ByteArrayInputStream(bytes.toByteArray()), Wire.MAX_FRAME);
    }
}
