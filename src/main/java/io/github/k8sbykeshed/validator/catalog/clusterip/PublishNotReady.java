package io.github.k8sbykeshed.validator.catalog.clusterip;

import static io.github.k8sbykeshed.validator.expect.Expectation.notAnswered;
import static io.github.k8sbykeshed.validator.scenario.Expected.answeredByBackends;
import static io.github.k8sbykeshed.validator.scenario.Expected.everywhere;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.clusterIp;

import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Own;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;

/** The pod answers all the time; it is only said to be ready or not. */
public final class PublishNotReady implements Scenario {

    @Override
    public Spec spec() {
        return Spec.of(
                        "clusterip/publish-not-ready",
                        "an unready backend serves only if publishNotReadyAddresses says so")
                .label("type=cluster_ip_publish_not_ready")
                .lasts()
                .only(Protocol.TCP)
                .familiesTogether()
                .owns(Own.POD);
    }

    @Override
    public void run(Lab lab) {
        var backend = lab.own();
        var published = lab.service(clusterIp().with("publishNotReadyAddresses", true), backend);
        var ordinary = lab.service(clusterIp(), backend);
        lab.expect(
                "unready: published", lab.few(), published.viaClusterIps(), answeredByBackends());
        lab.expect(
                "unready: not published",
                lab.few(),
                ordinary.viaClusterIps(),
                everywhere(notAnswered()));
        lab.ready(backend);
        lab.expect("ready", lab.few(), ordinary.viaClusterIps(), answeredByBackends());
        lab.unready(backend);
        lab.expect("unready again", lab.few(), ordinary.viaClusterIps(), everywhere(notAnswered()));
        lab.update(published, clusterIp());
        lab.expect(
                "published no more",
                lab.few(),
                published.viaClusterIps(),
                everywhere(notAnswered()));
    }
}
