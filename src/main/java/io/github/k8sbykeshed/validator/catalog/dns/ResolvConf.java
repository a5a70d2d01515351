package io.github.k8sbykeshed.validator.catalog.dns;

import static io.github.k8sbykeshed.validator.expect.Expectation.resolves;
import static io.github.k8sbykeshed.validator.expect.Expectation.unasked;

import io.github.k8sbykeshed.validator.probe.Family;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;
import java.util.Set;

/**
 * A pod may be given another server than the cluster's DNS Service, such as a cache on its node.
 */
public final class ResolvConf implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "dns/resolv-conf",
                        "the DNS server that a pod was given answers like the cluster's DNS Service")
                .label("type=dns_resolv_conf")
                .familiesTogether()
                .needs(Need.dns())
                .covers(
                        "DNS HostNetwork should resolve DNS of partial qualified names for services on hostNetwork pods with dnsPolicy: ClusterFirstWithHostNet");
    }

    @Override
    public void run(Lab lab) {
        var kubernetes = lab.facts().kubernetes().getFirst();
        String type = kubernetes.family() == Family.IPV4 ? "A" : "AAAA";
        lab.expect(
                "each source at its own servers",
                lab.sample(),
                lab.dns().shortNameAtServersOf(lab.sample(), "kubernetes.default", type),
                (from, to) ->
                        from.nameservers().contains(to.target().address())
                                ? resolves(Set.of(kubernetes.value()))
                                : unasked());
    }
}
