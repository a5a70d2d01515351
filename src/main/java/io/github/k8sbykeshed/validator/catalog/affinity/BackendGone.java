package io.github.k8sbykeshed.validator.catalog.affinity;

import static io.github.k8sbykeshed.validator.expect.Expectation.answeredBy;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.clusterIp;

import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;
import java.time.Duration;
import java.util.List;

/**
 * The backend that every client is bound to goes; it stays alive, so whoever still sends to it is
 * answered, and found out.
 */
public final class BackendGone implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of("affinity/backend-gone", "a client moves on when its backend is gone")
                .label("type=sessionAffinity_backend_gone")
                .lasts()
                .needs(Need.nodes(2));
    }

    @Override
    public void run(Lab lab) {
        var first = lab.spares().getFirst();
        var next = lab.spares().getLast();
        var service =
                lab.emptyService(clusterIp().clientIpAffinity(Duration.ofHours(3)), first, next);
        var access = List.of(service.viaClusterIp());
        lab.select(service, first);
        lab.expect("bound", lab.podsAndHosts(), access, (from, to) -> answeredBy(first.id()));
        lab.select(service, next);
        lab.deselect(service, first);
        lab.expect("moved on", lab.podsAndHosts(), access, (from, to) -> answeredBy(next.id()));
    }
}
