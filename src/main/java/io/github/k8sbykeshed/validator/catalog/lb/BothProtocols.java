package io.github.k8sbykeshed.validator.catalog.lb;

import static io.github.k8sbykeshed.validator.scenario.Expected.answeredByBackends;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.loadBalancer;

import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;

/** TCP and UDP have the same port number. */
public final class BothProtocols implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of("lb/both-protocols", "one load balancer's address serves TCP and UDP")
                .label("type=load_balancer_two_protocols")
                .needs(Need.loadBalancer())
                .protocolsTogether()
                .covers(
                        "Services should serve endpoints on same port and different protocol for internal traffic on Type LoadBalancer");
    }

    @Override
    public void run(Lab lab) {
        var service = lab.services().create(loadBalancer(), lab.spares().getFirst());
        lab.expect(
                "both protocols",
                lab.clients().sampleAndOutside(),
                service.loadBalancer(),
                answeredByBackends());
    }
}
