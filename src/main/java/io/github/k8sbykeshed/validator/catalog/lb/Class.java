package io.github.k8sbykeshed.validator.catalog.lb;

import static io.github.k8sbykeshed.validator.scenario.Expected.answeredByBackends;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.loadBalancer;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.loadBalancerOfNobody;

import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.scenario.Access;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;
import java.util.ArrayList;
import java.util.List;

/** The one that was made later and has an address shows that there was time enough. */
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
        var foreign = lab.service(loadBalancerOfNobody(), lab.spares().getFirst());
        var ours = lab.service(loadBalancer(), lab.spares().getLast());
        List<Access> all = new ArrayList<>(lab.loadBalancer(ours));
        all.addAll(foreign.viaClusterIps());
        lab.expect("ours, and the foreign one's ClusterIP", lab.few(), all, answeredByBackends());
        lab.check(
                !lab.hasLoadBalancer(foreign),
                "a load balancer gave an address to a Service of a class that it does not serve");
    }
}
