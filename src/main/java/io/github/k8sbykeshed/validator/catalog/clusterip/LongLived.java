package io.github.k8sbykeshed.validator.catalog.clusterip;

import static io.github.k8sbykeshed.validator.expect.Expectation.answeredBy;
import static io.github.k8sbykeshed.validator.scenario.Expected.answeredByAllOfThem;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.clusterIp;

import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;

/** All streams go to one backend; another one comes and goes beside it. */
public final class LongLived implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "clusterip/long-lived",
                        "an open TCP stream survives that other backends come and go")
                .label("type=cluster_ip_long_lived")
                .lasts()
                .only(Protocol.TCP)
                .needs(Need.nodes(2));
    }

    @Override
    public void run(Lab lab) {
        var stays = lab.spares().getFirst();
        var other = lab.spares().getLast();
        var service = lab.services().empty(clusterIp(), stays, other);
        var access = service.clusterIp();
        var streams = lab.overKeptSockets(access);
        service.select(stays);
        lab.expect("one backend", lab.podsAndHosts(), access, (from, to) -> answeredBy(stays.id()));
        lab.expect("streams", lab.podsAndHosts(), streams, (from, to) -> answeredBy(stays.id()));
        service.select(other);
        lab.expect("another backend", lab.sample(), access, answeredByAllOfThem());
        lab.expect(
                "same streams", lab.podsAndHosts(), streams, (from, to) -> answeredBy(stays.id()));
        service.deselect(other);
        lab.expect("it is gone", lab.podsAndHosts(), access, (from, to) -> answeredBy(stays.id()));
        lab.expect(
                "still the same streams",
                lab.podsAndHosts(),
                streams,
                (from, to) -> answeredBy(stays.id()));
    }
}
