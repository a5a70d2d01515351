package io.github.k8sbykeshed.validator.agent;

import static io.github.k8sbykeshed.validator.agent.Given.identity;
import static io.github.k8sbykeshed.validator.agent.Given.observe;
import static io.github.k8sbykeshed.validator.agent.Given.target;
import static io.github.k8sbykeshed.validator.agent.Given.unknown;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.k8sbykeshed.validator.probe.Observation;
import io.github.k8sbykeshed.validator.probe.Observation.Phase;
import io.github.k8sbykeshed.validator.probe.Probe;
import io.github.k8sbykeshed.validator.probe.Protocol;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadTest {

    @ParameterizedTest
    @CsvSource({
        "TCP,127.0.0.1,1",
        "TCP,127.0.0.1,1400",
        "TCP,127.0.0.1,16777216",
        "TCP,::1,16777216",
        "UDP,127.0.0.1,1",
        "UDP,127.0.0.1,1400",
        "UDP,127.0.0.1,60000",
        "UDP,::1,60000"
    })
    void goesBothWays(Protocol protocol, String address, int bytes) throws Exception {
        try (Agent agent = Given.agent()) {
            Probe probe =
                    Probe.once(target(address, agent.ports().getFirst(), protocol), 20_000)
                            .withPayload(bytes);
            assertEquals(Given.ID, identity(observe(probe)).agent());
        }
    }

    @Test
    void howLongItTakesSaysNothingOfAnswers() throws Exception {
        try (Agent agent = Given.agent();
                var dialler = new Dialler(new Pulse())) {
            long before = dialler.answerNanos();
            Probe probe =
                    Probe.once(target(Given.V4, agent.ports().getFirst(), Protocol.TCP), 20_000);
            var moved = dialler.attempt(probe.withPayload(1 << 24), 20_000, System.nanoTime());
            assertEquals(Given.ID, identity(moved.observation()).agent());
            assertEquals(before, dialler.answerNanos());
            dialler.attempt(probe, 20_000, System.nanoTime());
            assertNotEquals(before, dialler.answerNanos());
        }
    }

    /** Between a probe and an agent; changes the byte with this number of one direction. */
    private static ServerSocket changing(Agent agent, boolean there, int number) throws Exception {
        return Given.tcp(client -> {
            try (var server = new Socket(client.getLocalAddress(), agent.ports().getFirst())) {
                Thread back =
                        Thread.startVirtualThread(() -> copy(server, client, there ? -1 : number));
                copy(client, server, there ? number : -1);
                back.join();
            }
        });
    }

    private static void copy(Socket from, Socket to, int change) {
        try (to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[8192];
            int done = 0;
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (change >= done && change < done + read) {
                    buffer[change - done] ^= 1;
                }
                out.write(buffer, 0, read);
                done += read;
            }
        } catch (Exception e) {
            // Either side hung up.
        }
    }

    @Test
    void aByteChangedOnTheWayThereIsSeen() throws Exception {
        try (Agent agent = Given.agent();
                ServerSocket proxy = changing(agent, true, TcpServer.REQUEST_BYTES + 70_000)) {
            Probe probe =
                    Probe.once(target(Given.V4, proxy.getLocalPort(), Protocol.TCP), 5000)
                            .withPayload(100_000);
            assertEquals("byte 70000 arrived changed.", unknown(observe(probe)));
        }
    }

    @Test
    void aByteChangedOnTheWayBackIsSeen() throws Exception {
        try (Agent agent = Given.agent();
                ServerSocket proxy = changing(agent, false, 90_000)) {
            Probe probe =
                    Probe.once(target(Given.V4, proxy.getLocalPort(), Protocol.TCP), 5000)
                            .withPayload(100_000);
            String said = unknown(observe(probe));
            assertEquals(
                    "byte N of the payload came changed",
                    said.replaceFirst("byte 89[0-9]{3} ", "byte N "));
        }
    }

    @Test
    void aDatagramChangedOnTheWayBackIsSeen() throws Exception {
        try (var server =
                Given.udp(d -> {
                    byte[] reply = Given.agentReply("a", 1, d);
                    reply[UdpServer.HEAD + 5] ^= 1;
                    d.reply(reply);
                })) {
            Probe probe =
                    Probe.once(target(Given.V4, Given.port(server), Protocol.UDP), 5000)
                            .withPayload(1_000);
            assertEquals("byte 5 of the payload came changed", unknown(observe(probe)));
        }
    }

    /** Else what fits one packet and what has to be cut in fragments would not be known. */
    @ParameterizedTest
    @CsvSource({"1000,1000", "1473,1473", "0,676", "10,676"})
    void aDatagramCarriesItAndNothingElse(int bytes, int length) throws Exception {
        var seen = new AtomicInteger();
        try (var server =
                Given.udp(d -> {
                    seen.set(d.bytes().length);
                    d.reply(Given.agentReply("a", 1, d));
                })) {
            Probe probe =
                    Probe.once(target(Given.V4, Given.port(server), Protocol.UDP), 5000)
                            .withPayload(bytes);
            assertEquals("a", identity(observe(probe)).agent());
        }
        assertEquals(length, seen.get());
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1})
    void aDatagramOfAnotherLengthIsSeen(int more) throws Exception {
        try (var server =
                Given.udp(d -> {
                    byte[] reply = Given.agentReply("a", 1, d);
                    d.reply(Arrays.copyOf(reply, reply.length + more));
                })) {
            Probe probe =
                    Probe.once(target(Given.V4, Given.port(server), Protocol.UDP), 5000)
                            .withPayload(1_000);
            assertEquals(
                    "a reply of " + (1_000 + more) + " bytes in place of 1000",
                    unknown(observe(probe)));
        }
    }

    @Test
    void aPeerThatDoesNotTakeItTimesOut() throws Exception {
        // Says who it is and then reads nothing: a write that blocks has to end as well.
        try (ServerSocket server =
                Given.tcp(socket -> {
                    socket.getOutputStream().write(Greeting.line("a", 1, Given.loopback(1), 0));
                    Thread.sleep(5000);
                })) {
            Probe probe =
                    Probe.once(target(Given.V4, server.getLocalPort(), Protocol.TCP), 1000)
                            .withPayload(1 << 24);
            var attempt = Given.series(probe).attempts().getFirst();
            assertEquals(new Observation.TimedOut(Phase.READ), attempt.observation());
            assertTrue(attempt.tookMicros() < 4_500_000);
        }
    }
}
