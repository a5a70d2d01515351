package io.github.k8sbykeshed.validator.catalog.clusterip;

import static io.github.k8sbykeshed.validator.expect.Expectation.answeredBy;
import static io.github.k8sbykeshed.validator.expect.Expectation.recorded;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.clusterIp;

import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.scenario.Access;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;
import java.util.ArrayList;
import java.util.List;

/**
 * Near the smallest MTU that IPv6 allows and far over any. A datagram over the path's MTU comes in
 * fragments, which not every network carries; that is recorded.
 */
public final class LargePayload implements Scenario {

    /** Passes in one packet everywhere: 1,280 bytes are IPv6's least MTU. */
    private static final int SMALL = 1_000;

    private static final List<Integer> LARGE = List.of(1_450, 9_000, 60_000);

    @Override
    public Spec spec() {
        return Spec.of(
                        "clusterip/large-payload",
                        "payloads near and over the path's MTU pass a Service both ways, unchanged")
                .label("type=cluster_ip_large_payload")
                .needs(Need.nodes(2))
                .covers(
                        "Networking Granular Checks: Services should be able to handle large requests: http")
                .covers(
                        "Networking Granular Checks: Services should be able to handle large requests: udp")
                .covers(
                        "[Feature:IPv6DualStack] Granular Checks: Services Secondary IP Family should be able to handle large requests: http")
                .covers(
                        "[Feature:IPv6DualStack] Granular Checks: Services Secondary IP Family should be able to handle large requests: udp");
    }

    @Override
    public void run(Lab lab) {
        var service = lab.services().create(clusterIp(), lab.spares().getFirst());
        var access = service.clusterIp().getFirst();
        List<Access> sizes = new ArrayList<>(List.of(access.carrying(SMALL)));
        LARGE.forEach(bytes -> sizes.add(access.carrying(bytes)));
        lab.expect(
                "each size",
                lab.sample(),
                sizes,
                (from, to) ->
                        lab.protocol() == Protocol.UDP && to.dialling().payloadBytes() > SMALL
                                ? recorded()
                                : answeredBy(to.agents()));
    }
}
