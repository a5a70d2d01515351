package io.github.k8sbykeshed.validator.catalog.affinity;

import static io.github.k8sbykeshed.validator.expect.Expectation.answeredBy;
import static io.github.k8sbykeshed.validator.expect.Expectation.answeredByAll;
import static io.github.k8sbykeshed.validator.expect.Expectation.sameBackend;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.clusterIp;

import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;
import java.time.Duration;
import java.util.List;

/** That the backends alternate before and after shows that it was the affinity that held. */
public final class Toggle implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of("affinity/toggle", "session affinity can be switched on and off")
                .label("type=sessionAffinity_toggle")
                .only(Protocol.TCP)
                .needs(Need.nodes(2))
                .covers(
                        "Services should be able to switch session affinity for service with type clusterIP");
    }

    @Override
    public void run(Lab lab) {
        var without = clusterIp();
        var service = lab.servicesOfAllPods(without).getFirst();
        var access = List.of(service.viaClusterIp());
        lab.expect("without", lab.podsAndHosts(), access, (from, to) -> answeredByAll(to.agents()));
        lab.update(service, without.clientIpAffinity(Duration.ofHours(3)));
        lab.expect(
                "with",
                lab.podsAndHosts(),
                access,
                (from, to) ->
                        answeredBy(to.agents())
                                .and(sameBackend(lab.equalDraws(to.backends().size()))));
        lab.update(service, without.with("sessionAffinity", "None"));
        lab.expect(
                "without again",
                lab.podsAndHosts(),
                access,
                (from, to) -> answeredByAll(to.agents()));
    }
}
