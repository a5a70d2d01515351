package io.github.k8sbykeshed.validator.catalog.hostport;

import static io.github.k8sbykeshed.validator.expect.Expectation.answeredBy;
import static io.github.k8sbykeshed.validator.expect.Expectation.recorded;
import static io.github.k8sbykeshed.validator.expect.Expectation.unasked;

import io.github.k8sbykeshed.validator.expect.Expectation;
import io.github.k8sbykeshed.validator.probe.Family;
import io.github.k8sbykeshed.validator.probe.Source;
import io.github.k8sbykeshed.validator.scenario.Access;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Own;
import io.github.k8sbykeshed.validator.scenario.Place;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;

/**
 * Three pods of one node have the same host port: over TCP at the node's own addresses, over UDP
 * there, and over TCP at its loopback address. A pod network that does not map host ports, such as
 * one whose CNI configuration lacks the plugin portmap, violates.
 */
public final class Basic implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "hostport/basic",
                        "pods with one host port on other addresses or protocols answer each at its own")
                .label("type=host_port")
                .once()
                .needs(Need.hostNetwork())
                .owns(Own.POD_AT_HOST_PORT)
                .owns(Own.POD_AT_HOST_PORT_UDP)
                .owns(Own.POD_AT_LOOPBACK_HOST_PORT)
                .covers(
                        "HostPort validates that there is no conflict between pods with same hostPort but different hostIP and protocol");
    }

    @Override
    public void run(Lab lab) {
        lab.expect("every source", lab.everywhere(), lab.dedicated().hostPorts(), Basic::expected);
    }

    private static Expectation expected(Place from, Access to) {
        Family family = to.target().family();
        if (from.address(family).isEmpty()) {
            // A client outside that has no such family.
            return unasked();
        }
        if (!to.target().address().inet().isLoopbackAddress()) {
            return answeredBy(to.agents());
        }
        String home = to.backends().getFirst().node();
        if (from.kind() != Source.Kind.HOST || !from.node().equals(home)) {
            return unasked();
        }
        // Over IPv6 no packet leaves a node's loopback address: there is no route_localnet.
        return family == Family.IPV6 ? recorded() : answeredBy(to.agents());
    }
}
