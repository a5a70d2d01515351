package io.github.k8sbykeshed.validator.catalog.policy;

import static io.github.k8sbykeshed.validator.expect.Expectation.answeredBy;
import static io.github.k8sbykeshed.validator.expect.Expectation.notAnswered;
import static io.github.k8sbykeshed.validator.expect.Expectation.unasked;
import static io.github.k8sbykeshed.validator.scenario.Service.clusterIps;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.clusterIp;

import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;
import java.util.List;

/**
 * Only the node that has the backend serves; no node forwards to others. One backend is a pod, the
 * other one on the host network. A backend does not ask for itself: whether its traffic is
 * masqueraded differs.
 */
public final class InternalLocal implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "policy/internal-local",
                        "internalTrafficPolicy Local serves on the backend's own node and nowhere else")
                .label("type=internal_traffic_policy")
                .needs(Need.nodes(2))
                .needs(Need.hostNetwork())
                .covers("Services should respect internalTrafficPolicy=Local Pod to Pod")
                .covers(
                        "Services should respect internalTrafficPolicy=Local Pod and Node, to Pod (hostNetwork: true)")
                .covers(
                        "Services should respect internalTrafficPolicy=Local Pod (hostNetwork: true) to Pod");
    }

    @Override
    public void run(Lab lab) {
        var services =
                List.of(
                        lab.services()
                                .create(
                                        clusterIp().internalTrafficPolicyLocal(),
                                        lab.spares().getFirst()),
                        lab.services()
                                .create(
                                        clusterIp().internalTrafficPolicyLocal(),
                                        lab.hosts().getLast()));
        lab.expect(
                "every source",
                lab.podsAndHosts(),
                clusterIps(services),
                (from, to) -> {
                    var backend = to.backends().getFirst();
                    if (from.equals(backend)) {
                        return unasked();
                    }
                    boolean there = from.node().equals(backend.node());
                    return there ? answeredBy(backend.id()) : notAnswered();
                });
    }
}
