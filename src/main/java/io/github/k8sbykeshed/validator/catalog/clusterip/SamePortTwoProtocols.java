package io.github.k8sbykeshed.validator.catalog.clusterip;

import static io.github.k8sbykeshed.validator.expect.Expectation.answeredBy;
import static io.github.k8sbykeshed.validator.expect.Expectation.notAnswered;
import static io.github.k8sbykeshed.validator.scenario.Expected.answeredByBackends;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.clusterIp;

import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.ServiceSpec.Port;
import io.github.k8sbykeshed.validator.scenario.Spec;

/** Each protocol is removed once while the other one stays. */
public final class SamePortTwoProtocols implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "clusterip/same-port-two-protocols",
                        "TCP and UDP share a port's number, and one dies when only the other is left")
                .label("type=cluster_ip_two_protocols")
                .lasts()
                .protocolsTogether()
                .covers("Services should serve endpoints on same port and different protocols");
    }

    @Override
    public void run(Lab lab) {
        var tcp = new Port("tcp", 80, 0).over(Protocol.TCP);
        var udp = new Port("udp", 80, 0).over(Protocol.UDP);
        var service =
                lab.services().create(clusterIp().withPorts(tcp, udp), lab.spares().getFirst());
        var both = service.clusterIp();
        lab.expect("both", lab.sample(), both, answeredByBackends());
        service.update(clusterIp().withPorts(tcp));
        lab.expect(
                "without UDP",
                lab.sample(),
                both,
                (from, to) ->
                        to.target().protocol() == Protocol.TCP
                                ? answeredBy(to.agents())
                                : notAnswered());
        service.update(clusterIp().withPorts(udp));
        lab.expect(
                "UDP instead of TCP",
                lab.sample(),
                both,
                (from, to) ->
                        to.target().protocol() == Protocol.UDP
                                ? answeredBy(to.agents())
                                : notAnswered());
    }
}
