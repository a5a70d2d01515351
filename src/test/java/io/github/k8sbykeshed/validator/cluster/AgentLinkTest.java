package io.github.k8sbykeshed.validator.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.k8sbykeshed.validator.agent.Agent;
import io.github.k8sbykeshed.validator.probe.Address;
import io.github.k8sbykeshed.validator.probe.AgentInfo;
import io.github.k8sbykeshed.validator.probe.Attempt;
import io.github.k8sbykeshed.validator.probe.Message;
import io.github.k8sbykeshed.validator.probe.Observation;
import io.github.k8sbykeshed.validator.probe.Probe;
import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.probe.Series;
import io.github.k8sbykeshed.validator.probe.Sighting;
import io.github.k8sbykeshed.validator.probe.Sought;
import io.github.k8sbykeshed.validator.probe.Target;
import io.github.k8sbykeshed.validator.probe.Wire;
import io.github.k8sbykeshed.validator.scenario.Prober;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is said to an agent, and asked of it again when the connection breaks. */
@Timeout(60)
class AgentLinkTest {

    private static final String ID = "w1/t/agent-w1";
    private static final String TOKEN = "the run's token";
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration NOW = Duration.ofMillis(50);

    private LoopbackConnector connector;
    private AgentLink link;

    @BeforeEach
    void open() throws IOException {
        connector = new LoopbackConnector();
        link = new AgentLink(ID, TOKEN, connector);
    }

    @AfterEach
    void close() throws IOException {
        link.close();
        connector.server.close();
    }

    private static AgentInfo info(String instance) {
        return new AgentInfo(ID, instance, List.of(8080), List.of(), List.of());
    }

    private static Probe probe(int port) {
        return Probe.once(
                Target.agent(
                        Target.Reach.DIRECT, "x", new Address("127.0.0.1"), port, Protocol.TCP),
                1_000);
    }

    private static List<Probe> probes(int count) {
        List<Probe> all = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            all.add(probe(i));
        }
        return all;
    }

    private static Series refused(int micros) {
        return new Series(List.of(new Attempt(micros, 1, new Observation.Refused())), 1, -1);
    }

    private static String why(Series series) {
        return assertInstanceOf(
                        Observation.NotObserved.class, series.attempts().getFirst().observation())
                .why();
    }

    @Test
    void itSaysTheTokenAndHearsWhoItIs() throws Exception {
        try (Peer agent = connector.accept()) {
            assertEquals(new Message.Hello(Message.VERSION, TOKEN), agent.hear());
            assertTrue(link.awaitInfo(NOW).isEmpty());
            agent.say(new Message.Welcome(info("one")));
            assertEquals(Optional.of(info("one")), link.awaitInfo(SOON));
        }
    }

    @Test
    void resultsHaveThePlacesOfTheirProbes() throws Exception {
        try (Peer agent = connector.welcome("one")) {
            Prober.Batch batch = link.start(probes(3), 7);
            var run = agent.hear(Message.Run.class);
            assertEquals(0, run.from());
            assertEquals(7, run.inFlight());
            assertEquals(probes(3), run.probes());
            for (int i : new int[] {2, 0, 1}) {
                agent.say(new Message.Result(run.batch(), i, refused(i)));
            }
            assertFalse(batch.await(NOW));
            agent.say(new Message.Finished(run.batch(), 3));
            assertTrue(batch.await(SOON));
            assertEquals(List.of(refused(0), refused(1), refused(2)), batch.results());
            assertEquals(new Message.Forget(run.batch()), agent.hear());
        }
    }

    @Test
    void whatAnAgentSawIsAskedOfItAndNothingIfItDoesNotSay() throws Exception {
        List<Sought> sought = List.of(new Sought(Protocol.UDP, 5, 40_000, 10, 20));
        List<Sighting> seen = List.of(new Sighting(1, 2, 3));
        try (Peer agent = connector.welcome("one")) {
            var answering =
                    Thread.startVirtualThread(() -> {
                        try {
                            var asked = agent.hear(Message.Seek.class);
                            agent.say(new Message.Seen(asked.question() + 1, List.of()));
                            agent.say(new Message.Seen(asked.question(), seen));
                            assertEquals(sought, asked.attempts());
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    });
            assertEquals(seen, link.seek(sought, SOON));
            answering.join();
            assertEquals(List.of(), link.seek(sought, NOW));
        }
    }

    @Test
    void whatIsAskedBeforeItIsConnectedIsSaidThen() throws Exception {
        Prober.Batch batch = link.start(probes(1), 0);
        assertTrue(batch.startedNanos().isEmpty());
        try (Peer agent = connector.welcome("one")) {
            var run = agent.hear(Message.Run.class);
            assertEquals(1, run.inFlight(), "none at a time would never end");
            long before = System.nanoTime();
            agent.say(new Message.Started(run.batch(), 3_000_000));
            agent.finish(run);
            assertTrue(batch.await(SOON));
            long ago = System.nanoTime() - batch.startedNanos().orElseThrow();
            assertTrue(ago >= 3_000_000_000L, "began " + ago + " ns ago");
            assertTrue(ago <= 3_000_000_000L + (System.nanoTime() - before), ago + " ns");
        }
    }

    @Test
    void afterABreakItGoesOnFromWhereItWas() throws Exception {
        Prober.Batch batch;
        Message.Run first;
        try (Peer agent = connector.welcome("one")) {
            batch = link.start(probes(4), 2);
            first = agent.hear(Message.Run.class);
            agent.say(new Message.Started(first.batch(), 0));
            agent.say(new Message.Result(first.batch(), 3, refused(3)));
            agent.say(new Message.Result(first.batch(), 1, refused(1)));
            // The same again is no further one.
            agent.say(new Message.Result(first.batch(), 1, refused(9)));
        }
        try (Peer agent = connector.welcome("one")) {
            var again = agent.hear(Message.Run.class);
            assertEquals(first.batch(), again.batch());
            assertEquals(2, again.from());
            long started = batch.startedNanos().orElseThrow();
            agent.say(new Message.Started(again.batch(), 60_000_000));
            agent.say(new Message.Result(again.batch(), 0, refused(0)));
            agent.say(new Message.Result(again.batch(), 2, refused(2)));
            agent.say(new Message.Finished(again.batch(), 4));
            assertTrue(batch.await(SOON));
            assertEquals(List.of(refused(0), refused(1), refused(2), refused(3)), batch.results());
            assertEquals(started, batch.startedNanos().orElseThrow());
            assertTrue(link.lost().isEmpty());
        }
    }

    @Test
    void whatIsFinishedIsNotAskedAgain() throws Exception {
        Message.Run later;
        try (Peer agent = connector.welcome("one")) {
            Prober.Batch done = link.start(probes(1), 1);
            agent.finish(agent.hear(Message.Run.class));
            assertTrue(done.await(SOON));
            agent.hear(Message.Forget.class);
            link.start(probes(2), 1);
            later = agent.hear(Message.Run.class);
        }
        try (Peer agent = connector.welcome("one")) {
            assertEquals(later, agent.hear());
        }
    }

    @Test
    void aRestartedAgentHasForgottenEverything() throws Exception {
        Prober.Batch batch;
        try (Peer agent = connector.welcome("one")) {
            batch = link.start(probes(2), 1);
            var run = agent.hear(Message.Run.class);
            agent.say(new Message.Result(run.batch(), 0, refused(0)));
        }
        try (Peer agent = connector.welcome("two")) {
            assertTrue(batch.await(SOON));
            String why = "its agent was restarted and has forgotten what it was asked";
            assertEquals(Optional.of(why), link.lost());
            assertEquals(refused(0), batch.results().get(0));
            assertEquals(why, why(batch.results().get(1)));
            assertThrows(IOException.class, agent::hear, "it was asked something");
            Prober.Batch late = link.start(probes(1), 1);
            assertTrue(late.await(Duration.ZERO));
            assertEquals(why, why(late.results().getFirst()));
        }
    }

    @Test
    void whatIsGoneIsLost() throws Exception {
        Prober.Batch batch;
        try (Peer agent = connector.welcome("one")) {
            batch = link.start(probes(1), 1);
            agent.hear(Message.Run.class);
            connector.gone = Optional.of("its agent's pod was deleted");
        }
        assertTrue(batch.await(SOON));
        assertEquals(Optional.of("its agent's pod was deleted"), link.lost());
        assertEquals("its agent's pod was deleted", why(batch.results().getFirst()));
    }

    /** A pod that is only just starting may seem to be gone. */
    @Test
    void nothingIsLostBeforeItsFirstWord() throws Exception {
        connector.gone = Optional.of("there is no pod yet");
        connector.accept().close();
        connector.accept().close();
        try (Peer agent = connector.welcome("one")) {
            assertTrue(link.awaitInfo(SOON).isPresent());
            assertTrue(link.lost().isEmpty());
        }
    }

    @Test
    void aCommandThatEndsAtOnceIsNotWaitedFor() throws Exception {
        try (var dead = new AgentLink(ID, TOKEN, new CommandConnector("sh -c 'exit 7'"))) {
            long begin = System.nanoTime();
            assertTrue(dead.awaitInfo(SOON).isEmpty());
            assertTrue(System.nanoTime() - begin < SOON.toNanos() / 2);
            assertEquals(
                    Optional.of(
                            "the outside client's command has ended with exit code 7: sh -c 'exit"
                                    + " 7'"),
                    dead.lost());
        }
    }

    @Test
    void aWrongTokenIsNoWelcome() throws Exception {
        for (int i = 0; i < 2; i++) {
            try (Peer agent = connector.accept()) {
                agent.hear(Message.Hello.class);
                agent.say(new Message.Rejected("The token is wrong."));
            }
        }
        assertTrue(link.awaitInfo(NOW).isEmpty());
        assertTrue(link.lost().isEmpty());
        Prober.Batch batch = link.start(probes(1), 1);
        assertFalse(batch.await(NOW));
        assertEquals("its agent did not report in time", why(batch.results().getFirst()));
    }

    @Test
    void aSilentConnectionIsGivenUp() throws Exception {
        connector.silenceMillis = 2_000;
        // The first connection may still be more patient.
        connector.accept().close();
        Prober.Batch batch;
        Message.Run first;
        Peer silent = connector.welcome("one");
        batch = link.start(probes(1), 1);
        first = silent.hear(Message.Run.class);
        try (Peer agent = connector.welcome("one")) {
            assertEquals(first, agent.hear());
            agent.finish(first);
            assertTrue(batch.await(SOON));
        }
        silent.close();
    }

    @Test
    void garbageIsABrokenConnection() throws Exception {
        Prober.Batch batch;
        try (Peer agent = connector.welcome("one")) {
            batch = link.start(probes(1), 1);
            agent.hear(Message.Run.class);
            agent.socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes());
        }
        try (Peer agent = connector.welcome("one")) {
            agent.finish(agent.hear(Message.Run.class));
            assertTrue(batch.await(SOON));
        }
    }

    @Test
    void aStopIsRepeatedAfterABreak() throws Exception {
        Prober.Batch batch;
        Message.Run run;
        try (Peer agent = connector.welcome("one")) {
            batch = link.start(probes(1), 1);
            run = agent.hear(Message.Run.class);
            batch.stop();
            assertEquals(new Message.Stop(run.batch()), agent.hear());
        }
        try (Peer agent = connector.welcome("one")) {
            assertEquals(run, agent.hear());
            assertEquals(new Message.Stop(run.batch()), agent.hear());
            agent.finish(run);
            assertTrue(batch.await(SOON));
            assertEquals(List.of(refused(0)), batch.results());
        }
    }

    @Test
    void whatIsAbandonedIsStoppedAndForgotten() throws Exception {
        Prober.Batch other;
        try (Peer agent = connector.welcome("one")) {
            Prober.Batch batch = link.start(probes(2), 1);
            var run = agent.hear(Message.Run.class);
            batch.abandon();
            assertEquals(new Message.Stop(run.batch()), agent.hear());
            assertEquals(new Message.Forget(run.batch()), agent.hear());
            assertTrue(batch.await(Duration.ZERO));
            assertEquals("its agent did not report in time", why(batch.results().getFirst()));
            // What was on its way matters to nobody.
            agent.finish(run);
            assertEquals(new Message.Forget(run.batch()), agent.hear());
            other = link.start(probes(1), 1);
            agent.finish(agent.hear(Message.Run.class));
            assertTrue(other.await(SOON));
        }
        try (Peer agent = connector.welcome("one")) {
            agent.socket.setSoTimeout(200);
            assertThrows(IOException.class, agent::hear, "it was asked again");
        }
    }

    @Test
    void anAgentThatReportsNothingAnyMoreIsNotAskedForever() throws Exception {
        var other = new LoopbackConnector();
        try (other.server;
                var mute = new AgentLink(ID, TOKEN, other, new Liveness(Duration.ZERO, SOON));
                Peer agent = other.welcome("one")) {
            for (int i = 0; i < 2; i++) {
                // A result in between makes good for all before.
                ask(mute, agent, 4);
                assertTrue(mute.lost().isEmpty());
                Prober.Batch heard = mute.start(probes(1), 1);
                agent.finish(agent.hear(Message.Run.class));
                assertTrue(heard.await(SOON));
                agent.hear(Message.Forget.class);
            }
            ask(mute, agent, 5);
            String why = "its agent is there, and reports nothing of what it is asked any more";
            assertEquals(Optional.of(why), mute.lost());
            assertEquals(why, why(mute.start(probes(1), 1).results().getFirst()));
        }
    }

    /** So many batches that nothing comes of. */
    private static void ask(AgentLink link, Peer agent, int batches) throws IOException {
        for (int i = 0; i < batches; i++) {
            Prober.Batch batch = link.start(probes(1), 1);
            agent.hear(Message.Run.class);
            batch.abandon();
            agent.hear(Message.Stop.class);
            agent.hear(Message.Forget.class);
        }
    }

    /** A port-forward may lose a piece of what it carries, and carry the other direction on. */
    @Test
    void whatDidNotReachTheAgentIsSaidAgain() throws Exception {
        var other = new LoopbackConnector();
        try (other.server;
                var deaf =
                        new AgentLink(
                                ID, TOKEN, other, new Liveness(SOON, Duration.ofMillis(100)))) {
            Prober.Batch batch;
            Message.Run lost;
            try (Peer agent = other.welcome("one")) {
                batch = deaf.start(probes(1), 1);
                lost = agent.hear(Message.Run.class);
                Thread.sleep(200);
                agent.say(new Message.Alive());
                assertThrows(IOException.class, agent::hear, "the connection went on");
            }
            try (Peer agent = other.welcome("one")) {
                assertEquals(lost, agent.hear());
                agent.finish(lost);
                assertTrue(batch.await(SOON));
            }
        }
    }

    @Test
    void anAgentThatIsBusyIsWaitedFor() throws Exception {
        try (Peer agent = connector.welcome("one")) {
            ask(link, agent, 20);
            assertTrue(link.lost().isEmpty());
        }
    }

    @Test
    void whatIsMissingCouldNotBeObserved() throws Exception {
        try (Peer agent = connector.welcome("one")) {
            Prober.Batch batch = link.start(probes(3), 1);
            var run = agent.hear(Message.Run.class);
            agent.say(new Message.Result(run.batch(), 1, refused(1)));
            agent.say(new Message.Result(run.batch(), 3, refused(3)));
            agent.say(new Message.Result(run.batch(), -1, refused(3)));
            agent.say(new Message.Result(run.batch() + 1000, 0, refused(0)));
            agent.say(new Message.Alive());
            agent.say(new Message.Finished(run.batch(), 3));
            assertTrue(batch.await(SOON));
            assertEquals(refused(1), batch.results().get(1));
            assertEquals("its agent did not report in time", why(batch.results().get(0)));
            assertEquals("its agent did not report in time", why(batch.results().get(2)));
        }
    }

    @Test
    void afterCloseNothingIsSaidAnyMore() throws Exception {
        try (Peer agent = connector.welcome("one")) {
            link.close();
            assertThrows(IOException.class, agent::hear);
            assertTrue(connector.closed);
            connector.server.setSoTimeout(200);
            assertThrows(IOException.class, connector::accept, "it connected again");
        }
    }

    /** A real agent, and connections that break again and again. */
    @Test
    void noProbeIsMadeTwice() throws Exception {
        int count = 60;
        var dialled = new AtomicInteger();
        try (var target = new ServerSocket(0, 100, connector.server.getInetAddress());
                Agent agent = Agent.start(Agent.Config.serving(ID, TOKEN, List.of(0), 0));
                var breaking = new BreakingConnector(agent.controlPort());
                var real = new AgentLink(ID, TOKEN, breaking)) {
            Thread.ofVirtual()
                    .start(() -> {
                        while (true) {
                            try (Socket each = target.accept()) {
                                dialled.incrementAndGet();
                                Thread.sleep(50);
                            } catch (IOException | InterruptedException e) {
                                return;
                            }
                        }
                    });
            assertTrue(real.awaitInfo(SOON).isPresent());
            List<Probe> all = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                all.add(probe(target.getLocalPort()));
            }
            Prober.Batch batch = real.start(all, 3);
            // A busy machine may not have connected again when it is the next one's turn.
            for (int i = 0; i < 6 || i < 60 && breaking.connections.get() < 3; i++) {
                assertFalse(batch.await(Duration.ofMillis(30)), "it ended before it was broken");
                breaking.breakIt();
            }
            assertTrue(batch.await(SOON));
            assertTrue(breaking.connections.get() >= 3, "hardly ever broken");
            for (Series series : batch.results()) {
                assertEquals(1, series.made());
                assertFalse(
                        series.attempts().getFirst().observation()
                                instanceof Observation.NotObserved);
            }
            assertEquals(count, dialled.get());
        }
    }

    /** The agent's end of a connection. */
    private static final class Peer implements AutoCloseable {
        private final Socket socket;

        Peer(Socket socket) throws IOException {
            this.socket = socket;
            socket.setSoTimeout(20_000);
        }

        Message hear() throws IOException {
            return Wire.read(socket.getInputStream(), Wire.MAX_FRAME);
        }

        <T extends Message> T hear(Class<T> type) throws IOException {
            return assertInstanceOf(type, hear());
        }

        void say(Message message) throws IOException {
            Wire.write(socket.getOutputStream(), message);
        }

        /** All probes were refused. */
        void finish(Message.Run run) throws IOException {
            for (int i = 0; i < run.probes().size(); i++) {
                say(new Message.Result(run.batch(), i, refused(i)));
            }
            say(new Message.Finished(run.batch(), run.probes().size()));
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private record Open(Socket socket) implements Connector.Connection {
        @Override
        public InputStream in() {
            return stream(socket::getInputStream);
        }

        @Override
        public OutputStream out() {
            return stream(socket::getOutputStream);
        }

        private interface Getting<T> {
            T get() throws IOException;
        }

        private static <T> T stream(Getting<T> getting) {
            try {
                return getting.get();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            try {
                socket.close();
            } catch (IOException e) {
                // Closed is what it was to be.
            }
        }
    }

    /** Connects to whatever the test says. */
    private static final class LoopbackConnector implements Connector {
        private final ServerSocket server =
                new ServerSocket(0, 50, new Address("127.0.0.1").inet());
        private volatile Optional<String> gone = Optional.empty();
        private volatile int silenceMillis = 20_000;
        private volatile boolean closed;

        LoopbackConnector() throws IOException {
            server.setSoTimeout(20_000);
        }

        Peer accept() throws IOException {
            return new Peer(server.accept());
        }

        /** Takes the next connection, as an agent does. */
        Peer welcome(String instance) throws IOException {
            Peer agent = accept();
            agent.hear(Message.Hello.class);
            agent.say(new Message.Welcome(info(instance)));
            return agent;
        }

        @Override
        public Connection connect() throws IOException {
            var socket = new Socket(server.getInetAddress(), server.getLocalPort());
            socket.setSoTimeout(silenceMillis);
            return new Open(socket);
        }

        @Override
        public Optional<String> gone() {
            return gone;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    /** Connects to an agent, and breaks what it connected. */
    private static final class BreakingConnector implements Connector {
        private final int port;
        private final AtomicInteger connections = new AtomicInteger();
        private volatile Socket open;

        BreakingConnector(int port) {
            this.port = port;
        }

        void breakIt() throws IOException {
            Socket now = open;
            if (now != null) {
                now.close();
            }
        }

        @Override
        public Connection connect() throws IOException {
            connections.incrementAndGet();
            open = new Socket(new Address("127.0.0.1").inet(), port);
            open.setSoTimeout(5_000);
            return new Open(open);
        }

        @Override
        public Optional<String> gone() {
            return Optional.empty();
        }

        @Override
        public void close() {}
    }
}
