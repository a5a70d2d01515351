package io.github.k8sbykeshed.validator.catalog.clusterip;

import static io.github.k8sbykeshed.validator.expect.Expectation.notAnswered;
import static io.github.k8sbykeshed.validator.scenario.Expected.answeredByBackends;
import static io.github.k8sbykeshed.validator.scenario.Expected.everywhere;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.clusterIp;

import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;
import java.util.List;

/** Whoever sets it wants no proxy at all. */
public final class HeadlessLabel implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "clusterip/headless-label",
                        "a Service with the label service.kubernetes.io/headless is ignored, and served again without")
                .label("type=HeadlessLabel")
                .only(Protocol.TCP)
                .covers("Services should implement service.kubernetes.io/headless");
    }

    @Override
    public void run(Lab lab) {
        var labelled = clusterIp().labelled("service.kubernetes.io/headless", "");
        var service = lab.service(clusterIp(), lab.spares().getFirst());
        var access = List.of(service.viaClusterIp());
        lab.expect("without the label", lab.podsAndHosts(), access, answeredByBackends());
        lab.update(service, labelled);
        lab.expect("with the label", lab.podsAndHosts(), access, everywhere(notAnswered()));
        lab.update(service, clusterIp());
        lab.expect("without it again", lab.podsAndHosts(), access, answeredByBackends());
    }
}
