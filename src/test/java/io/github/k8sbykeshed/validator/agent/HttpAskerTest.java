package io.github.k8sbykeshed.validator.agent;

import static io.github.k8sbykeshed.validator.agent.Given.observe;
import static io.github.k8sbykeshed.validator.agent.Given.unknown;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
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
import java.io.InputStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpAskerTest {

    private static Observation get(int port, String path, int timeoutMillis) throws Exception {
        return observe(
                Probe.once(
                        Given.speaking(new Speech.Http(path), Protocol.TCP, port), timeoutMillis));
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
            Observation observation = get(port, "/" + status, 5000);
            String body = "grüße ".repeat(100).substring(0, 512);
            assertEquals(
                    new Answered(new Reply.Http(status, status == 200 ? "grüße " : body)),
                    observation);
            assertEquals(List.of("127.0.0.1:" + port), hosts);
        } finally {
            server.stop(0);
        }
    }

    private static Observation whenToldBack(String response, int timeoutMillis) throws Exception {
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
            return get(server.getLocalPort(), "/", timeoutMillis);
        }
    }

    @Test
    void whatIsNoHttpIsUnknown() throws Exception {
        assertEquals("220 mail.", unknown(whenToldBack("220 mail\n", 5000)));
        assertEquals("HTTP/1.1 2", unknown(whenToldBack("HTTP/1.1 2", 5000)));
    }

    @Test
    void aBodyUpToTheEndOfTheStream() throws Exception {
        assertEquals(
                new Answered(new Reply.Http(200, "all of it")),
                whenToldBack("HTTP/1.0 200 OK\r\n\r\nall of it", 5000));
    }

    @Test
    void aResponseIsOverWhereItSaysSo() throws Exception {
        assertEquals(
                new Answered(new Reply.Http(200, "abc\n")),
                whenToldBack("HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nabc\n", 5000));
        assertEquals(
                new Answered(new Reply.Http(204, "")),
                whenToldBack("HTTP/1.1 204 No Content\r\n\r\n", 5000));
    }

    @Test
    void aBodyThatNeverComesTimesOut() throws Exception {
        assertEquals(
                new TimedOut(Phase.READ),
                whenToldBack("HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\n", 1000));
    }

    @Test
    void aBodyThatIsCutOffIsReset() throws Exception {
        assertEquals(
                new Reset(), whenToldBack("HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nab", 5000));
    }

    @Test
    void nobodyThere() throws Exception {
        int free;
        try (var any = Given.listen()) {
            free = any.getLocalPort();
        }
        assertEquals(new Refused(), get(free, "/", 5000));
    }

    @Test
    void whatCannotBeAsked() throws Exception {
        assertInstanceOf(NotObserved.class, get(1, "/ HTTP/1.1\r\nx: y", 1000));
        assertInstanceOf(
                NotObserved.class,
                observe(Probe.once(Given.speaking(new Speech.Http("/"), Protocol.UDP, 1), 1000)));
    }
}
