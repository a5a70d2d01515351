package io.github.k8sbykeshed.validator.catalog.dns;

import static io.github.k8sbykeshed.validator.expect.Expectation.resolves;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.clusterIp;

import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;
import java.util.List;
import java.util.Set;

/**
 * Asks the cluster's DNS Service itself, past every cache, by a pod's own search path. See the
 * Kubernetes DNS-based service discovery specification.
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
        var service = lab.services().create(clusterIp(), pod);
        var dns = lab.dns();
        String type = dns.addressRecord();
        String inNamespace = service.name() + "." + pod.source().namespace();
        var names =
                List.of(
                        dns.shortName(service.name(), type),
                        dns.shortName(inNamespace, type),
                        dns.shortName(service.dnsName(), type),
                        dns.addressesOf(service),
                        dns.portOf(service));
        lab.expect(
                "every name from every pod",
                lab.pods(),
                names,
                (from, to) ->
                        to.target().isDns("SRV")
                                ? resolves(Set.of(service.port() + " " + dns.nameOf(service)))
                                : resolves(Set.of(service.address().value())));
    }
}
