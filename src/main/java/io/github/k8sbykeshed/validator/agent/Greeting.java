package io.github.k8sbykeshed.validator.agent;

import io.github.k8sbykeshed.validator.probe.Address;
import io.github.k8sbykeshed.validator.probe.Reply;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The line by which an agent says who it is and whom it saw, the same on TCP and UDP: {@code svc1
 * IDENTITY PORT CLIENT-ADDRESS CLIENT-PORT STALLED}, the last of which is for how many of the last
 * five seconds' milliseconds it got no processor.
 */
final class Greeting {

    static final int MAX_IDENTITY = 600;

    /** The longest line, its end included, bytes. */
    static final int MAX_LINE = MAX_IDENTITY + 64;

    private static final String START = "svc1 ";

    private Greeting() {}

    /**
     * What an agent said.
     *
     * @param who it is, and whom it saw
     * @param stalledMillis for how long it stood still of late, milliseconds
     */
    record Said(Reply.Identity who, int stalledMillis) {}

    /** The line with its end. */
    static byte[] line(String identity, int port, InetSocketAddress client, int stalledMillis) {
        String address = client.getAddress().getHostAddress();
        int zone = address.indexOf('%');
        if (zone >= 0) {
            // The name of an interface here means nothing to the client.
            address = address.substring(0, zone);
        }
        String line =
                START
                        + identity
                        + " "
                        + port
                        + " "
                        + address
                        + " "
                        + client.getPort()
                        + " "
                        + stalledMillis
                        + "\n";
        return line.getBytes(StandardCharsets.ISO_8859_1);
    }

    static boolean isIdentity(String text) {
        if (text.isEmpty() || text.length() > MAX_IDENTITY) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) <= ' ' || text.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }

    /** Whether a line may become of these bytes, which are the first that arrived. */
    static boolean mayBegin(byte[] bytes, int from, int length) {
        for (int i = 0; i < Math.min(length, START.length()); i++) {
            if (bytes[from + i] != START.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Reads a line without its end.
     *
     * @param sends how often it had to be asked for
     * @return null if it is not one that an agent says
     */
    static @Nullable Said parse(byte[] bytes, int from, int length, int sends) {
        if (!mayBegin(bytes, from, length) || length > MAX_LINE) {
            return null;
        }
        String[] words =
                new String(bytes, from, length, StandardCharsets.ISO_8859_1).split(" ", -1);
        if (words.length != 6 || !isIdentity(words[1])) {
            return null;
        }
        try {
            return new Said(
                    new Reply.Identity(
                            words[1], port(words[2]), new Address(words[3]), port(words[4]), sends),
                    Integer.parseInt(words[5]));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static int port(String text) {
        int port = Integer.parseInt(text);
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException(text);
        }
        return port;
    }

    /** What somebody said who is no agent, as far as it can be printed. */
    static Reply.Unknown unknown(byte[] bytes, int from, int length) {
        var text = new StringBuilder(64);
        for (int i = from; i < from + Math.min(length, 64); i++) {
            text.append(bytes[i] >= ' ' && bytes[i] <= '~' ? (char) bytes[i] : '.');
        }
        return new Reply.Unknown(text.toString());
    }
}
