package io.github.k8sbykeshed.validator.agent;

import static io.github.k8sbykeshed.validator.agent.Given.observe;
import static io.github.k8sbykeshed.validator.agent.Given.unknown;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.github.k8sbykeshed.validator.probe.Observation;
import io.github.k8sbykeshed.validator.probe.Observation.Answered;
import io.github.k8sbykeshed.validator.probe.Observation.NotObserved;
import io.github.k8sbykeshed.validator.probe.Observation.Phase;
import io.github.k8sbykeshed.validator.probe.Observation.Refused;
import io.github.k8sbykeshed.validator.probe.Observation.Reset;
import io.github.k8sbykeshed.validator.probe.Observation.TimedOut;
import io.github.k8sbykeshed.validator.probe.Probe;
import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.probe.Reply;
import io.github.k8sbykeshed.validator.probe.Target.Speech;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpAskerTest {

    private static Observation get(int port, boolean tls, String path, int timeoutMillis)
            throws Exception {
        return observe(
                Probe.once(
                        Given.speaking(new Speech.Http(tls, path), Protocol.TCP, port),
                        timeoutMillis));
    }

    private static HttpServer answering(HttpServer server, List<String> hosts) throws Exception {
        server.createContext(
                "/",
                exchange -> {
                    hosts.addAll(exchange.getRequestHeaders().get("Host"));
                    String path = exchange.getRequestURI().getPath();
                    int status = Integer.parseInt(path.substring(1));
                    byte[] body =
                            "grüße "
                                    .repeat(status == 200 ? 1 : 1000)
                                    .getBytes(StandardCharsets.UTF_8);
                    // A length of 0 means chunks to this server.
                    exchange.sendResponseHeaders(status, status == 201 ? 0 : body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.start();
        return server;
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 404, 503})
    void aServerAnswers(int status) throws Exception {
        List<String> hosts = Collections.synchronizedList(new ArrayList<>());
        HttpServer server = answering(HttpServer.create(Given.loopback(0), 0), hosts);
        try {
            int port = server.getAddress().getPort();
            Observation observation = get(port, false, "/" + status, 5000);
            String body = "grüße ".repeat(100).substring(0, 512);
            assertEquals(
                    new Answered(new Reply.Http(status, status == 200 ? "grüße " : body)),
                    observation);
            assertEquals(List.of("127.0.0.1:" + port), hosts);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aServerAnswersOverTlsWhoeverItSaysItIs(@TempDir Path directory) throws Exception {
        HttpsServer server = HttpsServer.create(Given.loopback(0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(selfSigned(directory)));
        List<String> hosts = Collections.synchronizedList(new ArrayList<>());
        answering(server, hosts);
        try {
            int port = server.getAddress().getPort();
            assertEquals(
                    new Answered(new Reply.Http(200, "grüße ")), get(port, true, "/200", 10_000));
        } finally {
            server.stop(0);
        }
    }

    /** A certificate that nobody signed, of a name that nobody asks for. */
    private static SSLContext selfSigned(Path directory) throws Exception {
        Path store = directory.resolve("store.p12");
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "a",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=nobody.invalid",
                                "-storepass",
                                "changeit",
                                "-keystore",
                                store.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("keytool.log").toFile())
                        .start();
        assertEquals(0, keytool.waitFor(), () -> read(directory.resolve("keytool.log")));
        KeyStore keys = KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
        var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, "changeit".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        return context;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static Observation whenToldBack(String response, boolean tls, int timeoutMillis)
            throws Exception {
        try (ServerSocket server =
                Given.tcp(socket -> {
                    InputStream in = socket.getInputStream();
                    assertTrue(in.read(new byte[4096]) > 0);
                    socket.getOutputStream().write(response.getBytes(StandardCharsets.UTF_8));
                    if (!response.endsWith("\n")) {
                        return;
                    }
                    in.read();
                })) {
            return get(server.getLocalPort(), tls, "/", timeoutMillis);
        }
    }

    @Test
    void whatIsNoHttpIsUnknown() throws Exception {
        assertEquals("220 mail.", unknown(whenToldBack("220 mail\n", false, 5000)));
        assertEquals("HTTP/1.1 2", unknown(whenToldBack("HTTP/1.1 2", false, 5000)));
    }

    @Test
    void aBodyUpToTheEndOfTheStream() throws Exception {
        assertEquals(
                new Answered(new Reply.Http(200, "all of it")),
                whenToldBack("HTTP/1.0 200 OK\r\n\r\nall of it", false, 5000));
    }

    @Test
    void aResponseIsOverWhereItSaysSo() throws Exception {
        assertEquals(
                new Answered(new Reply.Http(200, "abc\n")),
                whenToldBack("HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nabc\n", false, 5000));
        assertEquals(
                new Answered(new Reply.Http(204, "")),
                whenToldBack("HTTP/1.1 204 No Content\r\n\r\n", false, 5000));
    }

    @Test
    void aBodyThatNeverComesTimesOut() throws Exception {
        assertEquals(
                new TimedOut(Phase.READ),
                whenToldBack("HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\n", false, 300));
    }

    @Test
    void aBodyThatIsCutOffIsReset() throws Exception {
        assertEquals(
                new Reset(),
                whenToldBack("HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nab", false, 5000));
    }

    @Test
    void aPeerThatDoesNotSpeakTls() throws Exception {
        String said = unknown(whenToldBack("HTTP/1.1 400 Bad Request\r\n\r\n", true, 5000));
        assertTrue(said.startsWith("no TLS: "), said);
        try (ServerSocket server = Given.tcp(Socket::close)) {
            assertEquals(new Reset(), get(server.getLocalPort(), true, "/", 5000));
        }
        try (ServerSocket silent = Given.listen()) {
            assertEquals(new TimedOut(Phase.READ), get(silent.getLocalPort(), true, "/", 300));
        }
    }

    @Test
    void nobodyThere() throws Exception {
        int free;
        try (var any = Given.listen()) {
            free = any.getLocalPort();
        }
        assertEquals(new Refused(), get(free, false, "/", 5000));
        assertEquals(new Refused(), get(free, true, "/", 5000));
    }

    @Test
    void whatCannotBeAsked() throws Exception {
        assertInstanceOf(NotObserved.class, get(1, false, "/ HTTP/1.1\r\nx: y", 1000));
        assertInstanceOf(
                NotObserved.class,
                observe(
                        Probe.once(
                                Given.speaking(new Speech.Http(false, "/"), Protocol.UDP, 1),
                                1000)));
    }
}
