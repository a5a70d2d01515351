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
                        "LoadBalancers [Feature:LoadBalancer] should have session affinity work for LoadBalancer service with Cluster traffic policy")
                .covers(
                        "LoadBalancers [Feature:LoadBalancer] should be able to switch session affinity for LoadBalancer service with Cluster traffic policy");
    }

    @Override
    public void run(Lab lab) {
        var plain = loadBalancer();
        var service = lab.serviceOfPods(plain.clientIpAffinity(Duration.ofHours(3)));
        var access = lab.loadBalancer(service);
        // Until its own node's proxy knows the address, what a source sends there is another node's
        // to choose a backend for.
        lab.awaitChanges("a Service made later", lab.few());
        lab.expect("every source", lab.fewAndOutside(), access, answeredByOneOfThem());
        lab.update(service, plain.with("sessionAffinity", "None"));
        lab.expect("switched off", lab.fewAndOutside(), access, answeredByAllOfThem());
    }
}
