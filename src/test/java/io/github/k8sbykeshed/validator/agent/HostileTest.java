package io.github.k8sbykeshed.validator.agent;

import static io.github.k8sbykeshed.validator.agent.Given.identity;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.k8sbykeshed.validator.probe.Message;
import io.github.k8sbykeshed.validator.probe.Probe;
import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.probe.Series;
import io.github.k8sbykeshed.validator.probe.Wire;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Everything at once against an agent in a process of its own, with the heap that it has in a pod
 * and an end at the first OutOfMemoryError.
 */
class HostileTest {

    private static final int IDLE = 2000;
    private static final int BIG = 200;
    private static final long STORM_SECONDS = 6;

    private final AtomicInteger strikes = new AtomicInteger();
    private final List<Socket> idle = Collections.synchronizedList(new ArrayList<>());
    private final List<Socket> big = Collections.synchronizedList(new ArrayList<>());
    private Process process;
    private int served;
    private int control;
    private volatile boolean over;

    /** The agent's process. */
    static final class Main {
        public static void main(String[] args) throws Exception {
            Agent.run(Agent.Config.serving(Given.ID, Driver.TOKEN, List.of(0), 0), false);
        }
    }

    @BeforeEach
    void start() throws Exception {
        process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-Xmx48m",
                                "-XX:+ExitOnOutOfMemoryError",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Main.class.getName())
                        .start();
        BufferedReader said = process.errorReader();
        Matcher ports =
                Pattern.compile(".* serves \\[(\\d+)], controlled by loopback port (\\d+)")
                        .matcher(said.readLine());
        assertTrue(ports.matches());
        served = Integer.parseInt(ports.group(1));
        control = Integer.parseInt(ports.group(2));
        Thread.startVirtualThread(
                () -> said.lines().forEach(line -> System.err.println("the agent said: " + line)));
    }

    @AfterEach
    void stop() throws Exception {
        over = true;
        process.destroyForcibly().waitFor();
        for (List<Socket> held : List.of(idle, big)) {
            for (Socket socket : held) {
                socket.close();
            }
        }
    }

    @Test
    @Timeout(90)
    void neitherCrashesNorBlocksIt() throws Exception {
        List<Thread> attackers = new ArrayList<>();
        try (Driver driver = driver()) {
            work(driver);
            int threadsBefore = status("Threads");
            for (int port : new int[] {served, control}) {
                attackers.add(attack(() -> holdMany(port)));
                attackers.add(attack(() -> repeatedly(random -> garbage(port, random))));
                attackers.add(attack(() -> repeatedly(random -> trickle(port, random))));
            }
            attackers.add(attack(this::manyBigTransfers));
            attackers.add(attack(() -> repeatedly(this::badRequest)));
            attackers.add(attack(() -> repeatedly(this::oversizedFrame)));
            attackers.add(attack(() -> repeatedly(this::withoutToken)));
            attackers.add(attack(() -> repeatedly(this::badDatagrams)));

            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(STORM_SECONDS);
            long slowest = 0;
            while (System.nanoTime() - end < 0) {
                slowest = Math.max(slowest, work(driver));
                Thread.sleep(50);
            }
            // Each was answered within its 8 s, on processors that the attackers have as well.
            int inStorm = status("Threads");
            over = true;
            for (Thread attacker : attackers) {
                attacker.join();
            }
            assertTrue(strikes.get() > 1000, "only " + strikes + " strikes");

            // Those who are still connected are cut off after their time.
            List<Socket> left = new ArrayList<>(idle);
            Given.await(
                    "were the idle ones cut off",
                    () -> {
                        while (!left.isEmpty() && isCutOff(left.getLast())) {
                            left.removeLast();
                        }
                        return left.isEmpty();
                    });
            Given.await("was it quick again", () -> quick(driver));
            try (Driver another = driver()) {
                assertTrue(work(another) < 1000);
            }
            int threads = status("Threads");
            assertTrue(
                    Math.max(threads, inStorm) <= threadsBefore + 8,
                    threadsBefore + " threads, in the storm " + inStorm + ", then " + threads);
            int megabytes = status("VmHWM") / 1024;
            assertTrue(megabytes < 250, megabytes + " MB resident at most");
            System.out.println(
                    "HostileTest: "
                            + strikes
                            + " strikes, slowest batch "
                            + slowest
                            + " ms, threads "
                            + threadsBefore
                            + ", "
                            + inStorm
                            + ", "
                            + threads
                            + ", at most "
                            + megabytes
                            + " MB resident");
        }
        assertTrue(process.isAlive());
    }

    private Driver driver() throws IOException {
        var socket = new Socket(InetAddress.ofLiteral(Given.V4), control);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(10_000);
        var driver = new Driver(socket.getInputStream(), socket.getOutputStream(), socket);
        driver.hello(Driver.TOKEN);
        return driver;
    }

    /** Has the agent probe itself, and returns how many milliseconds that took. */
    private long work(Driver driver) throws IOException {
        List<Probe> probes = new ArrayList<>();
        for (String address : List.of(Given.V4, Given.V6)) {
            for (Protocol protocol : Protocol.values()) {
                probes.add(Probe.once(Given.target(address, served, protocol), 8000));
            }
        }
        long start = System.nanoTime();
        Map<Integer, Series> results = driver.run(probes);
        for (Series series : results.values()) {
            assertEquals(Given.ID, identity(series.attempts().getFirst().observation()).agent());
        }
        assertEquals(4, results.size());
        return (System.nanoTime() - start) / 1_000_000;
    }

    private boolean quick(Driver driver) {
        try {
            return work(driver) < 200;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private int status(String key) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
            if (line.startsWith(key + ":")) {
                return Integer.parseInt(line.replaceAll("\\D", ""));
            }
        }
        throw new AssertionError(key);
    }

    private static boolean isCutOff(Socket socket) {
        try {
            socket.setSoTimeout(1);
            // The greeting may be there to be read first.
            while (socket.getInputStream().read(new byte[4096]) >= 0) {}
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private interface Attack {
        void run() throws Exception;
    }

    private interface Strike {
        void with(Random random) throws Exception;
    }

    private static Thread attack(Attack attack) {
        return Thread.ofVirtual()
                .start(() -> {
                    try {
                        attack.run();
                    } catch (Exception e) {
                        // Being cut off is what it is for.
                    }
                });
    }

    private void repeatedly(Strike strike) {
        var random = new Random(7);
        while (!over) {
            try {
                strike.with(random);
            } catch (Exception e) {
                // Being cut off is what it is for.
            }
            strikes.incrementAndGet();
        }
    }

    private static Socket connect(int port) throws IOException {
        var socket = new Socket();
        socket.setSoLinger(true, 0);
        socket.setSoTimeout(2000);
        socket.connect(Given.loopback(port), 2000);
        return socket;
    }

    private void holdMany(int port) throws Exception {
        for (int i = 0; i < IDLE && !over; i++) {
            idle.add(connect(port));
            strikes.incrementAndGet();
        }
    }

    private static void garbage(int port, Random random) throws Exception {
        try (Socket socket = connect(port)) {
            byte[] bytes = new byte[random.nextInt(1, 20_000)];
            random.nextBytes(bytes);
            socket.getOutputStream().write(bytes);
            socket.getInputStream().read(bytes);
        }
    }

    private void trickle(int port, Random random) throws Exception {
        try (Socket socket = connect(port)) {
            for (int i = 0; i < 50 && !over; i++) {
                socket.getOutputStream().write(i < 3 ? 0 : random.nextInt());
                Thread.sleep(20);
            }
        }
    }

    /** As much as can be asked for, and nothing of it read. */
    private void manyBigTransfers() throws Exception {
        for (int i = 0; i < BIG && !over; i++) {
            Socket socket = connect(served);
            big.add(socket);
            OutputStream out = socket.getOutputStream();
            out.write(request(TcpServer.REQUEST, i % 2 == 0 ? 0 : 1 << 24, 1 << 24));
            if (i % 2 == 1) {
                byte[] some = new byte[4096];
                Payload.fill(some, 0, some.length, 0);
                out.write(some);
            }
            strikes.incrementAndGet();
        }
    }

    private static byte[] request(int magic, int there, int back) {
        return ByteBuffer.allocate(TcpServer.REQUEST_BYTES)
                .putInt(magic)
                .putInt(there)
                .putInt(back)
                .array();
    }

    private void badRequest(Random random) throws Exception {
        int[] sizes = {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, (1 << 24) + 1, 5};
        try (Socket socket = connect(served)) {
            socket.getOutputStream()
                    .write(
                            request(
                                    random.nextInt(4) == 0 ? 0 : TcpServer.REQUEST,
                                    sizes[random.nextInt(sizes.length)],
                                    sizes[random.nextInt(sizes.length)]));
            socket.getOutputStream().write(new byte[64]);
            while (socket.getInputStream().read(new byte[4096]) > 0) {
                // Until it hangs up.
            }
        }
    }

    private void oversizedFrame(Random random) throws Exception {
        int[] lengths = {
            Integer.MAX_VALUE, -1, 0, Wire.MAX_FRAME, Wire.MAX_HELLO + 1, Wire.MAX_HELLO
        };
        try (Socket socket = connect(control)) {
            socket.getOutputStream()
                    .write(
                            ByteBuffer.allocate(4 + 2048)
                                    .putInt(lengths[random.nextInt(lengths.length)])
                                    .array());
            socket.getInputStream().read(new byte[4096]);
        }
    }

    private void withoutToken(Random random) throws Exception {
        try (Socket socket = connect(control)) {
            OutputStream out = socket.getOutputStream();
            if (random.nextBoolean()) {
                Wire.write(out, new Message.Hello(Message.VERSION, "guess " + random.nextInt()));
            }
            Wire.write(out, new Message.Run(1, 0, 1, List.of()));
            Message answer = Wire.read(socket.getInputStream(), Wire.MAX_FRAME);
            if (!(answer instanceof Message.Rejected)) {
                throw new AssertionError("let in without the token: " + answer);
            }
        }
    }

    private void badDatagrams(Random random) throws Exception {
        try (var socket = new DatagramSocket()) {
            for (int i = 0; i < 50; i++) {
                byte[] bytes = new byte[random.nextInt(0, 60_000)];
                random.nextBytes(bytes);
                if (bytes.length > 12 && random.nextBoolean()) {
                    ByteBuffer.wrap(bytes).putInt(UdpServer.REQUEST);
                }
                socket.send(new DatagramPacket(bytes, bytes.length, Given.loopback(served)));
            }
            Thread.sleep(5);
        }
    }
}
