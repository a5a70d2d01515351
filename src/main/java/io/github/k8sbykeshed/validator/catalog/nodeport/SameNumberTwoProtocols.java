package io.github.k8sbykeshed.validator.catalog.nodeport;

import static io.github.k8sbykeshed.validator.scenario.Expected.answeredByBackends;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.nodePort;

import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.ServiceSpec.Port;
import io.github.k8sbykeshed.validator.scenario.Spec;

/** The second protocol asks for the number that the first one has. */
public final class SameNumberTwoProtocols implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "nodeport/same-number-two-protocols",
                        "one node port number serves TCP and UDP")
                .label("type=node_port_two_protocols")
                .protocolsTogether()
                .covers(
                        "Services should be able to update service type to NodePort listening on same port number but different protocols");
    }

    @Override
    public void run(Lab lab) {
        var tcp = new Port("tcp", 80, 0).over(Protocol.TCP);
        var udp = new Port("udp", 80, 0).over(Protocol.UDP);
        var service = lab.services().create(nodePort().withPorts(tcp), lab.spares().getFirst());
        int number = service.nodePort();
        service.update(nodePort().withPorts(tcp.at(number), udp.at(number)));
        lab.expect(
                "both protocols",
                lab.clients().sampleAndOutside(),
                service.nodePorts(),
                lab.clients().sparingly(answeredByBackends()));
    }
}
