package io.github.k8sbykeshed.validator.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.github.k8sbykeshed.validator.probe.Facts;
import io.github.k8sbykeshed.validator.probe.Family;
import io.github.k8sbykeshed.validator.scenario.AgentPlan;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects.Manifest;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.LoadBalancers;
import io.github.k8sbykeshed.validator.scenario.ServiceSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What the user says of pods and Services is in their manifests. */
class ManifestsTest {

    private static final Map<String, String> LABELS =
            Map.of(Cluster.MANAGED_BY, Cluster.TOOL, Cluster.RUN, "abc");

    private static Pod pod(PodOptions options) {
        var choices = new Choices(NodeRules.usual(), options, LoadBalancers.Mode.AUTO, Map.of());
        var pods =
                new AgentPods("image", "hash", Duration.ofMinutes(1), LABELS, List.of(), choices);
        return pods.of(AgentPlan.spare(0, 0, new Facts.Node("w1", List.of(), ""), "ns")).pod();
    }

    @Test
    void podsHaveWhatTheClusterDemands() {
        Pod pod =
                pod(
                        new PodOptions(
                                List.of("registry"),
                                Map.of("team", "net"),
                                Map.of("linkerd.io/inject", "enabled", "cost", "a=b"),
                                "high"));
        assertEquals(
                List.of(new LocalObjectReference("registry")), pod.getSpec().getImagePullSecrets());
        assertEquals("high", pod.getSpec().getPriorityClassName());
        Map<String, String> labels = pod.getMetadata().getLabels();
        assertEquals("net", labels.get("team"));
        assertEquals("abc", labels.get(Cluster.RUN));
        assertEquals("spare-1", labels.get(Lab.AGENT_LABEL));
        assertEquals(
                Map.of(
                        "linkerd.io/inject",
                        "enabled",
                        "sidecar.istio.io/inject",
                        "false",
                        "cost",
                        "a=b"),
                pod.getMetadata().getAnnotations());
    }

    @Test
    void otherwiseTheyHaveTheirOwnAlone() {
        Pod pod = pod(PodOptions.none());
        assertEquals(List.of(), pod.getSpec().getImagePullSecrets());
        assertNull(pod.getSpec().getPriorityClassName());
        assertEquals("false", pod.getMetadata().getLabels().get("sidecar.istio.io/inject"));
        assertEquals("disabled", pod.getMetadata().getAnnotations().get("linkerd.io/inject"));
    }

    @Test
    void theLabelsThatARunFindsItsPodsByAreItsOwn() {
        for (String key : List.of(Cluster.RUN, Cluster.MANAGED_BY, Lab.AGENT_LABEL)) {
            String why =
                    assertThrows(
                                    IllegalArgumentException.class,
                                    () ->
                                            new PodOptions(
                                                    List.of(), Map.of(key, "x"), Map.of(), null))
                            .getMessage();
            assertEquals(
                    "The label "
                            + key
                            + " cannot be given to pods, since the run finds its pods by it; choose"
                            + " another key.",
                    why);
        }
    }

    @Test
    void servicesOfLoadBalancersAloneAreAnnotated() {
        var internal = Map.of("networking.gke.io/load-balancer-type", "Internal");
        assertEquals(internal, annotations(ServiceSpec.loadBalancer(), internal));
        assertEquals(Map.of(), annotations(ServiceSpec.clusterIp(), internal));
        assertEquals(Map.of(), annotations(ServiceSpec.loadBalancer(), Map.of()));
    }

    private static Map<String, String> annotations(ServiceSpec spec, Map<String, String> wanted) {
        var manifest = new Manifest("ns", "s", spec, List.of(Family.IPV4), List.of(), Map.of());
        var service =
                new RunObjects(ClusterAccess.SERIALIZATION, LABELS, List.of(), wanted)
                        .service(manifest);
        return Objects.requireNonNullElse(service.getMetadata().getAnnotations(), Map.of());
    }
}
