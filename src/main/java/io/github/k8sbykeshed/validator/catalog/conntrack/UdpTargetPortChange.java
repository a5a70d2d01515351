package io.github.k8sbykeshed.validator.catalog.conntrack;

import static io.github.k8sbykeshed.validator.expect.Expectation.onPort;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.PORT;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.nodePort;

import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.scenario.Access;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.ServiceSpec.Port;
import io.github.k8sbykeshed.validator.scenario.Spec;
import java.util.List;
import java.util.Map;

/** The backend goes on serving its old port, so a flow that still goes there is found out. */
public final class UdpTargetPortChange implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "conntrack/udp-target-port-change",
                        "a UDP client that keeps its port follows a change of the target port")
                .label("type=udp_target_port_change")
                .only(Protocol.UDP)
                .covers(
                        "Conntrack should be able to cleanup conntrack entries when UDP service target port changes for a NodePort service");
    }

    @Override
    public void run(Lab lab) {
        var backend = lab.spares().getFirst();
        var service = lab.services().create(nodePort(), backend);
        List<Access> all = service.nodePortsAndClusterIp();
        var pinned = lab.fromPinnedPort(all);
        lab.expect(
                "one port",
                lab.podsAndHosts(),
                pinned,
                (from, to) -> onPort(Map.of(backend.id(), backend.ports().getFirst())));
        service.update(nodePort().withPorts(new Port(PORT.name(), PORT.port(), 1)));
        lab.expect(
                "the other one, same ports",
                lab.podsAndHosts(),
                pinned,
                (from, to) -> onPort(Map.of(backend.id(), backend.ports().get(1))));
    }
}
