package io.github.k8sbykeshed.validator.catalog.clusterip;

import static io.github.k8sbykeshed.validator.expect.Expectation.notAnswered;
import static io.github.k8sbykeshed.validator.scenario.Expected.answeredByBackends;
import static io.github.k8sbykeshed.validator.scenario.Expected.everywhere;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.clusterIp;

import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;
import java.util.Map;

/**
 * The label asks proxies to ignore an EndpointSlice. On the Service itself it counts for kube-proxy
 * below 1.36 and for some other proxies: that is recorded.
 */
public final class HeadlessLabel implements Scenario {

    private static final String LABEL = "service.kubernetes.io/headless";

    @Override
    public Spec spec() {
        return Spec.of(
                        "clusterip/headless-label",
                        "an EndpointSlice with the label service.kubernetes.io/headless is ignored, and served again without")
                .label("type=HeadlessLabel")
                .lasts()
                .only(Protocol.TCP)
                .covers("Services should implement service.kubernetes.io/headless");
    }

    @Override
    public void run(Lab lab) {
        var backend = lab.spares().getFirst();
        var service = lab.services().withoutSelector(clusterIp(), backend);
        var access = service.clusterIp();
        service.endpoints().replaceSlices(backend, Map.of());
        lab.expect("without the label", lab.podsAndHosts(), access, answeredByBackends());
        service.endpoints().replaceSlices(backend, Map.of(LABEL, ""));
        lab.expect("with the label", lab.podsAndHosts(), access, everywhere(notAnswered()));
        service.endpoints().replaceSlices(backend, Map.of());
        lab.expect("without it again", lab.podsAndHosts(), access, answeredByBackends());
        service.update(clusterIp().labelled(LABEL, ""));
        lab.record("with the label on the Service", lab.podsAndHosts(), access);
    }
}
