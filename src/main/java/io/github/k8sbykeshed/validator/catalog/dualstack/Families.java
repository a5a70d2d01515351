package io.github.k8sbykeshed.validator.catalog.dualstack;

import static io.github.k8sbykeshed.validator.scenario.Expected.answeredByBackends;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.clusterIp;

import io.github.k8sbykeshed.validator.scenario.Access;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;
import java.util.ArrayList;
import java.util.List;

/** The case's family comes first; each ClusterIP is asked by itself. */
public final class Families implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "dualstack/families",
                        "a Service has the ClusterIPs that its ipFamilyPolicy asks for, and each is served")
                .label("type=dual_stack")
                .needs(Need.dualStack())
                .covers(
                        "[Feature:IPv6DualStack] should create a single stack service with cluster ip from primary service range")
                .covers("[Feature:IPv6DualStack] should create service with ipv4 cluster ip")
                .covers("[Feature:IPv6DualStack] should create service with ipv4,v6 cluster ip")
                .covers("[Feature:IPv6DualStack] should create service with ipv6 cluster ip")
                .covers("[Feature:IPv6DualStack] should create service with ipv6,v4 cluster ip");
    }

    @Override
    public void run(Lab lab) {
        List<Access> all = new ArrayList<>();
        for (String policy : List.of("SingleStack", "PreferDualStack", "RequireDualStack")) {
            var service =
                    lab.services()
                            .create(
                                    clusterIp().with("ipFamilyPolicy", policy),
                                    lab.spares().getFirst());
            var addresses = service.addresses();
            lab.check(
                    addresses.size() == (policy.equals("SingleStack") ? 1 : 2)
                            && addresses.getFirst().family() == lab.family(),
                    policy + " in " + lab.family().apiName() + " got " + addresses);
            all.addAll(service.clusterIp());
        }
        lab.expect("each ClusterIP", lab.sample(), all, answeredByBackends());
    }
}
