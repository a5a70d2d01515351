package io.github.k8sbykeshed.validator.agent;

import static io.github.k8sbykeshed.validator.probe.Protocol.TCP;
import static io.github.k8sbykeshed.validator.probe.Protocol.UDP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.k8sbykeshed.validator.probe.Attempt;
import io.github.k8sbykeshed.validator.probe.Message;
import io.github.k8sbykeshed.validator.probe.Observation;
import io.github.k8sbykeshed.validator.probe.Probe;
import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.probe.Sighting;
import io.github.k8sbykeshed.validator.probe.Sought;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an agent can tell of attempts whose clients heard nothing. */
class ArrivalsTest {

    private static final int MINUTE_MICROS = 60_000_000;

    private final Pulse pulse = new Pulse();
    private final Arrivals arrivals = new Arrivals(pulse);

    private Sighting of(Protocol protocol, long nonce, int port) {
        // It began a second ago, and was waited for until now.
        return arrivals.of(List.of(new Sought(protocol, nonce, port, 1_000_000, 1_000_000)))
                .getFirst();
    }

    @Test
    void whatDidNotComeIsSaidSo() {
        arrivals.add(UDP, 7, 40_000);
        arrivals.add(TCP, 0, 40_001);
        assertEquals(new Sighting(0, -1, 0), of(UDP, 8, 40_000));
        assertEquals(new Sighting(0, -1, 0), of(TCP, 0, 40_002));
        // A port says nothing of what has a number of its own.
        assertEquals(new Sighting(0, -1, 0), of(UDP, 0, 40_000));
    }

    @Test
    void aDatagramIsKnownByItsNonceAndCountedWithItsResends() {
        arrivals.add(UDP, 7, 40_000);
        arrivals.add(UDP, 7, 40_000).answered();
        Sighting seen = of(UDP, 7, 0);
        assertEquals(2, seen.arrivals());
        assertTrue(
                seen.answeredMicros() > 500_000 && seen.answeredMicros() < MINUTE_MICROS,
                seen::toString);
    }

    @Test
    void aConnectionIsKnownByItsPortOrOnceItKnocksByItsNonce() {
        Arrivals.Arrival plain = arrivals.add(TCP, 0, 40_000);
        assertEquals(1, of(TCP, 9, 40_000).arrivals());
        assertEquals(-1, of(TCP, 9, 40_000).answeredMicros());
        plain.answered();
        assertNotEquals(-1, of(TCP, 9, 40_000).answeredMicros());
        // A translation of addresses has changed the port of this one.
        Arrivals.Arrival masqueraded = arrivals.add(TCP, 0, 1_024);
        masqueraded.known(9);
        assertEquals(1, of(TCP, 9, 41_000).arrivals());
        assertEquals(2, of(TCP, 9, 40_000).arrivals());
    }

    @Test
    void aPortThatWasUsedAtAnotherTimeIsAnotherAttempt() throws Exception {
        arrivals.add(TCP, 0, 40_000);
        TimeUnit.MILLISECONDS.sleep(300);
        var later = new Sought(TCP, 0, 40_000, 10_000, 10_000);
        assertEquals(0, arrivals.of(List.of(later)).getFirst().arrivals());
    }

    @Test
    void itSaysForHowLongItStoodStill() {
        long now = System.nanoTime();
        pulse.expect(now - TimeUnit.MILLISECONDS.toNanos(700));
        pulse.beat(now - TimeUnit.MILLISECONDS.toNanos(200));
        long stalled = of(UDP, 1, 0).stalledMicros();
        assertTrue(stalled >= 490_000 && stalled <= 500_000, stalled + " us");
    }

    @Test
    void theOldestAreForgotten() {
        for (int i = 1; i <= Arrivals.MOST + 1; i++) {
            arrivals.add(UDP, i, 1);
        }
        assertEquals(0, of(UDP, 1, 0).arrivals());
        assertEquals(1, of(UDP, 2, 0).arrivals());
        assertEquals(1, of(UDP, Arrivals.MOST + 1, 0).arrivals());
    }

    /** Over the wire: a client whose answers are lost, and the agent that gave them. */
    @ParameterizedTest
    @EnumSource
    void anAgentKnowsOfAnAttemptWhoseAnswersWereLost(Protocol protocol) throws Exception {
        try (Agent agent = Given.agent();
                Driver driver = Driver.to(agent);
                var mute = mute(protocol, agent.ports().getFirst())) {
            Attempt silent =
                    Given.series(Probe.once(Given.target(Given.V4, mute.port(), protocol), 600))
                            .attempts()
                            .getFirst();
            assertInstanceOf(Observation.TimedOut.class, silent.observation());
            assertNotEquals(0, silent.trail().nonce());
            var sought =
                    new Sought(protocol, silent.trail().nonce(), 0, 1_000_000, silent.tookMicros());
            var unknown = new Sought(protocol, silent.trail().nonce() + 2, 0, 1_000_000, 1);
            driver.say(new Message.Seek(17, List.of(sought, unknown)));
            var seen = assertInstanceOf(Message.Seen.class, driver.hear());
            assertEquals(17, seen.question());
            assertTrue(seen.attempts().getFirst().arrivals() >= 1, seen::toString);
            assertTrue(seen.attempts().getFirst().answeredMicros() >= 0, seen::toString);
            assertEquals(0, seen.attempts().getLast().arrivals());
        }
    }

    private record Mute(int port, AutoCloseable socket) implements AutoCloseable {
        @Override
        public void close() throws Exception {
            socket.close();
        }
    }

    /** Passes on what clients say to an agent, and nothing of what it answers. */
    private static Mute mute(Protocol protocol, int agent) throws Exception {
        if (protocol == TCP) {
            ServerSocket server =
                    Given.tcp(client -> {
                        try (var to = new Socket(Given.V4, agent)) {
                            client.getInputStream().transferTo(to.getOutputStream());
                        }
                    });
            return new Mute(server.getLocalPort(), server);
        }
        DatagramChannel to = DatagramChannel.open();
        DatagramChannel channel =
                Given.udp(d -> to.send(ByteBuffer.wrap(d.bytes()), Given.loopback(agent)));
        return new Mute(Given.port(channel), channel);
    }
}
