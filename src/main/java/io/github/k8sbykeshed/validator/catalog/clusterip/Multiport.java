package io.github.k8sbykeshed.validator.catalog.clusterip;

import static io.github.k8sbykeshed.validator.expect.Expectation.onPort;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.clusterIp;

import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.ServiceSpec.Port;
import io.github.k8sbykeshed.validator.scenario.Spec;
import java.util.Map;

/** Each of the two pods declares a port by a name that the other pod does not have. */
public final class Multiport implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "clusterip/multiport",
                        "each port of a Service has its own backends and their own ports")
                .label("type=cluster_ip_multiport")
                .only(Protocol.TCP)
                .covers("Services should serve multiport endpoints from pods");
    }

    @Override
    public void run(Lab lab) {
        var one = lab.spares().getFirst();
        var two = lab.spares().getLast();
        var service =
                lab.services()
                        .empty(
                                clusterIp()
                                        .withPorts(
                                                Port.named("one", 80, one.source().pod(), 1),
                                                Port.named("two", 81, two.source().pod(), 1)),
                                one,
                                two);
        service.select(one, two);
        lab.expect(
                "each port",
                lab.sample(),
                service.clusterIp(),
                (from, to) -> {
                    var backend = to.target().port() == service.port() ? one : two;
                    return onPort(Map.of(backend.id(), backend.ports().getLast()));
                });
    }
}
