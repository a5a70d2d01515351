package io.github.k8sbykeshed.validator.catalog.lb;

import static io.github.k8sbykeshed.validator.expect.Expectation.answeredBy;
import static io.github.k8sbykeshed.validator.scenario.Expected.everywhere;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.loadBalancer;

import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Place;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;

/** The old backend stays alive and answers, so a flow that still goes to it is found out. */
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
                        "LoadBalancers [Feature:LoadBalancer] should be able to preserve UDP traffic when server pod cycles for a LoadBalancer service on different nodes")
                .covers(
                        "LoadBalancers [Feature:LoadBalancer] should be able to preserve UDP traffic when server pod cycles for a LoadBalancer service on the same nodes");
    }

    @Override
    public void run(Lab lab) {
        var old = lab.spares().getFirst();
        replace(lab, "", old, lab.spares().getLast());
        replace(lab, " on the same node", old, lab.clients().beside(old));
    }

    private static void replace(Lab lab, String where, Place old, Place next) {
        // A pod to itself is another scenario's.
        var clients = lab.everywhere().stream().filter(each -> !each.equals(next)).toList();
        var service = lab.services().empty(loadBalancer(), old, next);
        service.select(old);
        var access = service.loadBalancer();
        // A client that asks at an address before the proxies know it may get no answer for as long
        // as it asks on: kube-proxy forgets flows when endpoints change, not when an address comes.
        lab.expect("served" + where, clients, access, everywhere(answeredBy(old.id())));
        var pinned = lab.fromPinnedPort(access);
        lab.expect("before" + where, clients, pinned, everywhere(answeredBy(old.id())));
        service.select(next);
        service.deselect(old);
        lab.expect("same ports" + where, clients, pinned, everywhere(answeredBy(next.id())));
    }
}
