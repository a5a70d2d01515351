package io.github.k8sbykeshed.validator.catalog.lb;

import static io.github.k8sbykeshed.validator.expect.Expectation.answeredBy;
import static io.github.k8sbykeshed.validator.expect.Expectation.notAnswered;
import static io.github.k8sbykeshed.validator.expect.Expectation.recorded;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.loadBalancerOfUnservedClass;

import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.probe.Source;
import io.github.k8sbykeshed.validator.probe.Target.Reach;
import io.github.k8sbykeshed.validator.scenario.Access;
import io.github.k8sbykeshed.validator.scenario.Expected;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;
import java.util.ArrayList;
import java.util.List;

/**
 * Traffic to a load balancer that is a proxy has to reach it, and must not be served by the node on
 * the way (KEP-1860). No machine has the address, so only that node can answer. From nodes it is
 * recorded: socket-level load balancers need not translate addresses that are not the cluster's.
 */
public final class IpMode implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "lb/ip-mode",
                        "nodes serve the address of a load balancer themselves, but not if it is a proxy")
                .label("type=load_balancer_ip_mode")
                .needs(Need.minor(30))
                .only(Protocol.TCP);
    }

    @Override
    public void run(Lab lab) {
        var service = lab.services().create(loadBalancerOfUnservedClass(), lab.spares().getFirst());
        var address = lab.services().unroutedAddress();
        List<Access> all = new ArrayList<>(service.setIngress(address, "VIP"));
        all.addAll(service.clusterIp());
        lab.expect("VIP", lab.sample(), all, served(true));
        service.setIngress(address, "Proxy");
        lab.expect("Proxy", lab.sample(), all, served(false));
        service.setIngress(address, "VIP");
        lab.expect("VIP again", lab.sample(), all, served(true));
    }

    /** The ClusterIP is served whatever the load balancer does. */
    private static Expected served(boolean atAddress) {
        return (from, to) -> {
            if (to.target().reach() != Reach.LOAD_BALANCER) {
                return answeredBy(to.agents());
            }
            if (from.kind() != Source.Kind.POD) {
                return recorded();
            }
            return atAddress ? answeredBy(to.agents()) : notAnswered();
        };
    }
}
