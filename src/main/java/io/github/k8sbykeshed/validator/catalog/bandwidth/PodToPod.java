package io.github.k8sbykeshed.validator.catalog.bandwidth;

import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;

/** The pod network alone, to compare the figures of Services with. */
public final class PodToPod implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "bandwidth/pod-to-pod",
                        "how many Mbit/s a TCP connection carries from every pod to every other")
                .label("type=perf")
                .label("type=iperf")
                .only(Protocol.TCP)
                .needs(Need.nodes(2))
                .runsOnRequest();
    }

    @Override
    public void run(Lab lab) {
        lab.measure(
                "every pod to every other",
                lab.pods(),
                lab.pods().stream().map(lab::directly).toList());
    }
}
