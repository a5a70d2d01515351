package io.github.k8sbykeshed.validator.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Taint;
import io.github.k8sbykeshed.validator.probe.Facts;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects.ClusterException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which nodes take part: docs/operators.md says the same. */
class NodeChoiceTest {

    private static NodeBuilder node(String os, String arch, String ready) {
        return new NodeBuilder()
                .withNewMetadata()
                .withName("w1")
                .addToLabels("kubernetes.io/os", os)
                .addToLabels("topology.kubernetes.io/zone", "z")
                .endMetadata()
                .withNewSpec()
                .endSpec()
                .withNewStatus()
                .withNewNodeInfo()
                .withArchitecture(arch)
                .endNodeInfo()
                .addNewCondition()
                .withType("Ready")
                .withStatus(ready)
                .withReason("KubeletNotReady")
                .withMessage("network plugin is not ready")
                .withLastHeartbeatTime("2026-01-01T00:00:00Z")
                .endCondition()
                .endStatus();
    }

    private static NodeBuilder ready() {
        return node("linux", "amd64", "True");
    }

    private static NodeBuilder tainted(NodeBuilder node, String key, String effect) {
        return node.editSpec().addToTaints(new Taint(effect, key, null, "value")).endSpec();
    }

    private static NodeBuilder cordoned() {
        return ready().editSpec().withUnschedulable(true).endSpec();
    }

    private static NodeChoice of(NodeBuilder node, String... tolerated) {
        return of(
                List.of(node.build()),
                rules(List.of(), 0, Stream.of(tolerated).map(Tolerance::parse).toList()));
    }

    private static NodeChoice of(List<Node> nodes, NodeRules rules) {
        return NodeChoice.of(nodes, nodes, rules);
    }

    private static NodeRules rules(List<String> names, int most, List<Tolerance> tolerated) {
        return new NodeRules(tolerated, 0, names, null, most);
    }

    private static Node named(String name, String zone, NodeBuilder node) {
        return node.editMetadata()
                .withName(name)
                .addToLabels("topology.kubernetes.io/zone", zone)
                .endMetadata()
                .build();
    }

    private static List<String> usable(NodeChoice choice) {
        return choice.usable().stream().map(Facts.Node::name).toList();
    }

    private static String leftOut(NodeChoice choice) {
        return choice.leftOut().stream()
                .map(each -> each.node() + ": " + each.why())
                .collect(Collectors.joining("; "));
    }

    @Test
    void onlyNodesThatAreNamedTakePart() {
        List<Node> nodes =
                List.of(
                        named("a", "z", ready()),
                        named("b", "z", ready()),
                        named("c", "z", tainted(ready(), "key", "NoSchedule")));
        NodeChoice choice = of(nodes, rules(List.of("b"), 0, List.of()));
        assertEquals(List.of("b"), usable(choice));
        assertEquals("a: not chosen (--nodes); c: not chosen (--nodes)", leftOut(choice));
        assertEquals(List.of(), choice.missing());
        // Who names a node wants it.
        NodeChoice tainted = of(nodes, rules(List.of("b", "c"), 0, List.of()));
        assertEquals(List.of("b"), usable(tainted));
        assertEquals(
                List.of(
                        new Facts.Missing(
                                "c",
                                "z",
                                Facts.Part.NODE,
                                "tainted key:NoSchedule; --tolerate key brings it in")),
                tainted.missing());
        String unknown =
                assertThrows(
                                ClusterException.class,
                                () -> of(nodes, rules(List.of("b", "d"), 0, List.of())))
                        .getMessage();
        assertEquals("There is no node d (--nodes); the cluster has a, b, c.", unknown);
    }

    @Test
    void onlyNodesThatTheSelectorHoldsOfTakePart() {
        Node one = named("a", "z", ready());
        Node other = named("b", "z", ready());
        NodeChoice choice =
                NodeChoice.of(
                        List.of(one, other),
                        List.of(other),
                        new NodeRules(List.of(), 0, List.of(), "pool=x", 0));
        assertEquals(List.of("b"), usable(choice));
        assertEquals("a: not chosen (--node-selector pool=x)", leftOut(choice));
    }

    @Test
    void aFewNodesAreTakenInTurnsFromEachZone() {
        List<Node> nodes =
                List.of(
                        named("e", "y", ready()),
                        named("d", "x", ready()),
                        named("c", "x", ready()),
                        named("b", "x", ready()),
                        named("a", "x", node("linux", "amd64", "False")));
        assertEquals(List.of("b", "e"), usable(of(nodes, rules(List.of(), 2, List.of()))));
        NodeChoice three = of(nodes, rules(List.of(), 3, List.of()));
        assertEquals(List.of("b", "c", "e"), usable(three));
        assertEquals(
                "d: not chosen (--max-nodes 3); a: not Ready, and not chosen (--max-nodes 3)",
                leftOut(three));
        assertEquals(List.of(), three.missing());
        NodeChoice all = of(nodes, rules(List.of(), 5, List.of()));
        assertEquals(List.of("b", "c", "d", "e"), usable(all));
        assertEquals(List.of("a"), all.missing().stream().map(Facts.Missing::node).toList());
    }

    @Test
    void whereAllAreTaintedTheOptionThatHelpsIsSaid() {
        Node node = tainted(tainted(ready(), "one", "NoSchedule"), "two", "NoExecute").build();
        assertEquals(
                "w1: tainted one:NoSchedule; --tolerate one --tolerate two brings it in, --tolerate"
                        + " all every one",
                of(List.of(node), NodeRules.usual()).whyNone());
        assertEquals(
                "w1: cordoned; --tolerate node.kubernetes.io/unschedulable brings it in, --tolerate"
                        + " all every one",
                of(cordoned()).whyNone());
        assertEquals("w1: runs windows", of(node("windows", "amd64", "True")).whyNone());
        assertEquals("the cluster has none", of(List.of(), NodeRules.usual()).whyNone());
    }

    private static void assertTakesPart(NodeBuilder node, String... tolerated) {
        NodeChoice choice = of(node, tolerated);
        assertEquals(List.of("w1"), choice.usable().stream().map(Facts.Node::name).toList());
        assertEquals(List.of(), choice.leftOut());
        assertEquals(List.of(), choice.missing());
    }

    private static void assertLeftOut(String why, NodeBuilder node, String... tolerated) {
        NodeChoice choice = of(node, tolerated);
        assertEquals(List.of(new Facts.LeftOut("w1", why)), choice.leftOut());
        assertEquals(List.of(), choice.usable());
        assertEquals(List.of(), choice.missing());
    }

    @Test
    void linuxNodesTakePartWhateverTheirArchitecture() {
        assertTakesPart(ready());
        assertTakesPart(node("linux", "arm64", "True"));
        assertTakesPart(tainted(ready(), "key", "PreferNoSchedule"));
    }

    @Test
    void nodesThatSomebodyKeepsPodsFromAreLeftOutEachForItsReason() {
        assertLeftOut("runs windows", node("windows", "amd64", "True"));
        assertLeftOut("runs windows", node("windows", "amd64", "False"));
        assertLeftOut("tainted key:NoSchedule", tainted(ready(), "key", "NoSchedule"));
        assertLeftOut("tainted key:NoExecute", tainted(ready(), "key", "NoExecute"));
        assertLeftOut(
                "tainted node-role.kubernetes.io/control-plane:NoSchedule",
                tainted(ready(), "node-role.kubernetes.io/control-plane", "NoSchedule"));
        assertLeftOut("cordoned", cordoned());
    }

    @ParameterizedTest
    @ValueSource(strings = {"all", "key", "key=value", "key:NoSchedule", "key=value:NoSchedule"})
    void tolerancesBringTaintedNodesIn(String tolerated) {
        assertTakesPart(tainted(ready(), "key", "NoSchedule"), tolerated);
        assertLeftOut(
                "tainted other:NoSchedule",
                tainted(tainted(ready(), "key", "NoSchedule"), "other", "NoSchedule"),
                tolerated.equals("all") ? "key" : tolerated);
    }

    @ParameterizedTest
    @ValueSource(strings = {"other", "key=other", "key:NoExecute"})
    void otherTolerancesDoNot(String tolerated) {
        assertLeftOut("tainted key:NoSchedule", tainted(ready(), "key", "NoSchedule"), tolerated);
    }

    @Test
    void aCordonIsATaint() {
        assertTakesPart(cordoned(), "node.kubernetes.io/unschedulable");
        assertTakesPart(cordoned(), "all");
    }

    @ParameterizedTest
    @ValueSource(strings = {"=v", "key:Never", "key=a=b", ":NoSchedule", ""})
    void whatIsNoTaintIsRefused(String text) {
        String sentence =
                assertThrows(IllegalArgumentException.class, () -> Tolerance.parse(text))
                        .getMessage();
        assertTrue(sentence.contains("is no taint: write KEY"), sentence);
    }

    @ParameterizedTest
    @CsvSource({
        "key, key, Exists,,",
        "key=v, key, Equal, v,",
        "key:NoExecute, key, Exists,, NoExecute",
        "all,, Exists,,",
    })
    void podsTolerateTheSame(
            String text, String key, String operator, String value, String effect) {
        var toleration = Tolerance.parse(text).toleration();
        assertEquals(key, toleration.getKey());
        assertEquals(operator, toleration.getOperator());
        assertEquals(value, toleration.getValue());
        assertEquals(effect, toleration.getEffect());
    }

    /** The control plane taints it, too; that is not what somebody chose. */
    @ParameterizedTest
    @ValueSource(strings = {"False", "Unknown"})
    void aNodeThatIsNotReadyIsMissing(String status) {
        NodeChoice choice =
                of(
                        tainted(
                                node("linux", "amd64", status),
                                "node.kubernetes.io/not-ready",
                                "NoSchedule"));
        assertEquals(
                List.of(
                        new Facts.Missing(
                                "w1",
                                "z",
                                Facts.Part.NODE,
                                "the node is not Ready: KubeletNotReady (network plugin is not"
                                        + " ready); mend it, or allow it with"
                                        + " --allowed-not-ready-nodes")),
                choice.missing());
        assertEquals(List.of(), choice.leftOut());
        assertEquals(List.of(), choice.usable());
    }

    @ParameterizedTest
    @CsvSource({"0, 2, 0", "1, 2, 0", "2, 0, 2", "-1, 0, 2"})
    void soManyMayBeNotReady(int allowed, int missing, int leftOut) {
        Node other = node("linux", "amd64", "Unknown").build();
        NodeChoice choice =
                of(List.of(other, other), new NodeRules(List.of(), allowed, List.of(), null, 0));
        assertEquals(missing, choice.missing().size());
        assertEquals(leftOut, choice.leftOut().size());
    }

    /** It is Ready, and whether an agent starts there shows. */
    @Test
    void aNodeUnderPressureIsTried() {
        assertTakesPart(tainted(ready(), "node.kubernetes.io/disk-pressure", "NoSchedule"));
    }

    @Test
    void aNodeIsDescribedByItsConditions() {
        Instant now = Instant.parse("2026-01-01T00:00:38Z");
        assertEquals(
                "the node is Ready, as its kubelet said 38 s ago",
                NodeChoice.describe(ready().build(), now));
        assertEquals(
                "the node is Ready, as its kubelet said 38 s ago, and has DiskPressure",
                NodeChoice.describe(
                        ready().editStatus()
                                .addNewCondition()
                                .withType("DiskPressure")
                                .withStatus("True")
                                .endCondition()
                                .endStatus()
                                .build(),
                        now));
    }

    @Test
    void architecturesAreThoseOfTheNodesThatTakePart() {
        Node windows = node("windows", "arm64", "True").build();
        NodeChoice choice = of(List.of(ready().build(), windows), NodeRules.usual());
        assertEquals(Set.of("amd64"), choice.architectures());
        var image = new Cluster.Image("r/i:1", "r/i@sha256:a");
        assertEquals("r/i@sha256:a", image.on(choice));
        assertEquals("r/i:1", new Cluster.Image("r/i:1", null).on(choice));
        Node arm = node("linux", "arm64", "True").build();
        assertEquals("r/i:1", image.on(of(List.of(ready().build(), arm), NodeRules.usual())));
    }
}
