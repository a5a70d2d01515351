package io.github.k8sbykeshed.validator.catalog.externalname;

import static io.github.k8sbykeshed.validator.expect.Expectation.answeredBy;
import static io.github.k8sbykeshed.validator.expect.Expectation.notAnswered;
import static io.github.k8sbykeshed.validator.expect.Expectation.resolves;
import static io.github.k8sbykeshed.validator.scenario.Expected.answeredByBackends;
import static io.github.k8sbykeshed.validator.scenario.Expected.everywhere;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.clusterIp;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.externalName;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.nodePort;

import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.scenario.Access;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Four Services change at the same time, two of each kind. Names are asked once the change was
 * seen, by types of record that were not asked before: DNS servers remember what they answered.
 * Services that begin to serve are changed first, so that they get no address which the others give
 * up.
 */
public final class TypeChange implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "externalname/type-change",
                        "a Service that becomes an ExternalName is an alias, and one that was an ExternalName serves")
                .label("type=external_type_change")
                .lasts()
                .only(Protocol.TCP)
                .needs(Need.dns())
                .covers("Services should be able to change the type from ClusterIP to ExternalName")
                .covers("Services should be able to change the type from ExternalName to ClusterIP")
                .covers("Services should be able to change the type from ExternalName to NodePort")
                .covers("Services should be able to change the type from NodePort to ExternalName");
    }

    @Override
    public void run(Lab lab) {
        var backend = lab.spares().getFirst();
        var dns = lab.dns();
        String real = "kubernetes.default.svc." + dns.domain();
        var ends =
                List.of(
                        lab.services().create(clusterIp(), backend),
                        lab.services().create(nodePort(), backend));
        var starts =
                List.of(
                        lab.services().create(externalName(real), backend),
                        lab.services().create(externalName(real), backend));
        List<Access> old = new ArrayList<>(ends.getFirst().clusterIp());
        old.addAll(ends.getLast().nodePortsAndClusterIp());
        lab.expect(
                "served before", lab.sample(), old, lab.clients().sparingly(answeredByBackends()));
        var clusterIp = starts.getFirst();
        var nodePort = starts.getLast();
        clusterIp.update(clusterIp());
        nodePort.update(nodePort());
        ends.forEach(each -> each.update(externalName(real)));
        List<Access> all = new ArrayList<>(old);
        all.addAll(clusterIp.clusterIp());
        all.addAll(nodePort.nodePortsAndClusterIp());
        lab.expect(
                "served afterwards",
                lab.sample(),
                all,
                lab.clients()
                        .sparingly((from, to) ->
                                old.contains(to) ? notAnswered() : answeredBy(to.agents())));
        lab.expect(
                "aliases",
                lab.sample(),
                ends.stream().map(each -> dns.name(dns.nameOf(each), "CNAME")).toList(),
                everywhere(resolves(Set.of(real))));
        for (var each : starts) {
            lab.expect(
                    "name of a " + each.type().apiName(),
                    lab.sample(),
                    List.of(dns.addressesOf(each)),
                    everywhere(resolves(Set.of(each.address().value()))));
        }
    }
}
