package io.github.k8sbykeshed.validator.diagnosis;

import static io.github.k8sbykeshed.validator.diagnosis.Faulty.backend;
import static io.github.k8sbykeshed.validator.diagnosis.Faulty.crosses;
import static io.github.k8sbykeshed.validator.diagnosis.Faulty.goes;
import static io.github.k8sbykeshed.validator.diagnosis.Faulty.isAway;
import static io.github.k8sbykeshed.validator.diagnosis.Faulty.isBy;
import static io.github.k8sbykeshed.validator.diagnosis.Faulty.isDns;
import static io.github.k8sbykeshed.validator.diagnosis.Faulty.isFrom;
import static io.github.k8sbykeshed.validator.diagnosis.Faulty.isOld;
import static io.github.k8sbykeshed.validator.diagnosis.Faulty.isOver;
import static io.github.k8sbykeshed.validator.diagnosis.Faulty.isService;
import static io.github.k8sbykeshed.validator.diagnosis.Faulty.isThrough;
import static io.github.k8sbykeshed.validator.diagnosis.Faulty.isToItself;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.k8sbykeshed.validator.diagnosis.Finding.Confidence;
import io.github.k8sbykeshed.validator.expect.Table.Mark;
import io.github.k8sbykeshed.validator.probe.Address;
import io.github.k8sbykeshed.validator.probe.Facts;
import io.github.k8sbykeshed.validator.probe.Family;
import io.github.k8sbykeshed.validator.probe.Observation;
import io.github.k8sbykeshed.validator.probe.Observation.Phase;
import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.probe.Source;
import io.github.k8sbykeshed.validator.probe.Target.Reach;
import io.github.k8sbykeshed.validator.result.CaseResult;
import io.github.k8sbykeshed.validator.result.Run;
import io.github.k8sbykeshed.validator.scenario.FakeCluster;
import io.github.k8sbykeshed.validator.scenario.FakeCluster.Dial;
import io.github.k8sbykeshed.validator.scenario.FakeCluster.Way;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said of implementations of Services that are broken, by scenarios of the catalogue. */
class DiagnosisTest {

    /** The seed of what happens by chance. */
    private static final int SEED = 4711;

    /**
     * A fault.
     *
     * @param names of the findings, in order
     */
    private static final List<Address> DNS_2 =
            List.of(new Address("10.1.9.10"), new Address("fd00:1:9::10"));

    private record Fault(String what, Consumer<Faulty> cause, List<String> names) {

        static Fault of(String what, Predicate<Dial> silent, String... names) {
            return new Fault(what, faulty -> faulty.silent(silent), List.of(names));
        }

        static Fault seeing(String what, FakeCluster.Fault fault, String... names) {
            return new Fault(what, faulty -> faulty.cluster().with(fault), List.of(names));
        }

        @Override
        public String toString() {
            return what;
        }
    }

    private static boolean isV6(Dial dial) {
        return dial.target().family() == Family.IPV6;
    }

    private static Predicate<Dial> now(Random random, double rate) {
        return dial -> random.nextDouble() < rate;
    }

    static Stream<Fault> faults() {
        Random random = new Random(SEED);
        return Stream.of(
                // Proxies.
                Fault.of(
                        "a proxy has stopped",
                        dial -> isThrough(dial, "w2"),
                        "PROXY_STOPPED node=w2"),
                Fault.of(
                        "two proxies have stopped",
                        dial -> isThrough(dial, "w2") || isThrough(dial, "w3"),
                        "PROXY_STOPPED node=w2 node=w3"),
                Fault.of("all proxies have stopped", dial -> isService(dial), "PROXY_STOPPED"),
                Fault.of(
                        "a proxy forwards nothing",
                        dial -> isThrough(dial, "w2") || isOld(dial) && isFrom(dial, "w2"),
                        "PROXY_DOWN node=w2"),
                Fault.of(
                        "no Service works",
                        dial -> isService(dial) || isOld(dial),
                        "SERVICES_DOWN"),
                Fault.of(
                        "a stopped proxy past which load balancers are reached",
                        dial ->
                                isThrough(dial, "w2")
                                        && !isBy(dial, Reach.LOAD_BALANCER)
                                        && !isBy(dial, Reach.EXTERNAL_IP),
                        "PROXY_STOPPED node=w2"),
                Fault.of(
                        "a proxy has stopped programming one family",
                        dial -> isThrough(dial, "w2") && isV6(dial),
                        "PROXY_STOPPED node=w2 family=IPv6"),
                Fault.of(
                        "all proxies have stopped programming one family",
                        dial -> isService(dial) && !isV6(dial),
                        "PROXIES_STOPPED_FAMILY family=IPv4"),
                Fault.of(
                        "a proxy is late",
                        dial ->
                                isThrough(dial, "w2")
                                        && dial.service() != null
                                        && !dial.service().name().matches("(agent|group)-.*"),
                        "SLOW_PROGRAMMING node=w2"),
                Fault.of(
                        "all proxies are late",
                        dial ->
                                isService(dial)
                                        && dial.service() != null
                                        && !dial.service().name().matches("(agent|group)-.*"),
                        "SLOW_PROGRAMMING"),
                Fault.of(
                        "a proxy loses 5%",
                        dial -> isThrough(dial, "w2") && now(random, 0.05).test(dial),
                        "NODE_PROXY_PARTIAL node=w2"),
                Fault.of(
                        "a proxy loses 10%",
                        dial -> isThrough(dial, "w2") && now(random, 0.1).test(dial),
                        "NODE_PROXY_PARTIAL node=w2"),
                Fault.of(
                        "5% of all connections die",
                        dial -> isService(dial) && now(random, 0.05).test(dial),
                        "UNEVEN_OR_PARTIAL"),
                // Families and protocols.
                Fault.of(
                        "a family",
                        dial -> (isService(dial) || isOld(dial)) && isV6(dial),
                        "FAMILY family=IPv6"),
                Fault.of(
                        "a protocol",
                        dial -> isService(dial) && isOver(dial, Protocol.UDP),
                        "PROTOCOL protocol=UDP"),
                Fault.of(
                        "a protocol over a family",
                        dial -> isService(dial) && isOver(dial, Protocol.UDP) && isV6(dial),
                        "FAMILY_AND_PROTOCOL family=IPv6 protocol=UDP"),
                // Ways.
                Fault.of("no hairpin", dial -> isToItself(dial), "HAIRPIN"),
                Fault.of(
                        "no hairpin on one node",
                        dial -> isToItself(dial) && isThrough(dial, "w3"),
                        "HAIRPIN node=w3"),
                Fault.of(
                        "backends on other nodes, by ClusterIP",
                        dial -> isAway(dial) && isBy(dial, Reach.CLUSTER_IP),
                        "CROSS_NODE"),
                Fault.of(
                        "backends on other nodes, by ClusterIP, from one node",
                        dial -> isAway(dial) && isBy(dial, Reach.CLUSTER_IP) && isFrom(dial, "w2"),
                        "CROSS_NODE node=w2"),
                Fault.of(
                        "backends on the own node, by ClusterIP",
                        dial -> isBy(dial, Reach.CLUSTER_IP) && !isAway(dial) && !isToItself(dial),
                        "SAME_NODE"),
                Fault.of(
                        "node ports",
                        dial -> isBy(dial, Reach.NODE_PORT),
                        "NODE_PORTS reach=NODE_PORT"),
                Fault.of(
                        "node ports from outside",
                        dial -> isBy(dial, Reach.NODE_PORT) && isFrom(dial, Source.Kind.OUTSIDE),
                        "NODE_PORTS kind=OUTSIDE reach=NODE_PORT"),
                Fault.of(
                        "node ports of a node",
                        dial -> isBy(dial, Reach.NODE_PORT) && isThrough(dial, "w2"),
                        "NODE_PORT_NODE node=w2"),
                Fault.of(
                        "node ports of a node over UDP",
                        dial ->
                                isBy(dial, Reach.NODE_PORT)
                                        && isThrough(dial, "w2")
                                        && isOver(dial, Protocol.UDP),
                        "NODE_PORT_NODE node=w2 protocol=UDP"),
                Fault.of(
                        "node ports of a node not masqueraded to other nodes over TCP",
                        dial ->
                                isBy(dial, Reach.NODE_PORT)
                                        && isThrough(dial, "w1")
                                        && isAway(dial)
                                        && isOver(dial, Protocol.TCP),
                        "NODE_PORT_MASQUERADE node=w1 protocol=TCP"),
                Fault.of(
                        "ClusterIPs from a node",
                        dial -> isBy(dial, Reach.CLUSTER_IP) && isFrom(dial, "w2"),
                        "CLUSTER_IP_NODE node=w2"),
                Fault.of(
                        "ClusterIPs from a node over UDP",
                        dial ->
                                isBy(dial, Reach.CLUSTER_IP)
                                        && isFrom(dial, "w2")
                                        && isOver(dial, Protocol.UDP),
                        "CLUSTER_IP_NODE node=w2 protocol=UDP"),
                Fault.of(
                        "translation at the client's socket",
                        dial -> isService(dial) && isFrom(dial, "w2"),
                        "SOURCE node=w2"),
                Fault.of(
                        "external addresses",
                        dial -> isBy(dial, Reach.LOAD_BALANCER) || isBy(dial, Reach.EXTERNAL_IP),
                        "EXTERNAL_ADDRESSES"),
                Fault.seeing(
                        "a load balancer announces nothing",
                        dial ->
                                isBy(dial, Reach.LOAD_BALANCER) && isFrom(dial, Source.Kind.OUTSIDE)
                                        ? new Observation.Unreachable("no route to host")
                                        : null,
                        "LOAD_BALANCER_UNANNOUNCED kind=OUTSIDE reach=LOAD_BALANCER"),
                Fault.of(
                        "clients outside",
                        dial -> isService(dial) && isFrom(dial, Source.Kind.OUTSIDE),
                        "SOURCE kind=OUTSIDE"),
                Fault.of(
                        "nodes' own network",
                        dial -> isBy(dial, Reach.CLUSTER_IP) && isFrom(dial, Source.Kind.HOST),
                        "HOST_NETWORK kind=HOST"),
                Fault.of(
                        "a node's own network",
                        dial ->
                                isBy(dial, Reach.CLUSTER_IP)
                                        && isFrom(dial, Source.Kind.HOST)
                                        && isFrom(dial, "w2"),
                        "HOST_NETWORK node=w2 kind=HOST"),
                Fault.of(
                        "nodes' own network with UDP to other nodes",
                        dial ->
                                isBy(dial, Reach.CLUSTER_IP)
                                        && isFrom(dial, Source.Kind.HOST)
                                        && isOver(dial, Protocol.UDP)
                                        && isAway(dial),
                        "HOST_NETWORK_CONJUNCTION kind=HOST protocol=UDP"),
                Fault.seeing(
                        "payloads between nodes",
                        dial ->
                                isAway(dial) && dial.probe().payloadBytes() > 1_400
                                        ? new Observation.TimedOut(Phase.READ)
                                        : null,
                        "PATH_MTU"));
    }

    /** Where packets were not counted, cells have to tell. */
    static Stream<Fault> uncountedLoss() {
        Random random = new Random(SEED);
        return Stream.of(
                Fault.of(
                        "a node's link loses packets",
                        dial -> crosses(dial, "w2") && now(random, 0.08).test(dial),
                        "PACKET_LOSS node=w2"),
                Fault.of(
                        "two nodes lose packets between them",
                        dial ->
                                crosses(dial, "w1")
                                        && crosses(dial, "w3")
                                        && now(random, 0.15).test(dial),
                        "PACKET_LOSS pair=w1<->w3"));
    }

    static Stream<Fault> otherFaults() {
        Random random = new Random(SEED);
        return Stream.of(
                // The pod network, which Services suffer from as well.
                Fault.of(
                        "the route from a node to another one, over IPv4",
                        dial -> goes(dial, "w1", "w3") && !isV6(dial),
                        "POD_NETWORK_PAIR pair=w1->w3 family=IPv4"),
                Fault.of(
                        "the routes between two nodes",
                        dial -> goes(dial, "w1", "w3") || goes(dial, "w3", "w1"),
                        "POD_NETWORK_PAIR pair=w1<->w3"),
                Fault.of(
                        "the tunnel of a node",
                        dial -> crosses(dial, "w2"),
                        "POD_NETWORK_NODE node=w2"),
                Fault.of(
                        "the pod network",
                        dial -> crosses(dial, "w1") || crosses(dial, "w2") || crosses(dial, "w3"),
                        "POD_NETWORK_DOWN"),
                Fault.of(
                        "the pod network over a family",
                        dial ->
                                isV6(dial)
                                        && (crosses(dial, "w1")
                                                || crosses(dial, "w2")
                                                || crosses(dial, "w3")),
                        "POD_NETWORK_FAMILY family=IPv6"),
                // DNS.
                Fault.of("DNS servers", dial -> dial.way() == Way.DNS, "DNS_DOWN"),
                Fault.of(
                        "one DNS server of two",
                        dial ->
                                isDns(dial) && now(random, 0.5).test(dial)
                                        || DNS_2.contains(dial.target().address()),
                        "DNS_SERVER node=w2 server=dns-2"),
                Fault.of(
                        "DNS from a node",
                        dial -> isDns(dial) && isFrom(dial, "w2"),
                        "DNS_DOWN node=w2"),
                Fault.of(
                        "DNS with TCP from a node",
                        dial -> isDns(dial) && isFrom(dial, "w2") && isOver(dial, Protocol.TCP),
                        "DNS_PROTOCOL node=w2 protocol=TCP"),
                Fault.of(
                        "DNS with TCP",
                        dial -> isDns(dial) && isOver(dial, Protocol.TCP),
                        "DNS_PROTOCOL protocol=TCP"),
                Fault.of(
                        "Services from before the run, from a node",
                        dial -> isOld(dial) && isFrom(dial, "w2"),
                        "OLD_SERVICES node=w2"));
    }

    static Stream<Fault> behaviour() {
        return Stream.of(
                new Fault(
                        "a backend refuses",
                        faulty ->
                                faulty.where(
                                        dial ->
                                                isService(dial)
                                                        && backend(dial)
                                                                .equals(faulty.cluster().pod(3)),
                                        FakeCluster.REFUSED),
                        List.of("BACKEND backend=agent-w3")),
                new Fault(
                        "a backend refuses in Services of several alone",
                        faulty ->
                                faulty.where(
                                        dial ->
                                                isService(dial)
                                                        && dial.backends().size() > 1
                                                        && backend(dial)
                                                                .equals(faulty.cluster().pod(3)),
                                        FakeCluster.REFUSED),
                        List.of("BACKEND backend=agent-w3")),
                new Fault(
                        "a node's proxy does not know an endpoint",
                        faulty ->
                                faulty.cluster()
                                        .with(dial ->
                                                isThrough(dial, "w2")
                                                                && dial.backends().size() > 1
                                                                && backend(dial)
                                                                        .equals(
                                                                                dial.backends()
                                                                                        .getLast())
                                                        ? faulty.cluster()
                                                                .answer(
                                                                        dial,
                                                                        dial.backends().getFirst())
                                                        : null),
                        List.of("UNEVEN_OR_PARTIAL node=w2")),
                Fault.of(
                        "no refusals from a node",
                        dial ->
                                dial.way() == Way.SERVICE
                                        && dial.backends().isEmpty()
                                        && dial.proxy().equals("w2"),
                        "NO_REFUSAL node=w2"),
                Fault.of(
                        "no refusals",
                        dial -> dial.way() == Way.SERVICE && dial.backends().isEmpty(),
                        "NO_REFUSAL"),
                new Fault(
                        "affinity is not heeded at a node",
                        faulty ->
                                faulty.cluster()
                                        .with(dial ->
                                                isThrough(dial, "w2")
                                                                && dial.service() != null
                                                                && "ClientIP"
                                                                        .equals(
                                                                                dial.service()
                                                                                        .spec()
                                                                                        .fields()
                                                                                        .get(
                                                                                                "sessionAffinity"))
                                                        ? faulty.cluster()
                                                                .answer(
                                                                        dial,
                                                                        faulty.cluster()
                                                                                .pod(
                                                                                        1
                                                                                                + dial
                                                                                                                .number()
                                                                                                        % 3))
                                                        : null),
                        List.of("AFFINITY node=w2")),
                new Fault(
                        "somebody answers for all Services of a node",
                        faulty ->
                                faulty.cluster()
                                        .with(dial ->
                                                (dial.way() == Way.UNSERVED
                                                                        || dial.way()
                                                                                == Way.SERVICE)
                                                                && dial.proxy().equals("w2")
                                                        ? faulty.cluster()
                                                                .answer(
                                                                        dial,
                                                                        faulty.cluster().pod(1))
                                                        : null),
                        List.of("WRONG_BACKEND node=w2")),
                new Fault(
                        "a node masks its pods",
                        faulty ->
                                faulty.cluster()
                                        .with(dial ->
                                                isThrough(dial, "w2")
                                                                && isFrom(dial, Source.Kind.POD)
                                                                && isBy(dial, Reach.CLUSTER_IP)
                                                        ? faulty.cluster()
                                                                .answer(
                                                                        backend(dial),
                                                                        faulty.cluster()
                                                                                .node(
                                                                                        "w2",
                                                                                        dial.target()
                                                                                                .family()))
                                                        : null),
                        List.of("SOURCE_ADDRESS node=w2")),
                new Fault(
                        "a node does not forget UDP flows",
                        faulty ->
                                faulty.cluster()
                                        .with(dial ->
                                                isThrough(dial, "w2")
                                                                && dial.probe().sourcePort() > 0
                                                                && isOver(dial, Protocol.UDP)
                                                                && dial.backends()
                                                                        .equals(
                                                                                List.of(
                                                                                        faulty.cluster()
                                                                                                .spare(
                                                                                                        2)))
                                                        ? faulty.cluster()
                                                                .answer(
                                                                        dial,
                                                                        faulty.cluster().spare(1))
                                                        : null),
                        List.of("STALE_UDP node=w2 protocol=UDP")),
                Fault.seeing(
                        "a node cuts kept streams",
                        dial ->
                                isThrough(dial, "w1")
                                                && dial.probe().kept()
                                                && isOver(dial, Protocol.TCP)
                                        ? new Observation.Reset()
                                        : null,
                        "STALE_SOCKET node=w1 protocol=TCP"),
                Fault.of(
                        "a node lets no TCP port be used again",
                        dial ->
                                isThrough(dial, "w1")
                                        && dial.probe().sourcePort() > 0
                                        && isOver(dial, Protocol.TCP)
                                        && dial.number() > 0,
                        "STALE_SOCKET node=w1 protocol=TCP"));
    }

    private static void assertFinds(Fault fault) {
        var faulty = new Faulty();
        fault.cause().accept(faulty);
        Run run = faulty.run();
        List<Finding> findings = Diagnosis.of(run);
        assertEquals(fault.names(), names(findings), findings::toString);
        assertEverythingIsExplained(run, findings);
    }

    private static List<String> names(List<Finding> findings) {
        return findings.stream().map(Finding::name).toList();
    }

    /** Every failure has a cause, and nothing else has. */
    private static void assertEverythingIsExplained(Run run, List<Finding> findings) {
        assertEquals(
                run.cases().stream()
                        .filter(DiagnosisTest::hasFailingCells)
                        .map(CaseResult::name)
                        .sorted()
                        .toList(),
                findings.stream()
                        .flatMap(each -> each.cases().stream())
                        .distinct()
                        .sorted()
                        .toList());
        findings.forEach(each -> assertEquals(Confidence.NAMED, each.confidence(), each::toString));
    }

    private static boolean hasFailingCells(CaseResult result) {
        return result.steps().stream()
                .anyMatch(step ->
                        step.table().count(Mark.VIOLATES) + step.table().count(Mark.INCONCLUSIVE)
                                > 0);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void ofServices(Fault fault) {
        assertFinds(fault);
    }

    @ParameterizedTest
    @MethodSource("uncountedLoss")
    void ofLossThatWasNotCounted(Fault fault) {
        var faulty = new Faulty();
        fault.cause().accept(faulty);
        assertEquals(fault.names(), names(Diagnosis.of(faulty.run())));
    }

    @ParameterizedTest
    @MethodSource("otherFaults")
    void ofTheNetworkAndDns(Fault fault) {
        assertFinds(fault);
    }

    @ParameterizedTest
    @MethodSource("behaviour")
    void ofWhoAnswers(Fault fault) {
        assertFinds(fault);
    }

    @Test
    void ofAHealthyClusterThereIsNothingToSay() {
        assertEquals(List.of(), Diagnosis.of(new Faulty().run(each -> true)));
    }

    @Test
    void allOfAFindingByTheWholeCatalogue() {
        var faulty = new Faulty();
        faulty.silent(dial -> isThrough(dial, "w2"));
        Run run = faulty.run(each -> true);
        List<Finding> findings = Diagnosis.of(run);
        assertEquals(List.of("PROXY_STOPPED node=w2"), names(findings));
        assertEverythingIsExplained(run, findings);
        Finding finding = findings.getFirst();
        assertEquals(
                "the Service proxy of node w2 has stopped programming (Services from before the run"
                        + " still work there)",
                finding.cause());
        assertEquals(Place.ofNodes(List.of("w2")), finding.place());
        assertTrue(finding.cells() > 100, finding::toString);
        assertEquals(0, finding.against());
        Rate rate = finding.rate();
        assertTrue(rate != null && rate.share() == 1 && rate.low() > 0.99, finding::toString);
        assertTrue(finding.look().getFirst().contains("spec.nodeName=w2"), finding::toString);
        assertTrue(finding.resembles().contains("kubernetes/kubernetes#38372"), finding::toString);
    }

    @Test
    void twoFaultsByTheWholeCatalogue() {
        var faulty = new Faulty();
        faulty.silent(dial -> isThrough(dial, "w1"));
        faulty.silent(dial -> isToItself(dial) && isThrough(dial, "w3"));
        Run run = faulty.run(each -> true);
        List<Finding> findings = Diagnosis.of(run);
        assertEquals(List.of("PROXY_STOPPED node=w1", "HAIRPIN node=w3"), names(findings));
        assertEverythingIsExplained(run, findings);
    }

    @Test
    void twoFaultsOfWhichOneHidesMuchOfTheOther() {
        var faulty = new Faulty();
        faulty.silent(dial -> isThrough(dial, "w2"));
        faulty.silent(dial -> isService(dial) && isOver(dial, Protocol.UDP));
        List<Finding> findings = Diagnosis.of(faulty.run());
        assertEquals(
                Set.of("PROTOCOL protocol=UDP", "PROXY_STOPPED node=w2"),
                Set.copyOf(names(findings)));
    }

    @Test
    void oneCellIsAmbiguous() {
        var faulty = new Faulty();
        faulty.silent(dial ->
                isService(dial)
                        && dial.from().equals(faulty.cluster().pod(1))
                        && dial.backends().equals(List.of(faulty.cluster().pod(3)))
                        && isOver(dial, Protocol.TCP)
                        && !isV6(dial));
        Finding finding = Diagnosis.of(faulty.run("clusterip/basic"::equals)).getFirst();
        assertEquals(Code.UNEXPLAINED, finding.code());
        assertEquals(Confidence.AMBIGUOUS, finding.confidence());
        assertEquals(
                "one cell fails alone, w1/t/agent-w1 -> w3/t/agent-w3: source, target and the way"
                        + " between them may each be the cause",
                finding.cause());
    }

    @Test
    void whatLooksTheSameIsAmbiguous() {
        var faulty = new Faulty();
        faulty.silent(dial -> isThrough(dial, "w2"));
        // Without any other way it cannot be told from node ports.
        Finding finding = Diagnosis.of(faulty.run("nodeport/every-node"::equals)).getFirst();
        assertEquals(Confidence.AMBIGUOUS, finding.confidence(), finding::toString);
        assertEquals(
                Set.of("NODE_PORT_NODE node=w2", "PROXY_DOWN node=w2"),
                Set.copyOf(finding.candidates()),
                finding::toString);
    }

    @Test
    void aNodeWithoutAgents() {
        var faulty = new Faulty();
        Run run = faulty.run("clusterip/basic"::equals);
        var facts = run.facts();
        assertTrue(facts != null);
        var left =
                List.of(
                        new Facts.LeftOut("control-plane", "it has a taint"),
                        new Facts.LeftOut("w4/t/agent-w4", "it does not run after 300 s"),
                        new Facts.LeftOut("w3/t-host/host-w3", "it does not run after 300 s"));
        var without =
                new Facts(
                        facts.server(),
                        facts.version(),
                        facts.nodes(),
                        left,
                        facts.families(),
                        facts.kubernetes(),
                        facts.kubernetesEndpoints(),
                        facts.dns(),
                        facts.outsideClient());
        List<Finding> findings =
                Diagnosis.of(
                        new Run(
                                run.tool(),
                                run.id(),
                                run.started(),
                                without,
                                run.phaseMillis(),
                                run.cases(),
                                null));
        assertEquals(List.of("NODE_NOT_VALIDATED node=w4"), names(findings));
    }
}
