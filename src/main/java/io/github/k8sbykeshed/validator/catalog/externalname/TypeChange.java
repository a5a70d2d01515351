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
import io.github.k8sbykeshed.validator.scenario.Service;
import io.github.k8sbykeshed.validator.scenario.Spec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Four Services change at the same time, two of each kind. Names are asked once the change was
 * seen, and by types of record that were not asked before: DNS servers remember what they answered.
 */
public final class TypeChange implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "externalname/type-change",
                        "a Service that becomes an ExternalName is an alias, and one that was it serves")
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
        String real = "kubernetes.default.svc." + lab.clusterDomain();
        var ends = List.of(lab.service(clusterIp(), backend), lab.service(nodePort(), backend));
        var starts =
                List.of(
                        lab.service(externalName(real), backend),
                        lab.service(externalName(real), backend));
        List<Access> old = new ArrayList<>();
        ends.forEach(each -> old.addAll(each.viaClusterIps()));
        old.addAll(lab.nodePorts(ends.getLast()));
        lab.expect("served before", lab.few(), old, answeredByBackends());
        ends.forEach(each -> lab.update(each, externalName(real)));
        var clusterIp = lab.update(starts.getFirst(), clusterIp());
        var nodePort = lab.update(starts.getLast(), nodePort());
        List<Access> all = new ArrayList<>(old);
        all.addAll(clusterIp.viaClusterIps());
        all.addAll(nodePort.viaClusterIps());
        all.addAll(lab.nodePorts(nodePort));
        lab.expect(
                "served afterwards",
                lab.few(),
                all,
                (from, to) -> old.contains(to) ? notAnswered() : answeredBy(to.agents()));
        lab.expect(
                "aliases",
                lab.few(),
                ends.stream().map(each -> name(lab, each, "CNAME")).toList(),
                everywhere(resolves(Set.of(real))));
        for (var each : List.of(clusterIp, nodePort)) {
            lab.expect(
                    "name of a " + each.manifest().spec().type().apiName(),
                    lab.few(),
                    List.of(name(lab, each, lab.addressRecord())),
                    everywhere(resolves(Set.of(each.clusterIp().value()))));
        }
    }

    private static Access name(Lab lab, Service service, String type) {
        String name = service.dnsName() + "." + lab.clusterDomain();
        return lab.name(lab.protocol(), name, type, List.of());
    }
}
