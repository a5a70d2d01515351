package io.github.k8sbykeshed.validator.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class WireTest {

    /** Length and checksum. */
    private static final int HEAD = 8;

    private static final Address V4 = new Address("10.96.0.1");
    private static final Address V6 = new Address("fd00:10:96::1");

    /** One of each kind of message, and in them one of each kind of anything. */
    static final List<Message> MESSAGES = messages();

    private static List<Message> messages() {
        Target agent = Target.agent(Target.Reach.CLUSTER_IP, "node/ns/pod", V4, 80, Protocol.TCP);
        Target http =
                new Target(
                        Target.Reach.NODE_PORT,
                        "",
                        V6,
                        65535,
                        Protocol.TCP,
                        new Target.Speech.Http("/healthz"));
        Target dns =
                new Target(
                        Target.Reach.DNS_NAME,
                        "dns",
                        V6,
                        53,
                        Protocol.UDP,
                        new Target.Speech.Dns("kubernetes", "SRV", List.of("a.svc", "svc")));
        Target tls =
                new Target(
                        Target.Reach.CLUSTER_IP,
                        "default/kubernetes",
                        V4,
                        443,
                        Protocol.TCP,
                        new Target.Speech.Tls());
        List<Attempt> attempts =
                List.of(
                        attempt(
                                new Observation.Answered(
                                        new Reply.Identity("n/ns/p", 8080, V6, 50000, 2))),
                        attempt(new Observation.Answered(new Reply.Http(503, "grüße\n"))),
                        attempt(
                                new Observation.Answered(
                                        new Reply.Records(List.of("10.0.0.1", "fd00::1"), 30))),
                        attempt(new Observation.Answered(new Reply.Unknown("SSH-2.0"))),
                        attempt(new Observation.Answered(new Reply.Tls())),
                        attempt(new Observation.Refused()),
                        attempt(new Observation.TimedOut(Observation.Phase.CONNECT)),
                        attempt(new Observation.TimedOut(Observation.Phase.READ)),
                        attempt(new Observation.Reset()),
                        attempt(new Observation.Unreachable("Network is unreachable")),
                        attempt(new Observation.NameNotFound()),
                        attempt(new Observation.NotObserved("stopped")),
                        trailed(Attempt.First.ANSWERED),
                        trailed(Attempt.First.LOST),
                        trailed(Attempt.First.UNKNOWN));
        return List.of(
                new Message.Hello(Message.VERSION, "token"),
                new Message.Welcome(
                        new AgentInfo(
                                "n/ns/p",
                                "1-2",
                                List.of(80, 8080),
                                List.of("svc.cluster.local"),
                                List.of("10.96.0.10"))),
                new Message.Run(
                        Long.MIN_VALUE,
                        3,
                        7,
                        List.of(
                                Probe.once(agent, 1100),
                                Probe.once(tls, 1_000),
                                Probe.once(http, 60_000).withPayload(1 << 24).fromPort(1),
                                Probe.once(dns, 1)
                                        .repeated(
                                                Probe.Repeat.until(
                                                        Probe.Goal.answered(Set.of("a", "b"), true),
                                                        5,
                                                        50,
                                                        60_000)),
                                Probe.once(agent, 5)
                                        .repeated(
                                                Probe.Repeat.until(Probe.Goal.rejected(), 1, 0, 1)),
                                Probe.once(agent, 5)
                                        .overFlow(10_000)
                                        .repeated(Probe.Repeat.times(10, 20)))),
                new Message.Started(1, 2),
                new Message.Result(1, 2, new Series(attempts, 1000, 123_456)),
                new Message.Result(1, 3, Series.notObserved("stopped")),
                new Message.Finished(1, 2),
                new Message.Stop(1),
                new Message.Forget(1),
                new Message.Seek(
                        Long.MAX_VALUE,
                        List.of(
                                new Sought(Protocol.UDP, Long.MIN_VALUE, 65535, 1, 2),
                                new Sought(Protocol.TCP, 0, 0, Long.MAX_VALUE, -1))),
                new Message.Seen(1, List.of(new Sighting(0, -1, 0), new Sighting(3, 4, 5))),
                new Message.Alive(),
                new Message.Rejected("no"));
    }

    private static Attempt attempt(Observation observation) {
        return new Attempt(Long.MAX_VALUE, Integer.MAX_VALUE, observation);
    }

    private static Attempt trailed(Attempt.First first) {
        return new Attempt(1, 2, new Observation.Refused(), new Attempt.Trail(65535, -3, first));
    }

    private static byte[] bytes(Message message) throws IOException {
        var out = new ByteArrayOutputStream();
        Wire.write(out, message);
        return out.toByteArray();
    }

    private static Message read(byte[] bytes) throws IOException {
        return Wire.read(new ByteArrayInputStream(bytes), Wire.MAX_FRAME);
    }

    @ParameterizedTest
    @FieldSource("MESSAGES")
    void whatIsWrittenIsRead(Message message) throws IOException {
        assertEquals(message, read(bytes(message)));
    }

    @Test
    void eachKindOfMessageIsAmongThem() {
        assertEquals(
                Set.of(Message.class.getPermittedSubclasses()),
                Set.copyOf(MESSAGES.stream().<Class<?>>map(Object::getClass).toList()));
    }

    @Test
    void messagesFollowEachOther() throws IOException {
        var out = new ByteArrayOutputStream();
        for (Message message : MESSAGES) {
            Wire.write(out, message);
        }
        var in = new ByteArrayInputStream(out.toByteArray());
        List<Message> read = new ArrayList<>();
        for (int i = 0; i < MESSAGES.size(); i++) {
            read.add(Wire.read(in, Wire.MAX_FRAME));
        }
        assertEquals(MESSAGES, read);
        assertThrows(EOFException.class, () -> Wire.read(in, Wire.MAX_FRAME));
    }

    @ParameterizedTest
    @FieldSource("MESSAGES")
    void aStreamThatEndsWithinAFrameHasEnded(Message message) throws IOException {
        byte[] bytes = bytes(message);
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThrows(EOFException.class, () -> read(cut), () -> "of length " + cut.length);
        }
    }

    @ParameterizedTest
    @FieldSource("MESSAGES")
    void aFrameOfTheWrongLengthIsNoEndOfTheStream(Message message) throws IOException {
        byte[] bytes = bytes(message);
        for (int less = 1; less < bytes.length - HEAD - 1; less++) {
            byte[] shorter = framed(Arrays.copyOfRange(bytes, HEAD, bytes.length - less));
            IOException e = assertThrows(IOException.class, () -> read(shorter));
            assertTrue(!(e instanceof EOFException), "cut by " + less);
        }
        byte[] longer = framed(Arrays.copyOfRange(bytes, HEAD, bytes.length + 1));
        assertThrows(IOException.class, () -> read(longer));
    }

    private static byte[] framed(byte[] content) throws IOException {
        var out = new ByteArrayOutputStream();
        var checksum = new CRC32C();
        checksum.update(content);
        var head = new DataOutputStream(out);
        head.writeInt(content.length);
        head.writeInt((int) checksum.getValue());
        out.writeBytes(content);
        return out.toByteArray();
    }

    /** A port-forward may lose a piece of a stream and go on with the next one. */
    @Test
    void aFrameThatLacksAPieceIsNoMessage() throws IOException {
        Message message = new Message.Hello(1, "a token of some length");
        byte[] bytes = bytes(message);
        byte[] next = bytes(message);
        for (int from = HEAD; from < bytes.length; from++) {
            for (int lost = 1; from + lost <= bytes.length; lost++) {
                var stream = new ByteArrayOutputStream();
                stream.write(bytes, 0, from);
                stream.write(bytes, from + lost, bytes.length - from - lost);
                stream.writeBytes(next);
                assertThrows(IOException.class, () -> read(stream.toByteArray()));
            }
        }
    }

    @Test
    void aLimitHolds() throws IOException {
        byte[] hello = bytes(new Message.Hello(1, "x".repeat(Wire.MAX_HELLO)));
        assertThrows(
                IOException.class,
                () -> Wire.read(new ByteArrayInputStream(hello), Wire.MAX_HELLO));
        for (int length : new int[] {0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            var out = new ByteArrayOutputStream();
            new DataOutputStream(out).writeInt(length);
            out.writeBytes(new byte[8]);
            IOException e = assertThrows(IOException.class, () -> read(out.toByteArray()));
            assertTrue(!(e instanceof EOFException), "length " + length);
        }
    }

    @Test
    void aCountIsCheckedBeforeRoomIsMade() throws IOException {
        var content = new ByteArrayOutputStream();
        var out = new DataOutputStream(content);
        out.writeByte(3);
        out.writeLong(1);
        out.writeInt(0);
        out.writeInt(1);
        out.writeInt(Integer.MAX_VALUE);
        byte[] run = framed(content.toByteArray());
        // Room for two thousand million probes would be an OutOfMemoryError.
        assertThrows(IOException.class, () -> read(run));
    }

    @Test
    void hostileBytesGiveAMessageOrAnIOException() throws IOException {
        var random = new Random(20260101);
        List<byte[]> seeds = new ArrayList<>();
        for (Message message : MESSAGES) {
            byte[] bytes = bytes(message);
            seeds.add(Arrays.copyOfRange(bytes, HEAD, bytes.length));
        }
        int refused = 0;
        for (int i = 0; i < 60_000; i++) {
            byte[] content = seeds.get(random.nextInt(seeds.size())).clone();
            for (int changes = random.nextInt(1, 6); changes > 0; changes--) {
                content[random.nextInt(content.length)] = (byte) random.nextInt();
            }
            try {
                read(framed(content));
            } catch (IOException e) {
                refused++;
            }
        }
        assertTrue(refused > 5_000, "only " + refused + " were refused");
    }

    @Test
    void noiseIsRefused() {
        var random = new Random(42);
        for (int i = 0; i < 50_000; i++) {
            byte[] content = new byte[random.nextInt(1, 200)];
            random.nextBytes(content);
            // Types that take nothing or only numbers are hit by chance.
            content[0] = (byte) random.nextInt(13, 256);
            assertThrows(IOException.class, () -> read(framed(content)));
        }
    }
}
