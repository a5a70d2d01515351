package io.github.k8sbykeshed.validator.catalog.clusterip;

import static io.github.k8sbykeshed.validator.expect.Expectation.answeredBy;
import static io.github.k8sbykeshed.validator.expect.Expectation.recorded;
import static io.github.k8sbykeshed.validator.expect.Expectation.seeing;
import static io.github.k8sbykeshed.validator.scenario.Service.clusterIps;

import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;

/**
 * Where no pod's address is kept at all, as by kube-proxy with masqueradeAll, that is the cluster's
 * choice, and recorded. Where some are kept, all must be.
 *
 * <p>A pod that reaches itself has to be masqueraded in some way for the replies to come back;
 * which address it sees is recorded.
 */
public final class SourceIp implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "clusterip/source-ip",
                        "a backend sees the client pod's own address through a ClusterIP")
                .label("type=cluster_ip_source_ip")
                .needs(Need.nodes(2))
                .covers(
                        "Services should preserve source pod IP for traffic thru service cluster IP");
    }

    @Override
    public void run(Lab lab) {
        var services = clusterIps(lab.services().shared());
        var next = lab.clients().next(1);
        var seen = lab.record("the next pod's Service", lab.pods(), services, next);
        var pods = lab.pods().stream().map(lab::addressOf).toList();
        if (services.stream()
                .allMatch(to ->
                        lab.pods().stream()
                                .filter(from -> next.test(from, to))
                                .allMatch(from ->
                                        seen.client(from, to)
                                                .filter(client -> !pods.contains(client))
                                                .isPresent()))) {
            lab.notApplicable(
                    "needs a proxy that keeps the addresses of clients: here backends see every pod"
                            + " by another address, as with kube-proxy's masqueradeAll, and that is"
                            + " recorded");
        }
        lab.expect(
                "every pod to every Service",
                lab.pods(),
                services,
                (from, to) ->
                        to.backends().contains(from)
                                ? recorded()
                                : answeredBy(to.agents()).and(seeing(lab.addressOf(from))));
    }
}
