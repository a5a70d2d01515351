package io.github.k8sbykeshed.validator.catalog.topology;

import static io.github.k8sbykeshed.validator.expect.Expectation.answeredBy;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.clusterIp;

import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;

/** One backend leaves: clients of its node fall back to the other one. */
public final class PreferSameNode implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "topology/prefer-same-node",
                        "trafficDistribution PreferSameNode keeps traffic on the client's node while it can")
                .label("type=traffic_distribution_node")
                .only(Protocol.TCP)
                .needs(Need.nodes(2))
                .needs(Need.minor(35))
                .covers(
                        "Traffic Distribution should route traffic to an endpoint on the same node or fall back to same zone when using PreferSameNode")
                .covers(
                        "Traffic Distribution should route traffic to an endpoint on the same node when using PreferSameNode and fall back when the endpoint becomes unavailable");
    }

    @Override
    public void run(Lab lab) {
        var leaving = lab.spares().getFirst();
        var staying = lab.spares().getLast();
        var near = clusterIp().with("trafficDistribution", "PreferSameNode");
        var service = lab.services().empty(near, leaving, staying);
        service.select(leaving, staying);
        var access = service.clusterIp();
        lab.expect(
                "both backends",
                lab.podsAndHosts(),
                access,
                (from, to) -> answeredBy(Near.onNode(lab, from, to.backends())));
        service.deselect(leaving);
        lab.expect(
                "one of them", lab.podsAndHosts(), access, (from, to) -> answeredBy(staying.id()));
    }
}
