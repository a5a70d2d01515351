package io.github.k8sbykeshed.validator.catalog.lb;

import static io.github.k8sbykeshed.validator.expect.Expectation.answeredBy;
import static io.github.k8sbykeshed.validator.expect.Expectation.recorded;
import static io.github.k8sbykeshed.validator.expect.Expectation.resolves;
import static io.github.k8sbykeshed.validator.scenario.Expected.everywhere;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.clusterIp;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.loadBalancerOfUnservedClass;

import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.scenario.Access;
import io.github.k8sbykeshed.validator.scenario.Expected;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Some load balancers have a name whose addresses change, so proxies know no address of theirs.
 * Another Service of the cluster takes the load balancer's part, so that no provider is needed.
 */
public final class Hostname implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "lb/hostname",
                        "a Service whose load balancer has a name and no address is served by it and elsewhere")
                .label("type=load_balancer_hostname")
                .needs(Need.dns())
                .only(Protocol.TCP);
    }

    @Override
    public void run(Lab lab) {
        var backend = lab.pods().getFirst();
        var service = lab.services().create(loadBalancerOfUnservedClass(), backend);
        var balancer = lab.services().create(clusterIp(), backend);
        lab.expect(
                "its name from every pod",
                lab.pods(),
                List.of(lab.dns().over(Protocol.UDP).addressesOf(balancer)),
                everywhere(resolves(Set.of(balancer.address().value()))));
        Expected served = (from, to) -> from.equals(backend) ? recorded() : answeredBy(to.agents());
        List<Access> all = new ArrayList<>(service.setIngress(balancer));
        // A proxy that serves a Service made later has heard of the name.
        var later = lab.services().create(clusterIp(), backend);
        lab.expect("a Service made later", lab.podsAndHosts(), later.clusterIp(), served);
        all.addAll(service.nodePortsAndClusterIp());
        lab.expect("every source", lab.podsAndHosts(), all, served);
    }
}
