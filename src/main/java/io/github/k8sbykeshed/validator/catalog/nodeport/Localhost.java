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
 * Implementations differ in whether node ports are served at a node's loopback address: kube-proxy
 * does so in iptables mode and not in nftables mode. That is recorded.
 */
public final class Localhost implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "nodeport/localhost",
                        "a node is served by its own node port; at its loopback address it is recorded")
                .label("type=node_port_localhost")
                .needs(Need.hostNetwork())
                .only(Protocol.TCP);
    }

    @Override
    public void run(Lab lab) {
        var service = lab.services().create(nodePort(), lab.spares().getFirst());
        lab.expect(
                "its own address",
                lab.hosts(),
                service.nodePorts(),
                (from, to) -> to.isAtNode(from.node()) ? answeredBy(to.agents()) : unasked());
        lab.record("its loopback address", lab.hosts(), List.of(service.loopbackNodePort()));
    }
}
