package io.github.k8sbykeshed.validator.agent;

import static io.github.k8sbykeshed.validator.agent.Given.identity;
import static io.github.k8sbykeshed.validator.probe.Protocol.TCP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.k8sbykeshed.validator.probe.Probe;
import io.github.k8sbykeshed.validator.probe.Token;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Segments far out of the window. On loopback nobody translates, so that they harm nobody. */
class StraysTest {

    private static void assumeAllowed() {
        try {
            Strays.check();
        } catch (IOException e) {
            assumeTrue(false, e.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {Given.V4, Given.V6})
    void aConnectionSurvivesThem(String address) throws Exception {
        assumeAllowed();
        var config =
                new Agent.Config(
                        Given.ID,
                        Token.hash(Driver.TOKEN),
                        List.of(0),
                        1,
                        List.of(0),
                        false,
                        /* strays= */ true);
        int from;
        try (ServerSocket free = new ServerSocket(0)) {
            from = free.getLocalPort();
        }
        try (Agent agent = Agent.start(config);
                var flows = new Flows()) {
            int port = agent.ports().getFirst();
            Probe probe = Probe.once(Given.target(address, port, TCP), 5000).overFlow(from);
            for (int i = 0; i < 10; i++) {
                long start = System.nanoTime();
                var seen = flows.attempt(probe, start, start + 5_000_000_000L, new Trace());
                assertEquals(Given.ID, identity(seen).agent());
            }
            // Who only asks once is told who it is, as by all agents.
            assertEquals(Given.ID, identity(Given.observe(probe.fromPort(0))).agent());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {Given.V4, Given.V6})
    void noneIsSentBeforeTheClientIsHeard(String address) throws Exception {
        assumeAllowed();
        try (var server = new ServerSocket(0, 1, InetAddress.ofLiteral(address));
                var client = new Socket(server.getInetAddress(), server.getLocalPort());
                var accepted = server.accept();
                var strays = Strays.on(accepted)) {
            assertFalse(strays.send());
            for (int i = 1; i <= 3; i++) {
                client.getOutputStream().write(i);
                assertEquals(i, accepted.getInputStream().read());
                assertTrue(strays.send());
                accepted.getOutputStream().write(-i);
                assertEquals(256 - i, client.getInputStream().read());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.244.1.7 10.244.2.9", "fd00:10:244:1::7 fd00:10:244:2::9"})
    void theChecksumIsRight(String addresses) {
        InetAddress local = InetAddress.ofLiteral(addresses.split(" ")[0]);
        InetAddress client = InetAddress.ofLiteral(addresses.split(" ")[1]);
        for (int i = 0; i < 1000; i++) {
            var at = new Strays.Position(i * 0x1234567, i * 0x7654321);
            byte[] segment = Strays.segment(local, 8080, client, 40_000 + i, at);
            ByteBuffer all = ByteBuffer.allocate(256);
            all.put(local.getAddress()).put(client.getAddress());
            all.putShort((short) 6).putShort((short) segment.length).put(segment);
            all.flip();
            int sum = 0;
            while (all.hasRemaining()) {
                sum += (all.get() & 0xff) << 8 | (all.hasRemaining() ? all.get() & 0xff : 0);
                sum = (sum & 0xffff) + (sum >> 16);
            }
            assertEquals(0xffff, sum, () -> at + "");
        }
    }

    /** A reset that answers it has the number that the connection expects. */
    @Test
    void itIsFarAheadAndAcknowledgesWhatCame() {
        InetAddress loopback = InetAddress.ofLiteral(Given.V4);
        var at = new Strays.Position(0xf000_0000, 77);
        ByteBuffer segment = ByteBuffer.wrap(Strays.segment(loopback, 8080, loopback, 40_000, at));
        assertEquals(8080, segment.getShort(0) & 0xffff);
        assertEquals(40_000, segment.getShort(2) & 0xffff);
        // Windows have 1 GiB at most; from 2 GiB on it would be behind.
        int ahead = segment.getInt(4) - at.next();
        assertTrue(ahead > 1 << 30, () -> "" + ahead);
        assertEquals(77, segment.getInt(8));
        // No options: that, and PSH and ACK, tell it from all others.
        assertEquals(5 << 12 | 0x18, segment.getShort(12) & 0xffff);
    }
}
