package io.github.k8sbykeshed.validator.catalog.affinity;

import static io.github.k8sbykeshed.validator.scenario.Expected.answeredByOneOfThem;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.clusterIp;

import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Service;
import io.github.k8sbykeshed.validator.scenario.Spec;
import java.time.Duration;

/** So many equal answers in a row that chance gives them once in a million clients. */
public final class ClientIp implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "affinity/client-ip",
                        "with session affinity a client always gets the same backend")
                .label("type=cluster_ip_sessionAffinity")
                .needs(Need.nodes(2))
                .covers(
                        "Services should have session affinity work for service with type clusterIP")
                .covers(
                        "Networking Granular Checks: Services should function for client IP based session affinity: http")
                .covers(
                        "Networking Granular Checks: Services should function for client IP based session affinity: udp")
                .covers(
                        "[Feature:IPv6DualStack] Granular Checks: Services Secondary IP Family should function for client IP based session affinity: http")
                .covers(
                        "[Feature:IPv6DualStack] Granular Checks: Services Secondary IP Family should function for client IP based session affinity: udp");
    }

    @Override
    public void run(Lab lab) {
        var services = lab.servicesOfAllPods(clusterIp().clientIpAffinity(Duration.ofHours(3)));
        lab.expect(
                "every source",
                lab.podsAndHosts(),
                services.stream().map(Service::viaClusterIp).toList(),
                answeredByOneOfThem());
    }
}
