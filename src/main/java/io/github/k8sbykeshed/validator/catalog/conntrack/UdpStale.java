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
 * The old backend stays alive and answers, so a flow that connection tracking still sends to it is
 * found out.
 */
public final class UdpStale implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "conntrack/udp-stale",
                        "a UDP client that keeps its port follows the replacement of the backend")
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
        var service = lab.services().empty(nodePort(), old, next);
        List<Access> all = service.nodePortsAndClusterIp();
        var pinned = lab.fromPinnedPort(all);
        service.select(old);
        lab.expect("before", lab.podsAndHosts(), pinned, (from, to) -> answeredBy(old.id()));
        service.select(next);
        service.deselect(old);
        lab.expect("same ports", lab.podsAndHosts(), pinned, (from, to) -> answeredBy(next.id()));
    }
}
