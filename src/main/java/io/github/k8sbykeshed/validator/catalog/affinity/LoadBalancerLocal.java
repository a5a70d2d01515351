package io.github.k8sbykeshed.validator.catalog.affinity;

import static io.github.k8sbykeshed.validator.scenario.Expected.answeredByAllOfThem;
import static io.github.k8sbykeshed.validator.scenario.Expected.answeredByOneOfThem;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.loadBalancer;

import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;
import java.time.Duration;

/**
 * Both backends are on one node: if they were on two, the traffic policy alone would keep a client
 * at its backend.
 */
public final class LoadBalancerLocal implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "affinity/load-balancer-local",
                        "a client outside stays with its backend where externalTrafficPolicy is Local, too")
                .label("type=load_balancer_sessionAffinity_local")
                .needs(Need.loadBalancer())
                .needs(Need.outsideClient())
                .only(Protocol.TCP)
                .covers(
                        "LoadBalancers [Feature:LoadBalancer] should have session affinity work for LoadBalancer service with Local traffic policy")
                .covers(
                        "LoadBalancers [Feature:LoadBalancer] should be able to switch session affinity for LoadBalancer service with Local traffic policy");
    }

    @Override
    public void run(Lab lab) {
        var one = lab.spares().getFirst();
        var two = lab.clients().beside(one);
        var local = loadBalancer().externalTrafficPolicyLocal();
        var service = lab.services().empty(local.clientIpAffinity(Duration.ofHours(3)), one, two);
        service.select(one, two);
        var access = service.loadBalancer();
        lab.expect("from outside", lab.clients().outside(), access, answeredByOneOfThem());
        service.update(local.with("sessionAffinity", "None"));
        lab.expect("switched off", lab.clients().outside(), access, answeredByAllOfThem());
    }
}
