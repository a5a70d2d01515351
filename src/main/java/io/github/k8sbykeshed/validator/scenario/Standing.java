package io.github.k8sbykeshed.validator.scenario;

import io.github.k8sbykeshed.validator.expect.Expectation;
import io.github.k8sbykeshed.validator.probe.Family;
import io.github.k8sbykeshed.validator.probe.Probe;
import io.github.k8sbykeshed.validator.probe.Protocol;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/**
 * The Services that started with the agents, and the one wait until proxies serve them, so that not
 * every case polls them by itself. It is made from the nodes' own networks.
 */
public final class Standing {

    /** Longer than a proxy that works takes; where one does not, each case waits by itself. */
    private static final Duration MOST = Duration.ofSeconds(3);

    /** How many Services each node is asked about. */
    private static final int ASKED = 10;

    private final List<Service> services;
    private final AtomicBoolean begun;
    private final CountDownLatch settled;

    public Standing(List<Service> services) {
        this(services, new AtomicBoolean(), new CountDownLatch(1));
    }

    private Standing(List<Service> services, AtomicBoolean begun, CountDownLatch settled) {
        this.services = List.copyOf(services);
        this.begun = begun;
        this.settled = settled;
    }

    /** With no other backends than these; all such views share the one wait. */
    Standing only(Predicate<Place> backends) {
        return new Standing(
                services.stream().map(service -> service.only(backends)).toList(), begun, settled);
    }

    /** All of them. */
    public List<Service> services() {
        return services;
    }

    /** Waits until they are served, or for a few seconds; returns at once from then on. */
    void settle(Surroundings around) throws InterruptedException {
        if (begun.compareAndSet(false, true)) {
            try {
                ask(around);
            } finally {
                settled.countDown();
            }
        }
        settled.await();
    }

    private void ask(Surroundings around) throws InterruptedException {
        Plan plan = new Plan();
        List<Place> hosts = around.hosts();
        for (int row = 0; row < hosts.size(); row++) {
            for (int i = 0; i < Math.min(ASKED, services.size()); i++) {
                Service service = services.get((row + i) % services.size());
                for (Family family : around.facts().families()) {
                    var one = service.only(List.of(family), List.of(Protocol.TCP));
                    Place host = hosts.get(row);
                    Asking.waiting(
                                    Expectation.served(),
                                    one.clusterIp().getFirst().target(),
                                    1,
                                    MOST)
                            .map(Probe::onceMet)
                            .ifPresent(probe -> plan.add(host, probe));
                }
            }
        }
        Plan.Running running = plan.start(around.prober(), around.inFlight());
        if (!running.await(MOST)) {
            running.abandon();
        }
    }
}
