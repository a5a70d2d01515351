package io.github.k8sbykeshed.validator.scenario;

import static io.github.k8sbykeshed.validator.scenario.FakeCluster.REFUSED;
import static io.github.k8sbykeshed.validator.scenario.FakeCluster.SILENCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.k8sbykeshed.validator.catalog.Catalog;
import io.github.k8sbykeshed.validator.diagnosis.Diagnosis;
import io.github.k8sbykeshed.validator.diagnosis.Finding;
import io.github.k8sbykeshed.validator.probe.Family;
import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.probe.Source;
import io.github.k8sbykeshed.validator.probe.Target.Reach;
import io.github.k8sbykeshed.validator.result.CaseResult;
import io.github.k8sbykeshed.validator.result.Outcome;
import io.github.k8sbykeshed.validator.result.Run;
import io.github.k8sbykeshed.validator.scenario.FakeCluster.Dial;
import io.github.k8sbykeshed.validator.scenario.FakeCluster.Unmodelled;
import io.github.k8sbykeshed.validator.scenario.FakeCluster.Way;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of implementations of Services that are broken in one way, by all scenarios. */
class DiagnosisTest {

    private final FakeCluster cluster = FakeCluster.ofThree();

    private List<Finding> findings() {
        return findings(each -> true);
    }

    private List<Finding> findings(Predicate<String> names) {
        Surroundings around = cluster.surroundings();
        List<CaseResult> cases =
                Catalog.scenarios().stream()
                        .flatMap(scenario -> Case.of(scenario).stream())
                        .filter(each -> names.test(each.name()))
                        .map(each -> Lab.run(each, around))
                        .filter(each ->
                                !each.outcome().reason().contains(Unmodelled.class.getSimpleName()))
                        .toList();
        assertFalse(cases.isEmpty());
        List<Finding> findings =
                Diagnosis.of(
                        new Run("0", "1", Instant.EPOCH, around.facts(), Map.of(), cases, null));
        List<String> failed =
                cases.stream()
                        .filter(each ->
                                each.outcome() instanceof Outcome.Violates
                                        || each.outcome() instanceof Outcome.Inconclusive)
                        .map(CaseResult::name)
                        .sorted()
                        .toList();
        // Every failure has a cause, and nothing else has.
        assertEquals(
                failed,
                findings.stream()
                        .flatMap(each -> each.cases().stream())
                        .distinct()
                        .sorted()
                        .toList());
        return findings;
    }

    private static List<String> causes(List<Finding> findings) {
        return findings.stream().map(Finding::cause).toList();
    }

    private static boolean isService(Dial dial) {
        return dial.way() == Way.SERVICE && !dial.backends().isEmpty();
    }

    private static boolean isOf(Dial dial, String... services) {
        return dial.service() != null
                && Stream.of(services).anyMatch(dial.service().name()::startsWith);
    }

    private static boolean isAway(Dial dial) {
        return dial.backends().stream().noneMatch(each -> each.node().equals(dial.proxy()));
    }

    @Test
    void ofAHealthyOneThereIsNothingToSay() {
        assertEquals(List.of(), findings());
    }

    @Test
    void aStoppedProxy() {
        cluster.withoutProxy("w2");
        List<Finding> findings = findings();
        assertEquals(
                List.of(
                        "the Service proxy of node w2 has stopped programming (Services from before the"
                                + " run still work there)"),
                causes(findings));
        assertTrue(findings.getFirst().next().contains("log on w2"), findings::toString);
        assertTrue(findings.getFirst().cells() > 50, findings::toString);
    }

    @Test
    void aProxyThatForwardsNothing() {
        cluster.with(dial ->
                (dial.way() == Way.SERVICE || dial.target().reach() == Reach.CLUSTER_IP)
                                && dial.proxy().equals("w2")
                        ? SILENCE
                        : null);
        assertEquals(
                List.of(
                        "the Service proxy of node w2 forwards nothing, not even to Services from"
                                + " before the run"),
                causes(
                        findings(name ->
                                !name.startsWith("dns") && !name.contains("existing UDP"))));
    }

    /** Another node takes what this one does not know: the network leads it there. */
    @Test
    void aStoppedProxyPastWhichLoadBalancersAreReached() {
        cluster.with(dial ->
                dial.way() == Way.SERVICE
                                && dial.proxy().equals("w2")
                                && dial.target().reach() != Reach.LOAD_BALANCER
                                && dial.target().reach() != Reach.EXTERNAL_IP
                        ? SILENCE
                        : null);
        assertEquals(
                List.of(
                        "the Service proxy of node w2 has stopped programming (Services from before the"
                                + " run still work there)"),
                causes(findings()));
    }

    /** What was made before still works there, and is no reason to name each later scenario. */
    @Test
    void aProxyThatStopsDuringTheRunIsNamedOnce() {
        cluster.with(dial ->
                dial.way() == Way.SERVICE
                                && dial.proxy().equals("w2")
                                && !isOf(dial, "affinity-", "agent-", "group-")
                        ? SILENCE
                        : null);
        List<Finding> findings = findings();
        assertEquals(1, findings.size(), () -> causes(findings).toString());
        assertTrue(
                findings.getFirst()
                        .cause()
                        .matches(
                                "in [0-9]+ scenarios only: what the Service proxy of node w2 forwards"
                                        + " fails"),
                findings::toString);
        assertTrue(findings.getFirst().next().contains("log on w2"), findings::toString);
    }

    @Test
    void twoThingsInTwoScenariosEach() {
        cluster.with(dial ->
                isService(dial)
                                && isOf(
                                        dial,
                                        "clusterip-recreate",
                                        "clusterip-host-network-backend")
                                && dial.proxy().equals("w2")
                        ? SILENCE
                        : null);
        cluster.with(dial ->
                isService(dial)
                                && isOf(dial, "affinity-client-ip", "affinity-backend-gone")
                                && dial.target().family() == Family.IPV6
                        ? SILENCE
                        : null);
        assertEquals(
                Set.of(
                        "in 2 scenarios only: what the Service proxy of node w2 forwards fails",
                        "in 2 scenarios only: Services fail over IPv6 and work over the other family"),
                Set.copyOf(causes(findings())));
    }

    /** That all of a scenario fails is no more than that: another one's may have another cause. */
    @Test
    void scenariosOfWhichNothingWorksAreNamedEach() {
        cluster.with(dial ->
                isService(dial) && isOf(dial, "affinity-client-ip", "affinity-backend-gone")
                        ? SILENCE
                        : null);
        assertEquals(
                Set.of(
                        "nothing of affinity/backend-gone is as expected, and that is all that fails so",
                        "nothing of affinity/client-ip is as expected, and that is all that fails so"),
                Set.copyOf(causes(findings())));
    }

    @Test
    void aScenarioOfWhichNothingWorksIsNotDividedAmongCausesOfOthers() {
        cluster.with(dial ->
                isService(dial)
                                && (isOf(dial, "affinity-client-ip")
                                        || isOf(
                                                        dial,
                                                        "clusterip-recreate",
                                                        "clusterip-host-network-backend")
                                                && dial.proxy().equals("w2"))
                        ? SILENCE
                        : null);
        assertEquals(
                Set.of(
                        "nothing of affinity/client-ip is as expected, and that is all that fails so",
                        "in 2 scenarios only: what the Service proxy of node w2 forwards fails"),
                Set.copyOf(causes(findings())));
    }

    @Test
    void everything() {
        cluster.with(dial -> isService(dial) ? SILENCE : null);
        assertEquals(List.of("no Service works"), causes(findings()));
    }

    @Test
    void noHairpin() {
        cluster.with(dial ->
                isService(dial)
                                && dial.backends()
                                        .get(dial.number() % dial.backends().size())
                                        .equals(dial.from())
                        ? SILENCE
                        : null);
        assertEquals(
                List.of("pods do not reach themselves through a Service (hairpin)"),
                causes(findings()));
    }

    @Test
    void aFamily() {
        cluster.with(
                dial -> isService(dial) && dial.target().family() == Family.IPV6 ? SILENCE : null);
        assertEquals(
                List.of("Services fail over IPv6 and work over the other family"),
                causes(findings()));
    }

    @Test
    void aProtocol() {
        cluster.with(dial ->
                isService(dial) && dial.target().protocol() == Protocol.UDP ? SILENCE : null);
        assertEquals(
                List.of("Services fail over UDP and work over the other protocol"),
                causes(findings()));
    }

    @Test
    void aProtocolOverOneFamily() {
        cluster.with(dial ->
                isService(dial)
                                && dial.target().protocol() == Protocol.UDP
                                && dial.target().family() == Family.IPV6
                        ? SILENCE
                        : null);
        assertEquals(List.of("Services fail with UDP over IPv6 alone"), causes(findings()));
    }

    @Test
    void backendsOnOtherNodes() {
        cluster.with(dial ->
                isService(dial)
                                && dial.from().kind() != Source.Kind.OUTSIDE
                                && dial.backends().size() == 1
                                && isAway(dial)
                        ? SILENCE
                        : null);
        assertEquals(
                List.of("Services fail where client and backend are on different nodes"),
                causes(findings(name -> name.startsWith("clusterip/"))));
    }

    @Test
    void nodePorts() {
        cluster.with(dial ->
                isService(dial) && dial.target().reach() == Reach.NODE_PORT ? SILENCE : null);
        assertEquals(
                List.of("Services fail by node port and work otherwise"),
                causes(findings(name -> !name.startsWith("conntrack"))));
    }

    @ParameterizedTest
    @CsvSource({
        "NODE_PORT,  'node ports at node w2 fail, though its proxy works otherwise'",
        "CLUSTER_IP, 'ClusterIPs fail from node w2, though its proxy works otherwise'"
    })
    void oneWayByTheProxyOfANode(Reach reach, String cause) {
        cluster.with(dial ->
                isService(dial) && dial.target().reach() == reach && dial.proxy().equals("w2")
                        ? SILENCE
                        : null);
        assertEquals(List.of(cause), causes(findings()));
    }

    @Test
    void aBackend() {
        cluster.with(dial ->
                isService(dial)
                                && dial.backends()
                                        .get(dial.number() % dial.backends().size())
                                        .equals(cluster.pod(3))
                        ? REFUSED
                        : null);
        List<String> causes = causes(findings(name -> name.startsWith("clusterip/")));
        assertTrue(
                causes.contains(
                        "backend w3/t/agent-w3 is not reached through Services, from anywhere"),
                causes::toString);
    }

    @Test
    void thePodNetworkOfANode() {
        cluster.with(dial -> {
            String last = isService(dial) ? dial.proxy() : dial.from().node();
            boolean crosses =
                    dial.backends().stream()
                            .filter(backend -> backend.kind() == Source.Kind.POD)
                            .anyMatch(backend -> backend.node().equals("w2") != last.equals("w2"));
            return crosses ? SILENCE : null;
        });
        List<Finding> findings =
                findings(name ->
                        name.startsWith("clusterip/basic")
                                || name.startsWith("clusterip/host-network-source"));
        assertEquals(
                List.of("the pod network itself fails between node w2 and the others"),
                causes(findings));
        assertTrue(findings.getFirst().next().contains("mend this first"), findings::toString);
    }

    @Test
    void twoThingsAtOnce() {
        cluster.withoutProxy("w2");
        cluster.with(dial ->
                isService(dial) && dial.target().protocol() == Protocol.UDP ? SILENCE : null);
        assertEquals(
                List.of(
                        "Services fail over UDP and work over the other protocol",
                        "the Service proxy of node w2 has stopped programming (Services from before the"
                                + " run still work there)"),
                causes(findings()));
    }

    @Test
    void oneCellIsAmbiguous() {
        cluster.with(dial ->
                isService(dial)
                                && dial.from().equals(cluster.pod(1))
                                && dial.backends().equals(List.of(cluster.pod(3)))
                        ? SILENCE
                        : null);
        assertEquals(
                List.of(
                        "there are single cells that fail, such as w1/t/agent-w1 -> w3/t/agent-w3: ambiguous, source"
                                + " and target may each be the cause"),
                causes(findings(name -> name.equals("clusterip/basic TCP IPv4"))));
    }
}
