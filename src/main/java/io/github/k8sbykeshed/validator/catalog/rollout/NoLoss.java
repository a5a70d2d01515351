package io.github.k8sbykeshed.validator.catalog.rollout;

import static io.github.k8sbykeshed.validator.expect.Expectation.answeredBy;
import static io.github.k8sbykeshed.validator.scenario.Expected.answeredByBackends;
import static io.github.k8sbykeshed.validator.scenario.Expected.everywhere;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.nodePort;

import io.github.k8sbykeshed.validator.expect.Expectation;
import io.github.k8sbykeshed.validator.scenario.Access;
import io.github.k8sbykeshed.validator.scenario.Expected;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;
import java.util.List;

/** Replaces a backend as a rolling update does: the new one is ready before the old one goes. */
public final class NoLoss implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of("rollout/no-loss", "no client is turned away while backends are replaced")
                .label("type=rollout_no_loss")
                .needs(Need.nodes(2));
    }

    @Override
    public void run(Lab lab) {
        var old = lab.spares().getFirst();
        var next = lab.spares().getLast();
        var service = lab.services().empty(nodePort(), old, next);
        List<Access> all = service.nodePortsAndClusterIp();
        service.select(old);
        lab.expect("before", lab.sample(), all, by(lab, answeredBy(old.id())));
        lab.during(
                "all the time",
                lab.sample(),
                all,
                lab.clients().atOwnNode(answeredByBackends()),
                () -> {
                    service.select(next);
                    service.deselect(old);
                    lab.expect("replaced", lab.sample(), all, by(lab, answeredBy(next.id())));
                });
    }

    private static Expected by(Lab lab, Expectation expectation) {
        return lab.clients().atOwnNode(everywhere(expectation));
    }
}
