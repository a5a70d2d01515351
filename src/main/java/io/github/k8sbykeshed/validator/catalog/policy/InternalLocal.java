package io.github.k8sbykeshed.validator.catalog.policy;

import static io.github.k8sbykeshed.validator.expect.Expectation.answeredBy;
import static io.github.k8sbykeshed.validator.expect.Expectation.notAnswered;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.clusterIp;

import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;
import java.util.List;

/** Only the node that has the backend may serve; nothing is forwarded to other nodes. */
public final class InternalLocal implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "policy/internal-local",
                        "internalTrafficPolicy Local serves on the backend's own node and nowhere else")
                .label("type=internal_traffic_policy")
                .needs(Need.nodes(2))
                .covers("Services should respect internalTrafficPolicy=Local Pod to Pod")
                .covers(
                        "Services should respect internalTrafficPolicy=Local Pod (hostNetwork: true) to Pod");
    }

    @Override
    public void run(Lab lab) {
        var backend = lab.spares().getFirst();
        var service = lab.service(clusterIp().internalTrafficPolicyLocal(), backend);
        lab.expect(
                "every source",
                lab.podsAndHosts(),
                List.of(service.viaClusterIp()),
                (from, to) ->
                        from.node().equals(backend.node())
                                ? answeredBy(backend.id())
                                : notAnswered());
    }
}
