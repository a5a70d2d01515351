package io.github.k8sbykeshed.validator.cluster;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodListBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** So much of an API server as pods need: they are created, watched and deleted. */
final class FakeApi implements AutoCloseable {

    private static final KubernetesSerialization JSON = new KubernetesSerialization();

    private final HttpServer server;
    private final Map<String, Pod> pods = new LinkedHashMap<>();
    private final Map<String, List<OutputStream>> watchers = new LinkedHashMap<>();
    private int version = 1;

    /** What becomes of a pod as soon as it is made. */
    private final UnaryOperator<Pod> fate;

    /** Pods that a policy forbids, by their path. */
    Predicate<Pod> forbidden = pod -> false;

    /** What was asked, by method and path. */
    final List<String> calls = new ArrayList<>();

    FakeApi(UnaryOperator<Pod> fate) throws IOException {
        this.fate = fate;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    KubernetesClient client() {
        return new KubernetesClientBuilder()
                .withConfig(
                        new ConfigBuilder(io.fabric8.kubernetes.client.Config.empty())
                                .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                                .withOnlyHttpWatches(true)
                                .withRequestRetryBackoffLimit(0)
                                .build())
                .build();
    }

    synchronized List<String> names() {
        return pods.values().stream().map(pod -> pod.getMetadata().getName()).toList();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String query = String.valueOf(exchange.getRequestURI().getQuery());
        synchronized (this) {
            calls.add(exchange.getRequestMethod() + " " + path);
        }
        if (query.contains("watch=true")) {
            watch(exchange, path);
            return;
        }
        switch (exchange.getRequestMethod()) {
            case "POST" -> create(exchange, path);
            case "DELETE" -> delete(exchange, path);
            default -> list(exchange, path);
        }
    }

    private void watch(HttpExchange exchange, String path) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        synchronized (this) {
            watchers.computeIfAbsent(path, p -> new ArrayList<>()).add(exchange.getResponseBody());
        }
    }

    private synchronized void list(HttpExchange exchange, String path) throws IOException {
        var list =
                new PodListBuilder()
                        .withNewMetadata()
                        .withResourceVersion(String.valueOf(version))
                        .endMetadata();
        pods.forEach((key, pod) -> {
            if (key.startsWith(path + "/")) {
                list.addToItems(pod);
            }
        });
        Pod one = pods.get(path);
        reply(exchange, 200, one == null ? JSON.asJson(list.build()) : JSON.asJson(one));
    }

    private synchronized void create(HttpExchange exchange, String path) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        if (path.endsWith("/selfsubjectaccessreviews")) {
            reply(
                    exchange,
                    201,
                    "{\"kind\":\"SelfSubjectAccessReview\",\"apiVersion\":\"authorization.k8s.io/v1\","
                            + "\"status\":{\"allowed\":true}}");
            return;
        }
        Pod wanted = JSON.unmarshal(body, Pod.class);
        if (forbidden.test(wanted)) {
            reply(
                    exchange,
                    403,
                    JSON.asJson(
                            new StatusBuilder()
                                    .withStatus("Failure")
                                    .withCode(403)
                                    .withReason("Forbidden")
                                    .withMessage("violates PodSecurity")
                                    .build()));
            return;
        }
        Pod made =
                new PodBuilder(fate.apply(wanted))
                        .editMetadata()
                        .withResourceVersion(String.valueOf(++version))
                        .endMetadata()
                        .build();
        pods.put(path + "/" + made.getMetadata().getName(), made);
        tell(path, "ADDED", made);
        reply(exchange, 201, JSON.asJson(made));
    }

    private synchronized void delete(HttpExchange exchange, String path) throws IOException {
        Pod gone = pods.remove(path);
        if (gone != null) {
            version++;
            tell(path.substring(0, path.lastIndexOf('/')), "DELETED", gone);
        }
        reply(exchange, 200, JSON.asJson(new StatusBuilder().withStatus("Success").build()));
    }

    private void tell(String path, String type, HasMetadata object) throws IOException {
        String event = "{\"type\":\"" + type + "\",\"object\":" + JSON.asJson(object) + "}\n";
        for (OutputStream out : watchers.getOrDefault(path, List.of())) {
            out.write(event.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }
    }

    private static void reply(HttpExchange exchange, int code, String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(code, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
