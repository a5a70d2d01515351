package io.github.k8sbykeshed.validator.catalog.conntrack;

import static io.github.k8sbykeshed.validator.expect.Expectation.answeredBy;
import static io.github.k8sbykeshed.validator.expect.Expectation.notAnswered;
import static io.github.k8sbykeshed.validator.scenario.Expected.everywhere;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.clusterIp;

import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;
import java.util.List;

/**
 * The other backend is on another node, so that there is nobody for this one's clients in between.
 * The one that left stays alive: whoever is still sent there is answered, and found out.
 */
public final class UdpStaleInternalLocal implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "conntrack/udp-stale-internal-local",
                        "with internalTrafficPolicy Local a kept UDP socket follows its node's backends")
                .label("type=udp_stale_internal_local")
                .only(Protocol.UDP)
                .needs(Need.nodes(2))
                .covers(
                        "Conntrack should be able to preserve UDP traffic when server pod cycles for a ClusterIP service with InternalTrafficPolicy set to Local");
    }

    @Override
    public void run(Lab lab) {
        var here = lab.spares().getFirst();
        var elsewhere = lab.spares().getLast();
        var service = lab.emptyService(clusterIp().internalTrafficPolicyLocal(), here, elsewhere);
        var clients =
                lab.podsAndHosts().stream()
                        .filter(each -> each.node().equals(here.node()))
                        .toList();
        var sockets = lab.sameSockets(List.of(service.viaClusterIp()));
        lab.select(service, here);
        lab.select(service, elsewhere);
        lab.expect("before", clients, sockets, (from, to) -> answeredBy(here.id()));
        lab.deselect(service, here);
        lab.expect("nobody here, same sockets", clients, sockets, everywhere(notAnswered()));
        lab.select(service, here);
        lab.expect("back, same sockets", clients, sockets, (from, to) -> answeredBy(here.id()));
    }
}
