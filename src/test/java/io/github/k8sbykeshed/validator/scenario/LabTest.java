package io.github.k8sbykeshed.validator.scenario;

import static io.github.k8sbykeshed.validator.expect.Expectation.refused;
import static io.github.k8sbykeshed.validator.scenario.Expected.answeredByBackends;
import static io.github.k8sbykeshed.validator.scenario.Expected.everywhere;
import static io.github.k8sbykeshed.validator.scenario.FakeCluster.REFUSED;
import static io.github.k8sbykeshed.validator.scenario.FakeCluster.SILENCE;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.clusterIp;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.loadBalancer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.k8sbykeshed.validator.expect.Arrival;
import io.github.k8sbykeshed.validator.expect.Draw;
import io.github.k8sbykeshed.validator.expect.Expectation;
import io.github.k8sbykeshed.validator.expect.ReasonCode;
import io.github.k8sbykeshed.validator.expect.Table;
import io.github.k8sbykeshed.validator.expect.Table.Mark;
import io.github.k8sbykeshed.validator.probe.Family;
import io.github.k8sbykeshed.validator.probe.Observation;
import io.github.k8sbykeshed.validator.probe.Probe;
import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.probe.Sighting;
import io.github.k8sbykeshed.validator.probe.Target;
import io.github.k8sbykeshed.validator.result.CaseResult;
import io.github.k8sbykeshed.validator.result.Latency;
import io.github.k8sbykeshed.validator.result.Outcome;
import io.github.k8sbykeshed.validator.result.Step;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects.Created;
import io.github.k8sbykeshed.validator.scenario.FakeCluster.Kind;
import io.github.k8sbykeshed.validator.scenario.FakeCluster.Way;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a case comes to when things go wrong around it, and that it leaves nothing. */
class LabTest {

    private final FakeCluster cluster = FakeCluster.ofThree();

    /** A scenario of these steps, in TCP and IPv4. */
    private static Case of(Consumer<Lab> steps) {
        var scenario =
                new Scenario() {
                    @Override
                    public Spec spec() {
                        return Spec.of("test/steps", "what is tested").only(Protocol.TCP);
                    }

                    @Override
                    public void run(Lab lab) {
                        steps.accept(lab);
                    }
                };
        return new Case(scenario, scenario.spec(), Protocol.TCP, Family.IPV4);
    }

    private CaseResult run(Consumer<Lab> steps) {
        return Lab.run(of(steps), cluster.surroundings());
    }

    /** Every pod to a Service of each pod. */
    private static void everyPodToEveryPod(Lab lab) {
        var services =
                lab.pods().stream().map(pod -> lab.services().create(clusterIp(), pod)).toList();
        lab.expect(
                "every pod to every pod",
                lab.pods(),
                Service.clusterIps(services),
                answeredByBackends());
    }

    private static void refusedThenServed(Lab lab) {
        var service = lab.services().empty(clusterIp(), lab.spares().getFirst());
        var access = service.clusterIp();
        lab.expect("refused", lab.pods(), access, everywhere(Expectation.refused()));
        service.select(lab.spares().getFirst());
        lab.expect("served", lab.pods(), access, answeredByBackends());
    }

    private static List<String> marks(Step step) {
        Table table = step.table();
        return IntStream.range(0, table.matrix().rows())
                .mapToObj(row ->
                        IntStream.range(0, table.matrix().columns())
                                .mapToObj(
                                        column -> String.valueOf(table.mark(row, column).symbol()))
                                .reduce("", String::concat))
                .toList();
    }

    @AfterEach
    void nothingIsLeft() {
        assertFalse(Thread.interrupted(), "the interrupt is for the test to take");
        assertTrue(cluster.isClean(), () -> "left something: " + cluster.calls);
    }

    @Test
    void everyRoundConforms() {
        CaseResult result = run(LabTest::everyPodToEveryPod);
        assertEquals(new Outcome.Conforms(), result.outcome());
        assertEquals(List.of("...", "...", "..."), marks(result.steps().getFirst()));
        assertEquals(Draw.FEW, result.steps().getFirst().table().attempts(0, 0));
    }

    @Test
    void oneFailureAmongSuccessesViolates() {
        // It converges, then fails once in the round that counts.
        cluster.with(dial ->
                dial.isSteady()
                                && dial.way() == Way.SERVICE
                                && dial.number() == 1
                                && dial.from().node().equals("w1")
                                && dial.isTo(cluster.pod(3))
                        ? REFUSED
                        : null);
        CaseResult result = run(LabTest::everyPodToEveryPod);
        assertEquals(List.of("..X", "...", "..."), marks(result.steps().getFirst()));
        String why = result.outcome().reason();
        assertTrue(result.outcome() instanceof Outcome.Violates, why);
        assertTrue(
                why.startsWith(
                        "every pod to every pod: 1 of 9 cells violate; w1/t/agent-w1 ->"
                                + " w3/t/agent-w3: expected answered by w3/t/agent-w3"),
                why);
        assertTrue(why.contains("refused (1 of 3)"), why);
    }

    @Test
    void aStepThatFailsEndsTheCase() {
        cluster.with(dial -> dial.way() == Way.SERVICE ? SILENCE : null);
        CaseResult result =
                run(lab -> {
                    refusedThenServed(lab);
                    throw new AssertionError("went on");
                });
        assertTrue(result.outcome() instanceof Outcome.Violates, result.outcome()::toString);
        assertEquals(1, result.steps().size());
    }

    @Test
    void anAgentThatIsLostWhileItIsWaitedForCouldNotBeProbed() {
        cluster.at(Kind.WAITING, 1, () -> cluster.lose(cluster.pod(2), "its pod was deleted"));
        CaseResult result = run(LabTest::everyPodToEveryPod);
        assertLost(result);
        // The cells that were waited for in vain are not waited for again.
        var again =
                cluster.batches.stream()
                        .filter(batch -> batch.kind() == Kind.WAITING && !batch.abandoned)
                        .toList();
        assertEquals(2, again.size());
        assertTrue(again.stream().allMatch(batch -> batch.probes.size() == 2));
        assertEquals(4, result.steps().getFirst().latencies().size());
    }

    @Test
    void anAgentThatIsLostInTheRoundCouldNotBeProbed() {
        cluster.at(Kind.JUDGED, 2, () -> cluster.lose(cluster.pod(2), "its pod was deleted"));
        assertLost(run(LabTest::everyPodToEveryPod));
    }

    private static void assertLost(CaseResult result) {
        Step step = result.steps().getFirst();
        assertEquals(List.of(".?.", "???", ".?."), marks(step));
        String why = result.outcome().reason();
        assertTrue(result.outcome() instanceof Outcome.Inconclusive, why);
        assertTrue(why.contains("5 of 9 cells are inconclusive"), why);
        for (int i = 0; i < 3; i++) {
            for (var evidence :
                    List.of(
                            assertNotNullAnd(step.table().evidence(1, i)),
                            assertNotNullAnd(step.table().evidence(i, 1)))) {
                assertEquals("could not probe: its pod was deleted", evidence.why());
            }
        }
    }

    private static Table.Evidence assertNotNullAnd(Table.Evidence evidence) {
        assertNotNull(evidence);
        return evidence;
    }

    @Test
    void aViolationCountsMoreThanWhatCouldNotBeProbed() {
        cluster.lose(cluster.pod(2), "its pod was deleted");
        cluster.with(
                dial -> dial.isTo(cluster.pod(3)) && dial.way() == Way.SERVICE ? REFUSED : null);
        CaseResult result = run(LabTest::everyPodToEveryPod);
        assertEquals(List.of(".?X", "???", ".??"), marks(result.steps().getFirst()));
        assertTrue(result.outcome() instanceof Outcome.Violates, result.outcome()::toString);
    }

    @Test
    void slowProgrammingIsReportedAndNoViolation() {
        cluster.with(dial ->
                dial.way() == Way.SERVICE && dial.proxy().equals("w3") && dial.millis() < 2_000
                        ? REFUSED
                        : null);
        CaseResult result = run(LabTest::everyPodToEveryPod);
        assertEquals(new Outcome.Conforms(), result.outcome());
        List<Latency> latencies = result.steps().getFirst().latencies();
        assertEquals(9, latencies.size());
        for (Latency latency : latencies) {
            boolean slow = latency.source().startsWith("w3/");
            long least = slow ? 2_000_000 : 0;
            assertTrue(
                    latency.micros() >= least && latency.micros() < least + 900_000,
                    latency::toString);
        }
    }

    @Test
    void latenciesCountFromTheChangeAndAreOfNothingElse() {
        cluster.with(dial ->
                dial.way() == Way.SERVICE && dial.isTo(cluster.spare(1)) && dial.millis() < 5_000
                        ? REFUSED
                        : null);
        CaseResult result =
                run(lab -> {
                    var service = lab.services().empty(clusterIp(), lab.spares().getFirst());
                    var access = service.clusterIp();
                    lab.expectAfter(
                            () -> service.select(lab.spares().getFirst()),
                            "served",
                            lab.pods(),
                            access,
                            answeredByBackends());
                    lab.expect("still served", lab.pods(), access, answeredByBackends());
                });
        assertEquals(new Outcome.Conforms(), result.outcome());
        List<Latency> served = result.steps().getFirst().latencies();
        assertEquals(3, served.size());
        assertTrue(
                served.stream().allMatch(l -> l.micros() >= 2_000_000 && l.micros() < 5_900_000),
                served::toString);
        assertEquals(List.of(), result.steps().getLast().latencies());
    }

    @Test
    void silenceCountsOnlyBesideAControlThatIsAnsweredSooner() {
        // Once late, all of it is asked again; always late, it proves nothing.
        var asked = new AtomicInteger();
        var controls = new AtomicInteger();
        cluster.with(dial -> {
            if (dial.isSteady() && dial.way() == Way.SERVICE && dial.backends().isEmpty()) {
                asked.incrementAndGet();
            }
            return dial.way() == Way.SERVICE && dial.backends().isEmpty() ? SILENCE : null;
        });
        cluster.answersTake(dial ->
                dial.way() == Way.DIRECT && asked.get() > 0 && controls.incrementAndGet() == 1
                        ? 501_000
                        : 500_000);
        CaseResult once = run(LabTest::servedThenSilent);
        assertEquals(new Outcome.Conforms(), once.outcome());
        assertEquals(3 * Draw.FEW + Draw.FEW, asked.get());

        cluster.answersTake(dial -> 501_000);
        assertInstanceOf(Outcome.Inconclusive.class, run(LabTest::servedThenSilent).outcome());
    }

    @Test
    void whatWasAskedAtAnAddressThatTheServiceLostIsAskedAgain() {
        var moves = new AtomicInteger(1);
        cluster.with(dial -> {
            if (dial.isSteady() && dial.way() == Way.SERVICE && moves.getAndDecrement() > 0) {
                cluster.moveLoadBalancers();
                return SILENCE;
            }
            return null;
        });
        CaseResult result = run(LabTest::balanced);
        assertEquals(new Outcome.Conforms(), result.outcome());
        String step = result.steps().getFirst().name();
        assertTrue(step.startsWith("balanced, again after the load balancer gave "), step);

        moves.set(Integer.MAX_VALUE);
        var outcome =
                assertInstanceOf(Outcome.Inconclusive.class, run(LabTest::balanced).outcome());
        assertTrue(outcome.why().endsWith(" while that was asked"), outcome.why());
    }

    private static void balanced(Lab lab) {
        var service = lab.services().create(loadBalancer(), lab.pods().getFirst());
        lab.expect("balanced", lab.pods(), service.loadBalancer(), answeredByBackends());
    }

    private static void servedThenSilent(Lab lab) {
        var backend = lab.spares().getFirst();
        var service = lab.services().empty(clusterIp(), backend);
        var access = service.clusterIp();
        service.select(backend);
        lab.expect("served", lab.pods(), access, answeredByBackends());
        service.deselect(backend);
        lab.expect("silent", lab.pods(), access, everywhere(Expectation.notAnswered()));
    }

    private static void silentThenServed(Lab lab) {
        var backend = lab.spares().getFirst();
        var service = lab.services().empty(clusterIp(), backend);
        var access = service.clusterIp();
        lab.expect("silent", lab.sample(), access, everywhere(Expectation.notAnswered()));
        service.select(backend);
        lab.expect("served", lab.sample(), access, answeredByBackends());
        service.deselect(backend);
        lab.expect("silent again", lab.sample(), access, everywhere(Expectation.notAnswered()));
    }

    /** Where there was an answer before, silence shows by itself that the change was seen. */
    @Test
    void silenceFromTheFirstCountsOnceAServiceIsServedThatWasMadeLater() {
        CaseResult result = run(LabTest::silentThenServed);
        assertEquals(new Outcome.Conforms(), result.outcome());
        assertEquals(
                List.of(
                        "before \"silent\": a Service made later",
                        "silent",
                        "served",
                        "silent again"),
                result.steps().stream().map(Step::name).toList());
        // Asked from each node by the agent of its own network.
        assertEquals(List.of(".", ".", "."), marks(result.steps().getFirst()));
    }

    @Test
    void theSilenceOfAProxyThatProgramsNothingIsNoPass() {
        cluster.withoutProxy("w3");
        CaseResult result = run(LabTest::silentThenServed);
        assertEquals(List.of(".", ".", "X"), marks(result.steps().getFirst()));
        assertEquals(1, result.steps().size());
        assertTrue(result.outcome() instanceof Outcome.Violates, result.outcome()::toString);
    }

    @Test
    void anApiServerThatRefusesMakesItInconclusiveInItsWords() {
        cluster.failing = call -> call.equals("create the Service test-steps-tcp-ipv4-1");
        CaseResult result = run(LabTest::everyPodToEveryPod);
        assertEquals(
                new Outcome.Inconclusive(
                        "Cannot create the Service test-steps-tcp-ipv4-1: the API server is away."),
                result.outcome());
        // It may have been made although it seemed not to be.
        assertTrue(cluster.calls.contains("delete the Service test-steps-tcp-ipv4-0"));
        assertTrue(cluster.calls.contains("delete the Service test-steps-tcp-ipv4-1"));
    }

    /** As in a range of 16 addresses, all of which other cases have. */
    @Test
    void aServiceThatFindsNoAddressWaitsForOneThatIsReleased() {
        cluster.fullFor = 3;
        Surroundings around = cluster.surroundings();
        var done = new AtomicBoolean();
        Thread others =
                Thread.startVirtualThread(() -> {
                    while (!done.get()) {
                        around.addresses().released(new Created(List.of(), List.of(30_000), 0));
                        Thread.onSpinWait();
                    }
                });
        try {
            CaseResult result = Lab.run(of(LabTest::everyPodToEveryPod), around);
            assertEquals(new Outcome.Conforms(), result.outcome());
            assertEquals(0, cluster.fullFor);
        } finally {
            done.set(true);
            others.interrupt();
        }
    }

    @Test
    void whatAPolicyForbidsIsNotApplicableInItsWords() {
        cluster.forbidding = call -> call.startsWith("create the Service");
        assertEquals(
                new Outcome.NotApplicable(
                        "Cannot create the Service test-steps-tcp-ipv4-0: the policy no-such"
                                + " forbids it"),
                run(LabTest::everyPodToEveryPod).outcome());
    }

    @Test
    void aChangeThatFailsEndsTheWaitingForIt() {
        cluster.failing = call -> call.startsWith("label");
        CaseResult result =
                run(lab -> {
                    var service = lab.services().empty(clusterIp(), lab.spares().getFirst());
                    lab.expectAfter(
                            () -> service.select(lab.spares().getFirst()),
                            "served",
                            lab.pods(),
                            service.clusterIp(),
                            answeredByBackends());
                });
        assertEquals(
                new Outcome.Inconclusive("Cannot label spare-1: the API server is away."),
                result.outcome());
        assertFalse(cluster.batches.isEmpty());
        assertTrue(cluster.batches.stream().allMatch(batch -> batch.abandoned));
    }

    @Test
    void whatCannotBeDeletedIsNamedAndChangesNoOutcomeAndTheOthersAreDeleted() {
        cluster.failing =
                call ->
                        call.equals("delete the Service test-steps-tcp-ipv4-0")
                                || call.equals("unlabel spare-1");
        CaseResult result =
                run(lab -> {
                    refusedThenServed(lab);
                    everyPodToEveryPod(lab);
                });
        assertEquals(new Outcome.Conforms(), result.outcome());
        assertEquals(
                List.of(
                        "Cannot delete the Service test-steps-tcp-ipv4-0: the API server is away.",
                        "Cannot unlabel spare-1: the API server is away."),
                result.left());
        var objects = cluster.surroundings().objects();
        cluster.failing = call -> false;
        objects.deleteService("t", "test-steps-tcp-ipv4-0");
        objects.label(cluster.spare(1), "k8s-service-validator/test-steps-tcp-ipv4-0", null);
    }

    /** A pod that could not be taken from behind the first one is not behind the second one. */
    @Test
    void theServiceOfACaseThatBeginsAgainSelectsByALabelOfItsOwn() {
        var moves = new AtomicInteger(1);
        cluster.with(dial -> {
            if (dial.isSteady() && dial.way() == Way.SERVICE && moves.getAndDecrement() > 0) {
                cluster.moveLoadBalancers();
                return SILENCE;
            }
            return null;
        });
        cluster.failing = call -> call.equals("unlabel spare-1");
        var labels = new ArrayList<String>();
        CaseResult result =
                run(lab -> {
                    var service = lab.services().empty(loadBalancer(), lab.spares().getFirst());
                    labels.add(service.state().selectLabel());
                    service.select(lab.spares().getFirst());
                    lab.expect(
                            "balanced", lab.pods(), service.loadBalancer(), answeredByBackends());
                });
        assertEquals(new Outcome.Conforms(), result.outcome());
        assertEquals(2, labels.stream().distinct().count(), labels::toString);
        assertEquals(2, result.left().size());
        cluster.failing = call -> false;
        labels.forEach(
                each -> cluster.surroundings().objects().label(cluster.spare(1), each, null));
    }

    @Test
    void anInterruptWhileWaitingStopsTheCaseAndCleansUp() {
        assertInterruptStops(Kind.WAITING);
    }

    @Test
    void anInterruptInTheRoundStopsTheCaseAndCleansUp() {
        assertInterruptStops(Kind.JUDGED);
    }

    /** Interrupts in the second step: the first three batches are the first step's. */
    private void assertInterruptStops(Kind kind) {
        cluster.at(kind, 5, () -> Thread.currentThread().interrupt());
        CaseResult result = run(LabTest::refusedThenServed);
        assertTrue(Thread.interrupted(), "whoever runs the case has to know too");
        assertEquals(new Outcome.NotRun("the run was stopped during \"served\""), result.outcome());
        assertEquals(1, result.steps().size());
        assertTrue(cluster.calls.contains("delete the Service test-steps-tcp-ipv4-0"));
        assertTrue(cluster.calls.contains("unlabel spare-1"));
        // Nobody will ask for what is not there yet: agents must not go on with it.
        assertTrue(cluster.batches.stream().allMatch(batch -> batch.isDone || batch.abandoned));
    }

    @Test
    void anInterruptInACallOfTheApiStopsTheCaseAndCleansUp() {
        CaseResult result =
                run(lab -> {
                    lab.services().create(clusterIp(), lab.pods().getFirst());
                    Thread.currentThread().interrupt();
                    lab.services().create(clusterIp(), lab.pods().getFirst());
                });
        assertTrue(Thread.interrupted());
        assertEquals(new Outcome.NotRun("the run was stopped before it ended"), result.outcome());
        assertTrue(cluster.calls.contains("delete the Service test-steps-tcp-ipv4-0"));
    }

    @Test
    void aScenarioThatExpectsNothingShowsNothing() {
        assertEquals(
                new Outcome.Inconclusive("the scenario expected nothing"),
                run(lab -> lab.services().create(clusterIp(), lab.pods().getFirst())).outcome());
    }

    @Test
    void aScenarioThatFailsByItselfIsInconclusive() {
        CaseResult result =
                run(lab -> {
                    everyPodToEveryPod(lab);
                    throw new IllegalStateException("a mistake in it");
                });
        assertEquals(
                new Outcome.Inconclusive(
                        "internal error in the scenario: java.lang.IllegalStateException: a mistake"
                                + " in it"),
                result.outcome());
        assertEquals(1, result.steps().size());
    }

    @Test
    void anErrorIsInconclusiveToo() {
        CaseResult result =
                run(lab -> {
                    lab.services().create(clusterIp(), lab.pods().getFirst());
                    throw new NoClassDefFoundError("some/Class");
                });
        assertTrue(result.outcome() instanceof Outcome.Inconclusive, result.outcome()::toString);
    }

    @Test
    void aStepWithoutCellsIsNotApplicable() {
        assertEquals(
                new Outcome.NotApplicable("no cell of \"nothing\" can be asked"),
                run(lab -> lab.expect("nothing", lab.pods(), List.of(), answeredByBackends()))
                        .outcome());
    }

    @Test
    void whatThePolicyForbidsIsNotApplicableAndWhatTheRunLacksIsInconclusive() {
        Surroundings bare = cluster.surroundings(List.of(), List.of(), List.of());
        assertTrue(Lab.run(of(Lab::hosts), bare).outcome() instanceof Outcome.NotApplicable);
        assertTrue(Lab.run(of(Lab::spares), bare).outcome() instanceof Outcome.Inconclusive);
        assertEquals(3, podsAndHosts(bare));
        assertEquals(6, podsAndHosts(cluster.surroundings()));
    }

    @Test
    void aBackendWithoutTheFamilyIsNotApplicable() {
        Place host = cluster.surroundings().hosts().getFirst();
        var other =
                new Place(
                        host.source(),
                        List.of(host.address(Family.IPV6).orElseThrow()),
                        host.ports(),
                        host.searchDomains(),
                        host.nameservers());
        CaseResult result =
                run(lab ->
                        lab.expect(
                                "served",
                                lab.pods(),
                                lab.services().create(clusterIp(), other).clusterIp(),
                                answeredByBackends()));
        assertEquals(new Outcome.NotApplicable(host.id() + " has no known IPv4"), result.outcome());
    }

    private static int podsAndHosts(Surroundings around) {
        var seen = new AtomicInteger();
        Lab.run(of(lab -> seen.set(lab.podsAndHosts().size())), around);
        return seen.get();
    }

    @Test
    void withoutALoadBalancerItIsNotApplicable() {
        cluster.hasLoadBalancer = false;
        CaseResult result =
                run(lab ->
                        lab.expect(
                                "served",
                                lab.pods(),
                                lab.services()
                                        .create(loadBalancer(), lab.pods().getFirst())
                                        .loadBalancer(),
                                answeredByBackends()));
        assertTrue(
                result.outcome() instanceof Outcome.NotApplicable(String why)
                        && why.startsWith("needs a load balancer"),
                result.outcome()::toString);
    }

    @Test
    void aSocketIsTheSameInEveryStepAndNobodyElses() {
        CaseResult result =
                run(lab -> {
                    var service = lab.services().create(clusterIp(), lab.spares().getFirst());
                    var access = Service.clusterIps(List.of(service, service));
                    var sockets = lab.fromPinnedPort(access);
                    lab.expect("one", lab.pods(), sockets, answeredByBackends());
                    lab.expect("two", lab.pods(), sockets, answeredByBackends());
                    lab.expect("others", lab.pods(), access, answeredByBackends());
                });
        assertEquals(new Outcome.Conforms(), result.outcome());
        var ports =
                cluster.batches.stream()
                        .filter(batch -> batch.kind() != Kind.UNSERVED)
                        .filter(batch -> batch.from.equals(cluster.pod(2)))
                        .map(batch ->
                                batch.probes.stream()
                                        .filter(probe ->
                                                probe.target().reach() == Target.Reach.CLUSTER_IP)
                                        .map(Probe::sourcePort)
                                        .toList())
                        .toList();
        assertEquals(6, ports.size());
        List<Integer> pinned = ports.getFirst();
        assertEquals(2, pinned.stream().distinct().count());
        assertTrue(pinned.stream().allMatch(port -> port >= 10_000 && port < 20_000));
        assertEquals(List.of(pinned, pinned, pinned, pinned), ports.subList(0, 4));
        assertEquals(List.of(List.of(0, 0), List.of(0, 0)), ports.subList(4, 6));
    }

    @Test
    void aFlowIsAKeptSocketOfItsOwn() {
        CaseResult result =
                run(lab -> {
                    var service = lab.services().create(clusterIp(), lab.spares().getFirst());
                    var access = Service.clusterIps(List.of(service, service));
                    lab.expect(
                            "flows", lab.pods(), lab.overKeptSockets(access), answeredByBackends());
                });
        assertEquals(new Outcome.Conforms(), result.outcome());
        var flows =
                cluster.batches.stream()
                        .filter(batch -> batch.from.equals(cluster.pod(2)))
                        .flatMap(batch -> batch.probes.stream())
                        .filter(Probe::kept)
                        .toList();
        // Two of them, waited for and judged.
        assertEquals(4, flows.size());
        assertEquals(2, flows.stream().map(Probe::sourcePort).distinct().count());
    }

    @Test
    void whatIsDoneMeanwhileEndsTheCaseToo() {
        CaseResult result =
                run(lab -> {
                    var service = lab.services().create(clusterIp(), lab.spares().getFirst());
                    var access = service.clusterIp();
                    lab.during(
                            "all the time",
                            lab.pods(),
                            access,
                            answeredByBackends(),
                            () -> lab.expect("never", lab.pods(), access, everywhere(refused())));
                });
        assertInstanceOf(Outcome.Violates.class, result.outcome());
        assertEquals(1, result.steps().size());
        assertTrue(cluster.batches.stream().anyMatch(batch -> batch.abandoned));
    }

    @Test
    void recordedCellsAreNotJudged() {
        cluster.with(dial -> dial.way() == Way.SERVICE ? SILENCE : null);
        CaseResult result =
                run(lab ->
                        lab.record(
                                "whatever happens",
                                lab.pods(),
                                lab.services()
                                        .create(clusterIp(), lab.pods().getFirst())
                                        .clusterIp()));
        assertEquals(new Outcome.Conforms(), result.outcome());
        Table table = result.steps().getFirst().table();
        assertEquals(3, table.count(Mark.RECORDED));
        assertEquals(
                SILENCE,
                assertNotNullAnd(table.evidence(0, 0)).attempts().getFirst().observation());
    }

    @Test
    void labelsOfSharedAgentsAreReadOnly() {
        CaseResult result =
                run(lab -> {
                    var service = lab.services().create(clusterIp(), lab.pods().getFirst());
                    service.select(lab.pods().getLast());
                });
        assertTrue(
                result.outcome()
                        .reason()
                        .contains("selects agents by their own labels, which are read-only"),
                result.outcome()::reason);
        assertFalse(cluster.calls.stream().anyMatch(call -> call.startsWith("label")));
    }

    @Test
    void servicesOfAllPodsHaveTenBackendsAtMost() {
        var large = new FakeCluster(12);
        var sizes = new AtomicInteger[] {new AtomicInteger(), new AtomicInteger()};
        CaseResult result =
                Lab.run(
                        of(lab -> {
                            var services = lab.services().ofAllPods(clusterIp());
                            for (int i = 0; i < services.size(); i++) {
                                sizes[i].set(services.get(i).backends().size());
                            }
                            lab.expect(
                                    "all",
                                    lab.pods().subList(0, 2),
                                    Service.clusterIps(services),
                                    (from, to) -> Expectation.answeredByAll(to.agents()));
                        }),
                        large.surroundings());
        assertEquals(new Outcome.Conforms(), result.outcome());
        assertEquals(10, sizes[0].get());
        assertEquals(2, sizes[1].get());
    }

    @Test
    void longNamesOfCasesStayDifferent() {
        var spec = Spec.of("feature/" + "long-name-".repeat(6) + "end", "a long name");
        var scenario =
                new Scenario() {
                    @Override
                    public Spec spec() {
                        return spec;
                    }

                    @Override
                    public void run(Lab lab) {
                        everyPodToEveryPod(lab);
                        refusedThenServed(lab);
                    }
                };
        List<String> slugs = Case.of(scenario).stream().map(Case::slug).distinct().toList();
        assertEquals(4, slugs.size());
        for (Case each : Case.of(scenario)) {
            assertTrue(each.slug().length() <= 50, each::slug);
            assertEquals(new Outcome.Conforms(), Lab.run(each, cluster.surroundings()).outcome());
        }
    }

    @Test
    void aPodThatReachesItselfIsControlledByAnotherOne() {
        // Hairpin fails, and so does everything else for the first pod's Service.
        cluster.with(
                dial -> dial.isTo(cluster.pod(1)) && dial.way() == Way.SERVICE ? SILENCE : null);
        CaseResult result =
                run(lab ->
                        lab.expect(
                                "itself",
                                lab.pods().subList(0, 2),
                                lab.services()
                                        .create(clusterIp(), lab.pods().getFirst())
                                        .clusterIp(),
                                (from, to) ->
                                        to.backends().contains(from)
                                                ? Expectation.answeredBy(to.agents())
                                                : Expectation.unasked()));
        assertEquals(List.of("?", "-"), marks(result.steps().getFirst()));
        var other = cluster.pod(2);
        assertTrue(
                cluster.batches.stream()
                        .filter(batch -> batch.kind() == Kind.JUDGED)
                        .anyMatch(batch -> batch.from.equals(other)),
                "no control by the second pod");
    }

    /** A proxy that hangs on one node says nothing of the Service of a pod on another one. */
    @Test
    void onePlaceThatReachesThePodIsControlEnough() {
        cluster.withoutProxy("w1");
        cluster.with(dial ->
                dial.way() == Way.SERVICE && dial.isTo(dial.from()) && dial.proxy().equals("w3")
                        ? SILENCE
                        : null);
        CaseResult result =
                run(lab -> {
                    var services =
                            lab.pods().stream()
                                    .map(pod -> lab.services().create(clusterIp(), pod))
                                    .toList();
                    lab.expect(
                            "itself",
                            lab.pods(),
                            Service.clusterIps(services),
                            (from, to) ->
                                    to.backends().contains(from)
                                            ? Expectation.answeredBy(to.agents())
                                            : Expectation.unasked());
                });
        assertEquals(List.of("X--", "-.-", "--X"), marks(result.steps().getFirst()));
    }

    /** Services are not to blame for an address that is given twice, for better or for worse. */
    @Test
    void aStrangerAtABackendsAddressProvesNothing() {
        var here = new AtomicInteger(1);
        cluster.with(dial ->
                here.get() > 0
                                && dial.probe()
                                        .target()
                                        .address()
                                        .equals(cluster.pod(3).address(Family.IPV4).orElseThrow())
                        ? cluster.answer(dial, cluster.pod(1))
                        : null);
        cluster.with(dial ->
                dial.way() == Way.SERVICE && dial.isTo(cluster.pod(3))
                        ? cluster.answer(dial, cluster.pod(1))
                        : null);
        CaseResult result = run(LabTest::everyPodToEveryPod);
        // The pod itself is asked for by the Service, which others are answered by as well.
        assertEquals(List.of("..?", "..?", "..X"), marks(result.steps().getFirst()));
        for (int row = 0; row < 2; row++) {
            assertEquals(
                    ReasonCode.STRANGER_AT_ADDRESS,
                    assertNotNullAnd(result.steps().getFirst().table().evidence(row, 2)).code());
        }
        here.set(0);
        assertEquals(
                List.of("..X", "..X", "..X"),
                marks(run(LabTest::everyPodToEveryPod).steps().getFirst()));
    }

    /** The node that a load balancer's client comes to does not reach the backend's node. */
    @Test
    void aForwardingNodeThatDoesNotReachTheBackendProvesNothing() {
        cluster.with(dial ->
                dial.from().node().equals("w1") && dial.isDirectTo(cluster.pod(3))
                        ? SILENCE
                        : null);
        cluster.with(dial ->
                dial.way() == Way.SERVICE
                                && dial.isTo(cluster.pod(3))
                                && (dial.from().equals(cluster.outside())
                                        || dial.from().node().equals("w1"))
                        ? SILENCE
                        : null);
        CaseResult result =
                run(lab -> {
                    var service = lab.services().create(loadBalancer(), lab.pods().getLast());
                    lab.expect(
                            "balanced",
                            lab.everywhere(),
                            service.loadBalancer(),
                            answeredByBackends());
                });
        assertEquals(List.of("?", ".", ".", "?", ".", ".", "?"), marks(result.steps().getFirst()));
    }

    /** Several cases may have used up what it sends a client; after a rest it refuses. */
    @Test
    void aKernelThatSavesItsRefusalsIsNoDrop() {
        cluster.with(dial ->
                dial.way() == Way.SERVICE && dial.isSteady() && dial.backends().isEmpty()
                        ? new Observation.TimedOut(Observation.Phase.CONNECT)
                        : null);
        CaseResult result =
                run(lab -> {
                    var service = lab.services().empty(clusterIp(), lab.spares().getFirst());
                    lab.expect(
                            "refused",
                            lab.clients().forRefusals(),
                            service.clusterIp(),
                            everywhere(refused()));
                });
        assertEquals(new Outcome.Conforms(), result.outcome());
    }

    /** One of twenty connections is answered although nobody stands behind the Service. */
    @Test
    void aServiceWithoutEndpointsThatAnswersNowAndThenIsFound() {
        int missed = 0;
        for (int seed = 0; seed < 16; seed++) {
            var leaking = FakeCluster.ofThree();
            var random = new Random(seed);
            leaking.with(dial ->
                    dial.way() == Way.SERVICE
                                    && dial.isSteady()
                                    && dial.backends().isEmpty()
                                    && random.nextDouble() < 0.05
                            ? leaking.answer(dial, leaking.spare(1))
                            : null);
            CaseResult result =
                    Lab.run(
                            of(lab -> {
                                var spare = lab.spares().getFirst();
                                var service = lab.services().empty(clusterIp(), spare);
                                lab.expect(
                                        "refused",
                                        lab.clients().forRefusals(),
                                        service.clusterIp(),
                                        everywhere(refused()));
                            }),
                            leaking.surroundings());
            missed += result.outcome() instanceof Outcome.Violates ? 0 : 1;
        }
        assertEquals(0, missed);
    }

    /**
     * A backend's agent that got no processor is asked again, and proves nothing if it stays so.
     */
    @Test
    void silenceOfAnAgentThatIsSlowItselfIsNoFaultOfTheService() {
        var silent = new AtomicInteger(1);
        cluster.with(dial ->
                dial.isSteady()
                                && dial.way() == Way.SERVICE
                                && dial.from().equals(cluster.pod(1))
                                && dial.isTo(cluster.pod(3))
                                && silent.getAndDecrement() > 0
                        ? new Observation.TimedOut(Observation.Phase.READ)
                        : null);
        cluster.sightings =
                at ->
                        at.equals(cluster.pod(3))
                                ? new Sighting(1, 9_000_000, 4_000_000)
                                : new Sighting(0, -1, 0);
        assertEquals(new Outcome.Conforms(), run(LabTest::everyPodToEveryPod).outcome());

        silent.set(Integer.MAX_VALUE);
        Step step = run(LabTest::everyPodToEveryPod).steps().getFirst();
        assertEquals(List.of("..?", "...", "..."), marks(step));
        Table.Evidence evidence = assertNotNullAnd(step.table().evidence(0, 2));
        assertEquals(ReasonCode.STALLED, evidence.code());
        assertEquals(new Arrival(0, 0, 0, 3, 0), evidence.arrival());
    }

    @Test
    void whereSilentAttemptsWentStandsInTheEvidence() {
        cluster.with(
                dial -> dial.way() == Way.SERVICE && dial.isTo(cluster.pod(3)) ? SILENCE : null);
        Map<Sighting, Arrival> fates =
                Map.of(
                        new Sighting(0, -1, 0), new Arrival(3, 0, 0, 0, 0),
                        new Sighting(1, 20_000, 0), new Arrival(0, 0, 3, 0, 0));
        fates.forEach((sighting, arrival) -> {
            cluster.sightings = at -> sighting;
            Step step = run(LabTest::everyPodToEveryPod).steps().getFirst();
            assertEquals(List.of("..X", "..X", "..?"), marks(step));
            assertEquals(arrival, assertNotNullAnd(step.table().evidence(0, 2)).arrival());
        });
        cluster.sightings =
                at ->
                        at.equals(cluster.pod(2))
                                ? new Sighting(1, 20_000, 0)
                                : new Sighting(0, -1, 0);
        Step step = run(LabTest::everyPodToEveryPod).steps().getFirst();
        assertEquals(
                new Arrival(0, 3, 0, 0, 0),
                assertNotNullAnd(step.table().evidence(0, 2)).arrival());
    }

    /** Packets between nodes are lost, by Services and past them. */
    @ParameterizedTest
    @ValueSource(doubles = {0.02, 0.1, 0.3})
    void aNetworkThatLosesPacketsIsNoFaultOfServices(double rate) {
        int violating = 0;
        int inconclusive = 0;
        for (int seed = 0; seed < 20; seed++) {
            var lossy = FakeCluster.ofThree();
            var random = new Random(seed);
            lossy.with(dial ->
                    dial.isSteady()
                                    && !dial.backends().contains(dial.from())
                                    && random.nextDouble() < rate
                            ? SILENCE
                            : null);
            Outcome outcome =
                    Lab.run(of(LabTest::everyPodToEveryPod), lossy.surroundings()).outcome();
            violating += outcome instanceof Outcome.Violates ? 1 : 0;
            inconclusive += outcome instanceof Outcome.Inconclusive ? 1 : 0;
        }
        assertEquals(0, violating);
        assertTrue(inconclusive > 0);
    }

    /** A client that is sent to one backend alone loses what is lost on the way to that one. */
    @Test
    void aBackendThatIsHardToReachIsNoFaultOfTheServiceOfSeveral() {
        int inconclusive = 0;
        for (int seed = 0; seed < 10; seed++) {
            var lossy = FakeCluster.ofThree();
            var random = new Random(seed);
            lossy.with(dial -> {
                boolean toSecond =
                        dial.way() == Way.SERVICE || dial.backends().contains(lossy.pod(2));
                boolean crosses = !dial.from().node().equals("w2");
                return dial.isSteady() && toSecond && crosses && random.nextDouble() < 0.36
                        ? SILENCE
                        : null;
            });
            lossy.with(dial -> dial.way() == Way.SERVICE ? lossy.answer(dial, lossy.pod(2)) : null);
            Outcome outcome =
                    Lab.run(
                                    of(lab ->
                                            lab.expect(
                                                    "bound",
                                                    lab.pods(),
                                                    lab.services().ofPods(clusterIp()).clusterIp(),
                                                    answeredByBackends())),
                                    lossy.surroundings())
                            .outcome();
            assertFalse(outcome instanceof Outcome.Violates, outcome::toString);
            inconclusive += outcome instanceof Outcome.Inconclusive ? 1 : 0;
        }
        assertTrue(inconclusive > 0);
    }

    /** One connection in five dies by the Service of one pod, and none past it. */
    @Test
    void aServiceThatLosesMoreThanTheNetworkIsBlamed() {
        for (int seed = 0; seed < 20; seed++) {
            var lossy = FakeCluster.ofThree();
            var random = new Random(seed);
            lossy.with(dial ->
                    dial.isSteady()
                                    && random.nextDouble()
                                            < (dial.way() == Way.SERVICE && dial.isTo(lossy.pod(3))
                                                    ? 0.2
                                                    : 0.001)
                            ? SILENCE
                            : null);
            CaseResult result = Lab.run(of(LabTest::everyPodToEveryPod), lossy.surroundings());
            Table table = result.steps().getFirst().table();
            for (int row = 0; row < 2; row++) {
                for (int column = 0; column < 2; column++) {
                    assertEquals(Mark.CONFORMS, table.mark(row, column));
                }
                if (table.mark(row, 2) == Mark.VIOLATES) {
                    assertTrue(
                            assertNotNullAnd(table.evidence(row, 2)).comparison().blamesService());
                }
                Table.Evidence evidence = table.evidence(row, 2);
                assertTrue(table.mark(row, 2) != Mark.INCONCLUSIVE, () -> String.valueOf(evidence));
            }
        }
    }

    @Test
    void aPodThatReachesItselfAloneHasNoControl() {
        var single = new FakeCluster(1);
        single.with(dial -> dial.way() == Way.SERVICE ? SILENCE : null);
        CaseResult result = Lab.run(of(LabTest::everyPodToEveryPod), single.surroundings());
        assertTrue(result.outcome() instanceof Outcome.Violates, result.outcome()::toString);
    }

    @Test
    void anOutsideClientHasAControlOfItsOwn() {
        // It cannot reach the nodes at all, which is no fault of node ports.
        cluster.with(dial ->
                dial.from().id().equals("outside/cluster/client")
                        ? new Observation.Unreachable("no route")
                        : null);
        CaseResult result =
                run(lab ->
                        lab.expect(
                                "node ports",
                                lab.everywhere(),
                                lab.services()
                                        .create(ServiceSpec.nodePort(), lab.pods().getFirst())
                                        .nodePorts(),
                                answeredByBackends()));
        List<String> marks = marks(result.steps().getFirst());
        assertEquals("???", marks.getLast());
        assertEquals(List.of("..."), marks.subList(0, 6).stream().distinct().toList());
    }
}
