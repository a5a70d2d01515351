package io.github.k8sbykeshed.validator.catalog.conntrack;

import static io.github.k8sbykeshed.validator.expect.Expectation.answeredBy;
import static io.github.k8sbykeshed.validator.expect.Expectation.notAnswered;
import static io.github.k8sbykeshed.validator.scenario.Expected.everywhere;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.clusterIp;

import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;

/**
 * The last backend leaves the Service, and another one comes. The first one stays alive, so a flow
 * that still reaches it is answered. Between the two, what an old flow gets is recorded: kube-proxy
 * 1.35 does not end it (kubernetes#139628).
 */
public final class UdpScaleToZero implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "conntrack/udp-scale-to-zero",
                        "a UDP client that keeps its port is served again after there was no backend")
                .label("type=udp_scale_to_zero")
                .lasts()
                .only(Protocol.UDP)
                .needs(Need.nodes(2));
    }

    @Override
    public void run(Lab lab) {
        var old = lab.spares().getFirst();
        var next = lab.spares().getLast();
        var service = lab.services().empty(clusterIp(), old, next);
        var access = service.clusterIp();
        var pinned = lab.fromPinnedPort(access);
        service.select(old);
        lab.expect("before", lab.podsAndHosts(), pinned, (from, to) -> answeredBy(old.id()));
        service.deselect(old);
        lab.expect(
                "no backend, other ports", lab.podsAndHosts(), access, everywhere(notAnswered()));
        lab.record("no backend, same ports", lab.podsAndHosts(), pinned);
        service.select(next);
        lab.expect("same ports", lab.podsAndHosts(), pinned, (from, to) -> answeredBy(next.id()));
    }
}
