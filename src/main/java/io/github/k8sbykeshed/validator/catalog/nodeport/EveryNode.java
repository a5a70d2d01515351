package io.github.k8sbykeshed.validator.catalog.nodeport;

import static io.github.k8sbykeshed.validator.expect.Expectation.answeredBy;
import static io.github.k8sbykeshed.validator.expect.Expectation.unasked;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.nodePort;

import io.github.k8sbykeshed.validator.scenario.Access;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;
import java.util.List;
import java.util.stream.Stream;

/**
 * Two Services have one backend each, on different nodes. So every node but two forwards to other
 * nodes, and those two once to a pod of their own. A pod does not ask for itself.
 */
public final class EveryNode implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "nodeport/every-node",
                        "every source is served by the NodePort of every node")
                .label("type=node_port")
                .needs(Need.nodes(2))
                .covers("Services should be able to create a functioning NodePort service")
                .covers(
                        "Networking Granular Checks: Services should support basic nodePort: udp functionality");
    }

    @Override
    public void run(Lab lab) {
        var backends = Stream.of(lab.pods().getFirst(), lab.pods().getLast());
        var services = backends.map(backend -> lab.services().create(nodePort(), backend)).toList();
        List<Access> nodePorts =
                services.stream().flatMap(service -> service.nodePorts().stream()).toList();
        lab.expect(
                "every source to every node",
                lab.everywhere(),
                nodePorts,
                (from, to) -> to.backends().contains(from) ? unasked() : answeredBy(to.agents()));
    }
}
