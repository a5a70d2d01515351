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

/**
 * Backends are replaced as a rolling update does it: the new one is ready before the old one goes.
 */
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
        var service = lab.emptyService(nodePort(), old, next);
        List<Access> all = new ArrayList<>(lab.nodePorts(service));
        // Those of a large cluster's nodes would be asked all the time too.
        all.removeIf(port -> lab.few().stream().noneMatch(each -> port.isAtNode(each.node())));
        all.add(service.viaClusterIp());
        lab.select(service, old);
        lab.expect("before", lab.few(), all, (from, to) -> answeredBy(old.id()));
        lab.during(
                "all the time",
                lab.few(),
                all,
                answeredByBackends(),
                () -> {
                    lab.select(service, next);
                    lab.deselect(service, old);
                    lab.expect("replaced", lab.few(), all, (from, to) -> answeredBy(next.id()));
                });
    }
}
