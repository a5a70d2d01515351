package io.github.k8sbykeshed.validator.catalog.affinity;

import static io.github.k8sbykeshed.validator.expect.Expectation.unasked;

import io.github.k8sbykeshed.validator.probe.Target.Reach;
import io.github.k8sbykeshed.validator.scenario.Expected;

/** Session affinity by the node that a client is on: each node's proxy decides for itself. */
final class OwnNodeOnly {

    private OwnNodeOnly() {}

    /** What is expected, but the node ports of other nodes are not asked. */
    static Expected of(Expected expected) {
        return (from, to) ->
                to.target().reach() == Reach.NODE_PORT && !to.isAtNode(from.node())
                        ? unasked()
                        : expected.of(from, to);
    }
}
