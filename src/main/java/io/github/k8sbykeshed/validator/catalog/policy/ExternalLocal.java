package io.github.k8sbykeshed.validator.catalog.policy;

import static io.github.k8sbykeshed.validator.expect.Expectation.answeredBy;
import static io.github.k8sbykeshed.validator.expect.Expectation.notAnswered;
import static io.github.k8sbykeshed.validator.expect.Expectation.recorded;
import static io.github.k8sbykeshed.validator.expect.Expectation.seeing;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.nodePort;

import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;

/**
 * From inside the cluster implementations differ: kube-proxy serves pods and nodes from anywhere,
 * others treat them as external. That is recorded. So is the silence of a node without a host
 * agent, which would show that clients outside can reach the node at all.
 */
public final class ExternalLocal implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "policy/external-local",
                        "externalTrafficPolicy Local serves external clients on the backend's node only, and keeps their address")
                .label("type=node_port_traffic_local")
                .lasts()
                .needs(Need.outsideClient())
                .needs(Need.nodes(2))
                .covers("Services should support externalTrafficPolicy=Local for type=NodePort");
    }

    @Override
    public void run(Lab lab) {
        var backend = lab.pods().getFirst();
        var service = lab.services().create(nodePort().externalTrafficPolicyLocal(), backend);
        var nodePorts = service.nodePorts();
        lab.expect(
                "from outside",
                lab.clients().outside(),
                nodePorts,
                (from, to) -> {
                    if (to.isAtNode(backend.node())) {
                        return answeredBy(backend.id()).and(seeing(lab.addressOf(from)));
                    }
                    return to.controls().directOutside().isEmpty() ? recorded() : notAnswered();
                });
        lab.record("from inside", lab.podsAndHosts(), nodePorts);
    }
}
