package io.github.k8sbykeshed.validator.catalog.clusterip;

import static io.github.k8sbykeshed.validator.expect.Expectation.answeredBy;
import static io.github.k8sbykeshed.validator.expect.Expectation.notAnswered;
import static io.github.k8sbykeshed.validator.scenario.Expected.answeredByBackends;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.clusterIp;

import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.ServiceSpec.Port;
import io.github.k8sbykeshed.validator.scenario.Spec;

/** The removed port is the one that was served longest. */
public final class PortsChange implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "clusterip/ports-change",
                        "ports that a Service gains are served, and those that it loses are dead")
                .label("type=cluster_ip_ports_change")
                .covers("Services should be updated after adding or deleting ports");
    }

    @Override
    public void run(Lab lab) {
        var first = new Port("first", 80, 0);
        var second = new Port("second", 81, 0);
        var service = lab.services().create(clusterIp().withPorts(first), lab.spares().getFirst());
        lab.expect("one port", lab.sample(), service.clusterIp(), answeredByBackends());
        service.update(clusterIp().withPorts(first, second));
        var both = service.clusterIp();
        lab.expect("another one", lab.sample(), both, answeredByBackends());
        service.update(clusterIp().withPorts(second));
        lab.expect(
                "without the first one",
                lab.sample(),
                both,
                (from, to) ->
                        to.target().port() == service.port()
                                ? answeredBy(to.agents())
                                : notAnswered());
    }
}
