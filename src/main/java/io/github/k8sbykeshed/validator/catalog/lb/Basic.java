package io.github.k8sbykeshed.validator.catalog.lb;

import static io.github.k8sbykeshed.validator.scenario.Expected.answeredByBackends;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.loadBalancer;

import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;

/** Pods and nodes ask too; most proxies serve them without leaving the node. */
public final class Basic implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of("lb/basic", "every source is served by the load balancer's address")
                .label("type=load_balancer")
                .needs(Need.loadBalancer());
    }

    @Override
    public void run(Lab lab) {
        var service = lab.services().create(loadBalancer(), lab.spares().getFirst());
        lab.expect("every source", lab.everywhere(), service.loadBalancer(), answeredByBackends());
    }
}
