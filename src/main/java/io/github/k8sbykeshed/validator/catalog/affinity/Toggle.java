package io.github.k8sbykeshed.validator.catalog.affinity;

import static io.github.k8sbykeshed.validator.scenario.Expected.answeredByAllOfThem;
import static io.github.k8sbykeshed.validator.scenario.Expected.answeredByOneOfThem;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.nodePort;

import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;
import java.time.Duration;

/** That the backends alternate before and after shows that it was the affinity that held. */
public final class Toggle implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of("affinity/toggle", "session affinity can be switched on and off")
                .label("type=sessionAffinity_toggle")
                .lasts()
                .only(Protocol.TCP)
                .needs(Need.nodes(2))
                .covers(
                        "Services should be able to switch session affinity for service with type clusterIP")
                .covers("Services should be able to switch session affinity for NodePort service");
    }

    @Override
    public void run(Lab lab) {
        var without = nodePort();
        var service = lab.serviceOfPods(without);
        var access = lab.nodePortsAndClusterIp(service);
        var alternating = Own.node(answeredByAllOfThem());
        lab.expect("without", lab.few(), access, alternating);
        lab.update(service, without.clientIpAffinity(Duration.ofHours(3)));
        lab.expect("with", lab.few(), access, Own.node(answeredByOneOfThem()));
        lab.update(service, without.with("sessionAffinity", "None"));
        lab.expect("without again", lab.few(), access, alternating);
    }
}
