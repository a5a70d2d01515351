package io.github.k8sbykeshed.validator.catalog.dns;

import static io.github.k8sbykeshed.validator.expect.Expectation.resolves;
import static io.github.k8sbykeshed.validator.scenario.Expected.answeredByBackends;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.clusterIp;
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
        // No name is asked for too early: that there is none would be remembered.
        var ready = lab.service(clusterIp(), named);
        lab.expect("ready", lab.pods(), ready.viaClusterIps(), answeredByBackends());
        String own = named.source().pod() + ".";
        String domain = "." + lab.clusterDomain();
        var search = lab.pods().getFirst().searchDomains();
        String type = lab.addressRecord();
        Protocol udp = lab.protocol();
        List<Access> names =
                List.of(
                        lab.name(udp, own + service.name(), type, search).behind(List.of(named)),
                        lab.name(udp, own + service.dnsName(), type, search).behind(List.of(named)),
                        lab.name(udp, own + service.dnsName() + domain, type, List.of())
                                .behind(List.of(named)),
                        lab.name(udp, service.dnsName() + domain, type, List.of())
                                .behind(List.of(named, other)));
        String address = lab.addressOf(named).value();
        lab.expect(
                "its name and its Service's",
                lab.pods(),
                names,
                (from, to) ->
                        to.backends().contains(other)
                                ? resolves(Set.of(address, lab.addressOf(other).value()))
                                : resolves(Set.of(address)));
    }
}
