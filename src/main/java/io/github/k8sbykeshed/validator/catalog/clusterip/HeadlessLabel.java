package io.github.k8sbykeshed.validator.catalog.clusterip;

import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;

/** The label asks every proxy to ignore the Service. */
public final class HeadlessLabel implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "clusterip/headless-label",
                        "a Service with the label service.kubernetes.io/headless is ignored, and served again without")
                .label("type=HeadlessLabel")
                .lasts()
                .only(Protocol.TCP)
                .covers("Services should implement service.kubernetes.io/headless");
    }

    @Override
    public void run(Lab lab) {
        Ignored.whileLabelled(lab, "service.kubernetes.io/headless", "");
    }
}
