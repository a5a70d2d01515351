package io.github.k8sbykeshed.validator.catalog.clusterip;

import static io.github.k8sbykeshed.validator.scenario.Expected.answeredByBackends;
import static io.github.k8sbykeshed.validator.scenario.Service.clusterIps;

import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;

/** A node's own packets pass other hooks than those of its pods. */
public final class HostNetworkSource implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "clusterip/host-network-source",
                        "every node reaches every backend through its own ClusterIP Service")
                .label("type=hostNetwork")
                .needs(Need.hostNetwork())
                .needs(Need.nodes(2))
                .covers(
                        "Networking Granular Checks: Services should function for node-Service: http")
                .covers(
                        "Networking Granular Checks: Services should function for node-Service: udp")
                .covers(
                        "[Feature:IPv6DualStack] Granular Checks: Services Secondary IP Family should function for node-Service: http")
                .covers(
                        "[Feature:IPv6DualStack] Granular Checks: Services Secondary IP Family should function for node-Service: udp");
    }

    @Override
    public void run(Lab lab) {
        var services = lab.services().shared();
        lab.expect(
                "every node to every Service",
                lab.hosts(),
                clusterIps(services),
                answeredByBackends());
    }
}
