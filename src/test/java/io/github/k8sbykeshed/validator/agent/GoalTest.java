package io.github.k8sbykeshed.validator.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.k8sbykeshed.validator.probe.Address;
import io.github.k8sbykeshed.validator.probe.Attempt;
import io.github.k8sbykeshed.validator.probe.Observation.Answered;
import io.github.k8sbykeshed.validator.probe.Observation.Refused;
import io.github.k8sbykeshed.validator.probe.Observation.TimedOut;
import io.github.k8sbykeshed.validator.probe.Probe;
import io.github.k8sbykeshed.validator.probe.Probe.Goal;
import io.github.k8sbykeshed.validator.probe.Probe.Repeat;
import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.probe.Series;
import java.net.DatagramSocket;
import java.nio.channels.DatagramChannel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class GoalTest {

    /** How long answers took, as far as the prober knows: a busy machine is not given up on. */
    private static final int SLOW_MILLIS = 300;

    /**
     * Answers each attempt, however often it asks, as the next of these identities; "-" is silence,
     * the last repeats.
     */
    private static DatagramChannel saying(String... identities) throws Exception {
        Map<Long, String> given = new HashMap<>();
        return Given.udp(d -> {
            int next = Math.min(given.size(), identities.length - 1);
            String identity = given.computeIfAbsent(d.nonce(), nonce -> identities[next]);
            if (!identity.equals("-")) {
                d.reply(Given.agentReply(identity, 1, d));
            }
        });
    }

    private static Dialler usedToSlowAnswers() throws Exception {
        var dialler = new Dialler(new Pulse());
        try (var server = slow()) {
            Probe probe =
                    Probe.once(Given.target(Given.V4, Given.port(server), Protocol.UDP), 5000);
            Attempt attempt = dialler.attempt(probe, 5000, System.nanoTime());
            assertInstanceOf(Answered.class, attempt.observation());
        }
        return dialler;
    }

    private static DatagramChannel slow() throws Exception {
        return Given.udp(d -> {
            Thread.sleep(SLOW_MILLIS);
            d.reply(Given.agentReply("a", 1, d));
        });
    }

    private static Series until(DatagramChannel server, Goal goal, int inARow, int budgetMillis)
            throws Exception {
        Probe probe =
                Probe.once(Given.target(Given.V4, Given.port(server), Protocol.UDP), 2000)
                        .repeated(Repeat.until(goal, inARow, 2, budgetMillis));
        try (Dialler dialler = usedToSlowAnswers()) {
            return new Repeater(dialler, probe, System.nanoTime()).run();
        }
    }

    @Test
    void aStreakReachesIt() throws Exception {
        try (var server = saying("a", "b", "a", "a", "b", "b", "b")) {
            Series series = until(server, Goal.answered(Set.of("b"), false), 3, 20_000);
            assertEquals(7, series.made());
            assertEquals(Series.KEPT, series.attempts().size());
            Attempt first = series.attempts().get(2);
            assertEquals(first.startMicros() + first.tookMicros(), series.reachedMicros());
        }
    }

    @Test
    void anotherBackendBeginsAnotherStreakOfTheSame() throws Exception {
        try (var server = saying("a", "a", "b", "a", "b", "b", "b", "a")) {
            Series series = until(server, Goal.sameBackend(), 3, 20_000);
            assertEquals(7, series.made());
            Attempt first = series.attempts().get(2);
            assertEquals(first.startMicros() + first.tookMicros(), series.reachedMicros());
        }
    }

    @Test
    void allOfThemHaveToBeInTheStreak() throws Exception {
        // The first c is not in the streak, which begins after the x.
        try (var server = saying("c", "x", "a", "a", "b", "a", "c")) {
            Goal goal = Goal.answered(Set.of("a", "b", "c"), true);
            Series series = until(server, goal, 2, 20_000);
            assertEquals(7, series.made());
            Attempt first = series.attempts().get(0);
            assertEquals(first.startMicros() + first.tookMicros(), series.reachedMicros());
        }
    }

    @Test
    void anyoneMayAnswerWhereNobodyIsNamed() throws Exception {
        try (var server = saying("a", "b")) {
            Series series = until(server, Goal.answered(Set.of(), false), 2, 20_000);
            assertEquals(2, series.made());
            assertTrue(series.reached());
        }
    }

    @Test
    void anAnswerThatSawAnotherClientIsNotTheOne() throws Exception {
        try (var server = saying("a")) {
            Goal goal = Goal.answered(Set.of("a"), false);
            assertEquals(
                    -1,
                    until(server, goal.seeing(new Address("192.0.2.1")), 1, 200).reachedMicros());
            assertTrue(until(server, goal.seeing(new Address("127.0.0.1")), 1, 20_000).reached());
        }
    }

    @Test
    void anAttemptIsNotGivenUpWhileAnswersTakeLong() throws Exception {
        try (var server = slow()) {
            Series series = until(server, Goal.answered(Set.of("a"), false), 3, 20_000);
            assertEquals(3, series.made(), series::toString);
        }
    }

    @Test
    void theBudgetEndsIt() throws Exception {
        try (var server = saying("a")) {
            Series series = until(server, Goal.answered(Set.of("b"), false), 1, 2_000);
            assertEquals(-1, series.reachedMicros());
            assertTrue(series.made() > Series.KEPT, series.toString());
            assertEquals(Series.KEPT, series.attempts().size());
            long last = series.attempts().getLast().startMicros();
            assertTrue(last >= 1_990_000 && last < 20_000_000, series.toString());
        }
    }

    @Test
    void withoutBudgetThereIsOneAttempt() throws Exception {
        try (var server = saying("a")) {
            Series series = until(server, Goal.answered(Set.of("b"), false), 1, 0);
            assertEquals(1, series.made());
            assertTrue(!series.reached());
        }
    }

    @Test
    void rejectedIsMoreThanNotAnswered() throws Exception {
        int free;
        try (var any = new DatagramSocket(Given.loopback(0))) {
            free = any.getLocalPort();
        }
        Probe probe = Probe.once(Given.target(Given.V4, free, Protocol.UDP), 1000);
        for (Goal goal : List.of(Goal.rejected(), Goal.notAnswered())) {
            Series series = Given.series(probe.repeated(Repeat.until(goal, 3, 0, 20_000)));
            assertEquals(3, series.made());
            assertEquals(new Refused(), series.attempts().getFirst().observation());
        }
        try (var silent = new DatagramSocket(Given.loopback(0))) {
            Probe unanswered =
                    Probe.once(Given.target(Given.V4, silent.getLocalPort(), Protocol.UDP), 1000);
            Series not =
                    Given.series(
                            unanswered.repeated(Repeat.until(Goal.notAnswered(), 2, 0, 20_000)));
            assertTrue(not.reached());
            Series rejected =
                    Given.series(unanswered.repeated(Repeat.until(Goal.rejected(), 1, 0, 200)));
            assertTrue(!rejected.reached());
        }
    }

    @Test
    void attemptsAreShortAtFirstAndGetLonger() throws Exception {
        try (var silent = new DatagramSocket(Given.loopback(0))) {
            Probe probe =
                    Probe.once(Given.target(Given.V4, silent.getLocalPort(), Protocol.UDP), 1000)
                            .repeated(Repeat.until(Goal.answered(Set.of(), false), 1, 0, 1500));
            Series series = new Repeater(new Dialler(new Pulse()), probe, System.nanoTime()).run();
            // With the probe's own time-out it would be two attempts.
            assertTrue(series.made() > 3, series.made() + " attempts");
            for (Attempt attempt : series.attempts()) {
                assertInstanceOf(TimedOut.class, attempt.observation());
            }
            Attempt last = series.attempts().getLast();
            assertTrue(last.tookMicros() >= 250_000, last.toString());
        }
    }

    @Test
    void aRefusalIsWaitedForAsLongAsTheProbeSays() throws Exception {
        // It may come only in answer to the second SYN, a second after the first.
        try (var silent = new DatagramSocket(Given.loopback(0))) {
            Probe probe =
                    Probe.once(Given.target(Given.V4, silent.getLocalPort(), Protocol.UDP), 400)
                            .repeated(Repeat.until(Goal.rejected(), 1, 0, 100));
            Attempt attempt = Given.series(probe).attempts().getFirst();
            assertTrue(attempt.tookMicros() >= 400_000, attempt.toString());
        }
    }

    @Test
    void aRefusalThatIsNotYetIsAskedForSoonAgain() throws Exception {
        var asked = new AtomicInteger();
        try (var server =
                Given.udp(d -> {
                    d.reply(Given.agentReply("a", 1, d));
                    if (asked.incrementAndGet() == 3) {
                        d.channel().close();
                    }
                })) {
            Probe probe =
                    Probe.once(Given.target(Given.V4, Given.port(server), Protocol.UDP), 1000)
                            .repeated(Repeat.until(Goal.rejected(), 1, 5_000, 20_000));
            Series series = Given.series(probe);
            assertEquals(4, series.made());
            assertTrue(series.reached(), series.toString());
            assertTrue(series.reachedMicros() < 4_000_000, series.toString());
        }
    }

    @Test
    void aFixedNumberIsMadeAndKeptWhateverComes() throws Exception {
        try (var server = saying("a", "-", "b")) {
            Probe probe =
                    Probe.once(Given.target(Given.V4, Given.port(server), Protocol.UDP), 2000)
                            .repeated(Repeat.times(20, 10));
            Series series = Given.series(probe);
            assertEquals(20, series.made());
            assertEquals(20, series.attempts().size());
            assertEquals(-1, series.reachedMicros());
            for (int i = 1; i < 20; i++) {
                long apart =
                        series.attempts().get(i).startMicros()
                                - series.attempts().get(i - 1).startMicros();
                assertTrue(apart >= 9_900, apart + " us apart");
            }
            assertInstanceOf(Answered.class, series.attempts().getFirst().observation());
        }
    }

    @Test
    void silenceEndsWhatIsMadeBackToBack() throws Exception {
        try (var server = saying("a", "-")) {
            Probe probe =
                    Probe.once(Given.target(Given.V4, Given.port(server), Protocol.UDP), 1000)
                            .repeated(Repeat.times(20, 0));
            Series series = Given.series(probe);
            assertEquals(4, series.made());
            assertEquals(4, series.attempts().size());
            assertInstanceOf(TimedOut.class, series.attempts().getLast().observation());
        }
    }
}
