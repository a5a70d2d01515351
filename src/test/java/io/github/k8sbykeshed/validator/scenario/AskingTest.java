package io.github.k8sbykeshed.validator.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.k8sbykeshed.validator.expect.Draw;
import io.github.k8sbykeshed.validator.expect.Expectation;
import io.github.k8sbykeshed.validator.probe.Address;
import io.github.k8sbykeshed.validator.probe.Observation.Answered;
import io.github.k8sbykeshed.validator.probe.Probe;
import io.github.k8sbykeshed.validator.probe.Probe.Goal;
import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.probe.Reply;
import io.github.k8sbykeshed.validator.probe.Source;
import io.github.k8sbykeshed.validator.probe.Target;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AskingTest {

    private static final Target TARGET =
            Target.agent(Target.Reach.CLUSTER_IP, "a", new Address("10.96.0.7"), 80, Protocol.TCP);

    private static Probe waiting(Expectation expectation) {
        return Asking.waiting(expectation, TARGET, 1, Duration.ofSeconds(30)).orElseThrow();
    }

    /** Both the wait and the round are long enough for what must not answer to show. */
    @Test
    void whatMustNotAnswerIsGivenTheChanceTo() {
        var one = Expectation.answeredBy("a");
        Probe wait = Asking.waiting(one, TARGET, 2, Duration.ofSeconds(30)).orElseThrow();
        assertEquals(20, wait.repeat().attempts());
        assertEquals(20, Asking.judged(one, TARGET, 2).repeat().attempts());
        var both = one.and(Expectation.seeing(new Address("10.244.1.7")));
        assertEquals(20, Asking.judged(both, TARGET, 2).repeat().attempts());
        var all = Expectation.answeredByAll(Set.of("a", "b"));
        assertEquals(35, Asking.judged(all, TARGET, 3).repeat().attempts());
    }

    /** That all cells of a source stay as they were is no chance either. */
    @Test
    void forgettingIsNotMissedByChance() {
        for (int n = 2; n <= Lab.MOST_BACKENDS; n++) {
            var anew = Expectation.chosenAnew(Set.of("a", "b"), Duration.ofMillis(2_500));
            Probe judged = Asking.judged(anew, TARGET, 1);
            assertEquals(2_500, judged.repeat().everyMillis());
            int draws = Draw.cellsToChange(n) * (judged.repeat().attempts() - 1);
            double chance = Math.pow(n, -draws);
            assertTrue(chance <= 1.000001e-6, n + " backends: " + chance);
            assertTrue(chance * Math.pow(n, 2) > 1e-6, n + " backends take fewer");
        }
    }

    @Test
    void thePortIsWaitedForToo() {
        var expectation = Expectation.onPort(Map.of("a", 8081));
        Goal goal = waiting(expectation).repeat().goal();
        var client = new Address("10.1.1.2");
        assertTrue(goal.isMetBy(new Answered(new Reply.Identity("a", 8081, client, 1, 1))));
        assertFalse(goal.isMetBy(new Answered(new Reply.Identity("a", 8080, client, 1, 1))));
        assertFalse(goal.isMetBy(new Answered(new Reply.Identity("b", 8081, client, 1, 1))));
    }

    @Test
    void affinityIsWaitedForEvenWhereAnyAnswerWillDo() {
        var both = Expectation.answeredBy("a").and(Expectation.sameBackend(14));
        assertEquals(Goal.sameBackend(), waiting(both).repeat().goal());
        assertEquals(14, Asking.judged(both, TARGET, 1).repeat().attempts());
    }

    @Test
    void allBackendsAreWaitedForTogether() {
        var expectation = Expectation.answeredByAll(Set.of("a", "b", "c"));
        assertEquals(
                Goal.answered(Set.of("a", "b", "c"), true), waiting(expectation).repeat().goal());
        assertEquals(Draw.toSeeEach(3), Asking.judged(expectation, TARGET, 1).repeat().attempts());
    }

    @Test
    void aJudgedRoundHasAFixedSize() {
        for (Expectation each :
                new Expectation[] {
                    Expectation.answeredBy("a"),
                    Expectation.served(),
                    Expectation.resolves(Set.of("10.0.0.1")),
                    Expectation.seeing(new Address("10.1.1.2")),
                    Expectation.notAnswered(),
                    Expectation.answeredBy("a").and(Expectation.seeing(new Address("10.1.1.2")))
                }) {
            Probe judged = Asking.judged(each, TARGET, 1);
            assertEquals(null, judged.repeat().goal(), each.describe());
            assertEquals(Draw.FEW, judged.repeat().attempts(), each.describe());
        }
    }

    @Test
    void silencesAreWaitedForAtTheSameTimeButNotAtOneSocket() {
        var access = Access.of(TARGET, List.of());
        List<Probe> round = Asking.round(Expectation.notAnswered(), Source.Kind.POD, access, 0);
        assertEquals(Draw.FEW, round.size());
        assertTrue(round.stream().allMatch(each -> each.repeat().attempts() == 1));
        Probe one =
                Asking.round(
                                Expectation.notAnswered(),
                                Source.Kind.POD,
                                access.fromPinnedPort(10_000),
                                0)
                        .getFirst();
        assertEquals(10_000, one.sourcePort());
        assertEquals(Draw.FEW, one.repeat().attempts());
        assertEquals(
                1, Asking.round(Expectation.answeredBy("a"), Source.Kind.POD, access, 0).size());
    }

    @Test
    void bothAreAskedAsOftenAsTheOneThatNeedsMore() {
        var client = new Address("10.1.1.2");
        var both = Expectation.answeredByAll(Set.of("a", "b")).and(Expectation.seeing(client));
        assertEquals(Draw.toSeeEach(2), Asking.judged(both, TARGET, 1).repeat().attempts());
        assertEquals(
                Goal.answered(Set.of("a", "b"), true).seeing(client),
                waiting(both).repeat().goal());
        var turned = Expectation.seeing(client).and(Expectation.answeredBy("a"));
        assertEquals(
                Goal.answered(Set.of("a"), false).seeing(client), waiting(turned).repeat().goal());
    }

    /** All attempts are kept, whatever comes of them: an answer among refusals is not lost. */
    @Test
    void refusalsAreAFixedNumberOfPacedAttempts() {
        Probe judged = Asking.judged(Expectation.refused(), TARGET, 1);
        assertEquals(null, judged.repeat().goal());
        assertEquals(Asking.REFUSALS, judged.repeat().attempts());
        // The kernel sends about one ICMP error a second, and one that rests six at once.
        assertTrue(judged.repeat().everyMillis() >= 1_000);
        var access = Access.of(TARGET, List.of());
        List<Probe> pods = Asking.round(Expectation.refused(), Source.Kind.POD, access, 3);
        assertEquals(Asking.REFUSALS, attempts(pods));
        assertTrue(pods.size() < 6 && pods.getFirst().repeat().everyMillis() >= 1_000);
        List<Probe> pinned =
                Asking.round(
                        Expectation.refused(), Source.Kind.HOST, access.fromPinnedPort(10_000), 3);
        assertEquals(1, pinned.size());
        assertEquals(Asking.REFUSALS, attempts(pinned));
    }

    /** Own kernels do not limit how often they refuse, so that hosts may ask more often. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 10, 1_000})
    void whatALeakingServiceAnswersIsHardlyMissed(int hosts) {
        var access = Access.of(TARGET, List.of());
        List<Probe> each = Asking.round(Expectation.refused(), Source.Kind.HOST, access, hosts);
        double missed = Math.pow(1 - Asking.LEAK, attempts(each) * hosts);
        assertTrue(missed <= Asking.LEAK_MISS, "missed: " + missed);
        assertTrue(attempts(each) >= Asking.REFUSALS);
    }

    private static int attempts(List<Probe> probes) {
        return probes.stream().mapToInt(each -> each.repeat().attempts()).sum();
    }

    @Test
    void answersHaveTimeForTwoLostPackets() {
        assertTrue(Asking.judged(Expectation.answeredBy("a"), TARGET, 1).timeoutMillis() > 3_000);
        assertTrue(waiting(Expectation.answeredBy("a")).timeoutMillis() > 1_000);
    }

    @Test
    void whatIsNotJudgedIsNotWaitedFor() {
        Duration budget = Duration.ofSeconds(1);
        assertTrue(Asking.waiting(Expectation.recorded(), TARGET, 1, budget).isEmpty());
        assertTrue(Asking.waiting(Expectation.unasked(), TARGET, 1, budget).isEmpty());
        assertEquals(1, Asking.judged(Expectation.recorded(), TARGET, 1).repeat().attempts());
        assertThrows(
                IllegalArgumentException.class,
                () -> Asking.judged(Expectation.unasked(), TARGET, 1));
    }

    @Test
    void aBudgetIsBoundedByWhatAgentsTake() {
        Probe probe =
                Asking.waiting(Expectation.answeredBy("a"), TARGET, 1, Duration.ofDays(30))
                        .orElseThrow();
        assertEquals(Probe.Repeat.MAX_BUDGET_MILLIS, probe.repeat().budgetMillis());
    }
}
