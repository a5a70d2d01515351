package io.github.k8sbykeshed.validator.acceptance;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An API server in front of the real one that lies to some of those who watch Services and
 * EndpointSlices. Who asks is known by the first part of the path, so that each node's kube-proxy
 * can be told something else. All other requests are passed on as they are.
 *
 * <p>kube-proxy rewrites its own rules whenever it likes; what it believes, it also keeps
 * believing.
 */
final class LyingApi implements AutoCloseable {

    private static final Set<String> LIED_ABOUT =
            Set.of("/api/v1/services", "/apis/discovery.k8s.io/v1/endpointslices");

    private static final Set<String> OF_OBJECTS = Set.of("ADDED", "MODIFIED", "DELETED");

    private static final JsonMapper JSON = JsonMapper.shared();

    private static final Duration LISTENING = Duration.ofSeconds(30);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    static {
        // A chunk is an event that somebody waits for.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final Lie lie;
    private final String truth;
    private final HttpClient client;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<AutoCloseable> listeners = new ArrayList<>();
    private final Map<String, Set<String>> known = new ConcurrentHashMap<>();
    private final Queue<String> troubles = new ConcurrentLinkedQueue<>();

    private LyingApi(Lie lie, String truth, HttpClient client, HttpServer server) {
        this.lie = lie;
        this.truth = truth;
        this.client = client;
        this.server = server;
    }

    /** All kube-proxies and the cluster's DNS servers are lied to until this is closed. */
    static LyingApi toEverybody(Lie lie) throws Exception {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(LocalCluster.machineAddress(), 0), 0);
        HttpClient client =
                HttpClient.newBuilder()
                        .sslContext(tls(LocalCluster.directory().resolve("certificates")))
                        .build();
        String truth = "https://" + LocalCluster.nodeAddress("control-plane") + ":6443";
        var api = new LyingApi(lie, truth, client, server);
        server.setExecutor(api.threads);
        server.createContext("/", api::answer);
        server.start();
        try {
            api.listeners.add(LocalCluster.dnsAsking(api.url(Lie.DNS)));
            for (String node : LocalCluster.nodes()) {
                api.listeners.add(LocalCluster.proxyAsking(node, api.url(node)));
            }
            api.awaitListeners();
            return api;
        } catch (Exception e) {
            try (api) {
                throw e;
            }
        }
    }

    private void awaitListeners() throws Exception {
        List<String> all = new ArrayList<>(LocalCluster.nodes());
        all.add(Lie.DNS);
        long end = System.nanoTime() + LISTENING.toNanos();
        for (String listener : all) {
            for (String asked : LIED_ABOUT) {
                while (known(listener, asked).isEmpty()) {
                    assertTrue(
                            System.nanoTime() < end,
                            () -> listener + " never asked for " + asked + "; " + troubles);
                    Thread.sleep(LOOK_AGAIN);
                }
            }
        }
    }

    private static SSLContext tls(Path certificates) throws Exception {
        char[] none = new char[0];
        var factory = CertificateFactory.getInstance("X.509");
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, none);
        String pem = Files.readString(certificates.resolve("admin.key"));
        byte[] key = Base64.getMimeDecoder().decode(pem.replaceAll("-----[^-]*-----", ""));
        try (InputStream ca = Files.newInputStream(certificates.resolve("ca.crt"));
                InputStream admin = Files.newInputStream(certificates.resolve("admin.crt"))) {
            store.setCertificateEntry("ca", factory.generateCertificate(ca));
            store.setKeyEntry(
                    "admin",
                    KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(key)),
                    none,
                    new Certificate[] {factory.generateCertificate(admin)});
        }
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, none);
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return tls;
    }

    /** The API server for this listener. */
    String url(String listener) {
        var address = server.getAddress();
        return "http://"
                + address.getAddress().getHostAddress()
                + ":"
                + address.getPort()
                + "/"
                + listener;
    }

    /** What went wrong with lying: with any of these, a test proves nothing. */
    List<String> troubles() {
        return List.copyOf(troubles);
    }

    private void answer(HttpExchange exchange) {
        try (exchange) {
            String path = exchange.getRequestURI().getRawPath();
            int end = path.indexOf('/', 1);
            String listener = path.substring(1, end);
            String asked = path.substring(end);
            String query = exchange.getRequestURI().getRawQuery();
            boolean lying = exchange.getRequestMethod().equals("GET") && LIED_ABOUT.contains(asked);
            var request =
                    HttpRequest.newBuilder(
                                    URI.create(truth + asked + (query == null ? "" : "?" + query)))
                            .method(
                                    exchange.getRequestMethod(),
                                    HttpRequest.BodyPublishers.ofByteArray(
                                            exchange.getRequestBody().readAllBytes()));
            copy(exchange, "Content-Type", request);
            if (lying) {
                request.header("Accept", "application/json");
            } else {
                copy(exchange, "Accept", request);
            }
            HttpResponse<InputStream> response =
                    client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream in = response.body()) {
                response.headers()
                        .firstValue("Content-Type")
                        .ifPresent(type -> exchange.getResponseHeaders().set("Content-Type", type));
                exchange.sendResponseHeaders(response.statusCode(), 0);
                OutputStream out = exchange.getResponseBody();
                if (!lying || response.statusCode() != 200) {
                    passOn(in, out);
                } else if (query != null && query.contains("watch=true")) {
                    watch(listener, asked, query.contains("sendInitialEvents=true"), in, out);
                } else {
                    list(listener, asked, in, out);
                }
                out.close();
            }
        } catch (IOException e) {
            // Either side went away; whoever asks will ask again.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            troubles.add(e.toString());
        }
    }

    private static void copy(HttpExchange from, String header, HttpRequest.Builder to) {
        String value = from.getRequestHeaders().getFirst(header);
        if (value != null) {
            to.header(header, value);
        }
    }

    private static void passOn(InputStream in, OutputStream out) throws IOException {
        byte[] buffer = new byte[16 * 1024];
        int length = in.read(buffer);
        while (length >= 0) {
            out.write(buffer, 0, length);
            out.flush();
            length = in.read(buffer);
        }
    }

    private void list(String listener, String asked, InputStream in, OutputStream out)
            throws IOException {
        var list = (ObjectNode) JSON.readTree(in);
        Set<String> known = known(listener, asked);
        known.clear();
        ArrayNode items = JSON.createArrayNode();
        for (JsonNode item : list.path("items")) {
            ObjectNode told = lie.tell(claim(listener, asked, (ObjectNode) item, false));
            if (told != null) {
                known.add(name(told));
                items.add(told);
            }
        }
        list.set("items", items);
        out.write(JSON.writeValueAsBytes(list));
    }

    private void watch(
            String listener, String asked, boolean anew, InputStream in, OutputStream out)
            throws IOException {
        Set<String> known = known(listener, asked);
        if (anew) {
            known.clear();
        }
        var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            var event = (ObjectNode) JSON.readTree(line);
            if (retell(listener, asked, event, known)) {
                out.write((JSON.writeValueAsString(event) + "\n").getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
        }
    }

    /** Makes an event a lie; whether anything is left to tell. */
    private boolean retell(String listener, String asked, ObjectNode event, Set<String> known) {
        String type = event.path("type").asString();
        if (!OF_OBJECTS.contains(type)) {
            return true;
        }
        var object = (ObjectNode) event.path("object");
        String name = name(object);
        ObjectNode told = lie.tell(claim(listener, asked, object, type.equals("DELETED")));
        if (told == null) {
            event.put("type", "DELETED");
            return known.remove(name);
        }
        event.put("type", known.add(name) ? "ADDED" : "MODIFIED");
        event.set("object", told);
        return true;
    }

    private static Lie.Claim claim(
            String listener, String asked, ObjectNode object, boolean deleted) {
        return new Lie.Claim(listener, asked.endsWith("slices"), object.deepCopy(), deleted);
    }

    /** The names of the objects of this kind that this listener believes to exist. */
    private Set<String> known(String listener, String asked) {
        return known.computeIfAbsent(listener + asked, key -> ConcurrentHashMap.newKeySet());
    }

    private static String name(JsonNode object) {
        JsonNode metadata = object.path("metadata");
        return metadata.path("namespace").asString() + "/" + metadata.path("name").asString();
    }

    @Override
    public void close() throws Exception {
        try {
            LocalCluster.closeAll(listeners);
        } finally {
            server.stop(0);
            client.shutdownNow();
            threads.shutdownNow();
        }
    }
}
