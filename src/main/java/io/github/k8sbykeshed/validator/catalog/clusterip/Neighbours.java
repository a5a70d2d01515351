package io.github.k8sbykeshed.validator.catalog.clusterip;

import static io.github.k8sbykeshed.validator.expect.Expectation.answeredBy;
import static io.github.k8sbykeshed.validator.expect.Expectation.notAnswered;
import static io.github.k8sbykeshed.validator.scenario.Expected.answeredByBackends;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.clusterIp;

import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;
import java.util.List;

/** What comes and goes beside a Service is none of its business. */
public final class Neighbours implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "clusterip/neighbours",
                        "a Service is served alike while others are created and deleted")
                .label("type=cluster_ip_neighbours")
                .only(Protocol.TCP)
                .covers("Services should be able to up and down services");
    }

    @Override
    public void run(Lab lab) {
        var service = lab.service(clusterIp(), lab.spares().getFirst());
        var staying = service.viaClusterIp();
        lab.expect("alone", lab.few(), List.of(staying), answeredByBackends());
        var other = lab.service(clusterIp(), lab.spares().getLast());
        var both = List.of(staying, other.viaClusterIp());
        lab.expect("with another one", lab.few(), both, answeredByBackends());
        lab.delete(other);
        lab.expect(
                "alone again",
                lab.few(),
                both,
                (from, to) -> to.equals(staying) ? answeredBy(to.agents()) : notAnswered());
    }
}
