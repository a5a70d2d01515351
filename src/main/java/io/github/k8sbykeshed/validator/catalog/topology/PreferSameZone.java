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

/** Where a zone has no backend, any may answer. */
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
        // An older word for the same.
        List<Access> services = new ArrayList<>();
        for (String preference : List.of("PreferSameZone", "PreferClose")) {
            services.add(
                    lab.serviceOfPods(clusterIp().with("trafficDistribution", preference))
                            .viaClusterIp());
        }
        var backends = services.getFirst().backends();
        lab.require(
                lab.few().stream()
                        .anyMatch(
                                from -> Near.inZone(lab, from, backends).size() < backends.size()),
                "backends in two zones among the first " + backends.size() + " nodes");
        lab.expect(
                "the client's own zone",
                lab.few(),
                services,
                (from, to) -> answeredBy(Near.inZone(lab, from, to.backends())));
    }
}
