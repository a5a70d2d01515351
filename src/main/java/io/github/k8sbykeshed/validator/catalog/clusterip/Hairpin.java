package io.github.k8sbykeshed.validator.catalog.clusterip;

import static io.github.k8sbykeshed.validator.expect.Expectation.answeredBy;
import static io.github.k8sbykeshed.validator.expect.Expectation.unasked;
import static io.github.k8sbykeshed.validator.scenario.Service.clusterIps;

import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;

/** The control is another pod to the same Service, since a pod to its own IP proves nothing. */
public final class Hairpin implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of("clusterip/hairpin", "every pod reaches itself through its Service")
                .label("type=cluster_ip_hairpin")
                .covers(
                        "Services should allow pods to hairpin back to themselves through services");
    }

    @Override
    public void run(Lab lab) {
        var services = lab.services().shared();
        lab.expect(
                "every pod to its own Service",
                lab.pods(),
                clusterIps(services),
                (from, to) -> to.backends().contains(from) ? answeredBy(from.id()) : unasked());
    }
}
