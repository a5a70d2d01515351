package io.github.k8sbykeshed.validator.catalog.clusterip;

import static io.github.k8sbykeshed.validator.expect.Expectation.refused;
import static io.github.k8sbykeshed.validator.scenario.Expected.answeredByBackends;
import static io.github.k8sbykeshed.validator.scenario.Expected.everywhere;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.clusterIp;

import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;

/** A backend appears in between, which shows that the refusals are those of this Service. */
public final class NoEndpoints implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "clusterip/no-endpoints",
                        "a Service without endpoints refuses; it works as soon as one appears")
                .label("type=cluster_ip_endless")
                .covers("Services should be rejected when no endpoints exist");
    }

    @Override
    public void run(Lab lab) {
        var backend = lab.pods().getFirst();
        var service = lab.services().empty(clusterIp(), backend);
        var access = service.clusterIp();
        var from = lab.clients().forRefusals();
        lab.expect("refused without endpoints", from, access, everywhere(refused()));
        service.select(backend);
        lab.expect("served by the first one", from, access, answeredByBackends());
        service.deselect(backend);
        lab.expect("refused once it is gone", from, access, everywhere(refused()));
    }
}
