package io.github.k8sbykeshed.validator.catalog.lb;

import static io.github.k8sbykeshed.validator.expect.Expectation.answeredBy;
import static io.github.k8sbykeshed.validator.expect.Expectation.recorded;
import static io.github.k8sbykeshed.validator.expect.Expectation.seeing;
import static io.github.k8sbykeshed.validator.scenario.Expected.everywhere;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.loadBalancer;

import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.probe.Source;
import io.github.k8sbykeshed.validator.scenario.Expected;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Place;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;

/**
 * Only nodes with a backend take the traffic, so that no node has to masquerade it. When the
 * backend moves, the traffic does. A load balancer that is a proxy replaces the client's address
 * before, so none is expected then.
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
                        "LoadBalancers ExternalTrafficPolicy: Local [Feature:LoadBalancer] should work for type=LoadBalancer")
                .covers(
                        "LoadBalancers ExternalTrafficPolicy: Local [Feature:LoadBalancer] should work from pods")
                .covers(
                        "LoadBalancers ExternalTrafficPolicy: Local [Feature:LoadBalancer] should only target nodes with endpoints");
    }

    @Override
    public void run(Lab lab) {
        var one = lab.spares().getFirst();
        var two = lab.spares().getLast();
        var service = lab.services().empty(loadBalancer().externalTrafficPolicyLocal(), one, two);
        service.select(one);
        var access = service.loadBalancer();
        if (service.isBehindProxy()) {
            lab.expect(
                    "from outside, by a proxy",
                    lab.clients().outside(),
                    access,
                    everywhere(answeredBy(one.id())));
            lab.record("from inside", lab.podsAndHosts(), access);
            return;
        }
        lab.expect("from outside", lab.clients().outside(), access, itself(lab, one));
        // Implementations differ in what they give a node's own processes.
        lab.expect(
                "from inside",
                lab.podsAndHosts(),
                access,
                (from, to) ->
                        from.source().kind() == Source.Kind.HOST
                                ? recorded()
                                : itself(lab, one).of(from, to));
        service.select(two);
        service.deselect(one);
        lab.expect("moved, from outside", lab.clients().outside(), access, itself(lab, two));
    }

    /** Expects that this backend answers, and sees the client's own address. */
    private static Expected itself(Lab lab, Place backend) {
        return (from, to) -> answeredBy(backend.id()).and(seeing(lab.addressOf(from)));
    }
}
