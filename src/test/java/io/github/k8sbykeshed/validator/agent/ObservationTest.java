package io.github.k8sbykeshed.validator.agent;

import static io.github.k8sbykeshed.validator.agent.Given.identity;
import static io.github.k8sbykeshed.validator.agent.Given.observe;
import static io.github.k8sbykeshed.validator.agent.Given.unknown;
import static io.github.k8sbykeshed.validator.probe.Protocol.TCP;
import static io.github.k8sbykeshed.validator.probe.Protocol.UDP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.k8sbykeshed.validator.probe.Address;
import io.github.k8sbykeshed.validator.probe.Attempt;
import io.github.k8sbykeshed.validator.probe.Observation;
import io.github.k8sbykeshed.validator.probe.Observation.NotObserved;
import io.github.k8sbykeshed.validator.probe.Observation.Phase;
import io.github.k8sbykeshed.validator.probe.Observation.Refused;
import io.github.k8sbykeshed.validator.probe.Observation.Reset;
import io.github.k8sbykeshed.validator.probe.Observation.TimedOut;
import io.github.k8sbykeshed.validator.probe.Observation.Unreachable;
import io.github.k8sbykeshed.validator.probe.Probe;
import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.probe.Reply;
import io.github.k8sbykeshed.validator.probe.Series;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Each kind of observation, made of something real where loopback has it. */
class ObservationTest {

    @ParameterizedTest
    @CsvSource({"TCP,127.0.0.1", "TCP,::1", "UDP,127.0.0.1", "UDP,::1"})
    void anAgentSaysWhoItIsAndWhomItSaw(Protocol protocol, String address) throws Exception {
        try (Agent agent = Given.agent()) {
            int port = agent.ports().getFirst();
            Reply.Identity identity = identity(observe(address, port, protocol, 5000));
            assertEquals(Given.ID, identity.agent());
            assertEquals(port, identity.port());
            assertEquals(new Address(address), identity.client());
            assertTrue(identity.clientPort() > 0);
            assertEquals(1, identity.sends());
        }
    }

    @ParameterizedTest
    @CsvSource({"TCP,127.0.0.1", "TCP,::1", "UDP,127.0.0.1", "UDP,::1"})
    void refused(Protocol protocol, String address) throws Exception {
        int free;
        try (var tcp = new ServerSocket(0);
                var udp = new DatagramSocket()) {
            free = protocol == TCP ? tcp.getLocalPort() : udp.getLocalPort();
        }
        assertEquals(new Refused(), observe(address, free, protocol, 5000));
    }

    /** Clouds serve the credentials of their nodes there. */
    @ParameterizedTest
    @CsvSource({"TCP,169.254.169.254", "UDP,169.254.169.254", "TCP,fe80::1"})
    void agentsDialNoLinkLocalAddress(Protocol protocol, String address) throws Exception {
        assertEquals(
                new NotObserved("agents do not dial link-local addresses"),
                observe(address, 80, protocol, 1000));
    }

    @Test
    void timedOutConnecting() throws Exception {
        try (var full = new ServerSocket(0, 1, InetAddress.ofLiteral(Given.V4))) {
            // Nobody accepts: once the queue is full, the kernel drops every SYN.
            List<Socket> queue = new ArrayList<>();
            try {
                while (queue.size() < 10) {
                    var socket = new Socket();
                    queue.add(socket);
                    socket.connect(full.getLocalSocketAddress(), 200);
                }
            } catch (SocketTimeoutException e) {
                // Full.
            }
            long start = System.nanoTime();
            assertEquals(
                    new TimedOut(Phase.CONNECT), observe(Given.V4, full.getLocalPort(), TCP, 300));
            long millis = (System.nanoTime() - start) / 1_000_000;
            assertTrue(millis >= 300 && millis < 2000, millis + " ms");
            for (Socket socket : queue) {
                socket.close();
            }
        }
    }

    @Test
    void timedOutReadingTcp() throws Exception {
        // In the queue of a socket that nobody accepts from: connected, and silence.
        try (ServerSocket silent = Given.listen()) {
            assertEquals(
                    new TimedOut(Phase.READ), observe(Given.V4, silent.getLocalPort(), TCP, 1000));
        }
    }

    @Test
    void timedOutReadingUdp() throws Exception {
        try (var silent = new DatagramSocket(Given.loopback(0))) {
            Attempt attempt =
                    Given.series(
                                    Probe.once(
                                            Given.target(Given.V4, silent.getLocalPort(), UDP),
                                            200))
                            .attempts()
                            .getFirst();
            assertEquals(new TimedOut(Phase.READ), attempt.observation());
            assertTrue(
                    attempt.tookMicros() >= 200_000 && attempt.tookMicros() < 1_500_000,
                    attempt.tookMicros() + " us");
        }
    }

    @Test
    void resetByAnEndOfTheStream() throws Exception {
        try (ServerSocket server = Given.tcp(Socket::close)) {
            assertEquals(new Reset(), observe(Given.V4, server.getLocalPort(), TCP, 5000));
        }
    }

    @Test
    void resetByAReset() throws Exception {
        try (ServerSocket server =
                Given.tcp(socket -> {
                    socket.setSoLinger(true, 0);
                    socket.close();
                })) {
            assertEquals(new Reset(), observe(Given.V4, server.getLocalPort(), TCP, 5000));
        }
    }

    @Test
    void unreachable() throws Exception {
        // No connection can be made to a broadcast address; the kernel says so and sends nothing.
        Observation observation = observe("255.255.255.255", 9, TCP, 1000);
        assertInstanceOf(Unreachable.class, observation, observation.describe());
    }

    @Test
    void whatTheSystemSaysOfErrorsThatLoopbackDoesNotHave() {
        assertInstanceOf(Unreachable.class, connecting(new NoRouteToHostException("No route")));
        assertInstanceOf(
                Unreachable.class, connecting(new SocketException("Network is unreachable")));
        assertInstanceOf(
                Unreachable.class, connecting(new SocketException("Operation not permitted")));
        assertInstanceOf(Unreachable.class, connecting(new BindException("Permission denied")));
        assertInstanceOf(TimedOut.class, connecting(new ConnectException("Connection timed out")));
        assertInstanceOf(
                NotObserved.class,
                connecting(new BindException("Cannot assign requested address")));
        assertInstanceOf(
                NotObserved.class, connecting(new SocketException("No buffer space available")));
        assertInstanceOf(
                NotObserved.class,
                Failed.opening(new SocketException("Too many open files")).observation());
        assertInstanceOf(
                Unreachable.class,
                Failed.talking(new NoRouteToHostException("No route to host")).observation());
        assertInstanceOf(
                Reset.class, Failed.talking(new SocketException("Broken pipe")).observation());
    }

    private static Observation connecting(IOException e) {
        return Failed.connecting(e).observation();
    }

    @ParameterizedTest
    @EnumSource
    void aPinnedPortThatIsTakenProvesNothing(Protocol protocol) throws Exception {
        try (Agent agent = Given.agent();
                ServerSocket takenTcp = new ServerSocket(0);
                DatagramSocket takenUdp = new DatagramSocket()) {
            int taken = protocol == TCP ? takenTcp.getLocalPort() : takenUdp.getLocalPort();
            Observation observation =
                    observe(Probe.once(Given.target(agent, protocol), 1000).fromPort(taken));
            assertInstanceOf(NotObserved.class, observation, observation.describe());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPinnedPortIsUsedAgainAtOnce(Protocol protocol) throws Exception {
        try (Agent agent = Given.agent()) {
            int free;
            try (var any = new ServerSocket(0)) {
                free = any.getLocalPort();
            }
            Probe probe =
                    Probe.once(Given.target(agent, protocol), 2000)
                            .fromPort(free)
                            .repeated(Probe.Repeat.times(50, 0));
            Series series = Given.series(probe);
            assertEquals(50, series.attempts().size());
            for (Attempt attempt : series.attempts()) {
                assertEquals(free, identity(attempt.observation()).clientPort());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void elseEachAttemptHasAPortOfItsOwn(Protocol protocol) throws Exception {
        try (Agent agent = Given.agent()) {
            Probe probe =
                    Probe.once(Given.target(agent, protocol), 2000)
                            .repeated(Probe.Repeat.times(50, 0));
            Set<Integer> ports = new HashSet<>();
            for (Attempt attempt : Given.series(probe).attempts()) {
                ports.add(identity(attempt.observation()).clientPort());
            }
            // Of 28,000 ports at random the same one may come twice, not often.
            assertTrue(ports.size() >= 45, ports.toString());
        }
    }

    @Test
    void someoneUnknownOverTcp() throws Exception {
        try (ServerSocket server =
                Given.tcp(socket -> {
                    socket.getOutputStream()
                            .write("SSH-2.0-x\r\n".getBytes(StandardCharsets.US_ASCII));
                    socket.getInputStream().read();
                })) {
            assertEquals(
                    "SSH-2.0-x.", unknown(observe(Given.V4, server.getLocalPort(), TCP, 5000)));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "svc1 a/b/c 80 127.0.0.1 5",
                "svc1 a/b/c 80 localhost 5 0",
                "svc1 a/b/c 0 127.0.0.1 5 0",
                "svc1 a/b/c 80 127.0.0.1 65536 0",
                "svc1 a/b/c eighty 127.0.0.1 5 0",
                "svc1 a/b/c 80 127.0.0.1 5 late",
                "svc1  80 127.0.0.1 5 0",
                "svc2 a/b/c 80 127.0.0.1 5 0"
            })
    void aLineThatNoAgentSays(String line) throws Exception {
        try (ServerSocket server =
                Given.tcp(socket -> {
                    socket.getOutputStream()
                            .write((line + "\n").getBytes(StandardCharsets.US_ASCII));
                    socket.getInputStream().read();
                })) {
            String said = unknown(observe(Given.V4, server.getLocalPort(), TCP, 5000));
            assertTrue(said.startsWith(line), said);
        }
    }

    @Test
    void aLineWithoutEndIsNotReadForEver() throws Exception {
        try (ServerSocket server =
                Given.tcp(socket -> {
                    byte[] much = "svc1 aaaaaaaa".repeat(100).getBytes(StandardCharsets.US_ASCII);
                    while (true) {
                        socket.getOutputStream().write(much);
                    }
                })) {
            assertEquals(64, unknown(observe(Given.V4, server.getLocalPort(), TCP, 5000)).length());
        }
    }

    @Test
    void someoneUnknownOverUdp() throws Exception {
        try (var server = Given.udp(d -> d.reply("what?\n".getBytes(StandardCharsets.US_ASCII)))) {
            assertEquals("what?.", unknown(observe(Given.V4, Given.port(server), UDP, 5000)));
        }
    }

    @Test
    void aLateReplyToAnotherAttemptIsIgnored() throws Exception {
        try (var server =
                Given.udp(d -> {
                    byte[] late = Given.agentReply("late", 1, d);
                    late[5]++;
                    d.reply(late);
                    d.reply(Given.agentReply("right", 2, d));
                })) {
            assertEquals(
                    "right", identity(observe(Given.V4, Given.port(server), UDP, 5000)).agent());
        }
    }

    @Test
    void aLostDatagramIsSentAgainFromTheSameSocketAndCounted() throws Exception {
        var asked = new AtomicInteger();
        Set<Object> from = new HashSet<>();
        try (var server =
                Given.udp(d -> {
                    from.add(d.from());
                    if (asked.incrementAndGet() == 3) {
                        d.reply(Given.agentReply("third", 1, d));
                    }
                })) {
            Reply.Identity identity = identity(observe(Given.V4, Given.port(server), UDP, 1400));
            assertEquals(3, identity.sends());
            assertEquals(1, from.size());
        }
    }

    @Test
    void anIPv6AddressIsNotAnIPv4One() throws Exception {
        try (Agent agent = Given.agent()) {
            int port = agent.ports().getFirst();
            assertNotEquals(
                    identity(observe(Given.V4, port, TCP, 5000)).client(),
                    identity(observe(Given.V6, port, TCP, 5000)).client());
        }
    }
}
