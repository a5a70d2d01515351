package io.github.k8sbykeshed.validator.catalog.clusterip;

import static io.github.k8sbykeshed.validator.expect.Expectation.answeredBy;
import static io.github.k8sbykeshed.validator.expect.Expectation.recorded;
import static io.github.k8sbykeshed.validator.expect.Expectation.seeing;
import static io.github.k8sbykeshed.validator.scenario.Service.clusterIps;

import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;

/**
 * A pod that reaches itself has to be masqueraded in some way for the replies to come back; which
 * address it sees is recorded.
 */
public final class SourceIp implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "clusterip/source-ip",
                        "a backend sees the client pod's own address through a ClusterIP")
                .label("type=cluster_ip_source_ip")
                .needs(Need.nodes(2))
                .covers(
                        "Services should preserve source pod IP for traffic thru service cluster IP");
    }

    @Override
    public void run(Lab lab) {
        var services = lab.services().shared();
        lab.expect(
                "every pod to every Service",
                lab.pods(),
                clusterIps(services),
                (from, to) ->
                        to.backends().contains(from)
                                ? recorded()
                                : answeredBy(to.agents()).and(seeing(lab.addressOf(from))));
    }
}
