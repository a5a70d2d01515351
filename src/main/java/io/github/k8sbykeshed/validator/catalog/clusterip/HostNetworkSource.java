package io.github.k8sbykeshed.validator.catalog.clusterip;

import static io.github.k8sbykeshed.validator.scenario.Expected.answeredByBackends;

import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Service;
import io.github.k8sbykeshed.validator.scenario.Spec;

/** From a node itself, where packets leave through another hook than a pod's do. */
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
        var services = lab.podServices();
        lab.expect(
                "every node to every Service",
                lab.hosts(),
                services.stream().map(Service::viaClusterIp).toList(),
                answeredByBackends());
    }
}
