package io.github.k8sbykeshed.validator.catalog.affinity;

import static io.github.k8sbykeshed.validator.expect.Expectation.chosenAnew;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.nodePort;

import io.github.k8sbykeshed.validator.scenario.Access;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Each connection renews the binding, so the client has to be silent for longer than the timeout.
 * By chance it may get the same backend again, so it asks several Services.
 */
public final class Timeout implements Scenario {

    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    /** Longer than the timeout: proxies count in seconds, and machines may be busy. */
    private static final Duration SILENCE = Duration.ofMillis(2_500);

    @Override
    public Spec spec() {
        return Spec.of(
                        "affinity/timeout",
                        "a client that was silent for longer than the timeout is forgotten")
                .label("type=sessionAffinity_timeout")
                .lasts()
                .needs(Need.nodes(2))
                .covers(
                        "Services should have session affinity timeout work for service with type clusterIP")
                .covers("Services should have session affinity timeout work for NodePort service");
    }

    @Override
    public void run(Lab lab) {
        lab.require(
                !lab.kubeProxy().modes().contains("ipvs"),
                "a proxy that forgets in time: IPVS keeps clients two minutes longer");
        List<Access> access = new ArrayList<>();
        int backends = Math.min(lab.pods().size(), Lab.MOST_BACKENDS);
        for (int i = 0; i < lab.services().toSeeAnotherBackend(backends); i++) {
            var service = lab.services().ofPods(nodePort().clientIpAffinity(TIMEOUT));
            access.addAll(service.nodePortsAndClusterIp());
        }
        lab.expect(
                "after silence",
                lab.sample(),
                access,
                lab.clients().atOwnNode((from, to) -> chosenAnew(to.agents(), SILENCE)));
    }
}
