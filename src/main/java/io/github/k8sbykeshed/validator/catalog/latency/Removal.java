package io.github.k8sbykeshed.validator.catalog.latency;

import static io.github.k8sbykeshed.validator.expect.Expectation.notAnswered;
import static io.github.k8sbykeshed.validator.scenario.Expected.answeredByBackends;
import static io.github.k8sbykeshed.validator.scenario.Expected.everywhere;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.clusterIp;

import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;

/**
 * Measures how long each node takes to see that an endpoint is gone, as {@link Programming} does.
 */
public final class Removal implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of("latency/removal", "removed endpoints are seen by every node")
                .label("type=programming_latency")
                .runsInQuiet();
    }

    @Override
    public void run(Lab lab) {
        var backend = lab.spares().getFirst();
        var service = lab.services().empty(clusterIp(), backend);
        var access = service.clusterIp();
        service.select(backend);
        lab.expect("served by its endpoint", lab.podsAndHosts(), access, answeredByBackends());
        lab.expectAfter(
                () -> service.deselect(backend),
                "endpoint removed -> unreachable",
                lab.podsAndHosts(),
                access,
                everywhere(notAnswered()));
    }
}
