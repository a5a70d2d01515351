package io.github.k8sbykeshed.validator.catalog.affinity;

import static io.github.k8sbykeshed.validator.scenario.Expected.answeredByOneOfThem;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.loadBalancer;

import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;
import java.time.Duration;

/** The same through a load balancer's address, for clients outside the cluster as well. */
public final class LoadBalancer implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "affinity/load-balancer",
                        "with session affinity a client of a load balancer stays with its backend")
                .label("type=load_balancer_sessionAffinity")
                .needs(Need.loadBalancer())
                .only(Protocol.TCP)
                .needs(Need.nodes(2))
                .covers(
                        "LoadBalancers [Feature:LoadBalancer] should have session affinity work for LoadBalancer service with Cluster traffic policy");
    }

    @Override
    public void run(Lab lab) {
        var service = lab.serviceOfPods(loadBalancer().clientIpAffinity(Duration.ofHours(3)));
        lab.expect(
                "every source",
                lab.fewAndOutside(),
                lab.loadBalancer(service),
                answeredByOneOfThem());
    }
}
