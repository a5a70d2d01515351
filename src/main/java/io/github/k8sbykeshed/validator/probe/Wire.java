package io.github.k8sbykeshed.validator.probe;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The wire form of {@link Message}: a length of four bytes, a checksum (CRC-32C) of what follows, a
 * type, then the fields in order. Reading trusts nothing: lengths are bounded before anything is
 * allocated, and a port-forward may lose a piece of a stream and go on with the next one (fabric8's
 * does with the JDK's WebSocket, which takes no piece while another one is on its way).
 */
public final class Wire {

    /** The largest frame either side accepts, bytes. */
    public static final int MAX_FRAME = 1 << 24;

    /** The largest frame an agent accepts before the token was said, bytes. */
    public static final int MAX_HELLO = 1024;

    /** Length and checksum, bytes. */
    private static final int HEAD = 8;

    private Wire() {}

    /** Writes one frame and flushes; not safe for concurrent use of one stream. */
    public static void write(OutputStream out, Message message) throws IOException {
        var bytes = new ByteArrayOutputStream(256);
        bytes.writeBytes(new byte[HEAD]);
        put(new DataOutputStream(bytes), message);
        byte[] frame = bytes.toByteArray();
        int length = frame.length - HEAD;
        if (length > MAX_FRAME) {
            throw new IOException("a message of " + length + " bytes is over " + MAX_FRAME);
        }
        ByteBuffer.wrap(frame).putInt(length).putInt(checksum(frame, HEAD));
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
        var head = new DataInputStream(in);
        int length = head.readInt();
        if (length < 1 || length > limit) {
            throw new IOException("a frame of " + length + " bytes is not in 1.." + limit);
        }
        int checksum = head.readInt();
        byte[] frame = in.readNBytes(length);
        if (frame.length < length) {
            throw new EOFException("the stream ended within a frame");
        }
        if (checksum(frame, 0) != checksum) {
            throw new IOException("a frame came changed, or a piece of the stream is missing");
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

    private static int checksum(byte[] bytes, int from) {
        var checksum = new CRC32C();
        checksum.update(bytes, from, bytes.length - from);
        return (int) checksum.getValue();
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
                Fields.putStrings(out, info.searchDomains());
                Fields.putStrings(out, info.nameservers());
            }
            case Message.Run run -> {
                out.writeByte(3);
                out.writeLong(run.batch());
                out.writeInt(run.from());
                out.writeInt(run.inFlight());
                out.writeInt(run.probes().size());
                for (Probe probe : run.probes()) {
                    ProbeForm.put(out, probe);
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
                SeriesForm.put(out, result.series());
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
                    Fields.put(out, attempt.protocol());
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
                int count = Fields.count(in, 4);
                List<Integer> ports = new ArrayList<>(count);
                for (int i = 0; i < count; i++) {
                    ports.add(in.readInt());
                }
                yield new Message.Welcome(
                        new AgentInfo(
                                identity,
                                instance,
                                ports,
                                Fields.getStrings(in),
                                Fields.getStrings(in)));
            }
            case 3 -> {
                long batch = in.readLong();
                int from = in.readInt();
                int inFlight = in.readInt();
                int count = Fields.count(in, 20);
                List<Probe> probes = new ArrayList<>(count);
                for (int i = 0; i < count; i++) {
                    probes.add(ProbeForm.get(in));
                }
                yield new Message.Run(batch, from, inFlight, probes);
            }
            case 4 -> new Message.Started(in.readLong(), in.readLong());
            case 5 -> new Message.Result(in.readLong(), in.readInt(), SeriesForm.get(in));
            case 6 -> new Message.Finished(in.readLong(), in.readInt());
            case 7 -> new Message.Stop(in.readLong());
            case 8 -> new Message.Forget(in.readLong());
            case 9 -> new Message.Alive();
            case 10 -> new Message.Rejected(in.readUTF());
            case 11 -> {
                long question = in.readLong();
                int count = Fields.count(in, 25);
                List<Sought> attempts = new ArrayList<>(count);
                for (int i = 0; i < count; i++) {
                    attempts.add(
                            new Sought(
                                    Fields.getProtocol(in),
                                    in.readLong(),
                                    in.readInt(),
                                    in.readLong(),
                                    in.readInt()));
                }
                yield new Message.Seek(question, attempts);
            }
            case 12 -> {
                long question = in.readLong();
                int count = Fields.count(in, 20);
                List<Sighting> attempts = new ArrayList<>(count);
                for (int i = 0; i < count; i++) {
                    attempts.add(new Sighting(in.readInt(), in.readLong(), in.readLong()));
                }
                yield new Message.Seen(question, attempts);
            }
            default -> throw new IOException("there is no message of type " + type);
        };
    }
}
