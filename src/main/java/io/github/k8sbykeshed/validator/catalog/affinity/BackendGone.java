package io.github.k8sbykeshed.validator.catalog.affinity;

import static io.github.k8sbykeshed.validator.expect.Expectation.answeredBy;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.clusterIp;

import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;
import java.time.Duration;

/**
 * All clients are bound to one backend, which then leaves the Service. It stays alive and answers,
 * so a client that still reaches it is found out.
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
                lab.services()
                        .empty(clusterIp().clientIpAffinity(Duration.ofHours(3)), first, next);
        var access = service.clusterIp();
        service.select(first);
        lab.expect("bound", lab.podsAndHosts(), access, (from, to) -> answeredBy(first.id()));
        service.select(next);
        service.deselect(first);
        lab.expect("moved on", lab.podsAndHosts(), access, (from, to) -> answeredBy(next.id()));
    }
}
