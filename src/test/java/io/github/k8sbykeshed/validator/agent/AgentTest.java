package io.github.k8sbykeshed.validator.agent;

import static io.github.k8sbykeshed.validator.agent.Given.identity;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.k8sbykeshed.validator.agent.Agent.Config;
import io.github.k8sbykeshed.validator.probe.Address;
import io.github.k8sbykeshed.validator.probe.Probe;
import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.probe.Token;
import java.io.IOException;
import java.io.PrintStream;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AgentTest {

    private static Config config(List<Integer> ports, int count, List<Integer> control) {
        return new Config(Given.ID, Token.hash(Driver.TOKEN), ports, count, control, false, false);
    }

    @Test
    void severalPortsAreServedAlike() throws Exception {
        try (Agent agent = Agent.start(config(List.of(0, 0, 0), 3, List.of(0)))) {
            assertEquals(3, agent.ports().stream().distinct().count());
            for (int port : agent.ports()) {
                for (Protocol protocol : Protocol.values()) {
                    assertEquals(
                            port, identity(Given.observe(Given.V4, port, protocol, 5000)).port());
                }
            }
        }
    }

    @Test
    void thePortsThatAreFreeForBothProtocolsAreTaken() throws Exception {
        try (var tcp = new ServerSocket(0);
                var udp = new DatagramSocket();
                // A server of which only one address is taken is in the way as well.
                var onLoopback = new DatagramSocket(Given.loopback(0));
                var control = new ServerSocket(0, 1, InetAddress.ofLiteral(Given.V4))) {
            List<Integer> candidates =
                    List.of(
                            tcp.getLocalPort(),
                            udp.getLocalPort(),
                            onLoopback.getLocalPort(),
                            0,
                            0);
            List<Integer> controls = List.of(control.getLocalPort(), 0);
            try (Agent agent = Agent.start(config(candidates, 1, controls))) {
                assertEquals(1, agent.ports().size());
                assertTrue(!candidates.contains(agent.ports().getFirst()));
                assertTrue(agent.controlPort() != control.getLocalPort());
                assertEquals(
                        Given.ID,
                        identity(Given.observe(Probe.once(Given.target(agent, Protocol.UDP), 5000)))
                                .agent());
            }
        }
    }

    @Test
    void anotherAgentsPortsAreNotShared() throws Exception {
        try (Agent agent = Given.agent()) {
            assertThrows(
                    BindException.class,
                    () -> Agent.start(config(agent.ports(), 1, List.of(0))).close());
            // What was bound before the failure is free again.
            int control = agent.controlPort();
            assertThrows(
                    BindException.class,
                    () -> Agent.start(config(List.of(0), 1, List.of(control))).close());
        }
    }

    @Test
    void tooFewFreePortsAreToldInASentence() throws Exception {
        try (var taken = new ServerSocket(0)) {
            int port = taken.getLocalPort();
            IOException e =
                    assertThrows(
                            IOException.class,
                            () -> Agent.start(config(List.of(port), 1, List.of(0))).close());
            assertEquals(
                    "Cannot serve on 1 of the ports ["
                            + port
                            + "] for both TCP and UDP: only 0 could be taken (the last one failed:"
                            + " Address already in use).",
                    e.getMessage());
        }
    }

    @Test
    void nonsenseIsToldInASentence() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new Config("a b", "t", List.of(), 0, List.of(1), false, false));
        assertThrows(
                IllegalArgumentException.class,
                () -> new Config("a", "", List.of(), 0, List.of(1), false, false));
        assertThrows(
                IllegalArgumentException.class,
                () -> new Config("a", "t", List.of(1), 2, List.of(1), false, false));
        assertThrows(
                IllegalArgumentException.class,
                () -> new Config("a", "t", List.of(65536), 1, List.of(1), false, false));
    }

    @Test
    void aDatagramIsAnsweredFromTheAddressThatWasAsked() throws Exception {
        InetAddress other = null;
        for (NetworkInterface nic : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            for (InetAddress address : Collections.list(nic.getInetAddresses())) {
                if (nic.isUp() && !nic.isLoopback() && address instanceof Inet4Address) {
                    other = address;
                }
            }
        }
        assumeTrue(other != null, "this machine has no address but loopback's");
        // From loopback to another address of this machine: the route back prefers loopback's.
        try (Agent agent = Given.agent();
                var socket = new DatagramSocket(Given.loopback(0))) {
            byte[] request = new byte[UdpServer.HEAD];
            ByteBuffer.wrap(request).putInt(UdpServer.REQUEST);
            socket.setSoTimeout(5000);
            socket.send(
                    new DatagramPacket(request, request.length, other, agent.ports().getFirst()));
            var reply = new DatagramPacket(new byte[2000], 2000);
            socket.receive(reply);
            assertEquals(other, reply.getAddress());
            assertEquals(UdpServer.HEAD, reply.getLength());
        }
    }

    @Test
    void datagramsThatAreNoRequestsAreIgnored() throws Exception {
        try (Agent agent = Given.agent();
                var socket = new DatagramSocket()) {
            byte[] request = new byte[UdpServer.HEAD];
            int port = agent.ports().getFirst();
            for (int magic : new int[] {UdpServer.REPLY, 0}) {
                ByteBuffer.wrap(request).putInt(magic).putLong(1);
                socket.send(new DatagramPacket(request, request.length, Given.loopback(port)));
            }
            ByteBuffer.wrap(request).putInt(UdpServer.REQUEST).putLong(2);
            // Too short: the reply would be longer than what was asked.
            socket.send(new DatagramPacket(request, request.length - 1, Given.loopback(port)));
            ByteBuffer.wrap(request).putLong(4, 3);
            socket.send(new DatagramPacket(request, request.length, Given.loopback(port)));
            socket.setSoTimeout(5000);
            var reply = new DatagramPacket(new byte[2000], 2000);
            socket.receive(reply);
            assertEquals(3, ByteBuffer.wrap(reply.getData()).getLong(4));
        }
    }

    @Test
    void itIsOverStandardInputAndOutputOnly() throws Exception {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-Xmx48m",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Stdio.class.getName())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try (var driver =
                new Driver(process.getInputStream(), process.getOutputStream(), process::destroy)) {
            assertEquals(Given.ID, driver.hello("whatever").identity());
            assertEquals(List.of(), driver.run(List.of()).keySet().stream().toList());
            try (Agent agent = Given.agent()) {
                var results =
                        driver.run(
                                List.of(
                                        Probe.once(Given.target(agent, Protocol.TCP), 5000),
                                        Probe.once(Given.target(agent, Protocol.UDP), 5000)));
                var first = identity(results.get(0).attempts().getFirst().observation());
                assertEquals(new Address(Given.V4), first.client());
            }
            process.getOutputStream().close();
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "outlived its input");
            assertEquals(0, process.exitValue());
        }
    }

    /** An agent in a process of its own, which prints where it must not. */
    static final class Stdio {
        @SuppressWarnings("ReferenceEquality") // Whether it is that very stream.
        public static void main(String[] args) throws Exception {
            PrintStream before = System.out;
            Thread noise =
                    new Thread(() -> {
                        while (System.out == before) {
                            Thread.onSpinWait();
                        }
                        while (true) {
                            System.out.println("noise");
                        }
                    });
            noise.setDaemon(true);
            noise.start();
            Agent.run(new Config(Given.ID, "", List.of(), 0, List.of(), true, false), false);
        }
    }

    @Test
    void closingFreesItsPorts() throws Exception {
        Agent agent = Given.agent();
        int port = agent.ports().getFirst();
        new Socket(InetAddress.ofLiteral(Given.V4), port).close();
        agent.close();
        Given.await(
                "was the port free again",
                () -> {
                    try {
                        Agent.start(config(List.of(port), 1, List.of(0))).close();
                        return true;
                    } catch (IOException e) {
                        return false;
                    }
                });
    }
}
