package io.github.k8sbykeshed.validator.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.k8sbykeshed.validator.cluster.Choices;
import io.github.k8sbykeshed.validator.cluster.Cluster;
import io.github.k8sbykeshed.validator.result.CaseResult;
import io.github.k8sbykeshed.validator.result.Outcome;
import io.github.k8sbykeshed.validator.scenario.Budgets;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects.ClusterException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The rights of plugin/rbac.yaml are enough, and a run says at once which one of them it lacks. */
@Tag("cluster")
class RightsTest {

    /** Together they do all that the role allows. */
    private static final List<String> SCENARIOS =
            List.of(
                    "clusterip/basic",
                    "clusterip/endpoint-mirroring TCP IPv4",
                    "clusterip/endpoint-removed",
                    "clusterip/host-network-source TCP IPv4",
                    "clusterip/no-selector-slices TCP IPv4",
                    "clusterip/ports-change TCP IPv4",
                    "lb/hostname TCP IPv4");

    private static final String GIVEN = "given-rights";

    private static final Pattern SENTENCE =
            Pattern.compile(
                    "The API server does not allow this user to (.*?); grant what is missing,"
                            + " plugin/rbac\\.yaml holds all that is needed\\.");

    private static final Duration QUICKLY = Duration.ofSeconds(60);

    @TempDir Path folder;

    private SvcTest run(Path kubeconfig, String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of("--kubeconfig", kubeconfig.toString()));
        all.addAll(List.of(arguments));
        return SvcTest.run(folder.resolve("results"), all.toArray(String[]::new));
    }

    @Test
    void theRoleIsEnough() throws Exception {
        try (PluginRole role = PluginRole.granted()) {
            assertConforms(
                    run(role.kubeconfig(folder), SCENARIOS.toArray(String[]::new)),
                    SCENARIOS.size());
        }
    }

    /** It needs none of the rights of namespaces but to see whether they are there. */
    @Test
    void inAGivenNamespaceLessIsEnough() throws Exception {
        try (PluginRole role = PluginRole.granted()) {
            List<JsonNode> rules = new ArrayList<>();
            for (JsonNode rule : PluginRole.rules()) {
                boolean namespaces = resource(rule).equals("namespaces");
                rules.add(namespaces ? with(rule, List.of("get")) : rule);
            }
            PluginRole.change(rules);
            LocalCluster.kubectl("create", "namespace", GIVEN);
            LocalCluster.kubectl("create", "namespace", GIVEN + "-host");
            try {
                assertConforms(
                        run(
                                role.kubeconfig(folder),
                                "-namespace",
                                GIVEN,
                                "clusterip/host-network-source TCP IPv4",
                                "clusterip/no-selector-slices TCP IPv4"),
                        2);
                for (String namespace : List.of(GIVEN, GIVEN + "-host")) {
                    LocalCluster.await(
                            Duration.ofSeconds(20),
                            () ->
                                    LocalCluster.kubectl(
                                            "get",
                                            "pods,services,endpointslices",
                                            "-n",
                                            namespace,
                                            "-o",
                                            "name"),
                            String::isEmpty);
                }
            } finally {
                LocalCluster.kubectl("delete", "namespace", "--wait=false", GIVEN, GIVEN + "-host");
            }
        }
    }

    private static void assertConforms(SvcTest svcTest, int scenarios) throws Exception {
        assertEquals(0, svcTest.exitCode(), svcTest::output);
        for (CaseResult result : svcTest.results().cases()) {
            assertEquals(new Outcome.Conforms(), result.outcome(), result.name());
        }
        assertEquals(
                scenarios,
                svcTest.results().cases().stream().map(CaseResult::scenario).distinct().count());
        assertEquals(List.of(), LocalCluster.namespacesOfRuns());
    }

    @Test
    void withoutOneOfTheRulesItFailsAtOnceAndNamesIt() throws Exception {
        try (PluginRole role = PluginRole.granted()) {
            Path kubeconfig = role.kubeconfig(folder);
            List<JsonNode> rules = PluginRole.rules();
            for (JsonNode missing : rules) {
                PluginRole.change(rules.stream().filter(rule -> !rule.equals(missing)).toList());
                long begin = System.nanoTime();
                SvcTest svcTest = run(kubeconfig, "clusterip/basic");
                assertEquals(2, svcTest.exitCode(), svcTest::output);
                long took = System.nanoTime() - begin;
                assertTrue(took < QUICKLY.toNanos(), () -> took + " ns: " + svcTest.output());
                assertEquals(rights(missing), named(svcTest.output()), svcTest::output);
                assertEquals(List.of(), LocalCluster.namespacesOfRuns());
            }
        }
    }

    /** Without a node for agents nothing is made, so that each verb takes a moment only. */
    @Test
    void eachVerbThatIsMissingIsNamed() throws Exception {
        try (PluginRole role = PluginRole.granted()) {
            LocalCluster.kubectl("cordon", "-l", "!node-role.kubernetes.io/control-plane");
            String kubeconfig = role.kubeconfig(folder).toString();
            assertTrue(refusal(kubeconfig).startsWith("No node can run agents"));
            List<JsonNode> rules = PluginRole.rules();
            for (JsonNode rule : rules) {
                for (String verb : verbs(rule)) {
                    List<String> others =
                            verbs(rule).stream().filter(each -> !each.equals(verb)).toList();
                    PluginRole.change(
                            rules.stream()
                                    .filter(each -> !each.equals(rule) || !others.isEmpty())
                                    .map(each -> each.equals(rule) ? with(rule, others) : each)
                                    .toList());
                    Set<String> right = rights(with(rule, List.of(verb)));
                    // The API server takes a moment to see the change.
                    LocalCluster.await(
                            Duration.ofSeconds(60),
                            () -> refusal(kubeconfig),
                            sentence -> named(sentence).equals(right));
                }
            }
            assertEquals(List.of(), LocalCluster.namespacesOfRuns());
        } finally {
            LocalCluster.kubectl("uncordon", "-l", "!node-role.kubernetes.io/control-plane");
        }
    }

    private static String refusal(String kubeconfig) {
        try (Cluster cluster = Cluster.find(kubeconfig, null, null)) {
            var deployment =
                    new Cluster.Deployment(
                            "rights",
                            "svc-test-rights",
                            new Cluster.Image("none", null),
                            "none",
                            Duration.ofMinutes(1),
                            Duration.ofMinutes(1),
                            Budgets.defaults(),
                            null,
                            1,
                            List.of(),
                            Choices.none());
            return assertThrows(ClusterException.class, () -> cluster.prospect(deployment))
                    .getMessage();
        }
    }

    /** The rights that the one sentence names. */
    private static Set<String> named(String output) {
        Set<String> sentences =
                SENTENCE.matcher(output)
                        .results()
                        .map(MatchResult::group)
                        .collect(Collectors.toSet());
        if (sentences.size() != 1) {
            return Set.of();
        }
        String rights = SENTENCE.matcher(output).results().findFirst().orElseThrow().group(1);
        return Arrays.stream(rights.split(", "))
                .map(right -> right.replaceFirst(" in \\S+$", ""))
                .collect(Collectors.toSet());
    }

    /** A rule's rights in the words of that sentence. */
    private static Set<String> rights(JsonNode rule) {
        String group = rule.path("apiGroups").path(0).asString();
        Set<String> rights = new HashSet<>();
        for (String verb : verbs(rule)) {
            rights.add(verb + " " + resource(rule) + (group.isEmpty() ? "" : "." + group));
        }
        return rights;
    }

    private static String resource(JsonNode rule) {
        assertEquals(1, rule.path("resources").size(), rule::toString);
        return rule.path("resources").path(0).asString();
    }

    private static List<String> verbs(JsonNode rule) {
        return rule.path("verbs").valueStream().map(JsonNode::asString).toList();
    }

    private static JsonNode with(JsonNode rule, List<String> verbs) {
        var changed = (ObjectNode) rule.deepCopy();
        var array = changed.putArray("verbs");
        verbs.forEach(array::add);
        return changed;
    }
}
