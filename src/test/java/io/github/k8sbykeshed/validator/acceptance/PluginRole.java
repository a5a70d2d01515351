package io.github.k8sbykeshed.validator.acceptance;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The rights of plugin/rbac.yaml, for a driver outside the cluster. */
final class PluginRole implements AutoCloseable {

    static final String NAME = "k8s-service-validator";

    private static final Path FILE = Path.of("plugin/rbac.yaml");

    private PluginRole() {}

    /** Grants them. */
    static PluginRole granted() throws Exception {
        LocalCluster.apply(Files.readString(FILE));
        return new PluginRole();
    }

    /** The rules of the role. */
    static List<JsonNode> rules() throws Exception {
        try (var documents =
                new YAMLMapper().readerFor(JsonNode.class).<JsonNode>readValues(FILE)) {
            return documents.readAll().stream()
                    .filter(each -> each.path("kind").asString().equals("ClusterRole"))
                    .flatMap(each -> each.path("rules").valueStream())
                    .toList();
        }
    }

    /** Makes the role have just these rules. */
    static void change(List<JsonNode> rules) throws Exception {
        LocalCluster.kubectl(
                "patch",
                "clusterrole",
                NAME,
                "--type=merge",
                "--patch",
                new YAMLMapper().valueToTree(Map.of("rules", rules)).toString());
    }

    /** A kubeconfig of nothing but these rights. */
    Path kubeconfig(Path folder) throws Exception {
        Path file = folder.resolve("kubeconfig");
        LocalCluster.kubeconfig(
                file, LocalCluster.kubectl("create", "token", "-n", NAME, NAME).strip());
        return file;
    }

    @Override
    public void close() throws Exception {
        // Waited for: the next one makes the same namespace again.
        LocalCluster.kubectl("delete", "-f", FILE.toString());
    }
}
