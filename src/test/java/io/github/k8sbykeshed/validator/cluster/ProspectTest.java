package io.github.k8sbykeshed.validator.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.github.k8sbykeshed.validator.scenario.Budgets;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects.ClusterException;
import io.github.k8sbykeshed.validator.scenario.LoadBalancers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is found out before anything is made, by an API server that has nodes and nothing else. */
class ProspectTest {

    private static final String NODE =
            """
            {"metadata":{"name":"%s","labels":{"pool":"%s"}},
             "spec":{"taints":[%s]},
             "status":{"addresses":[],"conditions":[{"type":"Ready","status":"True"}]}}\
            """;

    private static final String TAINT = "{\"key\":\"%s\",\"effect\":\"NoSchedule\"}";

    private final Map<String, String> nodes = new TreeMap<>();
    private final List<String> namespaces = new CopyOnWriteArrayList<>();
    private final List<String> made = new CopyOnWriteArrayList<>();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String query = exchange.getRequestURI().getQuery();
        String last = path.substring(path.lastIndexOf('/') + 1);
        String body =
                switch (last) {
                    case "version" -> "{\"gitVersion\":\"v1.35.4\"}";
                    case "nodes" -> list(query);
                    case "selfsubjectaccessreviews" -> "{\"status\":{\"allowed\":true}}";
                    default ->
                            namespaces.contains(last)
                                    ? "{\"kind\":\"Namespace\",\"apiVersion\":\"v1\"}"
                                    : "";
                };
        if (exchange.getRequestMethod().equals("POST") && !path.contains("authorization")) {
            made.add(path);
        }
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(
                body.isEmpty() ? 404 : 200, body.isEmpty() ? -1 : bytes.length);
        if (!body.isEmpty()) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    /** A selector is only understood where it is pool=x. */
    private String list(String query) {
        boolean all = query == null || !query.contains("labelSelector=pool=x");
        List<String> items =
                nodes.values().stream()
                        .filter(node -> all || node.contains("\"pool\":\"x\""))
                        .toList();
        return "{\"kind\":\"NodeList\",\"apiVersion\":\"v1\",\"items\":["
                + String.join(",", items)
                + "]}";
    }

    private void node(String name, String pool, String taint) {
        nodes.put(name, NODE.formatted(name, pool, taint.isEmpty() ? "" : TAINT.formatted(taint)));
    }

    private Prospect prospect(NodeRules rules, PodOptions pods) throws InterruptedException {
        var wanted =
                new Cluster.Deployment(
                        "abc",
                        "ns",
                        new Cluster.Image("image", null),
                        "token",
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(1),
                        Budgets.defaults(),
                        null,
                        1,
                        List.of(),
                        new Choices(rules, pods, LoadBalancers.Mode.AUTO, Map.of()));
        var config =
                new ConfigBuilder(Config.empty())
                        .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                        .withRequestRetryBackoffLimit(0)
                        .build();
        try (var client = new KubernetesClientBuilder().withConfig(config).build()) {
            return Prospect.of(client, new Namespaces(client), wanted);
        } finally {
            assertEquals(List.of(), made);
        }
    }

    private String refusal(NodeRules rules, PodOptions pods) {
        return assertThrows(ClusterException.class, () -> prospect(rules, pods)).getMessage();
    }

    @Test
    void nodesAndPodsAreCountedBeforeAnyIsMade() throws Exception {
        node("a", "x", "");
        node("b", "x", "");
        node("c", "y", "master");
        Prospect prospect = prospect(NodeRules.usual(), PodOptions.none());
        assertEquals(2, prospect.nodes());
        // One of the pod network and one of the host network a node, and two spares.
        assertEquals(6, prospect.pods());
    }

    @Test
    void theApiServerReadsTheSelector() throws Exception {
        node("a", "x", "");
        node("b", "y", "");
        var rules = new NodeRules(List.of(), 0, List.of(), "pool=x", 0);
        NodeChoice choice = prospect(rules, PodOptions.none()).choice();
        assertEquals("a", choice.usable().getFirst().name());
        assertEquals(1, choice.usable().size());
        assertEquals("b", choice.leftOut().getFirst().node());
    }

    @Test
    void aClusterOfTaintedNodesEndsItAtOnceWithTheOptionThatHelps() {
        node("a", "x", "master");
        node("b", "x", "master");
        assertEquals(
                "No node can run agents: a: tainted master:NoSchedule; --tolerate master brings it"
                        + " in, --tolerate all every one.",
                refusal(NodeRules.usual(), PodOptions.none()));
    }

    @Test
    void aPullSecretIsInNamespacesThatAreThere() throws Exception {
        node("a", "x", "");
        var secret = new PodOptions(List.of("registry"), Map.of(), Map.of(), null);
        namespaces.add("ns");
        String why = refusal(NodeRules.usual(), secret);
        assertTrue(why.endsWith("name them with --namespace NAME."), why);
        namespaces.add("ns-host");
        assertEquals(1, prospect(NodeRules.usual(), secret).nodes());
    }
}
