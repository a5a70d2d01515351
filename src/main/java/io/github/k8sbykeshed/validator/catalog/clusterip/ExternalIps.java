package io.github.k8sbykeshed.validator.catalog.clusterip;

import static io.github.k8sbykeshed.validator.expect.Expectation.answeredBy;
import static io.github.k8sbykeshed.validator.expect.Expectation.recorded;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.clusterIp;

import io.github.k8sbykeshed.validator.probe.Source;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;
import java.util.List;

/**
 * From nodes it is recorded: socket-level load balancers need not translate addresses that are not
 * the cluster's.
 */
public final class ExternalIps implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "clusterip/external-ips",
                        "an external IP that no node owns is served to pods")
                .label("type=cluster_ip_external_ip")
                .covers(
                        "Services should be possible to connect to a service via ExternalIP when"
                                + " the external IP is not assigned to a node");
    }

    @Override
    public void run(Lab lab) {
        var address = lab.services().unroutedAddress();
        var service =
                lab.services()
                        .create(
                                clusterIp().with("externalIPs", List.of(address.value())),
                                lab.spares().getFirst());
        lab.expect(
                "from pods",
                lab.sample(),
                service.externalIp(address),
                (from, to) ->
                        from.kind() == Source.Kind.POD ? answeredBy(to.agents()) : recorded());
    }
}
