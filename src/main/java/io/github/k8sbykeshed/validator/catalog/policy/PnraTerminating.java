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

/** Both have the same backend, which goes on answering. */
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
        var backend = lab.own();
        var published = lab.service(clusterIp().with("publishNotReadyAddresses", true), backend);
        var ordinary = lab.service(clusterIp(), backend);
        List<Access> both = new ArrayList<>(published.viaClusterIps());
        both.addAll(ordinary.viaClusterIps());
        Expected asPublished =
                (from, to) ->
                        ordinary.viaClusterIps().contains(to)
                                ? notAnswered()
                                : answeredBy(to.agents());
        lab.expect("unready", lab.few(), both, asPublished);
        lab.terminate(backend);
        lab.expect("terminating", lab.few(), both, asPublished);
    }
}
