package io.github.k8sbykeshed.validator.catalog.lb;

import static io.github.k8sbykeshed.validator.expect.Expectation.answeredBy;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.loadBalancer;

import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;

/** The old backend stays alive: what still goes to it is answered by it, and found out. */
public final class UdpStale implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "lb/udp-stale",
                        "a UDP client of a load balancer follows the replacement of the backend")
                .label("type=load_balancer_udp_stale")
                .needs(Need.loadBalancer())
                .only(Protocol.UDP)
                .needs(Need.nodes(2))
                .covers(
                        "LoadBalancers [Feature:LoadBalancer] should be able to preserve UDP traffic when server pod cycles for a LoadBalancer service on different nodes");
    }

    @Override
    public void run(Lab lab) {
        var old = lab.spares().getFirst();
        var next = lab.spares().getLast();
        var service = lab.emptyService(loadBalancer(), old, next);
        lab.select(service, old);
        var sockets = lab.sameSockets(lab.loadBalancer(service));
        lab.expect("before", lab.everywhere(), sockets, (from, to) -> answeredBy(old.id()));
        lab.select(service, next);
        lab.deselect(service, old);
        lab.expect("same sockets", lab.everywhere(), sockets, (from, to) -> answeredBy(next.id()));
    }
}
