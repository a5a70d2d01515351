package io.github.k8sbykeshed.validator.scenario;

import io.github.k8sbykeshed.validator.scenario.ClusterObjects.ClusterException;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects.Created;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects.Manifest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Creates, changes and deletes a case's Services, and knows whether one of them has a node port
 * that proxies may remember as another's.
 */
final class CaseServices {

    private static final Created NOTHING = new Created(List.of(), List.of(), 0);

    private final Surroundings around;
    private final Map<String, Created> now = new HashMap<>();
    private boolean reused;

    CaseServices(Surroundings around) {
        this.around = around;
    }

    /** Creates a Service; waits for other cases while all addresses or node ports are in use. */
    Created create(Manifest manifest) {
        long end = System.nanoTime() + around.budgets().service().toNanos();
        while (true) {
            try {
                return keep(manifest, around.objects().create(manifest));
            } catch (ClusterException e) {
                long left = end - System.nanoTime();
                if (!e.isFull() || left < 0) {
                    throw e;
                }
                awaitRelease(Duration.ofNanos(left));
            }
        }
    }

    private void awaitRelease(Duration most) {
        try {
            around.addresses().awaitRelease(most);
        } catch (InterruptedException e) {
            throw Ended.stopped();
        }
    }

    Created update(Manifest manifest) {
        return keep(manifest, around.objects().update(manifest));
    }

    private Created keep(Manifest manifest, Created created) {
        Created before = now.getOrDefault(manifest.name(), NOTHING);
        now.put(manifest.name(), created);
        if (!created.equals(before)) {
            List<Integer> added = new ArrayList<>(created.nodePorts());
            added.removeAll(before.nodePorts());
            reused |=
                    around.addresses()
                            .isRemembered(new Created(List.of(), added, added(before, created)));
            List<Integer> gone = new ArrayList<>(before.nodePorts());
            gone.removeAll(created.nodePorts());
            around.addresses().released(new Created(List.of(), gone, added(created, before)));
        }
        return created;
    }

    /** The health check port that the second one has and the first one has not; 0 if none. */
    private static int added(Created before, Created after) {
        int port = after.healthCheckNodePort();
        return port == before.healthCheckNodePort() ? 0 : port;
    }

    void delete(Manifest manifest) {
        around.objects().deleteService(manifest.namespace(), manifest.name());
        around.addresses().released(now.getOrDefault(manifest.name(), NOTHING));
        now.remove(manifest.name());
    }

    /** All Services of the case are deleted. */
    void end() {
        now.values().forEach(around.addresses()::released);
        now.clear();
    }

    /** Whether a Service got a node port that was in use short ago; only until the next call. */
    boolean takeReused() {
        boolean was = reused;
        reused = false;
        return was;
    }
}
