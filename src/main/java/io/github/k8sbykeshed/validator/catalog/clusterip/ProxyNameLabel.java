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

/** Whoever sets it has another proxy in mind. */
public final class ProxyNameLabel implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "clusterip/proxy-name-label",
                        "a Service with the label service.kubernetes.io/service-proxy-name is ignored, and served again without")
                .label("type=ProxyNameLabel")
                .only(Protocol.TCP)
                .covers("Services should implement service.kubernetes.io/service-proxy-name");
    }

    @Override
    public void run(Lab lab) {
        var labelled =
                clusterIp().labelled("service.kubernetes.io/service-proxy-name", "other-proxy");
        var service = lab.service(clusterIp(), lab.spares().getFirst());
        var access = List.of(service.viaClusterIp());
        lab.expect("without the label", lab.podsAndHosts(), access, answeredByBackends());
        lab.update(service, labelled);
        lab.expect("with the label", lab.podsAndHosts(), access, everywhere(notAnswered()));
        lab.update(service, clusterIp());
        lab.expect("without it again", lab.podsAndHosts(), access, answeredByBackends());
    }
}
