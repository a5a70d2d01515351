package io.github.k8sbykeshed.validator.catalog.conntrack;

import static io.github.k8sbykeshed.validator.scenario.Expected.answeredByBackends;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.nodePort;

import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.scenario.Access;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Own;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;
import java.util.List;

/**
 * The backend answers all the time and turns ready later. What connection tracking remembers of the
 * time before must not last.
 */
public final class UdpUnreadyFirst implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "conntrack/udp-unready-first",
                        "a UDP client that asked before the backend was ready is served once it is")
                .label("type=udp_unready_first")
                .label("type=udp_stale_endpoint")
                .only(Protocol.UDP)
                .needs(Need.nodes(2))
                .owns(Own.POD)
                .covers(
                        "Conntrack should be able to preserve UDP traffic when initial unready endpoints get ready");
    }

    @Override
    public void run(Lab lab) {
        var backend = lab.dedicated().first();
        var service = lab.services().create(nodePort(), backend);
        List<Access> all = service.nodePortsAndClusterIp();
        var pinned = lab.fromPinnedPort(all);
        lab.askTooEarly("unready", lab.podsAndHosts(), pinned);
        lab.dedicated().ready(backend);
        lab.expect("ready, same ports", lab.podsAndHosts(), pinned, answeredByBackends());
    }
}
