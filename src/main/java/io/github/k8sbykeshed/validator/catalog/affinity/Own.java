package io.github.k8sbykeshed.validator.catalog.affinity;

import static io.github.k8sbykeshed.validator.expect.Expectation.unasked;

import io.github.k8sbykeshed.validator.probe.Target.Reach;
import io.github.k8sbykeshed.validator.scenario.Access;
import io.github.k8sbykeshed.validator.scenario.Expected;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Service;
import java.util.List;

/** A Service as its clients reach it through their own nodes, each of which decides for itself. */
final class Own {

    private Own() {}

    /** By its ClusterIP and its node ports. */
    static List<Access> accesses(Lab lab, Service service) {
        List<Access> all = lab.nodePortsAndClusterIp(service);
        return all;
    }

    /** This, but for the node ports of other nodes, which are not asked. */
    static Expected node(Expected expected) {
        return (from, to) ->
                to.target().reach() == Reach.NODE_PORT && !to.isAtNode(from.node())
                        ? unasked()
                        : expected.of(from, to);
    }
}
