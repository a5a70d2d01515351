package io.github.k8sbykeshed.validator.catalog.policy;

import static io.github.k8sbykeshed.validator.expect.Expectation.answeredBy;
import static io.github.k8sbykeshed.validator.expect.Expectation.notAnswered;
import static io.github.k8sbykeshed.validator.expect.Expectation.status;
import static io.github.k8sbykeshed.validator.expect.Expectation.unasked;
import static io.github.k8sbykeshed.validator.scenario.Expected.everywhere;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.loadBalancerOfUnservedClass;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.nodePort;

import io.github.k8sbykeshed.validator.probe.Source;
import io.github.k8sbykeshed.validator.probe.Target.Reach;
import io.github.k8sbykeshed.validator.scenario.Access;
import io.github.k8sbykeshed.validator.scenario.Expected;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Own;
import io.github.k8sbykeshed.validator.scenario.Place;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;
import java.util.ArrayList;
import java.util.List;

/**
 * The only backend is deleted and goes on answering. One Service has the policies Cluster, the
 * other one Local. The health check of each node tells when its proxy has seen the deletion.
 */
public final class TerminatingFallback implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "policy/terminating-fallback",
                        "a backend that terminates serves while there is no other, whatever the policy")
                .label("type=terminating_fallback")
                .once()
                .needs(Need.nodes(2))
                .owns(Own.POD)
                .covers(
                        "Services should fail health check node port if there are only terminating endpoints")
                .covers(
                        "Services should fallback to local terminating endpoints when there are no ready endpoints with externalTrafficPolicy=Local")
                .covers(
                        "Services should fallback to local terminating endpoints when there are no ready endpoints with internalTrafficPolicy=Local")
                .covers(
                        "Services should fallback to terminating endpoints when there are no ready endpoints with externallTrafficPolicy=Cluster")
                .covers(
                        "Services should fallback to terminating endpoints when there are no ready endpoints with internalTrafficPolicy=Cluster");
    }

    @Override
    public void run(Lab lab) {
        var backend = lab.dedicated().first();
        lab.dedicated().ready(backend);
        var cluster = lab.services().create(nodePort(), backend);
        var local =
                lab.services()
                        .create(
                                loadBalancerOfUnservedClass()
                                        .externalTrafficPolicyLocal()
                                        .internalTrafficPolicyLocal(),
                                backend);
        List<Access> all = new ArrayList<>(cluster.clusterIp());
        all.addAll(cluster.nodePorts());
        int localFrom = all.size();
        all.addAll(local.clusterIp());
        all.addAll(local.nodePorts());
        List<Access> locals = all.subList(localFrom, all.size());
        var clients = lab.clients().sampleAndOutside();
        Expected served = lab.clients().sparingly(served(backend, locals));
        lab.expect("ready", clients, all, served);
        var health = local.healthChecks();
        lab.expect(
                "ready: health checks",
                lab.sample(),
                health,
                lab.clients()
                        .sparingly((from, to) -> status(to.isAtNode(backend.node()) ? 200 : 503)));
        lab.dedicated().terminate(backend);
        lab.expect(
                "terminating: health checks",
                lab.sample(),
                health,
                lab.clients().sparingly(everywhere(status(503))));
        lab.expect("terminating", clients, all, served);
    }

    /** By policy Local: ClusterIPs to clients of its node, that node's ports to clients outside. */
    private static Expected served(Place backend, List<Access> locals) {
        return (from, to) -> {
            boolean outside = from.kind() == Source.Kind.OUTSIDE;
            boolean clusterIp = to.target().reach() == Reach.CLUSTER_IP;
            if (outside && clusterIp || !outside && !clusterIp && locals.contains(to)) {
                return unasked();
            }
            boolean there =
                    clusterIp ? from.node().equals(backend.node()) : to.isAtNode(backend.node());
            return there || !locals.contains(to) ? answeredBy(backend.id()) : notAnswered();
        };
    }
}
