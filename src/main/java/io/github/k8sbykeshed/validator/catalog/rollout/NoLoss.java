package io.github.k8sbykeshed.validator.catalog.rollout;

import static io.github.k8sbykeshed.validator.expect.Expectation.answeredBy;
import static io.github.k8sbykeshed.validator.scenario.Expected.answeredByBackends;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.nodePort;

import io.github.k8sbykeshed.validator.scenario.Access;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;
import java.util.ArrayList;
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
        List<Access> all = new ArrayList<>(service.nodePorts());
        // Those of a large cluster's nodes would be asked all the time too.
        all.removeIf(port -> lab.sample().stream().noneMatch(each -> port.isAtNode(each.node())));
        all.addAll(service.clusterIp());
        service.select(old);
        lab.expect("before", lab.sample(), all, (from, to) -> answeredBy(old.id()));
        lab.during(
                "all the time",
                lab.sample(),
                all,
                answeredByBackends(),
                () -> {
                    service.select(next);
                    service.deselect(old);
                    lab.expect("replaced", lab.sample(), all, (from, to) -> answeredBy(next.id()));
                });
    }
}
