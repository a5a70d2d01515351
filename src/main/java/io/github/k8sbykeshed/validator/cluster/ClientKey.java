package io.github.k8sbykeshed.validator.cluster;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;

/**
 * Elliptic-curve client keys, in forms that the Kubernetes client does not read by itself: PKCS #8,
 * which it takes for RSA unless told, and SEC 1 (RFC 5915), which k3s and others write.
 */
final class ClientKey {

    private static final String PKCS8 = "PRIVATE KEY";
    private static final String SEC1 = "EC PRIVATE KEY";

    /** The object identifier 1.2.840.10045.2.1, id-ecPublicKey of RFC 5480, in DER. */
    private static final byte[] EC_PUBLIC_KEY = HexFormat.of().parseHex("06072a8648ce3d0201");

    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 0x04;
    private static final int PARAMETERS = 0xa0;

    private ClientKey() {}

    /** The configuration with a key that the client can read; unchanged where it can already. */
    static Config readable(Config config) throws IOException {
        String pem = pem(config);
        byte[] sec1 = block(pem, SEC1);
        if (sec1.length > 0) {
            String text =
                    "-----BEGIN PRIVATE KEY-----\n"
                            + Base64.getMimeEncoder().encodeToString(pkcs8(sec1))
                            + "\n-----END PRIVATE KEY-----\n";
            return new ConfigBuilder(config)
                    .withClientKeyAlgo("EC")
                    .withClientKeyFile(null)
                    .withClientKeyData(
                            Base64.getEncoder()
                                    .encodeToString(text.getBytes(StandardCharsets.US_ASCII)))
                    .build();
        }
        String hex = HexFormat.of().formatHex(block(pem, PKCS8));
        return hex.contains(HexFormat.of().formatHex(EC_PUBLIC_KEY))
                ? new ConfigBuilder(config).withClientKeyAlgo("EC").build()
                : config;
    }

    private static String pem(Config config) throws IOException {
        String data = config.getClientKeyData();
        if (data != null) {
            return new String(Base64.getMimeDecoder().decode(data), StandardCharsets.US_ASCII);
        }
        String file = config.getClientKeyFile();
        return file == null ? "" : Files.readString(Path.of(file), StandardCharsets.US_ASCII);
    }

    private static byte[] block(String pem, String kind) {
        String begin = "-----BEGIN " + kind + "-----";
        int from = pem.indexOf(begin);
        int to = pem.indexOf("-----END " + kind + "-----");
        return from < 0 || to < from
                ? new byte[0]
                : Base64.getMimeDecoder().decode(pem.substring(from + begin.length(), to));
    }

    /** Wraps a SEC 1 key, whose curve its optional parameters name, into PKCS #8. */
    static byte[] pkcs8(byte[] sec1) throws IOException {
        ByteBuffer fields = content(ByteBuffer.wrap(sec1), SEQUENCE);
        while (fields.hasRemaining()) {
            int tag = fields.get(fields.position()) & 0xff;
            ByteBuffer field = content(fields, tag);
            if (tag == PARAMETERS) {
                byte[] curve = new byte[field.remaining()];
                field.get(curve);
                byte[] version = {0x02, 0x01, 0x00};
                return der(
                        SEQUENCE,
                        version,
                        der(SEQUENCE, EC_PUBLIC_KEY, curve),
                        der(OCTET_STRING, sec1));
            }
        }
        throw new IOException("the client's EC key does not name its curve");
    }

    /** Takes one value of this tag off the buffer. */
    private static ByteBuffer content(ByteBuffer from, int tag) throws IOException {
        if (from.remaining() < 2 || (from.get() & 0xff) != tag) {
            throw new IOException("the client's EC key is no valid DER");
        }
        int length = from.get() & 0xff;
        if (length > 0x80) {
            int bytes = length - 0x80;
            length = 0;
            while (bytes-- > 0 && from.hasRemaining() && length < 1 << 16) {
                length = length << 8 | from.get() & 0xff;
            }
        }
        if (length > from.remaining()) {
            throw new IOException("the client's EC key is no valid DER");
        }
        ByteBuffer content = from.slice(from.position(), length);
        from.position(from.position() + length);
        return content;
    }

    private static byte[] der(int tag, byte[]... parts) {
        var content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        int length = content.size();
        var all = new ByteArrayOutputStream();
        all.write(tag);
        if (length < 0x80) {
            all.write(length);
        } else if (length < 0x100) {
            all.write(0x81);
            all.write(length);
        } else {
            all.write(0x82);
            all.write(length >> 8);
            all.write(length);
        }
        all.writeBytes(content.toByteArray());
        return all.toByteArray();
    }
}
