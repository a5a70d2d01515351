package io.github.k8sbykeshed.validator.catalog.conntrack;

import static io.github.k8sbykeshed.validator.scenario.Expected.answeredByBackends;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.clusterIp;

import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;
import java.util.List;

/** Clients that ask before there is anybody must not be black-holed for as long as they ask. */
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
        var service = lab.emptyService(clusterIp(), backend);
        var sockets = lab.sameSockets(List.of(service.viaClusterIp()));
        lab.askTooEarly("too early", lab.podsAndHosts(), sockets);
        lab.select(service, backend);
        lab.expect("same sockets", lab.podsAndHosts(), sockets, answeredByBackends());
    }
}
