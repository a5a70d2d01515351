package io.github.k8sbykeshed.validator.catalog.lb;

import static io.github.k8sbykeshed.validator.expect.Expectation.notAnswered;
import static io.github.k8sbykeshed.validator.scenario.Expected.answeredByBackends;
import static io.github.k8sbykeshed.validator.scenario.Expected.everywhere;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.loadBalancer;

import io.github.k8sbykeshed.validator.probe.Family;
import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;
import java.util.List;

/** From inside the cluster and by node ports implementations differ: recorded. */
public final class SourceRanges implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of("lb/source-ranges", "only clients of the listed ranges are served")
                .label("type=load_balancer_source_ranges")
                .needs(Need.loadBalancer())
                .needs(Need.outsideClient())
                .only(Protocol.TCP)
                .covers(
                        "LoadBalancers [Feature:LoadBalancer] should only allow access from service loadbalancer source ranges");
    }

    @Override
    public void run(Lab lab) {
        var outside = lab.clients().outside();
        boolean v4 = lab.family() == Family.IPV4;
        String client = lab.addressOf(outside.getFirst()) + (v4 ? "/32" : "/128");
        String others = v4 ? "192.0.2.0/24" : "2001:db8::/32";
        var listed = loadBalancer().with("loadBalancerSourceRanges", List.of(client));
        var service = lab.services().create(listed, lab.spares().getFirst());
        var access = service.loadBalancer();
        lab.expect("the client is listed", outside, access, answeredByBackends());
        service.update(loadBalancer().with("loadBalancerSourceRanges", List.of(others)));
        lab.expect("others are listed", outside, access, everywhere(notAnswered()));
        lab.record("others are listed, from inside", lab.sample(), access);
        lab.record("others are listed, by node ports", outside, service.nodePorts());
        service.update(loadBalancer().with("loadBalancerSourceRanges", List.of(others, client)));
        lab.expect("the client too", outside, access, answeredByBackends());
        service.update(loadBalancer());
        lab.expect("none is listed", outside, access, answeredByBackends());
    }
}
