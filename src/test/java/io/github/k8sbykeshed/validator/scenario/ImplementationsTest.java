package io.github.k8sbykeshed.validator.scenario;

import static io.github.k8sbykeshed.validator.scenario.FakeCluster.REFUSED;
import static io.github.k8sbykeshed.validator.scenario.FakeCluster.SILENCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.k8sbykeshed.validator.catalog.Catalog;
import io.github.k8sbykeshed.validator.expect.Expectation;
import io.github.k8sbykeshed.validator.expect.Table;
import io.github.k8sbykeshed.validator.expect.Table.Mark;
import io.github.k8sbykeshed.validator.probe.Observation;
import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.probe.Reply;
import io.github.k8sbykeshed.validator.probe.Source;
import io.github.k8sbykeshed.validator.probe.Target;
import io.github.k8sbykeshed.validator.result.CaseResult;
import io.github.k8sbykeshed.validator.result.Outcome;
import io.github.k8sbykeshed.validator.scenario.FakeCluster.Dial;
import io.github.k8sbykeshed.validator.scenario.FakeCluster.Unmodelled;
import io.github.k8sbykeshed.validator.scenario.FakeCluster.Way;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The scenarios of the catalogue against implementations of Services: a correct one conforms, and
 * of a broken one exactly the cells that it breaks are told.
 */
class ImplementationsTest {

    /** One of each kind: what every fault is tried on. */
    private static final Set<String> BASIC =
            Set.of(
                    "clusterip/all-backends",
                    "clusterip/basic",
                    "clusterip/existing",
                    "clusterip/hairpin",
                    "clusterip/host-network-source",
                    "clusterip/no-endpoints",
                    "clusterip/source-ip",
                    "dns/service-names",
                    "headless/basic",
                    "latency/programming",
                    "latency/removal",
                    "nodeport/every-node");

    /** For a scenario of which the cases of one protocol have a step more. */
    private static final int ANY = 0;

    private static final Predicate<Spec> IS_BASIC = spec -> BASIC.contains(spec.id());

    private final FakeCluster cluster = FakeCluster.ofThree();
    private final Map<String, Fails> failing = new HashMap<>();

    /** Which cells are not as they should be. */
    private interface Cells {
        boolean contain(Source from, Target to);
    }

    private record Fails(Mark how, int step, Cells cells) {}

    private void violates(String scenario, Cells cells) {
        violates(scenario, 1, cells);
    }

    private void violates(String scenario, int step, Cells cells) {
        failing.put(scenario, new Fails(Mark.VIOLATES, step, cells));
    }

    private void inconclusive(String scenario, Cells cells) {
        inconclusive(scenario, 1, cells);
    }

    private void inconclusive(String scenario, int step, Cells cells) {
        failing.put(scenario, new Fails(Mark.INCONCLUSIVE, step, cells));
    }

    /** Runs the cases of these and compares every cell of the step that each ends with. */
    private void check(Predicate<Spec> which) {
        Map<String, String> wrong = new TreeMap<>();
        Set<String> ran = new TreeSet<>();
        for (Scenario scenario : Catalog.scenarios()) {
            for (Case each : Case.of(scenario)) {
                if (!which.test(each.spec())) {
                    continue;
                }
                CaseResult result = Lab.run(each, cluster.surroundings());
                if (result.outcome().reason().contains(Unmodelled.class.getSimpleName())) {
                    continue;
                }
                ran.add(each.spec().id());
                String difference = difference(each, result);
                if (!difference.isEmpty()) {
                    wrong.put(each.name(), difference);
                }
                assertTrue(cluster.isClean(), () -> each.name() + " left something");
            }
        }
        assertEquals(Map.of(), wrong);
        assertTrue(ran.containsAll(BASIC) || !which.equals(IS_BASIC), ran::toString);
        assertTrue(ran.containsAll(failing.keySet()), ran::toString);
    }

    private void checkBasic() {
        check(IS_BASIC);
    }

    private String difference(Case theCase, CaseResult result) {
        var none = new Fails(Mark.CONFORMS, 0, (from, to) -> false);
        Fails expected = failing.getOrDefault(theCase.spec().id(), none);
        Class<?> outcome =
                switch (expected.how()) {
                    case VIOLATES -> Outcome.Violates.class;
                    case INCONCLUSIVE -> Outcome.Inconclusive.class;
                    case CONFORMS, RECORDED, UNASKED -> Outcome.Conforms.class;
                };
        if (!outcome.isInstance(result.outcome())) {
            return result.outcome().toString();
        }
        if (result.steps().isEmpty()
                || expected.step() > 0 && result.steps().size() != expected.step()) {
            return "ended after " + result.steps().size() + " steps";
        }
        List<String> differences = new ArrayList<>();
        for (var step : result.steps()) {
            Table table = step.table();
            boolean last = step == result.steps().getLast();
            for (int row = 0; row < table.matrix().rows(); row++) {
                for (int column = 0; column < table.matrix().columns(); column++) {
                    Source from = table.matrix().sources().get(row);
                    Target to = table.matrix().targets().get(column);
                    Mark should =
                            switch (table.matrix().expectation(row, column)) {
                                case Expectation.Unasked() -> Mark.UNASKED;
                                case Expectation.Recorded() -> Mark.RECORDED;
                                case Expectation.Measured e ->
                                        last && expected.cells().contain(from, to)
                                                ? expected.how()
                                                : Mark.RECORDED;
                                default ->
                                        last && expected.cells().contain(from, to)
                                                ? expected.how()
                                                : Mark.CONFORMS;
                            };
                    if (table.mark(row, column) != should) {
                        differences.add(
                                from + " -> " + to.label() + " is " + table.mark(row, column));
                    }
                }
            }
        }
        return String.join("; ", differences);
    }

    private static boolean isService(Dial dial) {
        return dial.way() == Way.SERVICE;
    }

    private static boolean isFrom(String node, Source from) {
        return from.node().equals(node);
    }

    /** All that the catalogue has, as far as the cluster in memory knows it. */
    @Test
    void aCorrectOneConforms() {
        check(spec -> true);
    }

    /** What an address was before is no fault of the Service that has it now. */
    @Test
    void anApiServerThatGivesTheLastAddressAgainIsCorrect() {
        cluster.reusesAddresses = true;
        Surroundings around = cluster.surroundings();
        Map<String, Outcome> wrong = new TreeMap<>();
        for (Scenario scenario : Catalog.scenarios()) {
            for (Case each : Case.of(scenario)) {
                Outcome outcome = Lab.run(each, around).outcome();
                if (!outcome.equals(new Outcome.Conforms())) {
                    wrong.put(each.name(), outcome);
                }
            }
        }
        assertEquals(Map.of(), wrong);
        assertTrue(cluster.isClean());
    }

    @Test
    void aNodeWhoseProxyHasStoppedIsToldByItsRowsAndItsNodePorts() {
        cluster.withoutProxy("w2");
        Cells row = (from, to) -> isFrom("w2", from);
        violates("clusterip/basic", row);
        violates("clusterip/all-backends", row);
        violates("clusterip/hairpin", row);
        violates("clusterip/host-network-source", row);
        violates("clusterip/source-ip", 2, row);
        violates("clusterip/no-endpoints", row);
        violates("latency/programming", row);
        violates("latency/removal", row);
        violates("nodeport/every-node", (from, to) -> to.label().startsWith("w2:"));
        checkBasic();
    }

    @Test
    void aNodeWhoseProxyHasStoppedIsToldByASampleToo() {
        cluster.withoutProxy("w2");
        violates("clusterip/large-payload", ANY, (from, to) -> isFrom("w2", from));
        for (String id :
                List.of(
                        "multiport",
                        "named-target-port",
                        "neighbours",
                        "ports-change",
                        "recreate",
                        "same-port-two-protocols",
                        "two-services-one-selector")) {
            violates(
                    "clusterip/" + id,
                    (from, to) -> isFrom("w2", from) && from.kind() == Source.Kind.HOST);
        }
        check(spec -> failing.containsKey(spec.id()));
    }

    @Test
    void aBackendThatNoServiceReachesIsToldByItsColumn() {
        cluster.with(dial ->
                isService(dial) && dial.isTo(cluster.pod(3)) && dial.backends().size() == 1
                        ? REFUSED
                        : null);
        Cells column = (from, to) -> to.label().equals(cluster.pod(3).id());
        violates("clusterip/basic", column);
        violates("clusterip/host-network-source", column);
        violates("clusterip/source-ip", 2, column);
        // Its control is another pod to the same Service.
        inconclusive("clusterip/hairpin", column);
        violates(
                "nodeport/every-node",
                (from, to) -> cluster.isNodePortOf(cluster.pod(3), to.port()));
        checkBasic();
    }

    @Test
    void withoutHairpinOnlyPodsToThemselvesFail() {
        cluster.with(dial ->
                isService(dial) && dial.backends().size() == 1 && dial.isTo(dial.from())
                        ? SILENCE
                        : null);
        violates("clusterip/hairpin", (from, to) -> true);
        checkBasic();
    }

    @Test
    void theWrongBackendIsNotTheRightOne() {
        cluster.with(dial ->
                isService(dial) && dial.backends().equals(List.of(cluster.pod(2)))
                        ? cluster.answer(dial, cluster.pod(1))
                        : null);
        Cells column = (from, to) -> to.label().equals(cluster.pod(2).id());
        violates("clusterip/basic", column);
        violates("clusterip/hairpin", column);
        violates("clusterip/host-network-source", column);
        violates("clusterip/source-ip", 2, column);
        checkBasic();
    }

    @Test
    void aBackendThatIsNeverChosenIsMissed() {
        cluster.with(dial ->
                isService(dial) && dial.proxy().equals("w1") && dial.backends().size() == 3
                        ? cluster.answer(dial, cluster.pod(2 + dial.number() % 2))
                        : null);
        violates("clusterip/all-backends", (from, to) -> isFrom("w1", from));
        checkBasic();
    }

    @Test
    void whoAnswersOnEveryPortIsNoService() {
        cluster.with(dial ->
                dial.way() == Way.UNSERVED
                        ? cluster.answer(cluster.pod(1), cluster.pod(1).addresses().getFirst())
                        : null);
        Cells all = (from, to) -> true;
        violates("clusterip/basic", all);
        violates("clusterip/all-backends", all);
        violates("clusterip/hairpin", all);
        // Each source and each target is tried, but not every one of nine cells.
        violates(
                "clusterip/host-network-source",
                (from, to) -> !to.label().startsWith(from.node() + "/"));
        violates("clusterip/source-ip", 2, all);
        violates("clusterip/no-endpoints", all);
        violates("latency/programming", all);
        violates("latency/removal", all);
        checkBasic();
    }

    @Test
    void aServiceThatCarriesNoPayloadIsNoMeasurement() {
        cluster.with(dial ->
                isService(dial) && dial.isTo(cluster.pod(2)) && dial.probe().payloadBytes() > 0
                        ? new Observation.Reset()
                        : null);
        violates("bandwidth/service", (from, to) -> to.label().equals(cluster.pod(2).id()));
        check(spec -> isIn(spec, "bandwidth"));
    }

    @Test
    void aPodNetworkThatCarriesNoPayloadIsNoFaultOfServices() {
        cluster.with(dial ->
                dial.probe().payloadBytes() > 0 && dial.from().equals(cluster.pod(1))
                        ? SILENCE
                        : null);
        inconclusive("bandwidth/service", (from, to) -> isFrom("w1", from));
        inconclusive("bandwidth/pod-to-pod", (from, to) -> isFrom("w1", from));
        check(spec -> isIn(spec, "bandwidth"));
    }

    @Test
    void droppedIsNotRefused() {
        cluster.with(dial -> isService(dial) && dial.backends().isEmpty() ? SILENCE : null);
        violates("clusterip/no-endpoints", (from, to) -> true);
        checkBasic();
    }

    @Test
    void aRemovedEndpointThatGoesOnBeingServedIsTold() {
        // One joins and leaves.
        cluster.with(dial ->
                isService(dial)
                                && dial.backends().isEmpty()
                                && dial.proxy().equals("w3")
                                && cluster.calls.stream().anyMatch(c -> c.startsWith("unlabel "))
                                && dial.from().kind() == Source.Kind.POD
                        ? cluster.answer(dial, cluster.spare(1))
                        : null);
        Cells cell = (from, to) -> isFrom("w3", from) && from.kind() == Source.Kind.POD;
        for (Scenario scenario : Catalog.scenarios()) {
            String id = scenario.spec().id();
            Integer step = Map.of("clusterip/no-endpoints", 3, "latency/removal", 2).get(id);
            if (step != null) {
                for (Case each : Case.of(scenario)) {
                    cluster.calls.clear();
                    violates(id, step, cell);
                    assertEquals("", difference(each, Lab.run(each, cluster.surroundings())));
                }
            }
        }
    }

    @Test
    void aClientAddressThatIsLostIsTold() {
        cluster.with(dial ->
                isService(dial)
                                && dial.target().reach() == Target.Reach.CLUSTER_IP
                                && !dial.backends().isEmpty()
                                && dial.from().kind() == Source.Kind.POD
                                && dial.proxy().equals("w1")
                        ? cluster.answer(
                                dial.backends().get(dial.number() % dial.backends().size()),
                                cluster.node("w1", dial.target().family()))
                        : null);
        violates("clusterip/source-ip", 2, (from, to) -> isFrom("w1", from));
        checkBasic();
    }

    /** As by kube-proxy's masqueradeAll: the cluster's choice. */
    @Test
    void clientAddressesThatAreAllReplacedAreRecorded() {
        cluster.with(dial ->
                isService(dial) && !dial.backends().isEmpty()
                        ? cluster.answer(
                                dial.backends().getFirst(),
                                cluster.node(dial.from().node(), dial.target().family()))
                        : null);
        CaseResult result = runFirstCase("clusterip/source-ip");
        assertInstanceOf(Outcome.NotApplicable.class, result.outcome());
        assertEquals(3, result.steps().getFirst().table().count(Mark.RECORDED));
    }

    /** A black hole for large packets that Services and pods by their own addresses meet alike. */
    @Test
    void largePayloadsThatThePodNetworkLosesAreNoFaultOfServices() {
        cluster.with(dial ->
                dial.probe().payloadBytes() > 1_400 && dial.from().node().equals("w2")
                        ? SILENCE
                        : null);
        var outcomes = new ArrayList<Outcome>();
        var recorded = new ArrayList<Integer>();
        for (Scenario scenario : Catalog.scenarios()) {
            if (scenario.spec().id().equals("clusterip/large-payload")) {
                for (Case each : Case.of(scenario)) {
                    CaseResult result = Lab.run(each, cluster.surroundings());
                    outcomes.add(result.outcome());
                    recorded.add(result.steps().getLast().table().count(Mark.RECORDED));
                }
            }
        }
        // TCP must pass, whatever the MTU; datagrams need not.
        assertInstanceOf(Outcome.Inconclusive.class, outcomes.getFirst());
        assertEquals(new Outcome.Conforms(), outcomes.getLast());
        assertEquals(List.of(0, 0, 2 * 5, 2 * 5), recorded);
    }

    @Test
    void fragmentsThatServicesAloneLoseAreTold() {
        cluster.with(dial ->
                isService(dial)
                                && dial.probe().payloadBytes() > 1_450
                                && dial.target().protocol() == Protocol.UDP
                                && dial.from().node().equals("w3")
                        ? SILENCE
                        : null);
        assertEquals(new Outcome.Conforms(), runFirstCase("clusterip/large-payload").outcome());
        Case udp =
                Catalog.scenarios().stream()
                        .flatMap(scenario -> Case.of(scenario).stream())
                        .filter(each -> each.name().equals("clusterip/large-payload UDP IPv4"))
                        .findFirst()
                        .orElseThrow();
        CaseResult result = Lab.run(udp, cluster.surroundings());
        assertInstanceOf(Outcome.Violates.class, result.outcome());
        assertEquals(2 * 4, result.steps().getLast().table().count(Mark.VIOLATES));
    }

    /** One node of nine, in the middle: every node is asked, not three places. */
    @Test
    void aNodeInTheMiddleThatNeverForgetsIsToldByEveryChange() {
        var large = new FakeCluster(9);
        large.with(dial ->
                (dial.way() == Way.UNSERVED || dial.way() == Way.NOWHERE)
                                && FakeCluster.kind(dial.probe()) != FakeCluster.Kind.UNSERVED
                                && dial.from().node().equals("w7")
                        ? large.answer(dial, large.spare(1))
                        : null);
        Set<String> conforming = new TreeSet<>();
        for (Scenario scenario : Catalog.scenarios()) {
            if (Set.of(
                            "clusterip/neighbours",
                            "clusterip/ports-change",
                            "clusterip/recreate",
                            "clusterip/two-services-one-selector",
                            "nodeport/type-change")
                    .contains(scenario.spec().id())) {
                for (Case each : Case.of(scenario)) {
                    if (!(Lab.run(each, large.surroundings()).outcome()
                            instanceof Outcome.Violates)) {
                        conforming.add(each.name());
                    }
                }
            }
        }
        assertEquals(Set.of(), conforming);
    }

    @Test
    void whatThePodNetworkBreaksIsNoFaultOfServices() {
        // All that passes between the second node and the others.
        cluster.with(dial -> {
            String last = isService(dial) ? dial.proxy() : dial.from().node();
            boolean crosses =
                    dial.backends().stream()
                            .filter(backend -> backend.kind() == Source.Kind.POD)
                            .anyMatch(backend -> backend.node().equals("w2") != last.equals("w2"));
            return crosses ? SILENCE : null;
        });
        Cells crossing = (from, to) -> isFrom("w2", from) != to.label().startsWith("w2/");
        inconclusive("clusterip/basic", crossing);
        inconclusive("clusterip/source-ip", 2, crossing);
        inconclusive("clusterip/host-network-source", crossing);
        inconclusive("clusterip/all-backends", (from, to) -> true);
        // The ones that join and leave are on the first node and on the second.
        inconclusive("clusterip/no-endpoints", (from, to) -> isFrom("w2", from));
        inconclusive("latency/programming", (from, to) -> !isFrom("w2", from));
        inconclusive("latency/removal", (from, to) -> !isFrom("w2", from));
        inconclusive("headless/basic", 2, crossing);
        // The backends are on the other nodes, so that this one cannot forward to them.
        inconclusive("nodeport/every-node", (from, to) -> to.label().startsWith("w2:"));
        checkBasic();
    }

    private static boolean isIn(Spec spec, String... features) {
        return List.of(features).stream()
                .anyMatch(each -> spec.id().equals(each) || spec.id().startsWith(each + "/"));
    }

    @Test
    void withoutAffinityClientsDoNotStay() {
        cluster.with(dial ->
                isService(dial) && dial.service().spec().fields().containsValue("ClientIP")
                        ? cluster.answer(dial, cluster.pod(1 + dial.number() % 3))
                        : null);
        violates("affinity/client-ip", (from, to) -> true);
        violates("affinity/node-port", (from, to) -> true);
        violates("affinity/toggle", 2, (from, to) -> true);
        violates("affinity/across-ports", (from, to) -> true);
        violates("affinity/load-balancer", 2, (from, to) -> true);
        violates("affinity/load-balancer-local", (from, to) -> true);
        check(spec -> isIn(spec, "affinity") && !isIn(spec, "affinity/backend-gone"));
    }

    @Test
    void affinityThatIsNeverForgottenIsTold() {
        cluster.with(dial ->
                isService(dial)
                                && dial.probe().repeat().everyMillis() > 1_000
                                && dial.proxy().equals("w1")
                        ? cluster.answer(dial, cluster.pod(2))
                        : null);
        violates("affinity/timeout", (from, to) -> isFrom("w1", from));
        check(spec -> isIn(spec, "affinity"));
    }

    @Test
    void whereIpvsForgetsLateNothingIsSaidOfIt() {
        cluster.with(dial ->
                dial.target().speech() instanceof Target.Speech.Http
                        ? new Observation.Answered(new Reply.Http(200, "ipvs"))
                        : null);
        for (Scenario scenario : Catalog.scenarios()) {
            if (scenario.spec().id().equals("affinity/timeout")) {
                for (Case each : Case.of(scenario)) {
                    assertInstanceOf(
                            Outcome.NotApplicable.class,
                            Lab.run(each, cluster.surroundings()).outcome());
                }
            }
        }
    }

    @Test
    void aClientThatStaysWithABackendThatIsGoneIsTold() {
        cluster.with(dial -> isService(dial) && dial.isTo(cluster.spare(2)) ? SILENCE : null);
        violates("affinity/backend-gone", 2, (from, to) -> true);
        check(spec -> isIn(spec, "affinity/backend-gone"));
    }

    @Test
    void ofALoadBalancerThatProxiesTheClientAddressIsNotAsked() {
        cluster.with(dial ->
                isService(dial) && dial.target().reach() == Target.Reach.LOAD_BALANCER
                        ? cluster.answer(
                                dial.backends().getFirst(),
                                cluster.node("w1", dial.target().family()))
                        : null);
        cluster.ipMode = "Proxy";
        check(spec -> isIn(spec, "lb/external-local"));
        cluster.ipMode = "VIP";
        violates("lb/external-local", (from, to) -> from.kind() == Source.Kind.OUTSIDE);
        check(spec -> isIn(spec, "lb/external-local"));
    }

    @Test
    void aPolicyThatIsIgnoredIsTold() {
        // Whoever asks is served, through whichever node.
        cluster.with(dial ->
                dial.way() == Way.NOWHERE && dial.service() != null
                        ? cluster.answer(dial, cluster.selected(dial.service()).getFirst())
                        : null);
        violates(
                "policy/internal-local",
                2,
                (from, to) -> !to.label().startsWith(from.node() + "/"));
        violates("policy/external-local", 2, (from, to) -> !to.label().startsWith("w1:"));
        check(spec -> isIn(spec, "policy/internal-local", "policy/external-local"));
    }

    @Test
    void aLabelThatIsIgnoredIsTold() {
        cluster.with(dial ->
                (dial.way() == Way.NOWHERE
                                        || dial.way() == Way.SERVICE && dial.backends().isEmpty())
                                && dial.isSteady()
                                && dial.target().reach() == Target.Reach.CLUSTER_IP
                                && dial.from().node().equals("w3")
                        ? cluster.answer(dial, cluster.spare(1))
                        : null);
        violates("clusterip/headless-label", 2, (from, to) -> isFrom("w3", from));
        violates("clusterip/proxy-name-label", 2, (from, to) -> isFrom("w3", from));
        check(spec -> isIn(spec, "clusterip/headless-label", "clusterip/proxy-name-label"));
    }

    @Test
    void aFlowThatStaysWithABackendThatIsGoneIsTold() {
        // One socket is one flow: connection tracking keeps what it met first.
        Map<String, Observation> first = new HashMap<>();
        cluster.with(dial -> {
            if (!isService(dial) && dial.way() != Way.NOWHERE || dial.probe().sourcePort() == 0) {
                return null;
            }
            String flow =
                    dial.from().id() + dial.probe().sourcePort() + dial.target().address().value();
            return first.computeIfAbsent(
                    flow,
                    f ->
                            dial.backends().isEmpty()
                                    ? SILENCE
                                    : cluster.answer(dial, dial.backends().getFirst()));
        });
        violates("conntrack/udp-stale", 2, (from, to) -> true);
        violates("conntrack/udp-empty-first", 2, (from, to) -> true);
        violates("conntrack/udp-unready-first", 2, (from, to) -> true);
        violates("conntrack/connected-udp", 2, (from, to) -> true);
        violates("conntrack/udp-scale-to-zero", 4, (from, to) -> true);
        violates("conntrack/udp-stale-internal-local", 2, (from, to) -> true);
        violates("conntrack/udp-target-port-change", 2, (from, to) -> true);
        check(spec -> isIn(spec, "conntrack"));
    }

    @Test
    void aSourcePortThatCannotBeUsedAgainIsTold() {
        cluster.with(dial ->
                isService(dial)
                                && dial.target().protocol() == Protocol.TCP
                                && dial.probe().sourcePort() != 0
                                && !dial.probe().kept()
                                && dial.number() > 0
                        ? SILENCE
                        : null);
        violates("conntrack/source-port-reuse", 2, (from, to) -> true);
        check(spec -> isIn(spec, "conntrack"));
    }

    /** Whether it is over a kept connection, on which that backend sends stray segments. */
    private static boolean isOfAStrayingBackend(FakeCluster.Dial dial) {
        return dial.probe().kept()
                && dial.backends().stream().anyMatch(each -> each.id().contains("invalid-state"));
    }

    @Test
    void aConnectionThatIsResetForAStraySegmentIsTold() {
        cluster.with(dial ->
                isOfAStrayingBackend(dial) && dial.number() > 0 && dial.from().node().equals("w3")
                        ? new Observation.Reset()
                        : null);
        violates("conntrack/invalid-state", 2, (from, to) -> isFrom("w3", from));
        check(spec -> isIn(spec, "conntrack"));
    }

    @Test
    void aBackendThatCannotSendStraySegmentsIsNoPass() {
        cluster.with(dial ->
                isOfAStrayingBackend(dial)
                        ? new Observation.NotObserved("it could not send")
                        : null);
        inconclusive("conntrack/invalid-state", 2, (from, to) -> true);
        check(spec -> isIn(spec, "conntrack"));
    }

    @Test
    void aStreamThatDoesNotSurviveItsNeighboursIsTold() {
        cluster.with(dial ->
                dial.probe().kept()
                                && dial.target().protocol() == Protocol.TCP
                                && dial.from().node().equals("w1")
                                && cluster.calls.lastIndexOf("label spare-2")
                                        > cluster.calls.lastIndexOf("label spare-1")
                        ? new Observation.Reset()
                        : null);
        violates("clusterip/long-lived", 4, (from, to) -> isFrom("w1", from));
        check(spec -> isIn(spec, "clusterip/long-lived"));
    }

    @Test
    void aStreamThatEndsAsSoonAsItsBackendTerminatesIsTold() {
        cluster.with(dial ->
                dial.probe().kept()
                                && dial.from().node().equals("w1")
                                && cluster.calls.contains("terminate own-rollout-drain-tcp-ipv4-0")
                        ? new Observation.Reset()
                        : null);
        assertViolates("rollout/drain", 4);
    }

    @Test
    void newConnectionsThatStayWithWhoTerminatesAreTold() {
        cluster.with(dial ->
                isService(dial) && cluster.calls.contains("terminate own-rollout-drain-tcp-ipv4-0")
                        ? cluster.answer(dial, cluster.own("rollout-drain-tcp-ipv4"))
                        : null);
        assertViolates("rollout/drain", 3);
    }

    @Test
    void oneAttemptThatIsLostWhileBackendsAreReplacedIsTold() {
        cluster.with(dial ->
                isService(dial)
                                && FakeCluster.isThroughout(dial.probe())
                                && dial.number() == 7
                                && dial.from().node().equals("w3")
                        ? REFUSED
                        : null);
        violates("rollout/no-loss", 3, (from, to) -> isFrom("w3", from));
        check(spec -> isIn(spec, "rollout/no-loss"));
    }

    @Test
    void aSourceRangeThatIsIgnoredIsTold() {
        cluster.with(dial ->
                dial.way() == Way.NOWHERE && dial.target().reach() == Target.Reach.LOAD_BALANCER
                        ? cluster.answer(dial, cluster.spare(1))
                        : null);
        violates("lb/source-ranges", 2, (from, to) -> true);
        check(spec -> isIn(spec, "lb/source-ranges", "lb/basic"));
    }

    @Test
    void whatIsGoneAndGoesOnBeingServedIsTold() {
        cluster.with(dial ->
                (dial.way() == Way.UNSERVED || dial.way() == Way.NOWHERE)
                                && FakeCluster.kind(dial.probe()) != FakeCluster.Kind.UNSERVED
                                && dial.from().node().equals("w3")
                        ? cluster.answer(dial, cluster.spare(1))
                        : null);
        violates(
                "clusterip/ports-change",
                3,
                (from, to) -> isFrom("w3", from) && to.label().endsWith(" first"));
        violates("clusterip/recreate", 2, (from, to) -> isFrom("w3", from));
        violates(
                "clusterip/neighbours",
                3,
                (from, to) -> isFrom("w3", from) && to.label().equals(cluster.spare(2).id()));
        violates(
                "clusterip/same-port-two-protocols",
                2,
                (from, to) -> isFrom("w3", from) && to.label().endsWith(" udp"));
        violates(
                "clusterip/two-services-one-selector",
                2,
                (from, to) -> isFrom("w3", from) && to.label().contains("-0["));
        violates("nodeport/type-change", 3, (from, to) -> isFrom("w3", from));
        check(spec -> failing.containsKey(spec.id()));
    }

    @Test
    void aPortThatIsResolvedOnceForAllBackendsIsTold() {
        cluster.with(dial ->
                isService(dial) && dial.port() != null && !dial.port().targetName().isEmpty()
                        ? cluster.answer(
                                dial.backends().get(dial.number() % dial.backends().size()),
                                8080,
                                dial.from().address(dial.target().family()).orElseThrow())
                        : null);
        // The first spare's second port is 8081.
        violates("clusterip/multiport", (from, to) -> to.label().endsWith(" one"));
        violates("clusterip/named-target-port", (from, to) -> true);
        check(spec -> failing.containsKey(spec.id()));
    }

    @Test
    void whatDoesNotArriveIsTold() {
        cluster.with(dial ->
                isService(dial)
                                && (dial.probe().payloadBytes() >= 1_000
                                        || dial.target().reach() == Target.Reach.EXTERNAL_IP
                                        || dial.target().reach() == Target.Reach.NODE_PORT
                                                && dial.target().protocol() == Protocol.UDP)
                        ? SILENCE
                        : null);
        violates("clusterip/large-payload", ANY, (from, to) -> true);
        violates("clusterip/external-ips", (from, to) -> true);
        violates("nodeport/same-number-two-protocols", (from, to) -> to.label().endsWith(" udp"));
        check(spec -> failing.containsKey(spec.id()));
    }

    @Test
    void aNodeThatDoesNotServeItsOwnNodePortIsTold() {
        cluster.with(dial ->
                isService(dial)
                                && dial.target().reach() == Target.Reach.NODE_PORT
                                && dial.from().node().equals("w2")
                                && dial.proxy().equals("w2")
                        ? SILENCE
                        : null);
        violates("nodeport/localhost", (from, to) -> isFrom("w2", from));
        check(spec -> isIn(spec, "nodeport/localhost"));
    }

    private static boolean isPublishing(Dial dial) {
        return dial.service() != null
                && dial.service().spec().fields().containsKey("publishNotReadyAddresses");
    }

    @Test
    void unreadyBackendsThatAreNotPublishedAreTold() {
        cluster.with(dial -> isService(dial) && isPublishing(dial) ? REFUSED : null);
        violates("clusterip/publish-not-ready", (from, to) -> true);
        check(spec -> isIn(spec, "clusterip/publish-not-ready"));
        assertViolates("policy/pnra-terminating", 2);
    }

    @Test
    void backendsThatServeThoughTheyMustNotAreTold() {
        cluster.with(dial ->
                isService(dial) && dial.backends().isEmpty()
                        ? cluster.answer(dial, cluster.selected(dial.service()).getFirst())
                        : null);
        violates("clusterip/publish-not-ready", 3, (from, to) -> true);
        check(spec -> isIn(spec, "clusterip/publish-not-ready"));
        assertViolates("policy/pnra-terminating", 2);
    }

    @Test
    void aDeletedBackendThatStaysInTheRotationIsTold() {
        cluster.with(dial ->
                isService(dial)
                                && cluster.calls.stream().anyMatch(c -> c.startsWith("terminate"))
                                && dial.isSteady()
                                && dial.from().kind() == Source.Kind.HOST
                        ? cluster.answer(dial, cluster.own("clusterip-endpoint-removed"))
                        : null);
        violates("clusterip/endpoint-removed", 2, (from, to) -> from.kind() == Source.Kind.HOST);
        check(spec -> isIn(spec, "clusterip/endpoint-removed"));
    }

    @Test
    void terminatingBackendsThatAreDroppedAreTold() {
        cluster.with(dial ->
                isService(dial)
                                && cluster.calls.stream().anyMatch(c -> c.startsWith("terminate"))
                                && dial.isTo(cluster.own("policy-terminating-fallback"))
                        ? REFUSED
                        : null);
        assertViolates("policy/terminating-fallback", 6);
    }

    @Test
    void healthChecksThatAreAlwaysGoodAreTold() {
        cluster.with(dial ->
                dial.way() == Way.HEALTH
                        ? new Observation.Answered(new Reply.Http(200, ""))
                        : null);
        violates("policy/health-check-node-port", 2, (from, to) -> !to.label().startsWith("w2:"));
        check(spec -> isIn(spec, "policy/health-check-node-port"));
        assertViolates("policy/terminating-fallback", 3);
    }

    private static boolean isLocal(Target target) {
        return target.address().inet().isLoopbackAddress();
    }

    @Test
    void aHostIpThatIsIgnoredIsTold() {
        cluster.with(dial ->
                dial.way() == Way.HOST_PORT && isLocal(dial.target())
                        ? cluster.answer(dial, cluster.own("hostport-basic"))
                        : null);
        violates("hostport/basic", (from, to) -> isLocal(to));
        check(spec -> isIn(spec, "hostport"));
    }

    @Test
    void aHostPortOfAnotherProtocolThatIsDeadIsTold() {
        cluster.with(dial ->
                dial.way() == Way.HOST_PORT && dial.target().protocol() == Protocol.UDP
                        ? SILENCE
                        : null);
        violates("hostport/basic", (from, to) -> to.protocol() == Protocol.UDP);
        check(spec -> isIn(spec, "hostport"));
    }

    /** It may be somebody else who has the port, so it is no violation; but never a pass. */
    @Test
    void aPodThatIsRejectedForItsHostPortIsNoPass() {
        cluster.reject(cluster.own("hostport-basic"), false, "Predicate NodePorts failed");
        assertEquals(
                new Outcome.Inconclusive(
                        "an agent of its own does not work: Predicate NodePorts failed"),
                runFirstCase("hostport/basic").outcome());
    }

    @Test
    void hostPortsThatAreNotMappedAreTold() {
        cluster.with(dial -> dial.way() == Way.HOST_PORT ? REFUSED : null);
        violates("hostport/basic", (from, to) -> true);
        check(spec -> isIn(spec, "hostport"));
    }

    @Test
    void oneSliceOfTwoIsTold() {
        cluster.with(dial ->
                isService(dial) && dial.isTo(cluster.spare(2)) && dial.backends().size() == 2
                        ? cluster.answer(dial, cluster.spare(1))
                        : null);
        violates("clusterip/no-selector-slices", 2, (from, to) -> true);
        check(spec -> isIn(spec, "clusterip/no-selector-slices"));
    }

    @Test
    void aNamespaceThatIsShutOutIsTold() {
        cluster.with(dial ->
                isService(dial) && dial.from().source().pod().startsWith("own-") ? SILENCE : null);
        violates("clusterip/cross-namespace", (from, to) -> from.pod().startsWith("own-"));
        check(spec -> isIn(spec, "clusterip/cross-namespace"));
    }

    @Test
    void trafficThatGoesAnywhereIsTold() {
        cluster.with(dial ->
                isService(dial) && dial.service().spec().fields().containsKey("trafficDistribution")
                        ? cluster.answer(
                                dial,
                                cluster.selected(dial.service())
                                        .get(
                                                dial.number()
                                                        % cluster.selected(dial.service()).size()))
                        : null);
        assertViolates("topology/prefer-same-zone", 1);
        assertViolates("topology/prefer-same-node", 1);
        assertViolates("topology/hints", 1);
    }

    @Test
    void aSecondFamilyThatIsDeadIsTold() {
        cluster.with(dial ->
                isService(dial) && dial.target().family() != dial.service().family()
                        ? SILENCE
                        : null);
        assertViolates("dualstack/families", 1);
    }

    @Test
    void aLoadBalancerThatStaysIsTold() {
        cluster.with(dial ->
                dial.way() == Way.NOWHERE && dial.target().reach() == Target.Reach.LOAD_BALANCER
                        ? cluster.answer(dial, cluster.spare(1))
                        : null);
        assertViolates("lb/type-change", 3);
    }

    @Test
    void aLoadBalancerOfOneProtocolIsTold() {
        cluster.with(dial ->
                isService(dial)
                                && dial.target().reach() == Target.Reach.LOAD_BALANCER
                                && dial.target().protocol() == Protocol.UDP
                        ? SILENCE
                        : null);
        violates("lb/both-protocols", (from, to) -> to.label().endsWith("-udp"));
        violates("lb/udp-stale", (from, to) -> true);
        check(spec -> failing.containsKey(spec.id()));
    }

    @Test
    void aLoadBalancerOfAForeignClassIsTold() {
        cluster.takesForeignClasses = true;
        assertViolates("lb/class", 1);
    }

    @Test
    void aServiceThatIsLostWithItsLoadBalancersNameIsTold() {
        cluster.with(dial ->
                isService(dial)
                                && dial.proxy().equals("w2")
                                && cluster.calls.contains(
                                        "balance the Service " + dial.service().name())
                        ? REFUSED
                        : null);
        violates(
                "lb/hostname",
                3,
                (from, to) ->
                        to.label().startsWith("w2:")
                                || isFrom("w2", from) && to.reach() == Target.Reach.CLUSTER_IP);
        check(spec -> isIn(spec, "lb/hostname"));
    }

    @Test
    void aNodeThatServesTheAddressOfALoadBalancerThatProxiesIsTold() {
        cluster.with(dial ->
                dial.way() == Way.NOWHERE
                                && dial.target().reach() == Target.Reach.LOAD_BALANCER
                                && isFrom("w1", dial.from().source())
                        ? cluster.answer(dial, cluster.spare(1))
                        : null);
        violates(
                "lb/ip-mode",
                2,
                (from, to) -> isFrom("w1", from) && to.reach() == Target.Reach.LOAD_BALANCER);
        check(spec -> isIn(spec, "lb/ip-mode"));
    }

    @Test
    void aLoadBalancersAddressThatIsNotServedIsTold() {
        cluster.with(dial ->
                isService(dial) && dial.target().reach() == Target.Reach.LOAD_BALANCER
                        ? SILENCE
                        : null);
        violates(
                "lb/ip-mode",
                (from, to) ->
                        to.reach() == Target.Reach.LOAD_BALANCER && from.kind() == Source.Kind.POD);
        check(spec -> isIn(spec, "lb/ip-mode"));
    }

    @Test
    void aPodsNameThatIsAnothersIsTold() {
        cluster.with(dial ->
                dial.target().speech() instanceof Target.Speech.Dns(var name, var type, var search)
                                && name.startsWith("own-")
                        ? new Observation.Answered(
                                new Reply.Records(
                                        List.of(cluster.spare(1).addresses().getFirst().value()),
                                        30))
                        : null);
        violates("dns/pod-names", 2, (from, to) -> to.label().contains(" own-"));
        check(spec -> isIn(spec, "dns/pod-names"));
    }

    /** As kube-dns answers: the specification prescribes neither priority nor weight. */
    @Test
    void thePriorityAndWeightOfAPortInDnsMayBeAny() {
        cluster.priorityAndWeight = "10 50 ";
        check(spec -> isIn(spec, "dns/service-names"));
    }

    @Test
    void thePortOfAServiceInDnsIsItsOwn() {
        cluster.priorityAndWeight = "0 100 1";
        violates("dns/service-names", (from, to) -> to.isDns("SRV"));
        check(spec -> isIn(spec, "dns/service-names"));
    }

    @Test
    void namesThatDoNotFollowAreTold() {
        cluster.with(dial ->
                dial.target().speech() instanceof Target.Speech.Dns(var name, var type, var search)
                                && dial.target().reach() == Target.Reach.DNS_NAME
                                && (type.equals("CNAME") || name.equals("kubernetes.default"))
                        ? new Observation.NameNotFound()
                        : null);
        assertViolates("externalname/type-change", 3);
        assertViolates("dns/resolv-conf", 1);
    }

    /** A firewall may keep clients outside from that node. */
    @Test
    void theSilenceOfANodeWithoutAHostAgentIsNotJudged() {
        Surroundings all = cluster.surroundings();
        assertEquals(List.of(Mark.CONFORMS, Mark.CONFORMS, Mark.CONFORMS), marksFromOutside(all));
        assertEquals(
                List.of(Mark.CONFORMS, Mark.CONFORMS, Mark.RECORDED),
                marksFromOutside(
                        cluster.surroundings(
                                all.hosts().subList(0, 2), all.outside(), all.spares())));
    }

    private List<Mark> marksFromOutside(Surroundings around) {
        CaseResult result = runFirstCase("policy/external-local", around);
        assertEquals(new Outcome.Conforms(), result.outcome());
        Table table =
                result.steps().stream()
                        .filter(step -> step.name().equals("from outside"))
                        .findFirst()
                        .orElseThrow()
                        .table();
        return IntStream.range(0, table.matrix().columns())
                .mapToObj(column -> table.mark(0, column))
                .toList();
    }

    /** Its one case violates in this step. */
    private void assertViolates(String id, int step) {
        CaseResult result = runFirstCase(id);
        assertInstanceOf(Outcome.Violates.class, result.outcome(), id);
        assertEquals(step, result.steps().size(), id);
    }

    private CaseResult runFirstCase(String id) {
        return runFirstCase(id, cluster.surroundings());
    }

    private CaseResult runFirstCase(String id, Surroundings around) {
        for (Scenario scenario : Catalog.scenarios()) {
            if (scenario.spec().id().equals(id)) {
                cluster.calls.clear();
                return Lab.run(Case.of(scenario).getFirst(), around);
            }
        }
        throw new AssertionError("there is no " + id);
    }
}
