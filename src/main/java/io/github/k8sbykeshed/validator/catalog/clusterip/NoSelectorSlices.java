package io.github.k8sbykeshed.validator.catalog.clusterip;

import static io.github.k8sbykeshed.validator.expect.Expectation.answeredBy;
import static io.github.k8sbykeshed.validator.scenario.Expected.answeredByAllOfThem;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.clusterIp;

import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.ServiceSpec.Port;
import io.github.k8sbykeshed.validator.scenario.Spec;

/**
 * The slices are made by hand. Each has one ready endpoint behind many that are not ready and lead
 * nowhere.
 */
public final class NoSelectorSlices implements Scenario {

    /** Two slices with so many are more than one slice holds by default, which is 100. */
    private static final int UNREADY = 70;

    @Override
    public Spec spec() {
        return Spec.of(
                        "clusterip/no-selector-slices",
                        "a Service without selector is served by the ready endpoints of all its EndpointSlices")
                .label("type=cluster_ip_no_selector")
                .only(Protocol.TCP)
                .covers(
                        "EndpointSlice should support a Service with multiple endpoint IPs specified in multiple EndpointSlices")
                .covers(
                        "EndpointSlice should support a Service with multiple ports specified in multiple EndpointSlices");
    }

    @Override
    public void run(Lab lab) {
        var one = lab.spares().getFirst();
        var two = lab.spares().getLast();
        var service = lab.services().withoutSelector(clusterIp(), one, two);
        var access = service.clusterIp();
        service.endpoints().addSlice(UNREADY, one, "");
        lab.expect("one slice", lab.sample(), access, (from, to) -> answeredBy(one.id()));
        service.endpoints().addSlice(UNREADY, two, "");
        lab.expect("two slices", lab.sample(), access, answeredByAllOfThem());
        var several =
                lab.services()
                        .withoutSelector(
                                clusterIp()
                                        .withPorts(new Port("one", 80, 0), new Port("two", 81, 1)),
                                one,
                                two);
        several.endpoints().addSlice("one", one);
        several.endpoints().addSlice("two", two);
        lab.expect(
                "a slice for each port",
                lab.sample(),
                several.clusterIp(),
                (from, to) ->
                        answeredBy(to.target().port() == several.port() ? one.id() : two.id()));
    }
}
