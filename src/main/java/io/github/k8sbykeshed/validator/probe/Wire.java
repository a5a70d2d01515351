package io.github.k8sbykeshed.validator.probe;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * The wire form of {@link Message}: a length of four bytes, a type, then the fields in order.
 * Reading trusts nothing: lengths are bounded before anything is allocated.
 */
public final class Wire {

    /** The largest frame either side accepts, bytes. */
    public static final int MAX_FRAME = 1 << 24;

    /** The largest frame an agent accepts before the token was said, bytes. */
    public static final int MAX_HELLO = 1024;

    private static final Family[] FAMILIES = Family.values();
    private static final Protocol[] PROTOCOLS = Protocol.values();
    private static final Target.Reach[] REACHES = Target.Reach.values();
    private static final Probe.Goal.Kind[] GOALS = Probe.Goal.Kind.values();
    private static final Observation.Phase[] PHASES = Observation.Phase.values();
    private static final Attempt.First[] FIRSTS = Attempt.First.values();

    private Wire() {}

    /** Writes one frame and flushes; not safe for concurrent use of one stream. */
    public static void write(OutputStream out, Message message) throws IOException {
        var bytes = new ByteArrayOutputStream(256);
        bytes.writeBytes(new byte[4]);
        put(new DataOutputStream(bytes), message);
        byte[] frame = bytes.toByteArray();
        int length = frame.length - 4;
        if (length > MAX_FRAME) {
            throw new IOException("a message of " + length + " bytes is over " + MAX_FRAME);
        }
        frame[0] = (byte) (length >>> 24);
        frame[1] = (byte) (length >>> 16);
        frame[2] = (byte) (length >>> 8);
        frame[3] = (byte) length;
        out.write(frame);
        out.flush();
    }

    /**
     * Reads one frame.
     *
     * @param limit the largest accepted length, bytes
     * @throws EOFException at the end of the stream
     * @throws IOException if the stream breaks, or what arrives is no message
     */
    public static Message read(InputStream in, int limit) throws IOException {
        int length = new DataInputStream(in).readInt();
        if (length < 1 || length > limit) {
            throw new IOException("a frame of " + length + " bytes is not in 1.." + limit);
        }
        byte[] frame = in.readNBytes(length);
        if (frame.length < length) {
            throw new EOFException("the stream ended within a frame");
        }
        try {
            var fields = new DataInputStream(new ByteArrayInputStream(frame));
            Message message = get(fields);
            if (fields.available() > 0) {
                throw new IOException(fields.available() + " bytes too many in a frame");
            }
            return message;
        } catch (EOFException e) {
            // Not the end of the stream, which whoever reads takes for a farewell.
            throw new IOException("a frame is too short for its message", e);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new IOException("a frame holds no valid message: " + e.getMessage(), e);
        }
    }

    private static void put(DataOutputStream out, Message message) throws IOException {
        switch (message) {
            case Message.Hello hello -> {
                out.writeByte(1);
                out.writeInt(hello.version());
                out.writeUTF(hello.token());
            }
            case Message.Welcome(AgentInfo info) -> {
                out.writeByte(2);
                out.writeUTF(info.identity());
                out.writeUTF(info.instance());
                out.writeInt(info.ports().size());
                for (int port : info.ports()) {
                    out.writeInt(port);
                }
                putStrings(out, info.searchDomains());
                putStrings(out, info.nameservers());
            }
            case Message.Run run -> {
                out.writeByte(3);
                out.writeLong(run.batch());
                out.writeInt(run.from());
                out.writeInt(run.inFlight());
                out.writeInt(run.probes().size());
                for (Probe probe : run.probes()) {
                    put(out, probe);
                }
            }
            case Message.Started started -> {
                out.writeByte(4);
                out.writeLong(started.batch());
                out.writeLong(started.ageMicros());
            }
            case Message.Result result -> {
                out.writeByte(5);
                out.writeLong(result.batch());
                out.writeInt(result.probe());
                put(out, result.series());
            }
            case Message.Finished finished -> {
                out.writeByte(6);
                out.writeLong(finished.batch());
                out.writeInt(finished.results());
            }
            case Message.Stop stop -> {
                out.writeByte(7);
                out.writeLong(stop.batch());
            }
            case Message.Forget forget -> {
                out.writeByte(8);
                out.writeLong(forget.batch());
            }
            case Message.Alive alive -> out.writeByte(9);
            case Message.Rejected rejected -> {
                out.writeByte(10);
                out.writeUTF(rejected.why());
            }
            case Message.Seek(long question, List<Sought> attempts) -> {
                out.writeByte(11);
                out.writeLong(question);
                out.writeInt(attempts.size());
                for (Sought attempt : attempts) {
                    out.writeByte(attempt.protocol().ordinal());
                    out.writeLong(attempt.nonce());
                    out.writeInt(attempt.clientPort());
                    out.writeLong(attempt.agoMicros());
                    out.writeInt(attempt.tookMicros());
                }
            }
            case Message.Seen(long question, List<Sighting> attempts) -> {
                out.writeByte(12);
                out.writeLong(question);
                out.writeInt(attempts.size());
                for (Sighting attempt : attempts) {
                    out.writeInt(attempt.arrivals());
                    out.writeLong(attempt.answeredMicros());
                    out.writeLong(attempt.stalledMicros());
                }
            }
        }
    }

    private static Message get(DataInputStream in) throws IOException {
        byte type = in.readByte();
        return switch (type) {
            case 1 -> new Message.Hello(in.readInt(), in.readUTF());
            case 2 -> {
                String identity = in.readUTF();
                String instance = in.readUTF();
                int count = count(in, 4);
                List<Integer> ports = new ArrayList<>(count);
                for (int i = 0; i < count; i++) {
                    ports.add(in.readInt());
                }
                yield new Message.Welcome(
                        new AgentInfo(identity, instance, ports, getStrings(in), getStrings(in)));
            }
            case 3 -> {
                long batch = in.readLong();
                int from = in.readInt();
                int inFlight = in.readInt();
                int count = count(in, 20);
                List<Probe> probes = new ArrayList<>(count);
                for (int i = 0; i < count; i++) {
                    probes.add(getProbe(in));
                }
                yield new Message.Run(batch, from, inFlight, probes);
            }
            case 4 -> new Message.Started(in.readLong(), in.readLong());
            case 5 -> new Message.Result(in.readLong(), in.readInt(), getSeries(in));
            case 6 -> new Message.Finished(in.readLong(), in.readInt());
            case 7 -> new Message.Stop(in.readLong());
            case 8 -> new Message.Forget(in.readLong());
            case 9 -> new Message.Alive();
            case 10 -> new Message.Rejected(in.readUTF());
            case 11 -> {
                long question = in.readLong();
                int count = count(in, 25);
                List<Sought> attempts = new ArrayList<>(count);
                for (int i = 0; i < count; i++) {
                    attempts.add(
                            new Sought(
                                    PROTOCOLS[in.readByte()],
                                    in.readLong(),
                                    in.readInt(),
                                    in.readLong(),
                                    in.readInt()));
                }
                yield new Message.Seek(question, attempts);
            }
            case 12 -> {
                long question = in.readLong();
                int count = count(in, 20);
                List<Sighting> attempts = new ArrayList<>(count);
                for (int i = 0; i < count; i++) {
                    attempts.add(new Sighting(in.readInt(), in.readLong(), in.readLong()));
                }
                yield new Message.Seen(question, attempts);
            }
            default -> throw new IOException("there is no message of type " + type);
        };
    }

    private static void put(DataOutputStream out, Probe probe) throws IOException {
        put(out, probe.target());
        out.writeInt(probe.timeoutMillis());
        out.writeInt(probe.payloadBytes());
        out.writeInt(probe.sourcePort());
        out.writeBoolean(probe.kept());
        Probe.Repeat repeat = probe.repeat();
        out.writeInt(repeat.attempts());
        out.writeInt(repeat.everyMillis());
        out.writeInt(repeat.budgetMillis());
        Probe.Goal goal = repeat.goal();
        out.writeBoolean(goal != null);
        if (goal != null) {
            out.writeByte(goal.kind().ordinal());
            putStrings(out, goal.from());
            out.writeBoolean(goal.all());
            Address client = goal.client();
            out.writeBoolean(client != null);
            if (client != null) {
                put(out, client);
            }
        }
    }

    private static Probe getProbe(DataInputStream in) throws IOException {
        Target target = getTarget(in);
        int timeout = in.readInt();
        int payload = in.readInt();
        int sourcePort = in.readInt();
        boolean kept = in.readBoolean();
        int attempts = in.readInt();
        int every = in.readInt();
        int budget = in.readInt();
        Probe.Goal goal = null;
        if (in.readBoolean()) {
            Probe.Goal.Kind kind = GOALS[in.readByte()];
            Set<String> from = Set.copyOf(getStrings(in));
            boolean all = in.readBoolean();
            goal = new Probe.Goal(kind, from, all, in.readBoolean() ? getAddress(in) : null);
        }
        return new Probe(
                target,
                timeout,
                payload,
                sourcePort,
                kept,
                new Probe.Repeat(attempts, every, goal, budget));
    }

    private static void put(DataOutputStream out, Target target) throws IOException {
        out.writeByte(target.reach().ordinal());
        out.writeUTF(target.label());
        put(out, target.address());
        out.writeInt(target.port());
        out.writeByte(target.protocol().ordinal());
        switch (target.speech()) {
            case Target.Speech.ToAgent() -> out.writeByte(0);
            case Target.Speech.Http(String path) -> {
                out.writeByte(1);
                out.writeUTF(path);
            }
            case Target.Speech.Dns(String name, String type, List<String> search) -> {
                out.writeByte(2);
                out.writeUTF(name);
                out.writeUTF(type);
                putStrings(out, search);
            }
            case Target.Speech.Tls() -> out.writeByte(3);
        }
    }

    private static Target getTarget(DataInputStream in) throws IOException {
        Target.Reach reach = REACHES[in.readByte()];
        String label = in.readUTF();
        Address address = getAddress(in);
        int port = in.readInt();
        Protocol protocol = PROTOCOLS[in.readByte()];
        byte kind = in.readByte();
        Target.Speech speech =
                switch (kind) {
                    case 0 -> new Target.Speech.ToAgent();
                    case 1 -> new Target.Speech.Http(in.readUTF());
                    case 2 -> new Target.Speech.Dns(in.readUTF(), in.readUTF(), getStrings(in));
                    case 3 -> new Target.Speech.Tls();
                    default -> throw new IOException("there is no speech of type " + kind);
                };
        return new Target(reach, label, address, port, protocol, speech);
    }

    private static void put(DataOutputStream out, Address address) throws IOException {
        byte[] bytes = address.inet().getAddress();
        out.writeByte(address.family().ordinal());
        out.write(bytes);
    }

    private static Address getAddress(DataInputStream in) throws IOException {
        byte[] bytes =
                new byte
                        [switch (FAMILIES[in.readByte()]) {
                            case IPV4 -> 4;
                            case IPV6 -> 16;
                        }];
        in.readFully(bytes);
        return new Address(InetAddress.getByAddress(bytes).getHostAddress());
    }

    private static void put(DataOutputStream out, Series series) throws IOException {
        out.writeInt(series.made());
        out.writeLong(series.reachedMicros());
        out.writeInt(series.attempts().size());
        for (Attempt attempt : series.attempts()) {
            out.writeLong(attempt.startMicros());
            out.writeInt(attempt.tookMicros());
            put(out, attempt.observation());
            out.writeInt(attempt.trail().localPort());
            out.writeLong(attempt.trail().nonce());
            out.writeByte(attempt.trail().first().ordinal());
        }
    }

    private static Series getSeries(DataInputStream in) throws IOException {
        int made = in.readInt();
        long reached = in.readLong();
        int count = count(in, 26);
        List<Attempt> attempts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            attempts.add(
                    new Attempt(in.readLong(), in.readInt(), getObservation(in), getTrail(in)));
        }
        return new Series(attempts, made, reached);
    }

    private static Attempt.Trail getTrail(DataInputStream in) throws IOException {
        return new Attempt.Trail(in.readInt(), in.readLong(), FIRSTS[in.readByte()]);
    }

    private static void put(DataOutputStream out, Observation observation) throws IOException {
        switch (observation) {
            case Observation.Answered(Reply reply) -> {
                out.writeByte(0);
                put(out, reply);
            }
            case Observation.Refused() -> out.writeByte(1);
            case Observation.TimedOut(Observation.Phase phase) -> {
                out.writeByte(2);
                out.writeByte(phase.ordinal());
            }
            case Observation.Reset() -> out.writeByte(3);
            case Observation.Unreachable(String detail) -> {
                out.writeByte(4);
                out.writeUTF(detail);
            }
            case Observation.NameNotFound() -> out.writeByte(5);
            case Observation.NotObserved(String why) -> {
                out.writeByte(6);
                out.writeUTF(why);
            }
        }
    }

    private static Observation getObservation(DataInputStream in) throws IOException {
        byte type = in.readByte();
        return switch (type) {
            case 0 -> new Observation.Answered(getReply(in));
            case 1 -> new Observation.Refused();
            case 2 -> new Observation.TimedOut(PHASES[in.readByte()]);
            case 3 -> new Observation.Reset();
            case 4 -> new Observation.Unreachable(in.readUTF());
            case 5 -> new Observation.NameNotFound();
            case 6 -> new Observation.NotObserved(in.readUTF());
            default -> throw new IOException("there is no observation of type " + type);
        };
    }

    private static void put(DataOutputStream out, Reply reply) throws IOException {
        switch (reply) {
            case Reply.Identity identity -> {
                out.writeByte(0);
                out.writeUTF(identity.agent());
                out.writeInt(identity.port());
                put(out, identity.client());
                out.writeInt(identity.clientPort());
                out.writeInt(identity.sends());
            }
            case Reply.Http http -> {
                out.writeByte(1);
                out.writeInt(http.status());
                out.writeUTF(http.body());
            }
            case Reply.Records records -> {
                out.writeByte(2);
                putStrings(out, records.values());
                out.writeLong(records.ttlSeconds());
            }
            case Reply.Unknown unknown -> {
                out.writeByte(3);
                out.writeUTF(unknown.firstBytes());
            }
            case Reply.Tls() -> out.writeByte(4);
        }
    }

    private static Reply getReply(DataInputStream in) throws IOException {
        byte type = in.readByte();
        return switch (type) {
            case 0 ->
                    new Reply.Identity(
                            in.readUTF(), in.readInt(), getAddress(in), in.readInt(), in.readInt());
            case 1 -> new Reply.Http(in.readInt(), in.readUTF());
            case 2 -> new Reply.Records(getStrings(in), in.readLong());
            case 3 -> new Reply.Unknown(in.readUTF());
            case 4 -> new Reply.Tls();
            default -> throw new IOException("there is no reply of type " + type);
        };
    }

    private static void putStrings(DataOutputStream out, Collection<String> strings)
            throws IOException {
        out.writeInt(strings.size());
        for (String string : strings) {
            out.writeUTF(string);
        }
    }

    private static List<String> getStrings(DataInputStream in) throws IOException {
        int count = count(in, 2);
        List<String> strings = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            strings.add(in.readUTF());
        }
        return strings;
    }

    /** A number of elements, checked against the bytes that are there before room is made. */
    private static int count(DataInputStream in, int smallest) throws IOException {
        int count = in.readInt();
        if (count < 0 || (long) count * smallest > in.available()) {
            throw new IOException(count + " elements do not fit the rest of the frame");
        }
        return count;
    }
}
