package io.github.k8sbykeshed.validator.catalog.clusterip;

import static io.github.k8sbykeshed.validator.scenario.Expected.answeredByAllOfThem;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.clusterIp;

import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Own;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;

/** The deleted pod goes on answering, so a proxy that still sends to it is found out. */
public final class EndpointRemoved implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "clusterip/endpoint-removed",
                        "a deleted pod leaves the rotation, in which exactly the others remain")
                .label("type=cluster_ip_endpoint_removed")
                .once()
                .needs(Need.nodes(2))
                .owns(Own.POD)
                .covers("Networking Granular Checks: Services should update endpoints: http")
                .covers("Networking Granular Checks: Services should update endpoints: udp")
                .covers(
                        "[Feature:IPv6DualStack] Granular Checks: Services Secondary IP Family should update endpoints: http")
                .covers(
                        "[Feature:IPv6DualStack] Granular Checks: Services Secondary IP Family should update endpoints: udp");
    }

    @Override
    public void run(Lab lab) {
        var leaving = lab.dedicated().first();
        var staying = lab.spares();
        var service =
                lab.services().empty(clusterIp(), leaving, staying.getFirst(), staying.getLast());
        service.select(leaving, staying.getFirst(), staying.getLast());
        lab.dedicated().ready(leaving);
        var access = service.clusterIp();
        lab.expect("all of them", lab.sample(), access, answeredByAllOfThem());
        lab.dedicated().terminate(leaving);
        lab.expect(
                "without the deleted one",
                lab.sample(),
                access.stream().map(each -> each.behind(staying)).toList(),
                answeredByAllOfThem());
    }
}
