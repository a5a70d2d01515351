package io.github.k8sbykeshed.validator.catalog.latency;

import static io.github.k8sbykeshed.validator.scenario.Expected.answeredByBackends;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.clusterIp;

import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;
import java.util.List;

/**
 * How long each node takes to see a change: from just before it is asked of the API server to the
 * first connection that shows it, on one clock. Slow is reported; never is a violation.
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
        var created = lab.service(clusterIp(), backend);
        lab.expect(
                "Service created -> answers",
                lab.podsAndHosts(),
                List.of(created.viaClusterIp()),
                answeredByBackends());
        var service = lab.emptyService(clusterIp(), backend);
        var access = List.of(service.viaClusterIp());
        lab.expectAfter(
                () -> lab.select(service, backend),
                "endpoint ready -> reachable",
                lab.podsAndHosts(),
                access,
                answeredByBackends());
    }
}
