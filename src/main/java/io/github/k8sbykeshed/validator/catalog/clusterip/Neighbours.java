package io.github.k8sbykeshed.validator.catalog.clusterip;

import static io.github.k8sbykeshed.validator.expect.Expectation.answeredBy;
import static io.github.k8sbykeshed.validator.expect.Expectation.notAnswered;
import static io.github.k8sbykeshed.validator.scenario.Expected.answeredByBackends;
import static io.github.k8sbykeshed.validator.scenario.Service.clusterIps;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.clusterIp;

import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;
import java.util.List;

/** Another Service is created and deleted beside one that has to be served all the time. */
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
        var service = lab.services().create(clusterIp(), lab.spares().getFirst());
        var staying = service.clusterIp();
        lab.expect("alone", lab.sample(), staying, answeredByBackends());
        var other = lab.services().create(clusterIp(), lab.spares().getLast());
        var both = clusterIps(List.of(service, other));
        lab.expect("with another one", lab.sample(), both, answeredByBackends());
        other.delete();
        lab.expect(
                "alone again",
                lab.sample(),
                both,
                (from, to) -> staying.contains(to) ? answeredBy(to.agents()) : notAnswered());
    }
}
