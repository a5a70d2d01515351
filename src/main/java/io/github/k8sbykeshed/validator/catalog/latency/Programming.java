package io.github.k8sbykeshed.validator.catalog.latency;

import static io.github.k8sbykeshed.validator.scenario.Expected.answeredByBackends;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.clusterIp;

import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;

/**
 * Measures how long each node takes to see a change: from just before the request to the API server
 * to the first connection that shows it, on one clock. A node that is slow is reported, one that
 * never sees it violates.
 */
public final class Programming implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "latency/programming",
                        "new Services and new endpoints are seen by every node")
                .label("type=programming_latency")
                .runsInQuiet()
                .covers("Service endpoints latency should not be very high");
    }

    @Override
    public void run(Lab lab) {
        var backend = lab.spares().getFirst();
        var created = lab.services().create(clusterIp(), backend);
        lab.expect(
                "Service created -> answers",
                lab.podsAndHosts(),
                created.clusterIp(),
                answeredByBackends());
        var service = lab.services().empty(clusterIp(), backend);
        var access = service.clusterIp();
        lab.expectAfter(
                () -> service.select(backend),
                "endpoint ready -> reachable",
                lab.podsAndHosts(),
                access,
                answeredByBackends());
    }
}
