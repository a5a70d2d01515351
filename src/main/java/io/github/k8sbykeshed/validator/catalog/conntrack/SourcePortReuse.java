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
 * Whoever connects again from the port of a connection that has just ended must not be taken for
 * the old one.
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
        var service = lab.serviceOfPods(nodePort());
        List<Access> all = lab.nodePortsAndClusterIp(service);
        // First from other ports: a connection that fails since nothing is programmed yet leaves
        // something behind too, which is not what this is about.
        lab.expect("any ports", lab.few(), all, answeredByBackends());
        lab.expect(
                "the same port each time", lab.few(), lab.sameSockets(all), answeredByBackends());
    }
}
