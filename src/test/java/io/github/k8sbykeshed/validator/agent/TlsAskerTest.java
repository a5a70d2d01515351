package io.github.k8sbykeshed.validator.agent;

import static io.github.k8sbykeshed.validator.agent.Given.observe;
import static io.github.k8sbykeshed.validator.agent.Given.unknown;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

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
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsAskerTest {

    @TempDir Path directory;

    private static Observation hello(int port, int timeoutMillis) throws Exception {
        return observe(
                Probe.once(Given.speaking(new Speech.Tls(), Protocol.TCP, port), timeoutMillis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void aServerAnswersWhoeverItSaysItIs(String version) throws Exception {
        try (var server =
                (SSLServerSocket)
                        selfSigned()
                                .getServerSocketFactory()
                                .createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            server.setEnabledProtocols(new String[] {version});
            Thread.startVirtualThread(() -> {
                try (var socket = (SSLSocket) server.accept()) {
                    socket.startHandshake();
                } catch (IOException e) {
                    // The client goes after the first word.
                }
            });
            assertEquals(
                    new Answered(new Reply.Tls()), hello(server.getLocalPort(), 10_000), version);
        }
    }

    /** A certificate that nobody signed, of a name that nobody asks for. */
    private SSLContext selfSigned() throws Exception {
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

    private static ServerSocket saying(String response) throws Exception {
        return Given.tcp(socket -> {
            socket.getInputStream().read(new byte[4096]);
            socket.getOutputStream().write(response.getBytes(StandardCharsets.ISO_8859_1));
            socket.getInputStream().read();
        });
    }

    @Test
    void aServerThatWantsOtherTlsThanOursIsOneAllTheSame() throws Exception {
        // A fatal alert: handshake_failure.
        try (ServerSocket server = saying("\u0015\u0003\u0003\0\2\2\u0028")) {
            assertEquals(new Answered(new Reply.Tls()), hello(server.getLocalPort(), 5000));
        }
    }

    @Test
    void aPeerThatDoesNotSpeakTls() throws Exception {
        try (ServerSocket server = saying("HTTP/1.1 400 Bad Request\r\n\r\n")) {
            assertEquals(
                    "HTTP/1.1 400 Bad Request....", unknown(hello(server.getLocalPort(), 5000)));
        }
        try (ServerSocket server = Given.tcp(Socket::close)) {
            assertEquals(new Reset(), hello(server.getLocalPort(), 5000));
        }
        try (ServerSocket silent = Given.listen()) {
            assertEquals(new TimedOut(Phase.READ), hello(silent.getLocalPort(), 1000));
        }
    }

    @Test
    void nobodyThere() throws Exception {
        int free;
        try (var any = Given.listen()) {
            free = any.getLocalPort();
        }
        assertEquals(new Refused(), hello(free, 5000));
    }

    @Test
    void isNotAskedOverUdp() throws Exception {
        assertInstanceOf(
                NotObserved.class,
                observe(Probe.once(Given.speaking(new Speech.Tls(), Protocol.UDP, 1), 1000)));
    }
}
