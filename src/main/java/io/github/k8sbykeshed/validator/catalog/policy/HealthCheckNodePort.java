package io.github.k8sbykeshed.validator.catalog.policy;

import static io.github.k8sbykeshed.validator.expect.Expectation.notAnswered;
import static io.github.k8sbykeshed.validator.expect.Expectation.status;
import static io.github.k8sbykeshed.validator.scenario.Expected.answeredByBackends;
import static io.github.k8sbykeshed.validator.scenario.Expected.everywhere;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.loadBalancerOfUnservedClass;

import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.scenario.Expected;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;

/** Each node's proxy answers there; load balancers ask it to know which nodes to send to. */
public final class HealthCheckNodePort implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "policy/health-check-node-port",
                        "the health check port says on which nodes the backends are, while the policy is Local")
                .label("type=health_check_node_port")
                .only(Protocol.TCP)
                .needs(Need.nodes(2))
                .covers(
                        "Services should implement NodePort and HealthCheckNodePort correctly when ExternalTrafficPolicy changes");
    }

    @Override
    public void run(Lab lab) {
        var backend = lab.spares().getFirst();
        var local = loadBalancerOfUnservedClass().externalTrafficPolicyLocal();
        var service = lab.services().create(local, backend);
        var health = service.healthChecks();
        int number = service.healthCheckNodePort();
        // A proxy that does not know the backend yet reports none as well.
        lab.expect("served", lab.podsAndHosts(), service.clusterIp(), answeredByBackends());
        var from = lab.clients().sampleAndOutside();
        Expected byNode =
                lab.clients()
                        .sparingly((source, to) -> status(to.isAtNode(backend.node()) ? 200 : 503));
        lab.expect("Local", from, health, byNode);
        service.update(loadBalancerOfUnservedClass());
        lab.expect("Cluster", from, health, lab.clients().sparingly(everywhere(notAnswered())));
        service.update(local.with("healthCheckNodePort", number));
        lab.expect("Local with the same number", from, health, byNode);
    }
}
