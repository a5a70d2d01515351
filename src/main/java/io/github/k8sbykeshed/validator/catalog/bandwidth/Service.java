package io.github.k8sbykeshed.validator.catalog.bandwidth;

import static io.github.k8sbykeshed.validator.scenario.Service.clusterIps;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.clusterIp;

import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;

/** Each transfer takes turns with one past the Service: the ratio is what the proxy costs. */
public final class Service implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "bandwidth/service",
                        "how many Mbit/s a TCP connection carries through a ClusterIP, and past it")
                .label("type=perf")
                .only(Protocol.TCP)
                .needs(Need.nodes(2))
                .runsOnRequest();
    }

    @Override
    public void run(Lab lab) {
        var services =
                lab.pods().stream().map(pod -> lab.services().create(clusterIp(), pod)).toList();
        lab.measure("every pod to every other's Service", lab.pods(), clusterIps(services));
    }
}
