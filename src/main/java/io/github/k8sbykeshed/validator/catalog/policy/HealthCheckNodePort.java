package io.github.k8sbykeshed.validator.catalog.policy;

import static io.github.k8sbykeshed.validator.expect.Expectation.notAnswered;
import static io.github.k8sbykeshed.validator.expect.Expectation.status;
import static io.github.k8sbykeshed.validator.scenario.Expected.answeredByBackends;
import static io.github.k8sbykeshed.validator.scenario.Expected.everywhere;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.loadBalancerOfNobody;

import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.scenario.Expected;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;

/** It is the node's proxy that answers; load balancers ask it which nodes to send to. */
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
        var local = loadBalancerOfNobody().externalTrafficPolicyLocal();
        var service = lab.service(local, backend);
        var health = lab.healthChecks(service);
        // A proxy that does not know of the backend yet calls itself without one, too.
        lab.expect("served", lab.podsAndHosts(), service.viaClusterIps(), answeredByBackends());
        Expected byNode = (from, to) -> status(to.isAtNode(backend.node()) ? 200 : 503);
        lab.expect("Local", lab.fewAndOutside(), health, byNode);
        lab.update(service, loadBalancerOfNobody());
        lab.expect("Cluster", lab.fewAndOutside(), health, everywhere(notAnswered()));
        int number = service.created().healthCheckNodePort();
        lab.update(service, local.with("healthCheckNodePort", number));
        lab.expect("Local with the same number", lab.fewAndOutside(), health, byNode);
    }
}
