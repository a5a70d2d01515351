package io.github.k8sbykeshed.validator.catalog.clusterip;

import static io.github.k8sbykeshed.validator.expect.Expectation.answeredBy;
import static io.github.k8sbykeshed.validator.expect.Expectation.notAnswered;
import static io.github.k8sbykeshed.validator.scenario.Expected.answeredByBackends;
import static io.github.k8sbykeshed.validator.scenario.Service.clusterIps;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.clusterIp;

import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;
import java.util.List;

/** Proxies may share what they program for a backend between Services. */
public final class TwoServicesOneSelector implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "clusterip/two-services-one-selector",
                        "of two Services with the same backends one stays when the other goes")
                .label("type=cluster_ip_same_selector")
                .covers(
                        "Networking Granular Checks: Services should function for multiple endpoint-Services with same selector");
    }

    @Override
    public void run(Lab lab) {
        var one = lab.services().ofPods(clusterIp());
        var two = lab.services().ofPods(clusterIp());
        var both = clusterIps(List.of(one, two));
        lab.expect("both", lab.sample(), both, answeredByBackends());
        one.delete();
        lab.expect(
                "one of them",
                lab.sample(),
                both,
                (from, to) ->
                        to.target().address().equals(two.address())
                                ? answeredBy(to.agents())
                                : notAnswered());
    }
}
