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

/** The pod answers all the time; only its readiness changes. */
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
        var backend = lab.dedicated().first();
        var published =
                lab.services().create(clusterIp().with("publishNotReadyAddresses", true), backend);
        var ordinary = lab.services().create(clusterIp(), backend);
        lab.expect("unready: published", lab.sample(), published.clusterIp(), answeredByBackends());
        lab.expect(
                "unready: not published",
                lab.sample(),
                ordinary.clusterIp(),
                everywhere(notAnswered()));
        lab.dedicated().ready(backend);
        lab.expect("ready", lab.sample(), ordinary.clusterIp(), answeredByBackends());
        lab.dedicated().unready(backend);
        lab.expect("unready again", lab.sample(), ordinary.clusterIp(), everywhere(notAnswered()));
        published.update(clusterIp());
        lab.expect(
                "published no more",
                lab.sample(),
                published.clusterIp(),
                everywhere(notAnswered()));
    }
}
