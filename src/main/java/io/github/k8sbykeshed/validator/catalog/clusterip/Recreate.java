package io.github.k8sbykeshed.validator.catalog.clusterip;

import static io.github.k8sbykeshed.validator.expect.Expectation.notAnswered;
import static io.github.k8sbykeshed.validator.scenario.Expected.answeredByBackends;
import static io.github.k8sbykeshed.validator.scenario.Expected.everywhere;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.clusterIp;

import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;

/** The backend stays: it is the old address that has to die. */
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
        var service = lab.service(clusterIp(), lab.spares().getFirst());
        var old = service.viaClusterIps();
        lab.expect("created", lab.few(), old, answeredByBackends());
        lab.delete(service);
        lab.expect("deleted", lab.few(), old, everywhere(notAnswered()));
        var next = lab.recreate(service);
        lab.expect("created again", lab.few(), next.viaClusterIps(), answeredByBackends());
    }
}
