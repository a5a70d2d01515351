package io.github.k8sbykeshed.validator.catalog.clusterip;

import static io.github.k8sbykeshed.validator.expect.Expectation.notAnswered;
import static io.github.k8sbykeshed.validator.scenario.Expected.answeredByBackends;
import static io.github.k8sbykeshed.validator.scenario.Expected.everywhere;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.clusterIp;

import io.github.k8sbykeshed.validator.scenario.Lab;

/** Labels that tell proxies to ignore a Service. */
final class Ignored {

    private Ignored() {}

    /** Expects that a Service is ignored while it has the label, and served before and after. */
    static void whileLabelled(Lab lab, String label, String value) {
        var service = lab.services().create(clusterIp(), lab.spares().getFirst());
        var access = service.clusterIp();
        lab.expect("without the label", lab.podsAndHosts(), access, answeredByBackends());
        service.update(clusterIp().labelled(label, value));
        lab.expect("with the label", lab.podsAndHosts(), access, everywhere(notAnswered()));
        service.update(clusterIp());
        lab.expect("without it again", lab.podsAndHosts(), access, answeredByBackends());
    }
}
