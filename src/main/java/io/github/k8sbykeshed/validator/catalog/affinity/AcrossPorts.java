package io.github.k8sbykeshed.validator.catalog.affinity;

import static io.github.k8sbykeshed.validator.scenario.Expected.answeredByOneOfThem;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.clusterIp;

import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.ServiceSpec.Port;
import io.github.k8sbykeshed.validator.scenario.Spec;
import java.time.Duration;

/** Proxies may give a client another backend on another port (kubernetes#103000): recorded. */
public final class AcrossPorts implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "affinity/across-ports",
                        "each port of a Service keeps its clients; whether at one backend is recorded")
                .label("type=sessionAffinity_across_ports")
                .label("type=cluster_ip_sessionAffinity")
                .only(Protocol.TCP)
                .needs(Need.nodes(2));
    }

    @Override
    public void run(Lab lab) {
        var service =
                lab.services()
                        .ofPods(
                                clusterIp()
                                        .withPorts(new Port("one", 80, 0), new Port("two", 81, 1))
                                        .clientIpAffinity(Duration.ofHours(3)));
        var access = service.clusterIp();
        lab.expect("each port by itself", lab.sample(), access, answeredByOneOfThem());
        lab.record("the backend of each port", lab.sample(), access);
    }
}
