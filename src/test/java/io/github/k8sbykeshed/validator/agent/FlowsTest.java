package io.github.k8sbykeshed.validator.agent;

import static io.github.k8sbykeshed.validator.agent.Given.identity;
import static io.github.k8sbykeshed.validator.probe.Protocol.TCP;
import static io.github.k8sbykeshed.validator.probe.Protocol.UDP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.k8sbykeshed.validator.probe.Observation;
import io.github.k8sbykeshed.validator.probe.Probe;
import io.github.k8sbykeshed.validator.probe.Protocol;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sockets that are kept from one attempt to the next. */
class FlowsTest {

    private static final byte[] GREETING =
            ("svc1 " + Given.ID + " 8080 127.0.0.1 40000 0\n")
                    .getBytes(StandardCharsets.ISO_8859_1);

    private final Flows flows = new Flows();

    @AfterEach
    void close() {
        flows.close();
    }

    private static int freePort() throws IOException {
        try (var tcp = new ServerSocket(0);
                var udp = new DatagramSocket(tcp.getLocalPort())) {
            return udp.getLocalPort();
        }
    }

    private Observation ask(Probe probe) {
        long start = System.nanoTime();
        try {
            return flows.attempt(
                    probe, start, start + probe.timeoutMillis() * 1_000_000L, new Trace());
        } catch (Failed e) {
            return e.observation();
        }
    }

    private static Probe probe(int port, Protocol protocol, int millis) throws IOException {
        return Probe.once(Given.target(Given.V4, port, protocol), millis).overFlow(freePort());
    }

    @ParameterizedTest
    @CsvSource({"TCP,127.0.0.1", "TCP,::1", "UDP,127.0.0.1", "UDP,::1"})
    void oneSocketServesAllAttempts(Protocol protocol, String address) throws Exception {
        try (Agent agent = Given.agent()) {
            int port = agent.ports().getFirst();
            Probe probe =
                    Probe.once(Given.target(address, port, protocol), 5000).overFlow(freePort());
            for (int i = 0; i < 20; i++) {
                var seen = identity(ask(probe));
                assertEquals(Given.ID, seen.agent());
                assertEquals(probe.sourcePort(), seen.clientPort());
            }
            assertEquals(1, flows.size());
            ask(Probe.once(probe.target(), 5000).overFlow(freePort()));
            assertEquals(2, flows.size());
        }
    }

    /** It is the socket that is kept, and not just its port. */
    @Test
    void aStreamIsConnectedOnce() throws Exception {
        Set<SocketAddress> clients = ConcurrentHashMap.newKeySet();
        List<Integer> requests = new CopyOnWriteArrayList<>();
        try (ServerSocket server =
                Given.tcp(client -> {
                    clients.add(client.getRemoteSocketAddress());
                    client.getOutputStream().write(GREETING);
                    while (client.getInputStream().readNBytes(12).length == 12) {
                        requests.add(clients.size());
                        client.getOutputStream().write(TcpServer.RECEIVED);
                    }
                })) {
            Probe probe = probe(server.getLocalPort(), TCP, 5000);
            for (int i = 0; i < 5; i++) {
                assertEquals(Given.ID, identity(ask(probe)).agent());
            }
            assertEquals(List.of(1, 1, 1, 1, 1), requests);
        }
    }

    @Test
    void whatBreaksAStreamIsSeenFromThenOn() throws Exception {
        List<Integer> accepted = new CopyOnWriteArrayList<>();
        try (ServerSocket server =
                Given.tcp(client -> {
                    accepted.add(1);
                    client.getOutputStream().write(GREETING);
                    client.getInputStream().readNBytes(12);
                    client.getOutputStream().write(TcpServer.RECEIVED);
                    client.getInputStream().readNBytes(12);
                    client.setSoLinger(true, 0);
                })) {
            Probe probe = probe(server.getLocalPort(), TCP, 5000);
            assertEquals(Given.ID, identity(ask(probe)).agent());
            assertEquals(new Observation.Reset(), ask(probe));
            assertEquals(new Observation.Reset(), ask(probe));
            assertEquals(1, accepted.size());
        }
    }

    /** It was not tried, so that it is evidence of nothing, and may be tried again. */
    @Test
    void aServerThatCouldNotStrayIsNoEvidence() throws Exception {
        try (ServerSocket server =
                Given.tcp(client -> {
                    client.getOutputStream().write(GREETING);
                    client.getInputStream().readNBytes(12);
                    client.getOutputStream().write(TcpServer.NOT_STRAYED);
                    client.getInputStream().readNBytes(12);
                    client.getOutputStream().write(TcpServer.RECEIVED);
                    client.getInputStream().readNBytes(12);
                })) {
            assertEquals(TcpServer.RECEIVED.length, TcpServer.NOT_STRAYED.length);
            Probe probe = probe(server.getLocalPort(), TCP, 5000);
            assertInstanceOf(Observation.NotObserved.class, ask(probe));
            assertEquals(Given.ID, identity(ask(probe)).agent());
        }
    }

    /** Until it was connected, nothing was broken. */
    @Test
    void aStreamThatIsRefusedMayBeConnectedLater() throws Exception {
        int port = freePort();
        Probe probe = probe(port, TCP, 5000);
        assertEquals(new Observation.Refused(), ask(probe));
        try (Agent agent =
                Agent.start(Agent.Config.serving(Given.ID, Driver.TOKEN, List.of(port), 0))) {
            assertEquals(agent.ports().getFirst(), identity(ask(probe)).port());
        }
        assertEquals(new Observation.Reset(), ask(probe));
    }

    @Test
    void aReplyThatComesTooLateIsNotTheNextOnes() throws Exception {
        List<Long> received = new CopyOnWriteArrayList<>();
        try (ServerSocket server =
                Given.tcp(client -> {
                    client.getOutputStream().write(GREETING);
                    while (client.getInputStream().readNBytes(12).length == 12) {
                        received.add(System.nanoTime());
                        if (received.size() == 2) {
                            Thread.sleep(1_000);
                        } else if (received.size() == 4) {
                            client.getOutputStream()
                                    .write("whatever\n".getBytes(StandardCharsets.ISO_8859_1));
                            continue;
                        }
                        client.getOutputStream().write(TcpServer.RECEIVED);
                    }
                })) {
            Probe patient = probe(server.getLocalPort(), TCP, 5000);
            assertEquals(Given.ID, identity(ask(patient)).agent());
            Probe late = Probe.once(patient.target(), 300).overFlow(patient.sourcePort());
            assertEquals(new Observation.TimedOut(Observation.Phase.READ), ask(late));
            assertEquals(Given.ID, identity(ask(patient)).agent());
            // The fourth reply is the fourth request's.
            assertEquals("whatever.", Given.unknown(ask(patient)));
        }
    }

    @Test
    void someoneElsesGreetingIsNoFlow() throws Exception {
        try (ServerSocket server =
                Given.tcp(client ->
                        client.getOutputStream()
                                .write("SSH-2.0\n".getBytes(StandardCharsets.ISO_8859_1)))) {
            assertEquals("SSH-2.0", Given.unknown(ask(probe(server.getLocalPort(), TCP, 5000))));
        }
    }

    @Test
    void aDatagramSocketIsConnectedAnewAfterAnErrorAndNotAfterSilence() throws Exception {
        List<SocketAddress> from = new CopyOnWriteArrayList<>();
        int port;
        Probe probe;
        try (DatagramChannel silent = Given.udp(datagram -> from.add(datagram.from()))) {
            port = Given.port(silent);
            probe = probe(port, UDP, 150);
            assertEquals(new Observation.TimedOut(Observation.Phase.READ), ask(probe));
            Given.await("asked", () -> !from.isEmpty());
        }
        probe = Probe.once(probe.target(), 5000).overFlow(probe.sourcePort());
        assertEquals(new Observation.Refused(), ask(probe));
        try (DatagramChannel server =
                Given.udp(
                        port,
                        datagram -> datagram.reply(Given.agentReply(Given.ID, port, datagram)))) {
            assertTrue(server.isOpen());
            assertEquals(probe.sourcePort(), identity(ask(probe)).clientPort());
            assertEquals(probe.sourcePort(), identity(ask(probe)).clientPort());
        }
    }

    @Test
    void theOnesThatWereNotUsedForLongestGo() throws Exception {
        try (Agent agent = Given.agent()) {
            Probe first = probe(agent.ports().getFirst(), UDP, 5000);
            Probe second = probe(agent.ports().getFirst(), UDP, 5000);
            long now = System.nanoTime();
            identity(flows.attempt(first, now, now + 5_000_000_000L, new Trace()));
            identity(flows.attempt(second, now, now + 5_000_000_000L, new Trace()));
            assertEquals(2, flows.size());
            long later = now + Flows.IDLE + 1;
            assertThrows(Failed.class, () -> flows.attempt(second, later, now, new Trace()));
            assertEquals(1, flows.size());
        }
    }

    @Test
    void probesOfSeveralBatchesShareThem() throws Exception {
        try (Agent agent = Given.agent();
                Driver driver = Driver.to(agent)) {
            Probe probe = probe(agent.ports().getFirst(), TCP, 5000);
            List<Integer> ports = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                driver.run(List.of(probe.repeated(Probe.Repeat.times(3, 0))))
                        .get(0)
                        .attempts()
                        .forEach(each -> ports.add(identity(each.observation()).clientPort()));
            }
            assertEquals(9, ports.size());
            assertEquals(Set.of(probe.sourcePort()), Set.copyOf(ports));
        }
    }

    @Test
    void onlyWhatAnAgentCanKeepIsAFlow() throws Exception {
        Probe probe = probe(1, TCP, 5000);
        assertThrows(IllegalArgumentException.class, () -> probe.overFlow(0));
        assertThrows(IllegalArgumentException.class, () -> probe.withPayload(1));
        assertTrue(!probe.fromPort(7).kept());
    }
}
