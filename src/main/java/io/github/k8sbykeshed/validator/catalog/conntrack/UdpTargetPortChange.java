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

/** The backend goes on serving its old port: who is still sent there is answered, and found out. */
public final class UdpTargetPortChange implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "conntrack/udp-target-port-change",
                        "a UDP client that keeps its socket follows a change of the target port")
                .label("type=udp_target_port_change")
                .only(Protocol.UDP)
                .covers(
                        "Conntrack should be able to cleanup conntrack entries when UDP service target port changes for a NodePort service");
    }

    @Override
    public void run(Lab lab) {
        var backend = lab.spares().getFirst();
        var service = lab.service(nodePort(), backend);
        List<Access> all = lab.nodePortsAndClusterIp(service);
        var sockets = lab.sameSockets(all);
        lab.expect(
                "one port",
                lab.podsAndHosts(),
                sockets,
                (from, to) -> onPort(Map.of(backend.id(), backend.ports().getFirst())));
        lab.update(service, nodePort().withPorts(new Port(PORT.name(), PORT.port(), 1)));
        lab.expect(
                "the other one, same sockets",
                lab.podsAndHosts(),
                sockets,
                (from, to) -> onPort(Map.of(backend.id(), backend.ports().get(1))));
    }
}
