package io.github.k8sbykeshed.validator.catalog.rollout;

import static io.github.k8sbykeshed.validator.expect.Expectation.answeredBy;
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
 * A backend that is deleted has its grace period to end what it began. That new connections go to
 * the other one shows that its deletion was seen.
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
        var old = lab.own();
        var next = lab.spares().getLast();
        var service = lab.emptyService(nodePort(), old, next);
        List<Access> all = lab.nodePortsAndClusterIp(service);
        var streams = lab.flows(all);
        lab.select(service, old);
        lab.ready(old);
        lab.expect("before", lab.few(), all, (from, to) -> answeredBy(old.id()));
        lab.expect("streams", lab.few(), streams, (from, to) -> answeredBy(old.id()));
        lab.select(service, next);
        lab.terminate(old);
        lab.expect("new connections", lab.few(), all, (from, to) -> answeredBy(next.id()));
        lab.expect("open streams", lab.few(), streams, (from, to) -> answeredBy(old.id()));
    }
}
