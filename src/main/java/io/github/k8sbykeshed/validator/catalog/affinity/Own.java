package io.github.k8sbykeshed.validator.catalog.affinity;

import static io.github.k8sbykeshed.validator.expect.Expectation.unasked;

import io.github.k8sbykeshed.validator.probe.Target.Reach;
import io.github.k8sbykeshed.validator.scenario.Expected;

/** A Service as its clients reach it through their own nodes, each of which decides for itself. */
final class Own {

    private Own() {}

    /** This, but for the node ports of other nodes, which are not asked. */
    static Expected node(Expected expected) {
        return (from, to) ->
                to.target().reach() == Reach.NODE_PORT && !to.isAtNode(from.node())
                        ? unasked()
                        : expected.of(from, to);
    }
}
