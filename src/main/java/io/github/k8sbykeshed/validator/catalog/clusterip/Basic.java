package io.github.k8sbykeshed.validator.catalog.clusterip;

import static io.github.k8sbykeshed.validator.expect.Expectation.answeredBy;
import static io.github.k8sbykeshed.validator.expect.Expectation.unasked;
import static io.github.k8sbykeshed.validator.scenario.Service.clusterIps;

import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;

/** A pod to itself is left to {@link Hairpin}. */
public final class Basic implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "clusterip/basic",
                        "every pod reaches every backend through its own ClusterIP Service")
                .label("type=cluster_ip")
                .needs(Need.nodes(2))
                .covers("Services should serve a basic endpoint from pods")
                .covers(
                        "Networking Granular Checks: Services should function for pod-Service: http")
                .covers("Networking Granular Checks: Services should function for pod-Service: udp")
                .covers(
                        "[Feature:IPv6DualStack] Granular Checks: Services Secondary IP Family should function for pod-Service: http")
                .covers(
                        "[Feature:IPv6DualStack] Granular Checks: Services Secondary IP Family should function for pod-Service: udp");
    }

    @Override
    public void run(Lab lab) {
        var services = lab.services().shared();
        lab.expect(
                "every pod to every Service",
                lab.pods(),
                clusterIps(services),
                (from, to) -> to.backends().contains(from) ? unasked() : answeredBy(to.agents()));
    }
}
