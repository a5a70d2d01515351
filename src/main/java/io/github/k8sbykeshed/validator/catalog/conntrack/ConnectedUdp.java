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
 * A socket may be bound to a backend when it is connected (cilium#12859, cilium#48096). Then it
 * must get an error, upon which it is connected anew; silence it would wait in for ever.
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
        var service = lab.emptyService(nodePort(), old, next);
        List<Access> all = lab.nodePortsAndClusterIp(service);
        var sockets = lab.flows(all);
        lab.select(service, old);
        lab.expect("before", lab.podsAndHosts(), sockets, (from, to) -> answeredBy(old.id()));
        lab.select(service, next);
        lab.deselect(service, old);
        lab.expect(
                "same sockets", lab.podsAndHosts(), sockets, (from, to) -> answeredBy(next.id()));
    }
}
