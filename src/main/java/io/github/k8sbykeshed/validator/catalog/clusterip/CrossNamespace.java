package io.github.k8sbykeshed.validator.catalog.clusterip;

import static io.github.k8sbykeshed.validator.scenario.Expected.answeredByBackends;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.clusterIp;

import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.scenario.Access;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Own;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;
import java.util.ArrayList;
import java.util.List;

/** Services serve clients of every namespace alike. */
public final class CrossNamespace implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "clusterip/cross-namespace",
                        "a pod of another namespace is served like those of the Service's own")
                .label("type=cluster_ip_cross_namespace")
                .only(Protocol.TCP)
                .familiesTogether()
                .needs(Need.nodes(2))
                .owns(Own.POD_OF_OTHER_NAMESPACE);
    }

    @Override
    public void run(Lab lab) {
        List<Access> services = new ArrayList<>();
        for (var backend : lab.spares()) {
            services.addAll(lab.services().create(clusterIp(), backend).clusterIp());
        }
        lab.expect(
                "from both namespaces",
                List.of(lab.dedicated().first(), lab.pods().getFirst()),
                services,
                answeredByBackends());
    }
}
