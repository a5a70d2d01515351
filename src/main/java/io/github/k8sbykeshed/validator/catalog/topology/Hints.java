package io.github.k8sbykeshed.validator.catalog.topology;

import static io.github.k8sbykeshed.validator.expect.Expectation.answeredBy;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.clusterIp;

import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;
import java.util.List;

/** By slices made by hand, in which each zone is meant to use the other one's backend. */
public final class Hints implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "topology/hints",
                        "an endpoint with a zone as its hint serves the clients of that zone")
                .label("type=topology_hints")
                .only(Protocol.TCP)
                .needs(Need.zones(2))
                .needs(Need.minor(34));
    }

    @Override
    public void run(Lab lab) {
        var one = lab.spares().getFirst();
        var two = lab.spares().getLast();
        var zones = lab.facts().zones();
        boolean swapped = zones.getFirst().equals(lab.zone(one));
        var first = swapped ? two : one;
        var second = swapped ? one : two;
        var service =
                lab.withoutSelector(
                        clusterIp().with("trafficDistribution", "PreferClose"), first, second);
        lab.slice(service, 0, first, zones.getFirst());
        lab.slice(service, 0, second, zones.get(1));
        lab.expect(
                "each zone",
                lab.podsAndHosts(),
                List.of(service.viaClusterIp()),
                (from, to) ->
                        lab.zone(from).equals(zones.getFirst())
                                ? answeredBy(first.id())
                                : lab.zone(from).equals(zones.get(1))
                                        ? answeredBy(second.id())
                                        : answeredBy(to.agents()));
    }
}
