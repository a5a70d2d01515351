package io.github.k8sbykeshed.validator.catalog.externalname;

import static io.github.k8sbykeshed.validator.expect.Expectation.resolves;
import static io.github.k8sbykeshed.validator.scenario.Expected.answeredByBackends;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.clusterIp;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.externalName;

import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;
import java.util.List;
import java.util.Set;

/** The name that it stands for is inside the cluster, so that no internet is needed. */
public final class Basic implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "externalname/basic",
                        "an ExternalName Service is an alias of the name that it stands for")
                .label("type=external")
                .needs(Need.dns())
                .covers("DNS should provide DNS for ExternalName services");
    }

    @Override
    public void run(Lab lab) {
        var backend = lab.pods().getFirst();
        var real = lab.service(clusterIp(), backend);
        String realName = real.dnsName() + "." + lab.clusterDomain();
        var alias = lab.service(externalName(realName), backend);
        String name = alias.dnsName() + "." + lab.clusterDomain();
        lab.expect(
                "its name from every pod",
                lab.pods(),
                List.of(
                        lab.name(lab.protocol(), name, "CNAME", List.of()),
                        lab.name(lab.protocol(), name, lab.addressRecord(), List.of()),
                        lab.name(
                                lab.protocol(),
                                alias.name(),
                                lab.addressRecord(),
                                backend.searchDomains())),
                (from, to) ->
                        to.target().isDns("CNAME")
                                ? resolves(Set.of(realName))
                                : resolves(Set.of(real.clusterIp().value())));
        lab.expect(
                "what it stands for",
                lab.pods(),
                List.of(real.viaClusterIp()),
                answeredByBackends());
    }
}
