package io.github.k8sbykeshed.validator.catalog.conntrack;

import static io.github.k8sbykeshed.validator.scenario.Expected.answeredByBackends;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.clusterIp;

import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;

/**
 * Connection tracking may remember a flow that began before the Service had a backend. Such a
 * client must not be black-holed for as long as it keeps asking.
 */
public final class UdpEmptyFirst implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "conntrack/udp-empty-first",
                        "a UDP client that asked too early is served once there is a backend")
                .label("type=udp_empty_first")
                .label("type=udp_stale_endpoint")
                .only(Protocol.UDP);
    }

    @Override
    public void run(Lab lab) {
        var backend = lab.spares().getFirst();
        var service = lab.services().empty(clusterIp(), backend);
        var pinned = lab.fromPinnedPort(service.clusterIp());
        lab.askTooEarly("too early", lab.podsAndHosts(), pinned);
        service.select(backend);
        lab.expect("same ports", lab.podsAndHosts(), pinned, answeredByBackends());
    }
}
