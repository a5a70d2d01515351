package io.github.k8sbykeshed.validator.catalog.clusterip;

import static io.github.k8sbykeshed.validator.expect.Expectation.answeredBy;
import static io.github.k8sbykeshed.validator.expect.Expectation.notAnswered;
import static io.github.k8sbykeshed.validator.scenario.Expected.everywhere;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.clusterIp;

import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.ServiceSpec.Port;
import io.github.k8sbykeshed.validator.scenario.Spec;

/**
 * Proxies read EndpointSlices; a controller mirrors Endpoints objects that were written by hand
 * into them. This object has a subset for each port, and both are the same pod at first.
 */
public final class EndpointMirroring implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "clusterip/endpoint-mirroring",
                        "a Service without selector is served by the Endpoints that were made by hand")
                .label("type=cluster_ip_endpoint_mirroring")
                .only(Protocol.TCP)
                .covers(
                        "EndpointSliceMirroring should mirror a custom Endpoints resource through create update and delete")
                .covers(
                        "EndpointSliceMirroring should mirror a custom Endpoint with multiple subsets and same IP address");
    }

    @Override
    public void run(Lab lab) {
        var one = lab.spares().getFirst();
        var two = lab.spares().getLast();
        var service =
                lab.services()
                        .withoutSelector(
                                clusterIp()
                                        .withPorts(new Port("one", 80, 0), new Port("two", 81, 1)),
                                one,
                                two);
        var access = service.clusterIp();
        service.endpoints().set(one, one);
        lab.expect("created", lab.sample(), access, everywhere(answeredBy(one.id())));
        service.endpoints().set(one, two);
        lab.expect(
                "updated",
                lab.sample(),
                access,
                (from, to) ->
                        answeredBy(to.target().port() == service.port() ? one.id() : two.id()));
        service.endpoints().delete();
        lab.expect("deleted", lab.sample(), access, everywhere(notAnswered()));
    }
}
