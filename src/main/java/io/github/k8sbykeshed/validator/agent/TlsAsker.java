package io.github.k8sbykeshed.validator.agent;

import io.github.k8sbykeshed.validator.probe.Observation;
import io.github.k8sbykeshed.validator.probe.Observation.Answered;
import io.github.k8sbykeshed.validator.probe.Observation.NotObserved;
import io.github.k8sbykeshed.validator.probe.Observation.Reset;
import io.github.k8sbykeshed.validator.probe.Probe;
import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.probe.Reply;
import java.nio.ByteBuffer;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Asks whether a TLS server is there: a ClientHello, and one look at what comes back. It holds no
 * key share, so that a server of TLS 1.3 asks for one (HelloRetryRequest) and has nothing to sign;
 * one of TLS 1.2 agrees to it as it is. That costs either side next to nothing, and an agent does
 * not load the JDK's TLS, which takes half a second of processor time.
 */
final class TlsAsker {

    private static final int HANDSHAKE = 22;
    private static final int ALERT = 21;
    private static final int CLIENT_HELLO = 1;
    private static final int TLS_1_0 = 0x0301;
    private static final int TLS_1_2 = 0x0303;
    private static final int TLS_1_3 = 0x0304;
    private static final int RECORD_HEADER = 5;

    /** The mandatory one of TLS 1.3, and what servers of TLS 1.2 commonly have. */
    private static final int[] CIPHER_SUITES = {0x1301, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0x009c};

    /** secp256r1 and x25519. */
    private static final int[] GROUPS = {0x0017, 0x001d};

    /** ECDSA, RSA-PSS and RSA with SHA-256, and with SHA-384. */
    private static final int[] SIGNATURES = {0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501};

    private TlsAsker() {}

    static Observation ask(Probe probe, long deadline, Trace trace) throws Failed {
        if (probe.target().protocol() != Protocol.TCP) {
            return new NotObserved("TLS is not spoken over UDP");
        }
        try (TcpCall call = TcpCall.connect(probe.target(), probe.sourcePort(), deadline, trace)) {
            byte[] hello = clientHello();
            call.write(hello, 0, hello.length);
            byte[] reply = new byte[64];
            int length = 0;
            while (length < RECORD_HEADER) {
                int read = call.read(reply, length, reply.length - length);
                if (read < 0) {
                    break;
                }
                length += read;
            }
            if (length == 0) {
                return new Reset();
            }
            boolean tls =
                    length >= RECORD_HEADER
                            && (reply[0] == HANDSHAKE || reply[0] == ALERT)
                            && reply[1] == TLS_1_2 >> 8;
            return new Answered(tls ? new Reply.Tls() : Greeting.unknown(reply, 0, length));
        }
    }

    /** RFC 8446, section 4.1.2, in a record of its own. */
    private static byte[] clientHello() {
        ByteBuffer extensions = ByteBuffer.allocate(256);
        // supported_versions
        extension(extensions, 43, 1, TLS_1_3, TLS_1_2);
        // supported_groups, signature_algorithms
        extension(extensions, 10, 2, GROUPS);
        extension(extensions, 13, 2, SIGNATURES);
        // key_share: none
        extension(extensions, 51, 2);
        extensions.flip();

        ByteBuffer body = ByteBuffer.allocate(512);
        byte[] random = new byte[32];
        ThreadLocalRandom.current().nextBytes(random);
        body.putShort((short) TLS_1_2).put(random);
        // No session is resumed.
        body.put((byte) 0);
        body.putShort((short) (2 * CIPHER_SUITES.length));
        put(body, CIPHER_SUITES);
        // The one compression method: none.
        body.put((byte) 1).put((byte) 0);
        body.putShort((short) extensions.limit()).put(extensions).flip();

        ByteBuffer record = ByteBuffer.allocate(RECORD_HEADER + 4 + body.limit());
        record.put((byte) HANDSHAKE).putShort((short) TLS_1_0);
        record.putShort((short) (4 + body.limit()));
        record.putInt(CLIENT_HELLO << 24 | body.limit());
        return record.put(body).array();
    }

    /** An extension that is a list of 16-bit values behind its length in bytes. */
    private static void extension(ByteBuffer to, int type, int lengthBytes, int... values) {
        to.putShort((short) type).putShort((short) (lengthBytes + 2 * values.length));
        if (lengthBytes == 1) {
            to.put((byte) (2 * values.length));
        } else {
            to.putShort((short) (2 * values.length));
        }
        put(to, values);
    }

    private static void put(ByteBuffer to, int... values) {
        for (int value : values) {
            to.putShort((short) value);
        }
    }
}
