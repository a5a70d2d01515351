package io.github.k8sbykeshed.validator.catalog.dns;

import static io.github.k8sbykeshed.validator.expect.Expectation.resolves;
import static io.github.k8sbykeshed.validator.scenario.Expected.everywhere;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.headlessService;

import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.scenario.Access;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Own;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The pod's subdomain is the name of a headless Service. Another pod behind that Service, which has
 * no such name, must not be taken for it.
 */
public final class PodNames implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "dns/pod-names",
                        "a pod behind a headless Service has a name by its hostname and subdomain")
                .label("type=dns_pod_names")
                .needs(Need.dns())
                .only(Protocol.UDP)
                .owns(Own.POD)
                .covers("DNS should provide DNS for pods for Hostname")
                .covers("DNS should provide DNS for pods for Subdomain");
    }

    @Override
    public void run(Lab lab) {
        var named = lab.dedicated().first();
        var other = lab.spares().getFirst();
        var service = lab.services().empty(headlessService(), named, other);
        service.select(other, named);
        lab.dedicated().ready(named);
        var dns = lab.dns();
        String own = named.source().pod() + ".";
        String type = dns.addressRecord();
        String address = lab.addressOf(named).value();
        // The pod's name is not asked for too early: DNS servers would remember that there is none.
        lab.expect(
                "both behind the Service",
                lab.pods(),
                List.of(dns.addressesOf(service).behind(List.of(named, other))),
                everywhere(resolves(Set.of(address, lab.addressOf(other).value()))));
        List<Access> names =
                Stream.of(
                                dns.shortName(own + service.name(), type),
                                dns.shortName(own + service.dnsName(), type),
                                dns.name(own + dns.nameOf(service), type))
                        .map(name -> name.behind(List.of(named)))
                        .toList();
        lab.expect("the pod's name", lab.pods(), names, everywhere(resolves(Set.of(address))));
    }
}
