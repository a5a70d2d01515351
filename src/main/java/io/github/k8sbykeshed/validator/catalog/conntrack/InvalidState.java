package io.github.k8sbykeshed.validator.catalog.conntrack;

import static io.github.k8sbykeshed.validator.scenario.Expected.answeredByBackends;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.clusterIp;

import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Own;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;
import java.util.List;

/**
 * To connection tracking a segment far out of the window is of state INVALID, and no such packet is
 * translated: unless it is dropped it comes to the client from the backend's own address, and the
 * client's reset ends the connection (kubernetes#74839). The backend sends one before each answer,
 * or says that it could not. Clients are on other nodes, whose packets pass two nodes' rules.
 *
 * <p>kube-proxy in nftables mode drops no such packets, by design: who needs that sets its option
 * {@code --conntrack-tcp-be-liberal}. What happens there is recorded.
 */
public final class InvalidState implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "conntrack/invalid-state",
                        "a segment of the backend that is far out of the window does not reset the connection")
                .label("type=conntrack_invalid_state")
                .only(Protocol.TCP)
                .needs(Need.nodes(2))
                .owns(Own.POD_THAT_STRAYS)
                .covers(
                        "Conntrack proxy implementation should not be vulnerable to the invalid conntrack state bug");
    }

    @Override
    public void run(Lab lab) {
        var backend = lab.own();
        var access = List.of(lab.service(clusterIp(), backend).viaClusterIp());
        lab.ready(backend);
        var clients =
                lab.pods().stream().filter(pod -> !pod.node().equals(backend.node())).toList();
        lab.expect("new connections", clients, access, answeredByBackends());
        String step = "a kept connection, a stray segment before each answer";
        if (lab.proxyModes().contains("nftables")) {
            lab.record(step, clients, lab.flows(access));
            lab.require(
                    false,
                    "a proxy that drops such segments itself: in nftables mode that is left to the"
                            + " nodes' nf_conntrack_tcp_be_liberal, and what happens is recorded");
        } else {
            lab.expect(step, clients, lab.flows(access), answeredByBackends());
        }
    }
}
