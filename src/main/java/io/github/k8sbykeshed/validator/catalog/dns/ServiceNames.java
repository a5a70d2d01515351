package io.github.k8sbykeshed.validator.catalog.dns;

import static io.github.k8sbykeshed.validator.expect.Expectation.resolves;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.clusterIp;

import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The cluster's DNS is asked over the case's protocol, past every cache, by a pod's own search
 * path. See the Kubernetes DNS-based service discovery specification.
 */
public final class ServiceNames implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "dns/service-names",
                        "a Service has its short, namespaced and full names, and SRV of its named port")
                .label("type=dns")
                .needs(Need.dns())
                .covers("DNS should provide DNS for services")
                .covers("DNS should resolve DNS of partial qualified names for services");
    }

    @Override
    public void run(Lab lab) {
        var pod = lab.pods().getFirst();
        var service = lab.service(clusterIp(), pod);
        var search = pod.searchDomains();
        String full = service.dnsName() + "." + lab.clusterDomain();
        String port =
                "_"
                        + service.portName()
                        + "._"
                        + lab.protocol().name().toLowerCase(Locale.ROOT)
                        + ".";
        String type = lab.addressRecord();
        var names =
                List.of(
                        lab.name(lab.protocol(), service.name(), type, search),
                        lab.name(
                                lab.protocol(),
                                service.dnsName().replaceFirst("\\.svc$", ""),
                                type,
                                search),
                        lab.name(lab.protocol(), service.dnsName(), type, search),
                        lab.name(lab.protocol(), full, type, List.of()),
                        lab.name(lab.protocol(), port + full, "SRV", List.of()));
        lab.expect(
                "every name from every pod",
                lab.pods(),
                names,
                (from, to) ->
                        to.target().isDns("SRV")
                                ? resolves(Set.of("0 100 " + service.port() + " " + full))
                                : resolves(Set.of(service.clusterIp().value())));
    }
}
