package io.github.k8sbykeshed.validator.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Taint;
import org.junit.jupiter.api.Test;

/** Which nodes take part: docs/operators.md says the same. */
class FactsFinderTest {

    private static NodeBuilder node(String os, String arch, String ready) {
        return new NodeBuilder()
                .withNewMetadata()
                .withName("w1")
                .addToLabels("kubernetes.io/os", os)
                .addToLabels("kubernetes.io/arch", arch)
                .endMetadata()
                .withNewSpec()
                .endSpec()
                .withNewStatus()
                .addNewCondition()
                .withType("Ready")
                .withStatus(ready)
                .endCondition()
                .endStatus();
    }

    private static NodeBuilder tainted(String effect) {
        return node("linux", "amd64", "True")
                .editSpec()
                .addToTaints(new Taint(effect, "key", null, "value"))
                .endSpec();
    }

    private static String why(NodeBuilder node) {
        return FactsFinder.whyLeftOut(node.build());
    }

    @Test
    void linuxNodesTakePartWhateverTheirArchitecture() {
        assertNull(why(node("linux", "amd64", "True")));
        assertNull(why(node("linux", "arm64", "True")));
        assertNull(why(tainted("PreferNoSchedule")));
    }

    @Test
    void otherNodesAreLeftOutEachForItsReason() {
        assertEquals("its operating system is windows", why(node("windows", "amd64", "True")));
        assertEquals("it is not Ready", why(node("linux", "amd64", "False")));
        assertEquals("it is not Ready", why(node("linux", "amd64", "Unknown")));
        assertEquals("it has the taint key:NoSchedule", why(tainted("NoSchedule")));
        assertEquals("it has the taint key:NoExecute", why(tainted("NoExecute")));
        assertEquals(
                "it is cordoned",
                why(node("linux", "amd64", "True").editSpec().withUnschedulable(true).endSpec()));
    }
}
