package io.github.k8sbykeshed.validator.probe;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** The wire form of a {@link Probe}: its target, its limits, how it repeats. */
final class ProbeForm {

    private static final Target.Reach[] REACHES = Target.Reach.values();
    private static final Probe.Goal.Kind[] GOALS = Probe.Goal.Kind.values();

    private ProbeForm() {}

    static void put(DataOutputStream out, Probe probe) throws IOException {
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
            Fields.putStrings(out, goal.from());
            out.writeBoolean(goal.all());
            Address client = goal.client();
            out.writeBoolean(client != null);
            if (client != null) {
                Fields.put(out, client);
            }
        }
    }

    static Probe get(DataInputStream in) throws IOException {
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
            Set<String> from = Set.copyOf(Fields.getStrings(in));
            boolean all = in.readBoolean();
            goal = new Probe.Goal(kind, from, all, in.readBoolean() ? Fields.getAddress(in) : null);
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
        Fields.put(out, target.address());
        out.writeInt(target.port());
        Fields.put(out, target.protocol());
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
                Fields.putStrings(out, search);
            }
            case Target.Speech.Tls() -> out.writeByte(3);
        }
    }

    private static Target getTarget(DataInputStream in) throws IOException {
        Target.Reach reach = REACHES[in.readByte()];
        String label = in.readUTF();
        Address address = Fields.getAddress(in);
        int port = in.readInt();
        Protocol protocol = Fields.getProtocol(in);
        byte kind = in.readByte();
        Target.Speech speech =
                switch (kind) {
                    case 0 -> new Target.Speech.ToAgent();
                    case 1 -> new Target.Speech.Http(in.readUTF());
                    case 2 ->
                            new Target.Speech.Dns(
                                    in.readUTF(), in.readUTF(), Fields.getStrings(in));
                    case 3 -> new Target.Speech.Tls();
                    default -> throw new IOException("there is no speech of type " + kind);
                };
        return new Target(reach, label, address, port, protocol, speech);
    }
}
