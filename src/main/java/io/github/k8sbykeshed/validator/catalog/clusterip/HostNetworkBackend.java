package io.github.k8sbykeshed.validator.catalog.clusterip;

import static io.github.k8sbykeshed.validator.scenario.Expected.answeredByBackends;
import static io.github.k8sbykeshed.validator.scenario.Service.clusterIps;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.clusterIp;

import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;

/** Nodes do not ask: whether a node's traffic to itself is masqueraded differs. */
public final class HostNetworkBackend implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "clusterip/host-network-backend",
                        "pods on the host network serve as endpoints")
                .label("type=hostNetwork_backend")
                .needs(Need.hostNetwork())
                .needs(Need.nodes(2))
                .covers(
                        "Networking Granular Checks: Services should function for service endpoints using hostNetwork")
                .covers(
                        "[Feature:IPv6DualStack] Granular Checks: Services Secondary IP Family should function for service endpoints using hostNetwork");
    }

    @Override
    public void run(Lab lab) {
        var services =
                lab.hosts().stream().map(host -> lab.services().create(clusterIp(), host)).toList();
        lab.expect(
                "every pod to every node's Service",
                lab.pods(),
                clusterIps(services),
                answeredByBackends());
    }
}
