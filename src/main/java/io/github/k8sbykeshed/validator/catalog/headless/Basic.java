package io.github.k8sbykeshed.validator.catalog.headless;

import static io.github.k8sbykeshed.validator.expect.Expectation.resolves;
import static io.github.k8sbykeshed.validator.scenario.Expected.answeredByBackends;
import static io.github.k8sbykeshed.validator.scenario.Expected.everywhere;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.headlessService;

import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Service;
import io.github.k8sbykeshed.validator.scenario.Spec;
import java.util.List;
import java.util.stream.Collectors;

/** The name of a Service without ClusterIP resolves to its pods; no proxy forwards. */
public final class Basic implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "headless/basic",
                        "a headless Service's name resolves to its ready pods, each of which answers")
                .label("type=headless")
                .only(Protocol.TCP)
                .needs(Need.dns());
    }

    @Override
    public void run(Lab lab) {
        for (Service service : lab.services().ofAllPods(headlessService())) {
            var addresses =
                    service.backends().stream()
                            .map(pod -> lab.addressOf(pod).value())
                            .collect(Collectors.toSet());
            var name = lab.dns().over(Protocol.UDP).addressesOf(service);
            lab.expect(
                    "its name from every pod",
                    lab.pods(),
                    List.of(name.behind(service.backends())),
                    everywhere(resolves(addresses)));
            lab.expect(
                    "every address from every pod",
                    lab.pods(),
                    service.backends().stream().map(lab::directly).toList(),
                    answeredByBackends());
        }
    }
}
