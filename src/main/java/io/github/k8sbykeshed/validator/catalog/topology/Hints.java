package io.github.k8sbykeshed.validator.catalog.topology;

import static io.github.k8sbykeshed.validator.expect.Expectation.answeredBy;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.clusterIp;

import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;

/** The slices are made by hand: by its hint each zone uses the backend of the other zone. */
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
        boolean swapped = zones.getFirst().equals(lab.clients().zone(one));
        var first = swapped ? two : one;
        var second = swapped ? one : two;
        var service =
                lab.services()
                        .withoutSelector(
                                clusterIp().with("trafficDistribution", "PreferClose"),
                                first,
                                second);
        service.endpoints().addSlice(0, first, zones.getFirst());
        service.endpoints().addSlice(0, second, zones.get(1));
        lab.expect(
                "each zone",
                lab.podsAndHosts(),
                service.clusterIp(),
                (from, to) ->
                        lab.clients().zone(from).equals(zones.getFirst())
                                ? answeredBy(first.id())
                                : lab.clients().zone(from).equals(zones.get(1))
                                        ? answeredBy(second.id())
                                        : answeredBy(to.agents()));
    }
}
