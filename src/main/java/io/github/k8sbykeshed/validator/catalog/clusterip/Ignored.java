package io.github.k8sbykeshed.validator.catalog.clusterip;

import static io.github.k8sbykeshed.validator.expect.Expectation.notAnswered;
import static io.github.k8sbykeshed.validator.scenario.Expected.answeredByBackends;
import static io.github.k8sbykeshed.validator.scenario.Expected.everywhere;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.clusterIp;

import io.github.k8sbykeshed.validator.scenario.Lab;
import java.util.List;

/** What the scenarios of labels that tell proxies to leave a Service alone have in common. */
final class Ignored {

    private Ignored() {}

    /** A Service is ignored while it has the label, and served before and after. */
    static void whileLabelled(Lab lab, String label, String value) {
        var service = lab.service(clusterIp(), lab.spares().getFirst());
        var access = List.of(service.viaClusterIp());
        lab.expect("without the label", lab.podsAndHosts(), access, answeredByBackends());
        lab.update(service, clusterIp().labelled(label, value));
        lab.expect("with the label", lab.podsAndHosts(), access, everywhere(notAnswered()));
        lab.update(service, clusterIp());
        lab.expect("without it again", lab.podsAndHosts(), access, answeredByBackends());
    }
}
