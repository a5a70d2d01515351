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

/**
 * The other backend is on another node, so clients of the first node have none in between. The
 * backend that left stays alive and answers, so a flow that still reaches it is found out.
 */
public final class UdpStaleInternalLocal implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "conntrack/udp-stale-internal-local",
                        "with internalTrafficPolicy Local a UDP client that keeps its port follows its node's backends")
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
        var service =
                lab.services().empty(clusterIp().internalTrafficPolicyLocal(), here, elsewhere);
        var clients = lab.clients().onNodeOf(here);
        var pinned = lab.fromPinnedPort(service.clusterIp());
        service.select(here, elsewhere);
        lab.expect("before", clients, pinned, (from, to) -> answeredBy(here.id()));
        service.deselect(here);
        lab.expect("no backend here, same ports", clients, pinned, everywhere(notAnswered()));
        service.select(here);
        lab.expect("back, same ports", clients, pinned, (from, to) -> answeredBy(here.id()));
    }
}
