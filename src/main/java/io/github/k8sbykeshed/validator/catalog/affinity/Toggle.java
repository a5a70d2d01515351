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

/** The backends alternate before and after: so it is the affinity that keeps a client. */
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
        var service = lab.services().ofPods(without);
        var access = service.nodePortsAndClusterIp();
        var alternating = lab.clients().atOwnNode(answeredByAllOfThem());
        lab.expect("without", lab.sample(), access, alternating);
        service.update(without.clientIpAffinity(Duration.ofHours(3)));
        lab.expect("with", lab.sample(), access, lab.clients().atOwnNode(answeredByOneOfThem()));
        service.update(without.with("sessionAffinity", "None"));
        lab.expect("without again", lab.sample(), access, alternating);
    }
}
