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

/** Session affinity at a load balancer's address, also for clients outside the cluster. */
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
                        "LoadBalancers [Feature:LoadBalancer] should have session affinity work for LoadBalancer service with Cluster traffic policy")
                .covers(
                        "LoadBalancers [Feature:LoadBalancer] should be able to switch session affinity for LoadBalancer service with Cluster traffic policy");
    }

    @Override
    public void run(Lab lab) {
        var plain = loadBalancer();
        var service = lab.services().ofPods(plain.clientIpAffinity(Duration.ofHours(3)));
        var access = service.loadBalancer();
        // Until the proxy of the client's node knows the address, another node chooses the backend.
        lab.awaitChanges("a Service made later", lab.sample());
        lab.expect("every source", lab.clients().sampleAndOutside(), access, answeredByOneOfThem());
        service.update(plain.with("sessionAffinity", "None"));
        lab.expect("switched off", lab.clients().sampleAndOutside(), access, answeredByAllOfThem());
    }
}
