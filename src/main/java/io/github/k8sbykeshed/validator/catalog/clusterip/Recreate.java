package io.github.k8sbykeshed.validator.catalog.clusterip;

import static io.github.k8sbykeshed.validator.expect.Expectation.notAnswered;
import static io.github.k8sbykeshed.validator.scenario.Expected.answeredByBackends;
import static io.github.k8sbykeshed.validator.scenario.Expected.everywhere;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.clusterIp;

import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;

/** The backend stays, so an answer at the old address is a proxy that did not forget it. */
public final class Recreate implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "clusterip/recreate",
                        "a deleted Service is dead, and serves when it is created again")
                .label("type=cluster_ip_recreate")
                .covers("Services should work after the service has been recreated");
    }

    @Override
    public void run(Lab lab) {
        var service = lab.services().create(clusterIp(), lab.spares().getFirst());
        var old = service.clusterIp();
        lab.expect("created", lab.sample(), old, answeredByBackends());
        service.delete();
        lab.expect("deleted", lab.sample(), old, everywhere(notAnswered()));
        service.recreate();
        lab.expect("created again", lab.sample(), service.clusterIp(), answeredByBackends());
    }
}
