package io.github.k8sbykeshed.validator.probe;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The wire form of a {@link Series}: its attempts, and what each observed. */
final class SeriesForm {

    private static final Observation.Phase[] PHASES = Observation.Phase.values();
    private static final Attempt.First[] FIRSTS = Attempt.First.values();

    private SeriesForm() {}

    static void put(DataOutputStream out, Series series) throws IOException {
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

    static Series get(DataInputStream in) throws IOException {
        int made = in.readInt();
        long reached = in.readLong();
        int count = Fields.count(in, 26);
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
                Fields.put(out, identity.client());
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
                Fields.putStrings(out, records.values());
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
                            in.readUTF(),
                            in.readInt(),
                            Fields.getAddress(in),
                            in.readInt(),
                            in.readInt());
            case 1 -> new Reply.Http(in.readInt(), in.readUTF());
            case 2 -> new Reply.Records(Fields.getStrings(in), in.readLong());
            case 3 -> new Reply.Unknown(in.readUTF());
            case 4 -> new Reply.Tls();
            default -> throw new IOException("there is no reply of type " + type);
        };
    }
}
