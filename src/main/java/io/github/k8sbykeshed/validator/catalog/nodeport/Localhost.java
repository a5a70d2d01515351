package io.github.k8sbykeshed.validator.catalog.nodeport;

import static io.github.k8sbykeshed.validator.expect.Expectation.answeredBy;
import static io.github.k8sbykeshed.validator.expect.Expectation.unasked;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.nodePort;

import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;
import java.util.List;

/**
 * Whether a node's loopback address has its node ports is left to the implementation: kube-proxy
 * has them in iptables mode and not in nftables mode.
 */
public final class Localhost implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "nodeport/localhost",
                        "a node is served by its own node port, and by that of its loopback address or not")
                .label("type=node_port_localhost")
                .needs(Need.hostNetwork())
                .only(Protocol.TCP);
    }

    @Override
    public void run(Lab lab) {
        var service = lab.service(nodePort(), lab.spares().getFirst());
        lab.expect(
                "its own address",
                lab.hosts(),
                lab.nodePorts(service),
                (from, to) -> to.isAtNode(from.node()) ? answeredBy(to.agents()) : unasked());
        lab.record("its loopback address", lab.hosts(), List.of(lab.loopback(service)));
    }
}
