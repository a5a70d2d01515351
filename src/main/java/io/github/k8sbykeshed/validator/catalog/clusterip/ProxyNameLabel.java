package io.github.k8sbykeshed.validator.catalog.clusterip;

import static io.github.k8sbykeshed.validator.expect.Expectation.notAnswered;
import static io.github.k8sbykeshed.validator.scenario.Expected.answeredByBackends;
import static io.github.k8sbykeshed.validator.scenario.Expected.everywhere;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.clusterIp;

import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;

/** The label names another proxy, so the cluster's own has to ignore the Service. */
public final class ProxyNameLabel implements Scenario {

    private static final String LABEL = "service.kubernetes.io/service-proxy-name";

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
        var service = lab.services().create(clusterIp(), lab.spares().getFirst());
        var access = service.clusterIp();
        lab.expect("without the label", lab.podsAndHosts(), access, answeredByBackends());
        service.update(clusterIp().labelled(LABEL, "other-proxy"));
        lab.expect("with the label", lab.podsAndHosts(), access, everywhere(notAnswered()));
        service.update(clusterIp());
        lab.expect("without it again", lab.podsAndHosts(), access, answeredByBackends());
    }
}
