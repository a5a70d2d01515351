package io.github.k8sbykeshed.validator.catalog.lb;

import static io.github.k8sbykeshed.validator.expect.Expectation.answeredBy;
import static io.github.k8sbykeshed.validator.expect.Expectation.seeing;
import static io.github.k8sbykeshed.validator.scenario.Expected.everywhere;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.loadBalancer;

import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;

/**
 * Only nodes with a backend may take the traffic, so nobody has to masquerade it. A load balancer
 * that proxies has made another client of it before, of which nothing is said.
 */
public final class ExternalLocal implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "lb/external-local",
                        "externalTrafficPolicy Local keeps the client's address through a load balancer")
                .label("type=load_balancer_traffic_local")
                .needs(Need.loadBalancer())
                .needs(Need.outsideClient())
                .only(Protocol.TCP)
                .covers(
                        "LoadBalancers ExternalTrafficPolicy: Local [Feature:LoadBalancer] should work for type=LoadBalancer");
    }

    @Override
    public void run(Lab lab) {
        var outside = lab.outside();
        var backend = lab.spares().getFirst();
        var service = lab.service(loadBalancer().externalTrafficPolicyLocal(), backend);
        var access = lab.loadBalancer(service);
        var answered = answeredBy(backend.id());
        if (lab.isProxied(service)) {
            lab.expect("from outside, by a proxy", outside, access, everywhere(answered));
        } else {
            lab.expect(
                    "from outside",
                    outside,
                    access,
                    (from, to) -> answered.and(seeing(lab.addressOf(from))));
        }
        lab.record("from inside", lab.podsAndHosts(), access);
    }
}
