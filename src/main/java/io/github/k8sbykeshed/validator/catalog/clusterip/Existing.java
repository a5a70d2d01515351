package io.github.k8sbykeshed.validator.catalog.clusterip;

import static io.github.k8sbykeshed.validator.expect.Expectation.resolves;
import static io.github.k8sbykeshed.validator.expect.Expectation.served;
import static io.github.k8sbykeshed.validator.expect.Expectation.unasked;

import io.github.k8sbykeshed.validator.probe.Address;
import io.github.k8sbykeshed.validator.probe.Family;
import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.probe.Source;
import io.github.k8sbykeshed.validator.probe.Target;
import io.github.k8sbykeshed.validator.probe.Target.Reach;
import io.github.k8sbykeshed.validator.probe.Target.Speech;
import io.github.k8sbykeshed.validator.probe.Traits;
import io.github.k8sbykeshed.validator.scenario.Access;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Services from before the run. If they work and new ones do not, a proxy still forwards but has
 * stopped programming.
 */
public final class Existing implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "clusterip/existing",
                        "the cluster's own Services, default/kubernetes and its DNS, answer everywhere")
                .label("type=cluster_ip_existing")
                .covers("DNS should provide DNS for the cluster")
                .covers("DNS should resolve DNS of partial qualified names for the cluster");
    }

    @Override
    public void run(Lab lab) {
        List<Access> services = new ArrayList<>();
        if (lab.protocol() == Protocol.TCP) {
            lab.facts().kubernetes(lab.family()).ifPresent(ip -> services.add(apiServer(lab, ip)));
        }
        Address kubernetes = lab.facts().kubernetes().getFirst();
        List<Access> partial = new ArrayList<>();
        if (lab.facts().dns(lab.family()).isPresent()) {
            String type = kubernetes.family() == Family.IPV4 ? "A" : "AAAA";
            String full = "kubernetes.default.svc." + lab.dns().domain();
            services.add(lab.dns().name(full, type));
            for (String name : List.of("kubernetes.default", "kubernetes.default.svc")) {
                partial.add(lab.dns().shortName(name, type));
            }
        }
        services.addAll(partial);
        lab.expect(
                "every source to the cluster's own Services",
                lab.podsAndHosts(),
                services,
                (from, to) -> {
                    if (to.target().reach() != Reach.DNS_NAME) {
                        return served();
                    }
                    // Agents on the host network have another search path.
                    return partial.contains(to) && from.source().kind() != Source.Kind.POD
                            ? unasked()
                            : resolves(Set.of(kubernetes.value()));
                });
    }

    private static Access apiServer(Lab lab, Address clusterIp) {
        var hello = new Speech.Tls();
        return Access.of(
                new Target(
                        Reach.CLUSTER_IP,
                        "default/kubernetes",
                        clusterIp,
                        443,
                        Protocol.TCP,
                        hello,
                        Traits.ofService("default/kubernetes", Traits.Age.BEFORE_RUN)),
                lab.facts().kubernetesEndpoints().stream()
                        .filter(endpoint -> endpoint.address().family() == lab.family())
                        .map(endpoint ->
                                new Target(
                                        Reach.DIRECT,
                                        "API server",
                                        endpoint.address(),
                                        endpoint.port(),
                                        Protocol.TCP,
                                        hello))
                        .toList());
    }
}
