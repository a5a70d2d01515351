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
 * The pod's subdomain is a headless Service's name. Another pod behind that Service, which has no
 * such name, must not be taken for it.
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
        var named = lab.own();
        var other = lab.spares().getFirst();
        var service = lab.emptyService(headlessService(), named, other);
        lab.select(service, other);
        lab.select(service, named);
        lab.ready(named);
        String own = named.source().pod() + ".";
        String full = service.dnsName() + "." + lab.clusterDomain();
        var search = lab.pods().getFirst().searchDomains();
        String type = lab.addressRecord();
        String address = lab.addressOf(named).value();
        Protocol udp = lab.protocol();
        // The pod's name is not asked for too early: that there is none would be remembered.
        lab.expect(
                "both behind the Service",
                lab.pods(),
                List.of(lab.name(udp, full, type, List.of()).behind(List.of(named, other))),
                everywhere(resolves(Set.of(address, lab.addressOf(other).value()))));
        List<Access> names =
                Stream.of(
                                lab.name(udp, own + service.name(), type, search),
                                lab.name(udp, own + service.dnsName(), type, search),
                                lab.name(udp, own + full, type, List.of()))
                        .map(name -> name.behind(List.of(named)))
                        .toList();
        lab.expect("the pod's name", lab.pods(), names, everywhere(resolves(Set.of(address))));
    }
}
