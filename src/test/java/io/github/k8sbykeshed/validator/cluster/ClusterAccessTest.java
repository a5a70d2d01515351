package io.github.k8sbykeshed.validator.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.net.httpserver.HttpServer;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects.ClusterException;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterAccessTest {

    @TempDir private Path folder;

    private Path kubeconfig(String file, String current, String... contexts) throws IOException {
        var text = new StringBuilder("apiVersion: v1\nkind: Config\n");
        if (!current.isEmpty()) {
            text.append("current-context: ").append(current).append('\n');
        }
        text.append("contexts:\n");
        for (String name : contexts) {
            text.append("- {name: %s, context: {cluster: %s, user: u}}\n".formatted(name, name));
        }
        text.append("clusters:\n");
        for (String name : contexts) {
            text.append(
                    "- {name: %s, cluster: {server: 'https://%s.%s:6443'}}\n"
                            .formatted(name, name, file));
        }
        text.append("users: [{name: u, user: {token: secret}}]\n");
        return Files.writeString(folder.resolve(file), text);
    }

    private ClusterAccess find(String kubeconfig, String context, String variable) {
        return ClusterAccess.find(
                kubeconfig,
                context,
                variable == null ? Map.of() : Map.of("KUBECONFIG", variable),
                folder);
    }

    private static String server(ClusterAccess access) {
        return access.config().getMasterUrl();
    }

    private String refusal(String kubeconfig, String context, String variable) {
        return assertThrows(ClusterException.class, () -> find(kubeconfig, context, variable))
                .getMessage();
    }

    @Test
    void severalFilesAreOneAndTheFirstOneCounts() throws IOException {
        Path a = kubeconfig("a", "one", "one", "two");
        Path b = kubeconfig("b", "three", "one", "three");
        String both = a + File.pathSeparator + b;
        assertEquals("https://one.a:6443/", server(find(null, null, both)));
        assertEquals(both + " ($KUBECONFIG)", find(null, null, both).origin());
        assertEquals("https://three.b:6443/", server(find(null, "three", both)));
        assertEquals("https://one.a:6443/", server(find(null, "one", both)));
        assertEquals(both + " ($KUBECONFIG), context three", find(null, "three", both).origin());
    }

    @Test
    void theApiServerIsToldWhomToTakeThisUserFor() throws Exception {
        String file = kubeconfig("a", "one", "one").toString();
        ClusterAccess other = find(file, null, null).as("system:serviceaccount:ns:sa");
        assertEquals(file + " (--kubeconfig), as system:serviceaccount:ns:sa", other.origin());
        List<String> users = new CopyOnWriteArrayList<>();
        var server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    users.add(exchange.getRequestHeaders().getFirst("Impersonate-User"));
                    exchange.sendResponseHeaders(404, -1);
                    exchange.close();
                });
        server.start();
        other.config().setMasterUrl("http://127.0.0.1:" + server.getAddress().getPort());
        try (var client = other.client(0)) {
            client.namespaces().withName("x").get();
        } finally {
            server.stop(0);
        }
        assertEquals(List.of("system:serviceaccount:ns:sa"), users);
    }

    /** As kubectl does. */
    @Test
    void filesOfAListThatDoNotExistAreSkipped() throws IOException {
        Path b = kubeconfig("b", "three", "three");
        String list = folder.resolve("none") + File.pathSeparator + File.pathSeparator + b;
        assertEquals("https://three.b:6443/", server(find(null, null, list)));
        String none = folder.resolve("none") + File.pathSeparator + folder.resolve("other");
        assertEquals(
                "The kubeconfig " + none + " ($KUBECONFIG) cannot be read; name one that exists.",
                refusal(null, null, none));
    }

    @Test
    void anOptionBeatsTheVariableAndThatTheUsualFile() throws IOException {
        Files.createDirectory(folder.resolve(".kube"));
        kubeconfig(".kube/config", "home", "home");
        Path a = kubeconfig("a", "one", "one");
        Path b = kubeconfig("b", "three", "three");
        assertEquals("https://one.a:6443/", server(find(a.toString(), null, b.toString())));
        assertEquals("https://three.b:6443/", server(find(null, null, b.toString())));
        assertEquals("https://home..kube/config:6443/", server(find(null, null, null)));
    }

    @Test
    void aContextThatIsUnknownIsToldWithThoseThereAre() throws IOException {
        Path a = kubeconfig("a", "one", "two", "one");
        assertEquals(
                "There is no context three in " + a + " (--kubeconfig); it has one, two.",
                refusal(a.toString(), "three", null));
    }

    @Test
    void withoutACurrentContextOneHasToBeChosen() throws IOException {
        Path a = kubeconfig("a", "", "two", "one");
        assertEquals(
                "No context is current in "
                        + a
                        + " (--kubeconfig); choose one with --context: it has one, two.",
                refusal(a.toString(), null, null));
        assertEquals("https://two.a:6443/", server(find(a.toString(), "two", null)));
    }

    @Test
    void aContextNeedsAKubeconfig() {
        assertEquals(
                "There is no context one, since there is no kubeconfig: name one with --kubeconfig"
                        + " or $KUBECONFIG.",
                refusal(null, "one", null));
    }
}
