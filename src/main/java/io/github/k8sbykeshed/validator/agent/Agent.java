package io.github.k8sbykeshed.validator.agent;

import io.github.k8sbykeshed.validator.probe.AgentInfo;
import io.github.k8sbykeshed.validator.probe.Probe;
import io.github.k8sbykeshed.validator.probe.Series;
import io.github.k8sbykeshed.validator.probe.Token;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A running agent: it answers on its ports and probes for whoever controls it. */
public final class Agent implements AutoCloseable {

    /**
     * How an agent runs.
     *
     * @param identity what it answers with: printable ASCII without blanks, at most {@value
     *     Greeting#MAX_IDENTITY} characters
     * @param tokenHash the {@link Token#hash} of what a driver has to say; with {@code stdio} any
     *     token will do
     * @param servePortCandidates the ports it may serve on; 0 stands for any free one
     * @param servePortCount how many of them it serves, each on TCP and UDP and all addresses: the
     *     first that are free
     * @param controlPortCandidates the ports of which the first free one, on loopback, takes
     *     drivers; 0 stands for any free one
     * @param stdio whether the one driver is at standard input and output instead
     * @param strays whether it sends segments far out of the window on the TCP connections that it
     *     serves, for which it needs the capability NET_RAW
     */
    public record Config(
            String identity,
            String tokenHash,
            List<Integer> servePortCandidates,
            int servePortCount,
            List<Integer> controlPortCandidates,
            boolean stdio,
            boolean strays) {

        /**
         * @throws IllegalArgumentException with a sentence for a person if an argument is out of
         *     its range
         */
        public Config {
            servePortCandidates = List.copyOf(servePortCandidates);
            controlPortCandidates = List.copyOf(controlPortCandidates);
            if (!Greeting.isIdentity(identity)) {
                throw new IllegalArgumentException(
                        "An identity is 1 to "
                                + Greeting.MAX_IDENTITY
                                + " printable ASCII characters without blanks.");
            }
            if (!stdio && tokenHash.isEmpty()) {
                throw new IllegalArgumentException("The hash of the token must not be empty.");
            }
            if (servePortCount < 0 || servePortCount > servePortCandidates.size()) {
                throw new IllegalArgumentException(
                        "Cannot serve "
                                + servePortCount
                                + " of "
                                + servePortCandidates.size()
                                + " ports.");
            }
            if (!stdio && controlPortCandidates.isEmpty()) {
                throw new IllegalArgumentException("There is no port to be controlled on.");
            }
            requirePorts(servePortCandidates);
            requirePorts(controlPortCandidates);
        }

        /** Serves on exactly these ports. */
        public static Config serving(
                String identity, String token, List<Integer> ports, int controlPort) {
            return new Config(
                    identity,
                    Token.hash(token),
                    ports,
                    ports.size(),
                    List.of(controlPort),
                    false,
                    false);
        }

        private static void requirePorts(List<Integer> ports) {
            for (int port : ports) {
                if (port < 0 || port > 65535) {
                    throw new IllegalArgumentException("Port " + port + " is not in 0..65535.");
                }
            }
        }
    }

    /** Served TCP connections, of all ports together: more than any matrix has under way. */
    private static final int MAX_SERVED = 4096;

    private static final long SWEEP_MILLIS = 250;

    private static final Pulse PULSE = Pulse.started();

    /** How long a driver may be away until an agent that lingers takes it for gone. */
    private static final long TIME_TO_RETURN_MILLIS = 5_000;

    private final List<AutoCloseable> parts = new ArrayList<>();
    private final List<Integer> ports;
    private final Dialler dialler = new Dialler(PULSE);
    private final Batches batches = new Batches(dialler);
    private final Arrivals arrivals = new Arrivals(PULSE);
    private final AgentInfo info;
    private @Nullable ControlServer control;

    private Agent(Config config) throws IOException {
        if (config.strays()) {
            Strays.check();
        }
        List<Listening> listening =
                Listening.onFirstFree(config.servePortCandidates(), config.servePortCount());
        ports = new ArrayList<>(listening.size());
        for (Listening on : listening) {
            ports.add(on.port());
            parts.add(on);
        }
        ResolvConf dns = ResolvConf.read();
        info =
                new AgentInfo(
                        config.identity(),
                        // Only has to differ from the last start's, so no secure randomness is
                        // loaded.
                        Long.toHexString(System.currentTimeMillis())
                                .concat("-")
                                .concat(Long.toHexString(ThreadLocalRandom.current().nextLong())),
                        ports,
                        dns.search(),
                        dns.nameservers());
        parts.add(dialler);
        parts.add(batches::stopAll);
        try {
            var served = new Connections(MAX_SERVED);
            List<Connections> swept = new ArrayList<>(List.of(served));
            for (Listening on : listening) {
                new TcpServer(config.identity(), on.tcp(), served, arrivals, config.strays())
                        .start();
            }
            if (!listening.isEmpty()) {
                parts.add(UdpServer.start(config.identity(), arrivals, listening));
            }
            if (!config.stdio()) {
                control =
                        ControlServer.start(
                                config.controlPortCandidates(),
                                config.tokenHash(),
                                new ControlConnection.Asked(info, batches, arrivals));
                parts.add(control);
                swept.addAll(control.connections());
            }
            parts.add(served::closeAll);
            Thread sweeper = Thread.startVirtualThread(() -> sweep(swept));
            parts.add(sweeper::interrupt);
            if (!ports.isEmpty()) {
                WarmUp.start(ports.getFirst());
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Starts an agent and returns at once.
     *
     * @throws IOException with a sentence for a person, if too few of its ports are free, or it may
     *     not do what it is to do
     */
    public static Agent start(Config config) throws IOException {
        return new Agent(config);
    }

    /**
     * Runs an agent until the process ends or, with {@code stdio}, standard input does.
     *
     * @param lingers whether it goes on when the process is told to end, as long as there is a
     *     driver, like a server that serves its clients out
     * @throws IOException with a sentence for a person, if too few of its ports are free, or it may
     *     not do what it is to do
     * @throws InterruptedException if the calling thread is interrupted
     */
    public static void run(Config config, boolean lingers)
            throws IOException, InterruptedException {
        // Of its own, so that whatever prints to System.out cannot break the protocol.
        var out = new FileOutputStream(FileDescriptor.out);
        System.setOut(System.err);
        try (Agent agent = start(config)) {
            System.err.println(agent.describe());
            if (lingers) {
                Runtime.getRuntime().addShutdownHook(new Thread(agent::linger, "linger"));
            }
            if (config.stdio()) {
                agent.converse(new FileInputStream(FileDescriptor.in), out);
            } else {
                Thread.currentThread().join();
            }
        }
    }

    /**
     * Probes from this very process and returns when all is done, one series a probe.
     *
     * @param inFlight how many probes may be under way at once, at least 1
     * @throws InterruptedException if interrupted; what is under way is stopped
     */
    public static List<Series> probe(List<Probe> probes, int inFlight) throws InterruptedException {
        try (var dialler = new Dialler(PULSE)) {
            return Batch.runHere(dialler, probes, inFlight);
        }
    }

    /** The ports it serves. */
    public List<Integer> ports() {
        return List.copyOf(ports);
    }

    /** The loopback port it is controlled on, or -1 if that is standard input and output. */
    public int controlPort() {
        ControlServer server = control;
        return server == null ? -1 : server.port();
    }

    /** How many batches no driver has acknowledged. */
    int batchesKept() {
        return batches.size();
    }

    /** Speaks the control protocol on a pair of streams until the input ends. */
    void converse(InputStream in, OutputStream out) {
        new ControlConnection(
                        Link.ofStreams(in, out),
                        null,
                        new ControlConnection.Asked(info, batches, arrivals))
                .serve();
    }

    private String describe() {
        String controlled =
                control == null ? "standard input and output" : "loopback port " + controlPort();
        return "Agent " + info.identity() + " serves " + ports + ", controlled by " + controlled;
    }

    /** The process ends when this does; until then all else goes on. */
    void linger() {
        ControlServer server = control;
        long alone = 0;
        while (server != null && alone < TIME_TO_RETURN_MILLIS) {
            LockSupport.parkNanos(SWEEP_MILLIS * 1_000_000);
            alone = server.hasDriver() ? 0 : alone + SWEEP_MILLIS;
        }
    }

    @SuppressWarnings("BusyWait") // A sweep is cheap, and nothing tells when a peer falls silent.
    private static void sweep(List<Connections> all) {
        try {
            while (true) {
                Thread.sleep(SWEEP_MILLIS);
                for (Connections connections : all) {
                    connections.closeOverdue();
                }
            }
        } catch (InterruptedException e) {
            // The agent closes.
        }
    }

    @Override
    public void close() {
        for (AutoCloseable part : parts.reversed()) {
            try {
                part.close();
            } catch (Exception e) {
                // It is gone, which is what was wanted.
            }
        }
    }
}
