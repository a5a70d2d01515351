package io.github.k8sbykeshed.validator.benchmark;

import io.github.k8sbykeshed.validator.agent.Agent;
import io.github.k8sbykeshed.validator.probe.Address;
import io.github.k8sbykeshed.validator.probe.Observation;
import io.github.k8sbykeshed.validator.probe.Probe;
import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.probe.Series;
import io.github.k8sbykeshed.validator.probe.Target;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/**
 * Probes a second of one agent, beside what this machine's loopback allows to a plain blocking
 * client: the same server, the same number of connections, nothing but connecting, reading the
 * greeting and closing with a reset.
 */
final class ProbingBenchmark {

    private static final int PROBES = 10_000;
    private static final int ROUNDS = 5;
    private static final int IN_FLIGHT = 64;

    private ProbingBenchmark() {}

    public static void main(String[] args) throws Exception {
        var config = Agent.Config.serving("node/benchmark/server", "token", List.of(0), 0);
        try (Agent server = Agent.start(config)) {
            int port = server.ports().getFirst();
            System.out.printf(
                    "%-10s %16s %16s %16s %8s%n",
                    "", "agent, 64", "plain, 64", "plain, 1", "ratio");
            for (Protocol protocol : Protocol.values()) {
                var target =
                        Target.agent(
                                Target.Reach.DIRECT,
                                "server",
                                new Address("127.0.0.1"),
                                port,
                                protocol);
                double agent = median(() -> agent(target));
                double plain = median(() -> plain(target, IN_FLIGHT));
                double single = median(() -> plain(target, 1));
                System.out.printf(
                        "%-10s %14.0f/s %14.0f/s %14.0f/s %8.2f%n",
                        protocol, agent, plain, single, agent / plain);
            }
        }
    }

    /** The median of some rounds after one that warms up, a second. */
    private static double median(Callable<Double> round) throws Exception {
        round.call();
        double[] rates = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            rates[i] = round.call();
        }
        Arrays.sort(rates);
        return rates[ROUNDS / 2];
    }

    private static double agent(Target target) throws InterruptedException {
        List<Probe> probes = Collections.nCopies(PROBES, Probe.once(target, 5_000));
        long begin = System.nanoTime();
        for (Series series : Agent.probe(probes, IN_FLIGHT)) {
            if (!(series.attempts().getFirst().observation() instanceof Observation.Answered)) {
                throw new IllegalStateException("a probe was not answered: " + series);
            }
        }
        return PROBES * 1e9 / (System.nanoTime() - begin);
    }

    private static double plain(Target target, int threads) throws Exception {
        var address = new InetSocketAddress("127.0.0.1", target.port());
        byte[] request = request();
        Callable<Void> client =
                () -> {
                    for (int i = 0; i < PROBES / threads; i++) {
                        if (target.protocol() == Protocol.TCP) {
                            tcp(address);
                        } else {
                            udp(address, request);
                        }
                    }
                    return null;
                };
        long begin = System.nanoTime();
        try (var pool = Executors.newFixedThreadPool(threads)) {
            for (var done : pool.invokeAll(Collections.nCopies(threads, client))) {
                done.get();
            }
        }
        return (PROBES / threads * threads) * 1e9 / (System.nanoTime() - begin);
    }

    /** What an agent's UDP server answers to: four bytes that say so, and a nonce of eight. */
    private static byte[] request() {
        return ByteBuffer.allocate(1024).putInt(0x53564355).putLong(42).array();
    }

    private static void tcp(InetSocketAddress address) throws IOException {
        try (var socket = new Socket()) {
            socket.setSoLinger(true, 0);
            socket.connect(address, 5_000);
            if (socket.getInputStream().read() < 0) {
                throw new IOException("no greeting");
            }
        }
    }

    private static void udp(InetSocketAddress address, byte[] request) throws IOException {
        try (var socket = new DatagramSocket()) {
            socket.connect(address);
            socket.setSoTimeout(5_000);
            socket.send(new DatagramPacket(request, request.length));
            socket.receive(new DatagramPacket(new byte[2048], 2048));
        }
    }
}
