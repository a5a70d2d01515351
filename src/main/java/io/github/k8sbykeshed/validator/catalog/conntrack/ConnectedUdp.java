package io.github.k8sbykeshed.validator.catalog.conntrack;

import static io.github.k8sbykeshed.validator.expect.Expectation.answeredBy;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.nodePort;

import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.scenario.Access;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;
import java.util.List;

/**
 * A socket-level load balancer binds a socket to a backend when it is connected (cilium#12859,
 * cilium#48096). When that backend goes, the socket must get an error, upon which the client
 * connects it anew. In silence a client would wait for ever.
 */
public final class ConnectedUdp implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "conntrack/connected-udp",
                        "a connected UDP socket follows its Service, or gets an error, never silence")
                .label("type=udp_connected")
                .only(Protocol.UDP)
                .needs(Need.nodes(2));
    }

    @Override
    public void run(Lab lab) {
        var old = lab.spares().getFirst();
        var next = lab.spares().getLast();
        var service = lab.services().empty(nodePort(), old, next);
        List<Access> all = service.nodePortsAndClusterIp();
        var sockets = lab.overKeptSockets(all);
        service.select(old);
        lab.expect("before", lab.podsAndHosts(), sockets, (from, to) -> answeredBy(old.id()));
        service.select(next);
        service.deselect(old);
        lab.expect(
                "same sockets", lab.podsAndHosts(), sockets, (from, to) -> answeredBy(next.id()));
    }
}
