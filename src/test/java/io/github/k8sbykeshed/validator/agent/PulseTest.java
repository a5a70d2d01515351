package io.github.k8sbykeshed.validator.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.k8sbykeshed.validator.probe.Attempt;
import io.github.k8sbykeshed.validator.probe.Observation;
import io.github.k8sbykeshed.validator.probe.Probe;
import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.probe.Target.Speech;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PulseTest {

    private final Pulse pulse = new Pulse();

    private void beat(long due, long now) {
        pulse.expect(due);
        pulse.beat(now);
    }

    private static long millis(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }

    @Test
    void countsWhatOfATimeItWasLate() {
        beat(millis(1000), millis(1010));
        beat(millis(2000), millis(2600));
        beat(millis(2700), millis(2800));
        assertEquals(millis(700), pulse.stalled(0, millis(5000)));
        assertEquals(millis(100), pulse.stalled(millis(2500), millis(2650)));
        assertEquals(0, pulse.stalled(millis(900), millis(2000)));
    }

    @Test
    void countsABeatThatDoesNotComeYet() {
        pulse.expect(millis(1000));
        assertEquals(0, pulse.stalled(0, millis(1040)));
        assertEquals(millis(500), pulse.stalled(0, millis(1500)));
        assertEquals(millis(100), pulse.stalled(millis(1400), millis(1500)));
        pulse.beat(millis(1500));
        assertEquals(millis(500), pulse.stalled(0, millis(2500)));
    }

    @Test
    void beatsOnTimeWhereThereIsAProcessor() throws Exception {
        Pulse started = Pulse.started();
        long from = System.nanoTime();
        Thread.sleep(1000);
        // A machine that is busy with other tests may make it late now and then, not always.
        assertTrue(started.stalled(from, System.nanoTime()) < millis(900));
    }

    @Test
    void silenceThatNobodyCouldHearIsNoSilence() throws Exception {
        try (var silent = Given.listen()) {
            var probe =
                    Probe.once(
                            Given.speaking(
                                    new Speech.ToAgent(), Protocol.TCP, silent.getLocalPort()),
                            1_000);
            long start = System.nanoTime();
            var dialler = new Dialler(pulse);
            assertInstanceOf(
                    Observation.TimedOut.class, dialler.attempt(probe, 200, start).observation());
            // Deaf once, it tries again.
            long stalled = System.nanoTime();
            beat(stalled, stalled + millis(900));
            Attempt second = dialler.attempt(probe, 1_000, start);
            assertInstanceOf(Observation.TimedOut.class, second.observation());
            assertTrue(second.startMicros() >= (stalled - start + millis(1_000)) / 1_000);
            // Deaf for long, it gives up.
            beat(System.nanoTime(), System.nanoTime() + millis(60_000));
            var deaf =
                    assertInstanceOf(
                            Observation.NotObserved.class,
                            dialler.attempt(probe, 200, start).observation());
            assertTrue(deaf.why().startsWith("its agent got no processor for "), deaf.why());
        }
    }
}
