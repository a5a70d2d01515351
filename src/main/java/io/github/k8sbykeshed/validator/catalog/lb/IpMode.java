package io.github.k8sbykeshed.validator.catalog.lb;

import static io.github.k8sbykeshed.validator.expect.Expectation.answeredBy;
import static io.github.k8sbykeshed.validator.expect.Expectation.notAnswered;
import static io.github.k8sbykeshed.validator.expect.Expectation.recorded;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.loadBalancerOfNobody;

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
 * Whoever sends to a load balancer that proxies has to come to it, and not be served on the way
 * (KEP-1860). Nobody has the address, so that only a node on the way can answer. From nodes it is
 * recorded: balancers at the socket may leave addresses alone that are not the cluster's.
 */
public final class IpMode implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "lb/ip-mode",
                        "nodes serve the address of a load balancer themselves, but not if it proxies")
                .label("type=load_balancer_ip_mode")
                .needs(Need.minor(30))
                .only(Protocol.TCP);
    }

    @Override
    public void run(Lab lab) {
        var service = lab.service(loadBalancerOfNobody(), lab.spares().getFirst());
        var address = lab.nobodys();
        List<Access> all = new ArrayList<>(lab.balance(service, address, "VIP"));
        all.addAll(service.viaClusterIps());
        lab.expect("VIP", lab.few(), all, served(true));
        lab.balance(service, address, "Proxy");
        lab.expect("Proxy", lab.few(), all, served(false));
        lab.balance(service, address, "VIP");
        lab.expect("VIP again", lab.few(), all, served(true));
    }

    /** The ClusterIP is served whatever the load balancer does. */
    private static Expected served(boolean atAddress) {
        return (from, to) -> {
            if (to.target().reach() != Reach.LOAD_BALANCER) {
                return answeredBy(to.agents());
            }
            return from.kind() != Source.Kind.POD
                    ? recorded()
                    : atAddress ? answeredBy(to.agents()) : notAnswered();
        };
    }
}
