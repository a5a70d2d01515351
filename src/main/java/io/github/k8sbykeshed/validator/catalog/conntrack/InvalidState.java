package io.github.k8sbykeshed.validator.catalog.conntrack;

import static io.github.k8sbykeshed.validator.scenario.Expected.answeredByBackends;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.clusterIp;

import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Own;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;

/**
 * To connection tracking a segment far out of the window is INVALID, and is not translated. Unless
 * it is dropped, the client gets it from the backend's own address, does not know that connection
 * and answers with a reset, which ends the real one (kubernetes#74839). The backend sends such a
 * segment before each answer, or says that it could not. Clients are on other nodes, so that
 * packets pass the rules of two nodes.
 *
 * <p>kube-proxy in nftables mode does not drop such packets, by design; its option {@code
 * --conntrack-tcp-be-liberal} is the remedy. What happens there is recorded.
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
        var backend = lab.dedicated().first();
        var access = lab.services().create(clusterIp(), backend).clusterIp();
        lab.dedicated().ready(backend);
        var clients =
                lab.pods().stream().filter(pod -> !pod.node().equals(backend.node())).toList();
        lab.expect("new connections", clients, access, answeredByBackends());
        String step = "a kept connection, a stray segment before each answer";
        if (lab.kubeProxy().modes().contains("nftables")) {
            lab.record(step, clients, lab.overKeptSockets(access));
            lab.notApplicable(
                    "needs a proxy that drops such segments itself: in nftables mode that is left to"
                            + " the nodes' nf_conntrack_tcp_be_liberal, and what happens is recorded");
        } else {
            lab.expect(step, clients, lab.overKeptSockets(access), answeredByBackends());
        }
    }
}
