package io.github.k8sbykeshed.validator.catalog.topology;

import static io.github.k8sbykeshed.validator.expect.Expectation.answeredBy;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.clusterIp;

import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.scenario.Access;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;
import java.util.ArrayList;
import java.util.List;

/** Any backend may answer clients of a zone that has none. */
public final class PreferSameZone implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "topology/prefer-same-zone",
                        "trafficDistribution PreferSameZone keeps traffic in the client's zone")
                .label("type=traffic_distribution_zone")
                .only(Protocol.TCP)
                .needs(Need.zones(2))
                .needs(Need.minor(34))
                .covers(
                        "Traffic Distribution should route traffic correctly between pods on multiple nodes when using PreferClose")
                .covers(
                        "Traffic Distribution should route traffic correctly between pods on multiple nodes when using PreferSameZone")
                .covers(
                        "Traffic Distribution should route traffic to an endpoint in the same zone when using PreferClose")
                .covers(
                        "Traffic Distribution should route traffic to an endpoint in the same zone when using PreferSameZone");
    }

    @Override
    public void run(Lab lab) {
        // PreferClose is the older name of PreferSameZone.
        List<Access> services = new ArrayList<>();
        for (String preference : List.of("PreferSameZone", "PreferClose")) {
            var spec = clusterIp().with("trafficDistribution", preference);
            services.addAll(lab.services().ofPods(spec).clusterIp());
        }
        var backends = services.getFirst().backends();
        lab.require(
                lab.sample().stream()
                        .anyMatch(
                                from -> Near.inZone(lab, from, backends).size() < backends.size()),
                "backends in two zones among the first " + backends.size() + " nodes");
        lab.expect(
                "the client's own zone",
                lab.sample(),
                services,
                (from, to) -> answeredBy(Near.inZone(lab, from, to.backends())));
    }
}
