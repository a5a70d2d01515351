package io.github.k8sbykeshed.validator.catalog.affinity;

import static io.github.k8sbykeshed.validator.scenario.Expected.answeredByOneOfThem;
import static io.github.k8sbykeshed.validator.scenario.Service.clusterIps;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.clusterIp;

import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;
import java.time.Duration;

/** Asks so often that chance alone gives equal answers to one client in a million. */
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
        var services = lab.services().ofAllPods(clusterIp().clientIpAffinity(Duration.ofHours(3)));
        lab.expect("every source", lab.podsAndHosts(), clusterIps(services), answeredByOneOfThem());
    }
}
