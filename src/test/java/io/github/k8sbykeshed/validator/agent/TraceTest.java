package io.github.k8sbykeshed.validator.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.k8sbykeshed.validator.probe.Address;
import io.github.k8sbykeshed.validator.probe.Attempt.First;
import io.github.k8sbykeshed.validator.probe.Observation;
import io.github.k8sbykeshed.validator.probe.Reply;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What became of an attempt's first packet. */
class TraceTest {

    private static final Observation ANSWER =
            new Observation.Answered(new Reply.Identity("a", 1, new Address("::1"), 1, 1));
    private static final Observation UNCONNECTED =
            new Observation.TimedOut(Observation.Phase.CONNECT);
    private static final Observation UNSAID = new Observation.TimedOut(Observation.Phase.READ);

    private final Pulse pulse = new Pulse();
    private final Trace trace = new Trace();

    @BeforeEach
    void begin() {
        trace.from(40_000);
    }

    private static long millis(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }

    /** Of an attempt that began at 0. */
    private First first(Observation seen, long tookMillis) {
        return trace.trail(seen, 0, millis(tookMillis), pulse).first();
    }

    private void connected(long atMillis) {
        trace.connects();
        trace.connected(millis(atMillis));
    }

    @Test
    void aDatagramThatIsAnsweredAtOnceIsNotLost() {
        assertEquals(First.ANSWERED, first(ANSWER, 3));
        assertEquals(First.ANSWERED, first(ANSWER, 800));
        assertEquals(First.ANSWERED, first(new Observation.Refused(), 3));
    }

    @Test
    void aDatagramThatIsAnsweredOnceItWasSentAgainIsLost() {
        assertEquals(First.LOST, first(ANSWER, 1_003));
        assertEquals(First.LOST, first(UNSAID, 1_900));
    }

    /** A packet that the local kernel drops on its way out is told at once. */
    @Test
    void whereThereIsNoWayItIsLost() {
        Observation none = new Observation.Unreachable("Operation not permitted");
        assertEquals(First.LOST, first(none, 1));
    }

    @Test
    void silenceOfAMomentProvesNothing() {
        assertEquals(First.UNKNOWN, first(UNSAID, 500));
        trace.connects();
        assertEquals(First.UNKNOWN, first(UNCONNECTED, 500));
    }

    @Test
    void aServerThatGotNoProcessorWasLateByItself() {
        trace.stalled(600);
        assertEquals(First.UNKNOWN, first(ANSWER, 1_003));
        trace.stalled(40);
        assertEquals(First.LOST, first(ANSWER, 1_003));
    }

    @Test
    void aClientThatGotNoProcessorSentAgainByMistake() {
        pulse.expect(millis(100));
        pulse.beat(millis(700));
        assertEquals(First.UNKNOWN, first(ANSWER, 1_003));
        connected(1_003);
        assertEquals(First.UNKNOWN, first(ANSWER, 1_004));
    }

    /** The kernel answers a SYN, whatever becomes of the server's process. */
    @Test
    void aConnectionIsKnownByItsHandshakeAlone() {
        connected(1);
        assertEquals(First.ANSWERED, first(ANSWER, 3_000));
        assertEquals(First.ANSWERED, first(UNSAID, 5_000));
        trace.stalled(5_000);
        connected(1_002);
        assertEquals(First.LOST, first(ANSWER, 1_003));
        trace.connects();
        assertEquals(First.LOST, first(UNCONNECTED, 1_900));
    }

    @Test
    void aRefusalMayComeLate() {
        trace.connects();
        assertEquals(First.UNKNOWN, first(new Observation.Refused(), 1_005));
    }

    /** A DNS server may have to ask others first. */
    @Test
    void aServerThatMayThinkIsNoMeasureOfLoss() {
        trace.mayBeLate();
        assertEquals(First.UNKNOWN, first(ANSWER, 1_003));
        assertEquals(First.UNKNOWN, first(UNSAID, 5_000));
        assertEquals(First.ANSWERED, first(ANSWER, 3));
    }

    @Test
    void whatWasNotSentIsNotLost() {
        assertEquals(First.UNKNOWN, first(new Observation.NotObserved("x"), 3));
        var kept = new Trace().trail(ANSWER, 0, millis(3), pulse);
        assertEquals(First.UNKNOWN, kept.first());
    }
}
