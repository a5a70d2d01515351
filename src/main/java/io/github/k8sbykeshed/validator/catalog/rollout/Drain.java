package io.github.k8sbykeshed.validator.catalog.rollout;

import static io.github.k8sbykeshed.validator.expect.Expectation.answeredBy;
import static io.github.k8sbykeshed.validator.scenario.Expected.everywhere;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.nodePort;

import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.scenario.Access;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Own;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;
import java.util.List;

/**
 * A deleted backend has its grace period to end what it began. New connections go to the other one,
 * which shows that proxies have seen the deletion.
 */
public final class Drain implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "rollout/drain",
                        "an open TCP stream to a backend that terminates goes on, new ones go elsewhere")
                .label("type=rollout_drain")
                .only(Protocol.TCP)
                .needs(Need.nodes(2))
                .owns(Own.POD);
    }

    @Override
    public void run(Lab lab) {
        var old = lab.dedicated().first();
        var next = lab.spares().getLast();
        var service = lab.services().empty(nodePort(), old, next);
        List<Access> all = service.nodePortsAndClusterIp();
        var streams = lab.overKeptSockets(all);
        service.select(old);
        lab.dedicated().ready(old);
        var byOld = lab.clients().sparingly(everywhere(answeredBy(old.id())));
        lab.expect("before", lab.sample(), all, byOld);
        lab.expect("streams", lab.sample(), streams, byOld);
        service.select(next);
        lab.dedicated().terminate(old);
        var byNext = lab.clients().sparingly(everywhere(answeredBy(next.id())));
        lab.expect("new connections", lab.sample(), all, byNext);
        lab.expect("open streams", lab.sample(), streams, byOld);
    }
}
