package io.github.k8sbykeshed.validator.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The rights that are asked for are just those that plugin/rbac.yaml grants. */
class RightsTest {

    @Test
    void theRoleGrantsWhatIsNeededAndNothingElse() throws Exception {
        Set<String> needed = new TreeSet<>();
        Rights.needed("a", false)
                .forEach(right ->
                        needed.add(right.group() + "/" + right.full() + " " + right.verb()));
        Set<String> granted = new TreeSet<>();
        try (var documents =
                new YAMLMapper()
                        .readerFor(JsonNode.class)
                        .<JsonNode>readValues(Path.of("plugin/rbac.yaml"))) {
            for (JsonNode document : documents.readAll()) {
                for (JsonNode rule : document.path("rules")) {
                    assertEquals(
                            Set.of("apiGroups", "resources", "verbs"),
                            Set.copyOf(rule.propertyNames()));
                    for (JsonNode group : rule.path("apiGroups")) {
                        for (JsonNode resource : rule.path("resources")) {
                            for (JsonNode verb : rule.path("verbs")) {
                                granted.add(
                                        group.asString()
                                                + "/"
                                                + resource.asString()
                                                + " "
                                                + verb.asString());
                            }
                        }
                    }
                }
            }
        }
        assertEquals(needed, granted);
    }

    @Test
    void noRightIsTooMuch() {
        for (boolean given : new boolean[] {true, false}) {
            for (Rights.Right right : Rights.needed("a", given)) {
                assertTrue(!right.toString().contains("*"), right::toString);
                assertTrue(
                        !Set.of("secrets", "pods/exec", "nodes/proxy").contains(right.full()),
                        right::toString);
            }
        }
        assertTrue(
                Rights.needed("a", true).stream()
                        .filter(right -> right.resource().equals("namespaces"))
                        .allMatch(right -> right.verb().equals("get")));
    }
}
