package io.github.k8sbykeshed.validator.catalog.policy;

import static io.github.k8sbykeshed.validator.expect.Expectation.answeredBy;
import static io.github.k8sbykeshed.validator.expect.Expectation.notAnswered;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.clusterIp;

import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.scenario.Access;
import io.github.k8sbykeshed.validator.scenario.Expected;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Own;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;
import java.util.ArrayList;
import java.util.List;

/** Two Services have one backend, which goes on answering. */
public final class PnraTerminating implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "policy/pnra-terminating",
                        "an unready backend that terminates serves only if publishNotReadyAddresses says so")
                .label("type=pnra_terminating")
                .only(Protocol.TCP)
                .familiesTogether()
                .owns(Own.POD)
                .covers(
                        "Services should be able to connect to terminating and unready endpoints if PublishNotReadyAddresses is true")
                .covers(
                        "Services should not be able to connect to terminating and unready endpoints if PublishNotReadyAddresses is false");
    }

    @Override
    public void run(Lab lab) {
        var backend = lab.dedicated().first();
        var published =
                lab.services().create(clusterIp().with("publishNotReadyAddresses", true), backend);
        var ordinary = lab.services().create(clusterIp(), backend);
        List<Access> both = new ArrayList<>(published.clusterIp());
        both.addAll(ordinary.clusterIp());
        Expected asPublished =
                (from, to) ->
                        ordinary.clusterIp().contains(to) ? notAnswered() : answeredBy(to.agents());
        lab.expect("unready", lab.sample(), both, asPublished);
        lab.dedicated().terminate(backend);
        lab.expect("terminating", lab.sample(), both, asPublished);
    }
}
