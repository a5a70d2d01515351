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
 * The old backend stays alive: what connection tracking remembers of it is answered by it, and
 * found out.
 */
public final class UdpStale implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "conntrack/udp-stale",
                        "a UDP client that keeps its socket follows the replacement of the backend")
                .label("type=udp_stale_endpoint")
                .only(Protocol.UDP)
                .needs(Need.nodes(2))
                .covers(
                        "Conntrack should be able to preserve UDP traffic when server pod cycles for a ClusterIP service")
                .covers(
                        "Conntrack should be able to preserve UDP traffic when server pod cycles for a ClusterIP service and client is hostNetwork")
                .covers(
                        "Conntrack should be able to preserve UDP traffic when server pod cycles for a NodePort service");
    }

    @Override
    public void run(Lab lab) {
        var old = lab.spares().getFirst();
        var next = lab.spares().getLast();
        var service = lab.emptyService(nodePort(), old, next);
        List<Access> all = lab.nodePortsAndClusterIp(service);
        var sockets = lab.sameSockets(all);
        lab.select(service, old);
        lab.expect("before", lab.podsAndHosts(), sockets, (from, to) -> answeredBy(old.id()));
        lab.select(service, next);
        lab.deselect(service, old);
        lab.expect(
                "same sockets", lab.podsAndHosts(), sockets, (from, to) -> answeredBy(next.id()));
    }
}
