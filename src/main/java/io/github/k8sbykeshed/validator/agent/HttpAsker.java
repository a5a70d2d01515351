package io.github.k8sbykeshed.validator.agent;

import io.github.k8sbykeshed.validator.probe.Observation;
import io.github.k8sbykeshed.validator.probe.Observation.Answered;
import io.github.k8sbykeshed.validator.probe.Observation.NotObserved;
import io.github.k8sbykeshed.validator.probe.Observation.Reset;
import io.github.k8sbykeshed.validator.probe.Probe;
import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.probe.Reply;
import io.github.k8sbykeshed.validator.probe.Target;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Makes one HTTP/1.1 GET, and reads no more of the response than is reported. */
final class HttpAsker {

    /** Headers and body together. */
    private static final int MAX_READ = 32768;

    private static final int MAX_BODY = 512;

    private HttpAsker() {}

    static Observation ask(Probe probe, Target.Speech.Http http, long deadline, Trace trace)
            throws Failed {
        Target target = probe.target();
        if (target.protocol() != Protocol.TCP) {
            return new NotObserved("HTTP is not spoken over UDP");
        }
        if (!isPath(http.path())) {
            return new NotObserved("that is no path");
        }
        try (TcpCall call = TcpCall.connect(target, probe.sourcePort(), deadline, trace)) {
            call.guard();
            try {
                call.socket().setSoTimeout(TcpCall.millisUntil(deadline, Observation.Phase.READ));
                String request =
                        "GET "
                                + http.path()
                                + " HTTP/1.1\r\nHost: "
                                + target.address().withPort(target.port())
                                + "\r\nUser-Agent: k8s-service-validator\r\nAccept: */*\r\n"
                                + "Connection: close\r\n\r\n";
                call.socket()
                        .getOutputStream()
                        .write(request.getBytes(StandardCharsets.ISO_8859_1));
                return read(call.socket().getInputStream());
            } catch (IOException e) {
                throw call.failed(e);
            }
        }
    }

    private static boolean isPath(String path) {
        for (int i = 0; i < path.length(); i++) {
            // A line break would make two requests of one.
            if (path.charAt(i) <= ' ' || path.charAt(i) > '~') {
                return false;
            }
        }
        return path.startsWith("/");
    }

    private static Observation read(InputStream in) throws IOException {
        byte[] bytes = new byte[2048];
        int length = 0;
        while (length < MAX_READ) {
            if (length == bytes.length) {
                bytes = Arrays.copyOf(bytes, 2 * length);
            }
            int read = in.read(bytes, length, bytes.length - length);
            boolean end = read < 0;
            if (end && length == 0) {
                return new Reset();
            }
            length += Math.max(read, 0);
            if (!mayBeHttp(bytes, length)) {
                break;
            }
            String text = new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
            Reply.Http reply = parse(text, end);
            if (reply != null) {
                return new Answered(reply);
            }
            if (end) {
                // Cut off within the headers or the body.
                return text.contains("\r\n\r\n")
                        ? new Reset()
                        : new Answered(Greeting.unknown(bytes, 0, length));
            }
        }
        return new Answered(Greeting.unknown(bytes, 0, length));
    }

    private static boolean mayBeHttp(byte[] bytes, int length) {
        String start = "HTTP/1.";
        for (int i = 0; i < Math.min(length, start.length()); i++) {
            if (bytes[i] != start.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Reads a response from as much of it as is there.
     *
     * @param end whether that is all
     * @return null if there has to be more, or it is no response
     */
    private static Reply.@Nullable Http parse(String text, boolean end) {
        int endOfHeaders = text.indexOf("\r\n\r\n");
        if (endOfHeaders < 0) {
            return null;
        }
        int status = status(text);
        if (status < 0) {
            return null;
        }
        String headers = text.substring(0, endOfHeaders + 2).toLowerCase(Locale.ROOT);
        String rest = text.substring(endOfHeaders + 4);
        String coding = header(headers, "transfer-encoding");
        int size = size(header(headers, "content-length"));
        boolean none = status < 200 || status == 204 || status == 304;
        String body;
        boolean complete;
        if (none) {
            body = "";
            complete = true;
        } else if (coding != null && coding.contains("chunked")) {
            var joined = new StringBuilder();
            complete = join(rest, joined);
            body = joined.toString();
        } else if (size >= 0) {
            complete = rest.length() >= size;
            body = complete ? rest.substring(0, size) : rest;
        } else {
            complete = end;
            body = rest;
        }
        // Up to four bytes a character.
        if (!complete && body.length() < 4 * MAX_BODY) {
            return null;
        }
        String decoded =
                new String(body.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        return new Reply.Http(
                status, decoded.length() > MAX_BODY ? decoded.substring(0, MAX_BODY) : decoded);
    }

    private static int status(String text) {
        int space = text.indexOf(' ');
        if (space < 0 || text.length() < space + 4) {
            return -1;
        }
        int status = size(text.substring(space + 1, space + 4));
        return status >= 100 && status <= 599 ? status : -1;
    }

    private static int size(@Nullable String digits) {
        try {
            return digits == null ? -1 : Integer.parseInt(digits);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static @Nullable String header(String headers, String name) {
        int at = headers.indexOf("\r\n" + name + ":");
        if (at < 0) {
            return null;
        }
        int from = at + name.length() + 3;
        return headers.substring(from, headers.indexOf("\r\n", from)).strip();
    }

    /** Joins the chunks that are there; returns whether the last one is. */
    private static boolean join(String chunks, StringBuilder into) {
        int at = 0;
        while (true) {
            int endOfLine = chunks.indexOf("\r\n", at);
            if (endOfLine < 0) {
                return false;
            }
            String line = chunks.substring(at, endOfLine);
            int extension = line.indexOf(';');
            int size;
            try {
                size =
                        Integer.parseInt(
                                (extension < 0 ? line : line.substring(0, extension)).strip(), 16);
            } catch (NumberFormatException e) {
                return false;
            }
            if (size <= 0) {
                return size == 0;
            }
            int from = endOfLine + 2;
            into.append(chunks, from, (int) Math.min((long) from + size, chunks.length()));
            if ((long) from + size + 2 > chunks.length()) {
                return false;
            }
            at = from + size + 2;
        }
    }
}
