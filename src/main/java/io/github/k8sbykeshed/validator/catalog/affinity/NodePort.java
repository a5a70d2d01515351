package io.github.k8sbykeshed.validator.catalog.affinity;

import static io.github.k8sbykeshed.validator.scenario.Expected.answeredByOneOfThem;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.nodePort;

import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;
import java.time.Duration;

/** Session affinity at node ports: each node chooses for itself. */
public final class NodePort implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "affinity/node-port",
                        "with session affinity a client always gets the same backend of a NodePort")
                .label("type=node_port_sessionAffinity")
                .needs(Need.nodes(2))
                .covers("Services should have session affinity work for NodePort service");
    }

    @Override
    public void run(Lab lab) {
        var services = lab.services().ofAllPods(nodePort().clientIpAffinity(Duration.ofHours(3)));
        lab.expect(
                "every source to every node",
                lab.everywhere(),
                services.stream().flatMap(each -> each.nodePorts().stream()).toList(),
                answeredByOneOfThem());
    }
}
