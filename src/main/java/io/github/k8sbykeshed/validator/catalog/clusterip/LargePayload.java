package io.github.k8sbykeshed.validator.catalog.clusterip;

import static io.github.k8sbykeshed.validator.expect.Expectation.answeredBy;
import static io.github.k8sbykeshed.validator.expect.Expectation.recorded;
import static io.github.k8sbykeshed.validator.expect.Expectation.unasked;
import static io.github.k8sbykeshed.validator.scenario.Service.clusterIps;

import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.scenario.Access;
import io.github.k8sbykeshed.validator.scenario.Expected;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Place;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;
import java.util.List;
import java.util.function.BiPredicate;

/**
 * Payloads below the smallest MTU that IPv6 allows, near the usual ones and far over any. Controls
 * carry the same payload past the Service. A datagram over the path's MTU comes in fragments, which
 * not every pod network carries: where it is lost past the Service too, it is recorded
 * (cilium#32427 and others lose it in Services alone).
 */
public final class LargePayload implements Scenario {

    /** Passes in one packet everywhere: IPv6 requires an MTU of 1,280 bytes. */
    private static final int SMALL = 1_000;

    private static final List<Integer> TCP = List.of(SMALL, 1_450, 9_000, 60_000);

    /** Of an MTU of 1,500: 1,473 and 2,953 bytes have a last fragment of one byte over IPv4. */
    private static final List<Integer> UDP = List.of(SMALL, 1_450, 1_473, 2_953, 9_000, 60_000);

    /** How many of the next pods each pod asks for. */
    private static final int NEXT = 2;

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
        var cells = lab.clients().next(NEXT);
        var services = clusterIps(lab.services().shared());
        if (lab.protocol() == Protocol.TCP) {
            lab.expect("each size", lab.pods(), sized(services, TCP), only(cells));
            return;
        }
        var past = lab.pods().stream().map(lab::directly).toList();
        var passes = lab.record("each size past Services", lab.pods(), sized(past, UDP), cells);
        lab.expect(
                "each size",
                lab.pods(),
                sized(services, UDP),
                (from, to) ->
                        to.dialling().payloadBytes() > SMALL
                                        && cells.test(from, to)
                                        && !passes.isAnswered(from, to)
                                ? recorded()
                                : only(cells).of(from, to));
    }

    private static List<Access> sized(List<Access> targets, List<Integer> sizes) {
        return targets.stream().flatMap(target -> sizes.stream().map(target::carrying)).toList();
    }

    private static Expected only(BiPredicate<Place, Access> cells) {
        return (from, to) -> cells.test(from, to) ? answeredBy(to.agents()) : unasked();
    }
}
