package io.github.k8sbykeshed.validator.catalog.lb;

import static io.github.k8sbykeshed.validator.expect.Expectation.notAnswered;
import static io.github.k8sbykeshed.validator.scenario.Expected.answeredByBackends;
import static io.github.k8sbykeshed.validator.scenario.Expected.everywhere;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.clusterIp;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.loadBalancer;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.nodePort;

import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.ServiceSpec.Port;
import io.github.k8sbykeshed.validator.scenario.Spec;

/**
 * No other Service has this port: an address that is given up may be given to the next Service at
 * once.
 */
public final class TypeChange implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "lb/type-change",
                        "a load balancer's address is dead once the Service is of another type")
                .label("type=load_balancer_type_change")
                .needs(Need.loadBalancer())
                .covers(
                        "LoadBalancers [Feature:LoadBalancer] should be able to change the type and ports of a TCP service")
                .covers(
                        "LoadBalancers [Feature:LoadBalancer] should be able to change the type and ports of a UDP service");
    }

    @Override
    public void run(Lab lab) {
        var port = new Port("probe", 4711, 0);
        var service =
                lab.services().create(loadBalancer().withPorts(port), lab.spares().getFirst());
        var address = service.loadBalancer();
        lab.expect("LoadBalancer", lab.clients().sampleAndOutside(), address, answeredByBackends());
        service.update(nodePort().withPorts(port));
        lab.expect(
                "NodePort",
                lab.sample(),
                service.nodePorts(),
                lab.clients().sparingly(answeredByBackends()));
        lab.expect(
                "NodePort: the old address",
                lab.clients().sampleAndOutside(),
                address,
                everywhere(notAnswered()));
        service.update(clusterIp().withPorts(port));
        lab.expect("ClusterIP", lab.sample(), service.clusterIp(), answeredByBackends());
        lab.expect(
                "ClusterIP: the old address",
                lab.clients().sampleAndOutside(),
                address,
                everywhere(notAnswered()));
    }
}
