package io.github.k8sbykeshed.validator.catalog.lb;

import static io.github.k8sbykeshed.validator.scenario.Expected.answeredByBackends;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.loadBalancer;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.loadBalancerOfUnservedClass;

import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.scenario.Access;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;
import java.util.ArrayList;
import java.util.List;

/** A Service that is made later gets its address, which shows that there was time enough. */
public final class Class implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of("lb/class", "a Service of a foreign loadBalancerClass is left alone")
                .label("type=load_balancer_class")
                .needs(Need.loadBalancer())
                .only(Protocol.TCP)
                .familiesTogether();
    }

    @Override
    public void run(Lab lab) {
        var foreign = lab.services().create(loadBalancerOfUnservedClass(), lab.spares().getFirst());
        var ours = lab.services().create(loadBalancer(), lab.spares().getLast());
        List<Access> all = new ArrayList<>(ours.loadBalancer());
        all.addAll(foreign.clusterIp());
        lab.expect(
                "ours, and the foreign one's ClusterIP", lab.sample(), all, answeredByBackends());
        lab.check(
                !foreign.hasLoadBalancer(),
                "a load balancer gave an address to a Service of a class that it does not serve");
    }
}
