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

/** It stands for a name inside the cluster, so that no internet is needed. */
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
        var real = lab.services().create(clusterIp(), backend);
        var dns = lab.dns();
        var alias = lab.services().create(externalName(dns.nameOf(real)), backend);
        lab.expect(
                "its name from every pod",
                lab.pods(),
                List.of(
                        dns.name(dns.nameOf(alias), "CNAME"),
                        dns.addressesOf(alias),
                        dns.shortName(alias.name(), dns.addressRecord())),
                (from, to) ->
                        to.target().isDns("CNAME")
                                ? resolves(Set.of(dns.nameOf(real)))
                                : resolves(Set.of(real.address().value())));
        lab.expect("what it stands for", lab.pods(), real.clusterIp(), answeredByBackends());
    }
}
