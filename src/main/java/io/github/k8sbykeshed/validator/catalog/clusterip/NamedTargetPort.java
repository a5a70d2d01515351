package io.github.k8sbykeshed.validator.catalog.clusterip;

import static io.github.k8sbykeshed.validator.expect.Expectation.answeredByAll;
import static io.github.k8sbykeshed.validator.expect.Expectation.onPort;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.clusterIp;

import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.ServiceSpec.Port;
import io.github.k8sbykeshed.validator.scenario.Spec;
import java.util.Map;

/** The two pods declare one name for ports of different numbers. */
public final class NamedTargetPort implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "clusterip/named-target-port",
                        "a targetPort by name is each backend's own port of that name")
                .label("type=cluster_ip_named_port")
                .only(Protocol.TCP)
                .covers(
                        "Services should support named targetPorts that resolve to different ports on different endpoints");
    }

    @Override
    public void run(Lab lab) {
        var one = lab.spares().getFirst();
        var two = lab.spares().getLast();
        var named = Port.named("probe", 80, Lab.FIRST_PORT_NAME, 0);
        var service = lab.services().empty(clusterIp().withPorts(named), one, two);
        service.select(one, two);
        var ports = Map.of(one.id(), one.ports().getFirst(), two.id(), two.ports().getFirst());
        lab.expect(
                "both backends",
                lab.sample(),
                service.clusterIp(),
                (from, to) -> answeredByAll(to.agents()).and(onPort(ports)));
    }
}
