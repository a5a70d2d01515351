package io.github.k8sbykeshed.validator.agent;

import static io.github.k8sbykeshed.validator.agent.Given.identity;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.k8sbykeshed.validator.probe.AgentInfo;
import io.github.k8sbykeshed.validator.probe.Message;
import io.github.k8sbykeshed.validator.probe.Observation.NotObserved;
import io.github.k8sbykeshed.validator.probe.Probe;
import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.probe.Series;
import io.github.k8sbykeshed.validator.probe.Wire;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ControlTest {

    private Agent agent;

    @BeforeEach
    void start() throws IOException {
        agent = Given.agent();
    }

    @AfterEach
    void stop() {
        agent.close();
    }

    private Probe tcp() {
        return Probe.once(Given.target(agent, Protocol.TCP), 5000);
    }

    private static Probe until(Probe probe, int inARow) {
        return probe.repeated(
                Probe.Repeat.until(Probe.Goal.rejected(), inARow, 5, /* budgetMillis= */ 60_000));
    }

    @Test
    void anAgentSaysWhatItIs() throws Exception {
        try (Driver driver = Driver.silent(agent)) {
            AgentInfo info = driver.hello(Driver.TOKEN);
            assertEquals(Given.ID, info.identity());
            assertEquals(agent.ports(), info.ports());
            assertTrue(info.instance().length() > 8, info.instance());
        }
        try (Agent other = Given.agent();
                Driver driver = Driver.silent(agent);
                Driver ofOther = Driver.silent(other)) {
            assertTrue(
                    !driver.hello(Driver.TOKEN)
                            .instance()
                            .equals(ofOther.hello(Driver.TOKEN).instance()));
        }
    }

    @Test
    void aBatchIsRunAndReported() throws Exception {
        try (Driver driver = Driver.to(agent)) {
            driver.say(new Message.Run(5, 0, 2, List.of(tcp(), tcp(), tcp())));
            assertInstanceOf(Message.Started.class, driver.hear());
            for (int i = 0; i < 3; i++) {
                var result = (Message.Result) driver.hear();
                assertEquals(5, result.batch());
                assertEquals(
                        Given.ID,
                        identity(result.series().attempts().getFirst().observation()).agent());
            }
            assertEquals(new Message.Finished(5, 3), driver.hear());
        }
    }

    @Test
    void aBatchOfNothingIsFinishedAtOnce() throws Exception {
        try (Driver driver = Driver.to(agent)) {
            assertEquals(Map.of(), driver.run(List.of()));
        }
    }

    @Test
    void itListensOnLoopbackOnly() throws Exception {
        try (Driver v6 = onLoopbackV6()) {
            assertEquals(Given.ID, v6.hello(Driver.TOKEN).identity());
        }
        // Another address of the same machine, on which the served port does listen.
        InetAddress other = InetAddress.ofLiteral("127.0.0.2");
        new Socket(other, agent.ports().getFirst()).close();
        assertThrows(IOException.class, () -> new Socket(other, agent.controlPort()).close());
    }

    private Driver onLoopbackV6() throws IOException {
        var socket = new Socket(InetAddress.ofLiteral(Given.V6), agent.controlPort());
        return new Driver(socket.getInputStream(), socket.getOutputStream(), socket);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "the run's toke", "the run's token ", "\u0000"})
    void aWrongTokenIsRefused(String token) throws Exception {
        try (Driver driver = Driver.silent(agent)) {
            driver.say(new Message.Hello(Message.VERSION, token));
            assertEquals(new Message.Rejected("The token is wrong."), driver.hearAny());
            assertThrows(IOException.class, driver::hearAny);
        }
    }

    @Test
    void anotherVersionIsRefused() throws Exception {
        try (Driver driver = Driver.silent(agent)) {
            driver.say(new Message.Hello(Message.VERSION + 1, Driver.TOKEN));
            assertInstanceOf(Message.Rejected.class, driver.hearAny());
        }
    }

    @Test
    void nothingIsDoneBeforeHello() throws Exception {
        try (Driver driver = Driver.silent(agent)) {
            driver.say(new Message.Forget(1));
            assertEquals(new Message.Rejected("Say hello first."), driver.hearAny());
            assertThrows(IOException.class, driver::hearAny);
        }
    }

    @Test
    void aLongHelloIsNotRead() throws Exception {
        try (Driver driver = Driver.silent(agent)) {
            driver.say(new Message.Hello(Message.VERSION, "x".repeat(Wire.MAX_HELLO)));
            // Rejected, or reset with the rejection still on its way.
            try {
                assertInstanceOf(Message.Rejected.class, driver.hearAny());
            } catch (IOException e) {
                assertTrue(!(e instanceof SocketTimeoutException), e.toString());
            }
        }
    }

    @Test
    void whoSaysNothingIsHungUpOn() throws Exception {
        try (Driver driver = Driver.silent(agent)) {
            long start = System.nanoTime();
            assertThrows(
                    IOException.class,
                    () -> {
                        Message message = driver.hearAny();
                        throw new AssertionError(message);
                    });
            long millis = (System.nanoTime() - start) / 1_000_000;
            assertTrue(millis > 4000 && millis < 15_000, millis + " ms");
        }
    }

    @Test
    void nonsenseAfterHelloIsRejected() throws Exception {
        try (Driver driver = Driver.to(agent)) {
            driver.say(new Message.Alive());
            assertInstanceOf(Message.Rejected.class, driver.hear());
            assertThrows(IOException.class, driver::hear);
        }
    }

    @Test
    void whoAsksForTooMuchAtOnceIsTold() throws Exception {
        try (Driver driver = Driver.to(agent)) {
            driver.out.write(new byte[] {0x7f, 0, 0, 0, 3});
            driver.out.flush();
            var rejected = assertInstanceOf(Message.Rejected.class, driver.hear());
            assertTrue(rejected.why().contains("2130706432 bytes"), rejected.why());
        }
    }

    @Test
    void itSaysThatItIsAlive() throws Exception {
        try (Driver driver = Driver.to(agent);
                Driver other = Driver.to(agent)) {
            long start = System.nanoTime();
            for (int i = 0; i < 2; i++) {
                assertInstanceOf(Message.Alive.class, driver.hearAny());
                assertInstanceOf(Message.Alive.class, other.hearAny());
            }
            long millis = (System.nanoTime() - start) / 1_000_000;
            assertTrue(millis > 1500 && millis < 10_000, millis + " ms");
        }
    }

    /** Counts who comes; after some it takes its time. */
    private static ServerSocket counting(AtomicInteger count, int slowAfter) throws IOException {
        return Given.tcp(socket -> {
            if (count.incrementAndGet() > slowAfter) {
                Thread.sleep(20);
            }
            socket.getOutputStream().write(Greeting.line("a", 1, Given.loopback(1), 0));
        });
    }

    @Test
    void afterABreakTheBatchGoesOnAndNoProbeIsMadeTwice() throws Exception {
        int probes = 60;
        var count = new AtomicInteger();
        long batch = Driver.newBatch();
        try (ServerSocket server = counting(count, 10)) {
            Probe probe =
                    Probe.once(Given.target(Given.V4, server.getLocalPort(), Protocol.TCP), 5000);
            List<Probe> all = Collections.nCopies(probes, probe);
            int got = 0;
            int[] seen = new int[probes];
            try (Driver driver = Driver.to(agent)) {
                driver.say(new Message.Run(batch, 0, 1, all));
                assertInstanceOf(Message.Started.class, driver.hear());
                while (got < 20) {
                    seen[((Message.Result) driver.hear()).probe()]++;
                    got++;
                }
            }
            int whenBroken = count.get();
            assertTrue(whenBroken < probes, whenBroken + " were made already");
            Given.await("went on without a driver", () -> count.get() > whenBroken + 5);
            try (Driver driver = Driver.to(agent)) {
                driver.say(new Message.Run(batch, got, 1, all));
                var started = (Message.Started) driver.hear();
                assertTrue(started.ageMicros() > 100_000, started.toString());
                for (int probe2 : driver.results(batch).keySet()) {
                    seen[probe2]++;
                }
            }
            for (int i = 0; i < probes; i++) {
                assertEquals(1, seen[i], "reports of probe " + i);
            }
            assertEquals(probes, count.get());
        }
    }

    @Test
    void aFinishedBatchIsReportedAgainUntilItIsForgotten() throws Exception {
        var count = new AtomicInteger();
        long batch = Driver.newBatch();
        try (ServerSocket server = counting(count, Integer.MAX_VALUE);
                Driver driver = Driver.to(agent)) {
            Probe probe =
                    Probe.once(Given.target(Given.V4, server.getLocalPort(), Protocol.TCP), 5000);
            var run = new Message.Run(batch, 0, 1, List.of(probe, probe));
            driver.say(run);
            Map<Integer, Series> first = driver.results(batch);
            driver.say(run);
            assertEquals(first, driver.results(batch));
            driver.say(new Message.Run(batch, 1, 1, List.of()));
            assertEquals(1, driver.results(batch).size());
            assertEquals(2, count.get());
            driver.say(new Message.Forget(batch));
            // Never run a second time, since that could make a probe twice.
            driver.say(run);
            assertInstanceOf(Message.Rejected.class, driver.hear());
            assertEquals(2, count.get());
        }
    }

    @Test
    void resultsOfABatchThatIsNotThereAreNotMadeUp() throws Exception {
        try (Driver driver = Driver.to(agent)) {
            driver.say(new Message.Run(Driver.newBatch(), 3, 1, Collections.nCopies(9, tcp())));
            assertInstanceOf(Message.Rejected.class, driver.hear());
        }
    }

    @Test
    void theNewestConnectionGetsTheReports() throws Exception {
        long batch = Driver.newBatch();
        try (Driver first = Driver.to(agent);
                Driver second = Driver.to(agent)) {
            first.say(new Message.Run(batch, 0, 1, List.of(until(tcp(), 1))));
            assertInstanceOf(Message.Started.class, first.hear());
            second.say(new Message.Run(batch, 0, 1, List.of()));
            assertInstanceOf(Message.Started.class, second.hear());
            second.say(new Message.Stop(batch));
            assertEquals(1, second.results(batch).size());
            // The first hears that the agent is alive, and nothing else.
            for (int i = 0; i < 2; i++) {
                assertInstanceOf(Message.Alive.class, first.hearAny());
            }
        }
    }

    @Test
    void stopEndsWhatRunsAndWhatHasNotBegun() throws Exception {
        long batch = Driver.newBatch();
        var count = new AtomicInteger();
        try (ServerSocket silent = Given.listen();
                ServerSocket server = counting(count, Integer.MAX_VALUE);
                Driver driver = Driver.to(agent)) {
            Probe hanging =
                    Probe.once(Given.target(Given.V4, silent.getLocalPort(), Protocol.TCP), 30_000);
            Probe repeated =
                    until(
                            Probe.once(
                                    Given.target(Given.V4, server.getLocalPort(), Protocol.TCP),
                                    5000),
                            1);
            driver.say(
                    new Message.Run(
                            batch, 0, 3, List.of(tcp(), hanging, repeated, hanging, tcp())));
            assertInstanceOf(Message.Started.class, driver.hear());
            assertEquals(0, ((Message.Result) driver.hear()).probe());
            Given.await("was the repeated one answered twice", () -> count.get() > 2);
            long start = System.nanoTime();
            driver.say(new Message.Stop(batch));
            Map<Integer, Series> rest = driver.results(batch);
            long millis = (System.nanoTime() - start) / 1_000_000;
            // The one that hangs would do so for thirty seconds.
            assertTrue(millis < 15_000, millis + " ms");
            assertEquals(List.of(1, 2, 3, 4), List.copyOf(rest.keySet()));
            for (int stopped : new int[] {1, 3, 4}) {
                assertEquals(Series.notObserved("stopped"), rest.get(stopped));
            }
            Series series = rest.get(2);
            assertTrue(!series.reached() && series.made() > 1, series.toString());
            assertEquals("a", identity(series.attempts().getLast().observation()).agent());
        }
    }

    @Test
    void aSlowReaderHoldsUpNobody() throws Exception {
        long batch = Driver.newBatch();
        // Kept attempts make results large: far more than the socket's buffers take.
        int probes = 200;
        int attempts = 150;
        try (Driver slow = Driver.withSmallBuffer(agent);
                Driver quick = Driver.to(agent)) {
            Probe probe =
                    Probe.once(Given.target(agent, Protocol.UDP), 5000)
                            .repeated(Probe.Repeat.times(attempts, 0));
            slow.say(new Message.Run(batch, 0, 16, Collections.nCopies(probes, probe)));
            for (int i = 0; i < 20; i++) {
                assertEquals(1, quick.run(List.of(tcp())).size());
            }
            // Another connection sees that the batch came to its end while nobody read.
            quick.say(new Message.Run(batch, probes, 1, List.of()));
            assertInstanceOf(Message.Started.class, quick.hear());
            assertEquals(new Message.Finished(batch, probes), quick.hear());
            // And the slow one still gets all of it, when it asks.
            slow.say(new Message.Run(batch, 0, 1, List.of()));
            int results = 0;
            for (Message heard = slow.hear();
                    !(heard instanceof Message.Finished);
                    heard = slow.hear()) {
                results += heard instanceof Message.Result ? 1 : 0;
            }
            assertTrue(results >= probes, results + " results");
        }
    }

    @Test
    void lostDriversDoNotFillTheMemory() throws Exception {
        try (Driver driver = Driver.to(agent)) {
            for (int i = 0; i < Batches.MAX_KEPT + 50; i++) {
                long batch = Driver.newBatch();
                driver.say(new Message.Run(batch, 0, 1, List.of(tcp())));
                assertEquals(1, driver.results(batch).size());
            }
            assertTrue(agent.batchesKept() <= Batches.MAX_KEPT, agent.batchesKept() + " kept");
            assertTrue(agent.batchesKept() > Batches.MAX_KEPT / 2);
        }
    }

    @Test
    void overStandardInputAndOutput() throws Exception {
        var toAgent = new PipedOutputStream();
        var fromAgent = new PipedInputStream(1 << 16);
        var in = new PipedInputStream(toAgent, 1 << 16);
        var out = new PipedOutputStream(fromAgent);
        Thread serving = Thread.ofPlatform().start(() -> agent.converse(in, out));
        try (var driver = new Driver(fromAgent, toAgent, toAgent)) {
            assertEquals(Given.ID, driver.hello("any token").identity());
            assertEquals(2, driver.run(List.of(tcp(), tcp())).size());
        }
        serving.join(5000);
        assertTrue(!serving.isAlive(), "still there after the end of its input");
    }

    @Test
    void notObservedIsWhatAFailingProbeGives() throws Exception {
        try (Driver driver = Driver.to(agent);
                var taken = new ServerSocket(0)) {
            Map<Integer, Series> results =
                    driver.run(List.of(tcp().fromPort(taken.getLocalPort()), tcp()));
            assertInstanceOf(NotObserved.class, results.get(0).attempts().getFirst().observation());
            assertEquals(
                    Given.ID, identity(results.get(1).attempts().getFirst().observation()).agent());
        }
    }
}
