package io.github.k8sbykeshed.validator.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.k8sbykeshed.validator.engine.Scenarios.Told;
import io.github.k8sbykeshed.validator.result.CaseResult;
import io.github.k8sbykeshed.validator.result.Outcome;
import io.github.k8sbykeshed.validator.scenario.Case;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec.Turn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Order, concurrency and the end of a run. */
@Timeout(60)
class ValidationTest {

    private static final Duration LONG = Duration.ofMinutes(10);

    private final Told told = new Told();

    private void run(List<Scenario> scenarios, Function<Case, CaseResult> body, int atOnce) {
        run(scenarios, Selection.all(), body, atOnce, LONG);
    }

    private void run(
            List<Scenario> scenarios,
            Selection selection,
            Function<Case, CaseResult> body,
            int atOnce,
            Duration left) {
        Validation.of(scenarios, selection).run(body, atOnce, left, List.of(told));
    }

    @Test
    void everyCaseIsReportedOnce() {
        run(Scenarios.four(), Scenarios.conforming(), 4);
        assertEquals(List.of(16), told.planned);
        assertEquals(Scenarios.names(Scenarios.four()), told.names());
        assertEquals(told.names(), told.started.stream().sorted().toList());
    }

    /** Each hears of every case by itself, from the launcher. */
    @Test
    void severalAreTold() {
        var another = new Told();
        Validation.of(Scenarios.four(), Selection.all())
                .run(Scenarios.conforming(), 4, LONG, List.of(told, another));
        assertEquals(List.of(16), another.planned);
        assertEquals(told.names(), another.names());
    }

    @Test
    void whatIsSelectedIsWhatRuns() {
        var validation =
                Validation.of(Scenarios.four(), new Selection("type=dns", null, List.of()));
        validation.run(Scenarios.conforming(), 4, LONG, List.of(told));
        assertEquals(validation.cases().stream().map(Case::name).sorted().toList(), told.names());
    }

    @Test
    void aResultSaysWhenItsCaseBegan() {
        var begun = new ArrayList<Long>();
        long before = System.nanoTime();
        run(
                Scenarios.four(),
                each -> {
                    begun.add((System.nanoTime() - before) / 1_000_000);
                    return each.without(new Outcome.Conforms());
                },
                1);
        for (int i = 0; i < begun.size(); i++) {
            Long said = told.finished.get(i).startMillis();
            assertTrue(said != null && said <= begun.get(i), () -> said + " in " + begun);
            assertTrue(i == 0 || said >= told.finished.get(i - 1).startMillis());
        }
    }

    @Test
    void onlyWhatIsSelectedRuns() {
        run(
                Scenarios.four(),
                new Selection("type=dns", "family=IPv6", List.of()),
                Scenarios.conforming(),
                4,
                LONG);
        assertEquals(List.of("dns/names TCP IPv4", "dns/names UDP IPv4"), told.names());
    }

    @Test
    void soManyRunAtOnceAndNoMore() {
        int atOnce = 3;
        var together = new CountDownLatch(atOnce);
        var running = new AtomicInteger();
        var most = new AtomicInteger();
        run(
                Scenarios.four(),
                each -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    together.countDown();
                    // The first ones end only once so many are under way.
                    assertTrue(awaited(together));
                    Thread.yield();
                    running.decrementAndGet();
                    return each.without(new Outcome.Conforms());
                },
                atOnce);
        assertEquals(atOnce, most.get());
        assertEquals(16, told.finished.size());
        assertTrue(told.finished.stream().allMatch(r -> r.outcome() instanceof Outcome.Conforms));
    }

    private static boolean awaited(CountDownLatch latch) {
        try {
            return latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Test
    void turnsFollowEachOther() {
        List<Scenario> scenarios = new ArrayList<>(Scenarios.four());
        scenarios.addFirst(Scenarios.quiet("latency/one"));
        scenarios.add(2, Scenarios.quiet("latency/two"));
        Set<Case> running = ConcurrentHashMap.newKeySet();
        var disturbed = new AtomicBoolean();
        List<Turn> order = new ArrayList<>();
        run(
                scenarios,
                each -> {
                    running.add(each);
                    synchronized (order) {
                        order.add(each.spec().turn());
                    }
                    Thread.yield();
                    if (running.stream()
                            .anyMatch(other -> other.spec().turn() != each.spec().turn())) {
                        disturbed.set(true);
                    }
                    running.remove(each);
                    return each.without(new Outcome.Conforms());
                },
                8);
        assertFalse(disturbed.get());
        List<Turn> expected = new ArrayList<>(Collections.nCopies(16, Turn.TOGETHER));
        expected.addAll(Collections.nCopies(8, Turn.QUIET));
        assertEquals(expected, order);
    }

    @Test
    void whatLastsBeginsBeforeTheOthersOfItsTurn() {
        List<Scenario> scenarios = new ArrayList<>(Scenarios.four());
        scenarios.add(Scenarios.lasting("nodeport/slow"));
        List<String> order = new ArrayList<>();
        run(
                scenarios,
                each -> {
                    order.add(each.spec().id());
                    return each.without(new Outcome.Conforms());
                },
                1);
        assertEquals(Collections.nCopies(4, "nodeport/slow"), order.subList(0, 4));
        assertEquals(20, order.size());
    }

    @Test
    void whatRunsOnRequestRunsOneCaseAtATime() {
        var running = new AtomicInteger();
        var most = new AtomicInteger();
        run(
                List.of(Scenarios.onRequest("bandwidth/pods", "type=perf")),
                new Selection("type=perf", null, List.of()),
                each -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    for (int i = 0; i < 1_000; i++) {
                        Thread.yield();
                    }
                    running.decrementAndGet();
                    return each.without(new Outcome.Conforms());
                },
                8,
                LONG);
        assertEquals(4, told.finished.size());
        assertEquals(1, most.get());
    }

    @Test
    void afterTheDeadlineNothingRunsAndAllIsReported() {
        List<Scenario> scenarios = new ArrayList<>(Scenarios.four());
        scenarios.add(Scenarios.quiet("latency/one"));
        run(
                scenarios,
                Selection.all(),
                each ->
                        each.name().equals("clusterip/basic TCP IPv4")
                                ? each.without(new Outcome.Conforms())
                                : untilStopped(each),
                2,
                Duration.ofSeconds(3));
        assertEquals(Scenarios.names(scenarios), told.names());
        assertEquals(new Outcome.Conforms(), told.outcome("clusterip/basic TCP IPv4"));
        assertEquals(
                new Outcome.NotRun("the run's deadline came first"),
                told.outcome("latency/one UDP IPv6"));
        assertEquals(
                19,
                told.finished.stream().filter(r -> r.outcome() instanceof Outcome.NotRun).count());
        assertTrue(told.started.size() <= 3, told.started::toString);
        assertFalse(Thread.interrupted());
    }

    /** As a case does: it ends when it is interrupted, with an outcome of its own. */
    private static CaseResult untilStopped(Case each) {
        try {
            new CountDownLatch(1).await();
            throw new AssertionError("nobody counts it down");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return each.without(new Outcome.NotRun("stopped in its middle"));
        }
    }

    @Test
    void anInterruptStopsTheRunAndAllIsReported() throws InterruptedException {
        List<Scenario> scenarios = new ArrayList<>(Scenarios.four());
        scenarios.add(Scenarios.quiet("latency/one"));
        var underWay = new CountDownLatch(2);
        var known = new AtomicBoolean();
        Thread runner =
                Thread.ofVirtual()
                        .start(() -> {
                            run(
                                    scenarios,
                                    each -> {
                                        underWay.countDown();
                                        return untilStopped(each);
                                    },
                                    2);
                            known.set(Thread.currentThread().isInterrupted());
                        });
        assertTrue(awaited(underWay));
        runner.interrupt();
        runner.join();
        assertEquals(Scenarios.names(scenarios), told.names());
        assertEquals(2, told.started.size());
        for (CaseResult result : told.finished) {
            String why =
                    told.started.contains(result.name())
                            ? "stopped in its middle"
                            : "the run was stopped first";
            assertEquals(new Outcome.NotRun(why), result.outcome(), result.name());
        }
        assertTrue(known.get(), "whoever started the run has to know");
    }

    @Test
    void aCaseThatThrowsSaysSoAndTheOthersGoOn() {
        run(
                Scenarios.four(),
                each -> {
                    if (each.name().equals("dns/names TCP IPv4")) {
                        throw new IllegalStateException("a mistake");
                    }
                    return each.without(new Outcome.Conforms());
                },
                2);
        assertEquals(Scenarios.names(Scenarios.four()), told.names());
        assertEquals(
                new Outcome.Inconclusive(
                        "it failed by itself: java.lang.IllegalStateException: a mistake"),
                told.outcome("dns/names TCP IPv4"));
    }

    @Test
    void settingsOfTheJUnitPlatformDoNotDecideWhatARunDoes() {
        String dryRun = "junit.platform.execution.dryRun.enabled";
        System.setProperty(dryRun, "true");
        try {
            run(Scenarios.four(), Scenarios.conforming(), 2);
        } finally {
            System.clearProperty(dryRun);
        }
        assertEquals(16, told.finished.size());
    }
}
