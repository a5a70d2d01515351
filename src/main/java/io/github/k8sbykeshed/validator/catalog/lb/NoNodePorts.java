package io.github.k8sbykeshed.validator.catalog.lb;

import static io.github.k8sbykeshed.validator.scenario.Expected.answeredByBackends;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.loadBalancer;

import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;

/** A load balancer that sends to the Service's own address needs no node ports. */
public final class NoNodePorts implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "lb/no-node-ports",
                        "a load balancer works without node ports, and they can be added")
                .label("type=load_balancer_no_node_ports")
                .needs(Need.loadBalancer())
                .only(Protocol.TCP)
                .covers(
                        "LoadBalancers [Feature:LoadBalancer] should be able to create LoadBalancer Service without NodePort and change it");
    }

    @Override
    public void run(Lab lab) {
        var without = loadBalancer().with("allocateLoadBalancerNodePorts", false);
        var service = lab.services().create(without, lab.spares().getFirst());
        lab.expect(
                "without node ports",
                lab.everywhere(),
                service.loadBalancer(),
                answeredByBackends());
        service.update(without.with("allocateLoadBalancerNodePorts", true));
        lab.expect("with node ports", lab.everywhere(), service.nodePorts(), answeredByBackends());
    }
}
