package io.github.k8sbykeshed.validator.catalog.conntrack;

import static io.github.k8sbykeshed.validator.scenario.Expected.answeredByBackends;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.nodePort;

import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.scenario.Access;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;
import java.util.List;

/**
 * A client may connect again from the port of a connection that has just ended: the new connection
 * must not be taken for the old one.
 */
public final class SourcePortReuse implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "conntrack/source-port-reuse",
                        "a TCP client that uses its source port again is served each time")
                .label("type=tcp_source_port_reuse")
                .only(Protocol.TCP)
                .needs(Need.nodes(2));
    }

    @Override
    public void run(Lab lab) {
        var service = lab.services().ofPods(nodePort());
        List<Access> all = service.nodePortsAndClusterIp();
        // First from other ports: a connection that fails before the Service is programmed leaves
        // a trace in connection tracking too, which is another matter.
        var served = lab.clients().sparingly(answeredByBackends());
        lab.expect("any ports", lab.sample(), all, served);
        lab.expect("the same port each time", lab.sample(), lab.fromPinnedPort(all), served);
    }
}
