package io.github.k8sbykeshed.validator.catalog.nodeport;

import static io.github.k8sbykeshed.validator.expect.Expectation.notAnswered;
import static io.github.k8sbykeshed.validator.scenario.Expected.answeredByBackends;
import static io.github.k8sbykeshed.validator.scenario.Expected.everywhere;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.clusterIp;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.nodePort;

import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;

/** The ClusterIP stays; the node port comes and goes. */
public final class TypeChange implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "nodeport/type-change",
                        "a Service that becomes a NodePort is served there, and no more when it is a ClusterIP again")
                .label("type=node_port_type_change")
                .needs(Need.nodes(2))
                .covers("Networking Granular Checks: Services should update nodePort: http")
                .covers("Networking Granular Checks: Services should update nodePort: udp");
    }

    @Override
    public void run(Lab lab) {
        var service = lab.services().create(clusterIp(), lab.spares().getFirst());
        var clusterIp = service.clusterIp();
        lab.expect("ClusterIP", lab.sample(), clusterIp, answeredByBackends());
        service.update(nodePort());
        var nodePorts = service.nodePorts();
        var from = lab.clients().sampleAndOutside();
        lab.expect("NodePort", from, nodePorts, lab.clients().sparingly(answeredByBackends()));
        service.update(clusterIp());
        lab.expect(
                "ClusterIP again: node ports",
                from,
                nodePorts,
                lab.clients().sparingly(everywhere(notAnswered())));
        lab.expect("ClusterIP again", lab.sample(), clusterIp, answeredByBackends());
    }
}
