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
import java.util.List;

/**
 * The last backend goes, and another one comes. It stays alive, so whoever goes on sending to it is
 * answered. Between the two, what a kept socket sees is recorded: kube-proxy 1.35 lets old flows be
 * (kubernetes#139628).
 */
public final class UdpScaleToZero implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "conntrack/udp-scale-to-zero",
                        "a UDP client that keeps its socket is served again after there was nobody")
                .label("type=udp_scale_to_zero")
                .lasts()
                .only(Protocol.UDP)
                .needs(Need.nodes(2));
    }

    @Override
    public void run(Lab lab) {
        var old = lab.spares().getFirst();
        var next = lab.spares().getLast();
        var service = lab.emptyService(clusterIp(), old, next);
        var access = List.of(service.viaClusterIp());
        var sockets = lab.sameSockets(access);
        lab.select(service, old);
        lab.expect("before", lab.podsAndHosts(), sockets, (from, to) -> answeredBy(old.id()));
        lab.deselect(service, old);
        lab.expect("nobody, other sockets", lab.podsAndHosts(), access, everywhere(notAnswered()));
        lab.record("nobody, same sockets", lab.podsAndHosts(), sockets);
        lab.select(service, next);
        lab.expect(
                "same sockets", lab.podsAndHosts(), sockets, (from, to) -> answeredBy(next.id()));
    }
}
