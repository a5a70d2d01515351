package io.github.k8sbykeshed.validator.catalog.clusterip;

import static io.github.k8sbykeshed.validator.scenario.Expected.answeredByAllOfThem;
import static io.github.k8sbykeshed.validator.scenario.Service.clusterIps;

import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;

/** Draws so many connections that a working backend is missed in one of a million cells. */
public final class AllBackends implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "clusterip/all-backends",
                        "every source is served by every backend of a Service and by nobody else")
                .label("type=cluster_ip_all_backends")
                .needs(Need.nodes(2))
                .covers(
                        "Networking Granular Checks: Services should function for endpoint-Service: http")
                .covers(
                        "Networking Granular Checks: Services should function for endpoint-Service: udp")
                .covers(
                        "[Feature:IPv6DualStack] Granular Checks: Services Secondary IP Family should function for endpoint-Service: http")
                .covers(
                        "[Feature:IPv6DualStack] Granular Checks: Services Secondary IP Family should function for endpoint-Service: udp");
    }

    @Override
    public void run(Lab lab) {
        var services = lab.services().sharedGroups();
        lab.expect(
                "every pod to a Service of all pods",
                lab.pods(),
                clusterIps(services),
                answeredByAllOfThem());
    }
}
