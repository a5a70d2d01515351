package io.github.k8sbykeshed.validator.catalog.clusterip;

import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;

/** The label names another proxy, so the cluster's own has to ignore the Service. */
public final class ProxyNameLabel implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "clusterip/proxy-name-label",
                        "a Service with the label service.kubernetes.io/service-proxy-name is ignored, and served again without")
                .label("type=ProxyNameLabel")
                .lasts()
                .only(Protocol.TCP)
                .covers("Services should implement service.kubernetes.io/service-proxy-name");
    }

    @Override
    public void run(Lab lab) {
        Ignored.whileLabelled(lab, "service.kubernetes.io/service-proxy-name", "other-proxy");
    }
}
