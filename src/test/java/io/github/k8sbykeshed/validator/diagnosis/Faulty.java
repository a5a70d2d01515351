package io.github.k8sbykeshed.validator.diagnosis;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.k8sbykeshed.validator.catalog.Catalog;
import io.github.k8sbykeshed.validator.probe.Observation;
import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.probe.Source;
import io.github.k8sbykeshed.validator.probe.Target.Reach;
import io.github.k8sbykeshed.validator.result.CaseResult;
import io.github.k8sbykeshed.validator.result.Run;
import io.github.k8sbykeshed.validator.scenario.Case;
import io.github.k8sbykeshed.validator.scenario.FakeCluster;
import io.github.k8sbykeshed.validator.scenario.FakeCluster.Dial;
import io.github.k8sbykeshed.validator.scenario.FakeCluster.Unmodelled;
import io.github.k8sbykeshed.validator.scenario.FakeCluster.Way;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Place;
import io.github.k8sbykeshed.validator.scenario.Surroundings;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A cluster of three nodes with faults, each said by what they do to which attempts, and what comes
 * of it: scenarios of the catalogue are run on it, as on a real one.
 */
final class Faulty {

    /** Scenarios that between them ask in every way that there is. */
    private static final Set<String> SOME =
            Set.of(
                    "affinity/client-ip",
                    "affinity/node-port",
                    "clusterip/all-backends",
                    "clusterip/basic",
                    "clusterip/existing",
                    "clusterip/external-ips",
                    "clusterip/hairpin",
                    "clusterip/host-network-source",
                    "clusterip/large-payload",
                    "clusterip/no-endpoints",
                    "clusterip/recreate",
                    "clusterip/source-ip",
                    "clusterip/two-services-one-selector",
                    "conntrack/connected-udp",
                    "conntrack/source-port-reuse",
                    "conntrack/udp-stale",
                    "dns/resolv-conf",
                    "dns/service-names",
                    "headless/basic",
                    "hostport/basic",
                    "lb/basic",
                    "lb/external-local",
                    "nodeport/every-node",
                    "policy/external-local",
                    "policy/health-check-node-port",
                    "policy/internal-local",
                    "rollout/drain",
                    "topology/prefer-same-zone");

    static final Observation SILENT = FakeCluster.SILENCE;

    private final FakeCluster cluster = FakeCluster.ofThree();

    FakeCluster cluster() {
        return cluster;
    }

    /** Attempts of this kind see that. */
    Faulty where(Predicate<Dial> kind, Observation seen) {
        cluster.with(dial -> kind.test(dial) ? seen : null);
        return this;
    }

    /** Attempts of this kind see nothing. */
    Faulty silent(Predicate<Dial> kind) {
        return where(kind, SILENT);
    }

    /** The run of the scenarios that ask in every way. */
    Run run() {
        return run(SOME::contains);
    }

    /** The run of some scenarios. */
    Run run(Predicate<String> scenarios) {
        Surroundings around = cluster.surroundings();
        List<CaseResult> cases =
                Catalog.scenarios().stream()
                        .flatMap(scenario -> Case.of(scenario).stream())
                        .filter(each -> scenarios.test(each.spec().id()))
                        .map(each -> Lab.run(each, around))
                        .filter(each ->
                                !each.outcome().reason().contains(Unmodelled.class.getSimpleName()))
                        .toList();
        assertFalse(cases.isEmpty());
        return new Run("0", "1", Instant.EPOCH, around.facts(), Map.of(), cases, null);
    }

    /** What goes through a Service of the run that has backends. */
    static boolean isService(Dial dial) {
        return dial.way() == Way.SERVICE && !dial.backends().isEmpty();
    }

    static boolean isBy(Dial dial, Reach reach) {
        return isService(dial) && dial.target().reach() == reach;
    }

    static boolean isOver(Dial dial, Protocol protocol) {
        return dial.target().protocol() == protocol;
    }

    static boolean isFrom(Dial dial, Source.Kind kind) {
        return dial.from().kind() == kind;
    }

    static boolean isFrom(Dial dial, String node) {
        return dial.from().node().equals(node);
    }

    /** Whether a node's proxy forwards it. */
    static boolean isThrough(Dial dial, String node) {
        return isService(dial) && dial.proxy().equals(node);
    }

    /** The backend that the attempt is meant for. */
    static Place backend(Dial dial) {
        return dial.backends().get(dial.number() % dial.backends().size());
    }

    /** Whether the backend is another one's, or on another node, than it is forwarded at. */
    static boolean isAway(Dial dial) {
        return isService(dial) && !backend(dial).node().equals(dial.proxy());
    }

    static boolean isToItself(Dial dial) {
        return isService(dial)
                && backend(dial).equals(dial.from())
                && dial.proxy().equals(dial.from().node());
    }

    /** Whether it goes from one node to a pod of another one, by a Service or not. */
    static boolean goes(Dial dial, String from, String to) {
        return isBetweenNodes(dial) && start(dial).equals(from) && backend(dial).node().equals(to);
    }

    /** Whether it crosses a node's link to the others on its way to a pod, by a Service or not. */
    static boolean crosses(Dial dial, String node) {
        return isBetweenNodes(dial)
                && (start(dial).equals(node) || backend(dial).node().equals(node));
    }

    /** A host port is served on the node that is dialled: the pod network has no part in it. */
    private static boolean isBetweenNodes(Dial dial) {
        return !dial.backends().isEmpty()
                && dial.way() != Way.HOST_PORT
                && backend(dial).kind() == Source.Kind.POD
                && !start(dial).equals(backend(dial).node());
    }

    private static String start(Dial dial) {
        return isService(dial) ? dial.proxy() : dial.from().node();
    }

    /** Whether it asks the cluster's DNS by its Service. */
    static boolean isDns(Dial dial) {
        return dial.way() == Way.DNS && dial.target().reach() == Reach.DNS_NAME;
    }

    /** Whether it asks a Service that was there before the run. */
    static boolean isOld(Dial dial) {
        return isDns(dial) || dial.way() == Way.TLS && dial.target().reach() == Reach.CLUSTER_IP;
    }
}
