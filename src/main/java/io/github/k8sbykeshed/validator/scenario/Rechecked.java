package io.github.k8sbykeshed.validator.scenario;

import io.github.k8sbykeshed.validator.expect.Comparison;
import io.github.k8sbykeshed.validator.result.LossTable.Sum;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * What all rechecks of a run have shown together of each node that they asked from. All methods may
 * be called at once.
 */
final class Rechecked {

    /** So many silences by Services have to be theirs to one that may be the network's. */
    private static final double TIMES = 5;

    private static final Comparison NOTHING = new Comparison(0, 0, 0, 0);

    private final Semaphore turn = new Semaphore(1, /* fair= */ true);

    /** By node, and by what was asked there. */
    private final Map<String, Map<Object, Comparison>> known = new ConcurrentHashMap<>();

    /** Whose turn it is to send thousands of packets. */
    Semaphore turn() {
        return turn;
    }

    /** What is known by now of one cell, in place of what was known of it before. */
    void know(String node, Object cell, Comparison now) {
        known.computeIfAbsent(node, n -> new ConcurrentHashMap<>()).put(cell, now);
    }

    /**
     * Whether it is shown that Services lose {@link #TIMES} as much as the network of what this
     * node sends: no further silence there needs thousands of packets to be believed.
     */
    boolean isShown(String node) {
        Comparison all =
                known.getOrDefault(node, Map.of()).values().stream()
                        .reduce(NOTHING, Comparison::plus);
        var services = new Sum(all.sent(), all.lost());
        var network = new Sum(all.directSent(), all.directLost());
        return all.blamesService() && services.interval().low() > TIMES * network.interval().high();
    }
}
