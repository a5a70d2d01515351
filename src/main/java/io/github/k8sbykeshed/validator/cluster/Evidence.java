package io.github.k8sbykeshed.validator.cluster;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.github.k8sbykeshed.validator.cluster.PodStarter.Lost;
import io.github.k8sbykeshed.validator.probe.Source;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What is known of agents that do not work: the state of their pods, the last warning about them,
 * the condition of their node, and what else does not run there. What this user may not see is left
 * out.
 */
final class Evidence {

    /** Of how many nodes the events and neighbours are looked up. */
    private static final int LOOKED_AT = 5;

    private static final int NAMED = 3;

    private final KubernetesClient client;
    private final String image;

    Evidence(KubernetesClient client, String image) {
        this.client = client;
        this.image = image;
    }

    /** One sentence for each, by agent. */
    Map<Source, String> of(List<Lost> lost) {
        Map<String, List<Lost>> byNode =
                lost.stream()
                        .collect(
                                Collectors.groupingBy(
                                        each -> each.wanted().source().node(),
                                        LinkedHashMap::new,
                                        Collectors.toList()));
        Map<String, String> nodes = lost.isEmpty() ? Map.of() : nodes();
        Map<Source, String> sentences = new HashMap<>();
        int looked = 0;
        for (var each : byNode.entrySet()) {
            boolean look = looked++ < LOOKED_AT;
            String around =
                    nodes.getOrDefault(each.getKey(), "") + (look ? notRunning(each.getKey()) : "");
            for (Lost one : each.getValue()) {
                String event = look ? lastWarning(one.wanted().source()) : "";
                sentences.put(one.wanted().source(), sentence(one, event, around, image));
            }
        }
        return sentences;
    }

    /**
     * One agent's sentence.
     *
     * @param event the last warning about its pod; may be empty
     * @param around what is known of its node; may be empty
     */
    static String sentence(Lost lost, String event, String around, String image) {
        Source source = lost.wanted().source();
        var sentence = new StringBuilder(source.pod()).append(' ').append(lost.cause().what());
        append(sentence, " ", lost.words());
        append(sentence, "; ", event);
        append(sentence, "; ", around);
        append(sentence, "; ", lost.cause().advice(source.node(), image));
        return sentence.toString();
    }

    private static void append(StringBuilder sentence, String between, String part) {
        if (!part.isEmpty()) {
            sentence.append(between).append(part);
        }
    }

    private Map<String, String> nodes() {
        Instant now = Instant.now();
        Map<String, String> described = new HashMap<>();
        for (Node node : seen(() -> client.nodes().list().getItems())) {
            described.put(node.getMetadata().getName(), NodeChoice.describe(node, now));
        }
        return described;
    }

    /** The last warning about a pod, with how often it was given. */
    private String lastWarning(Source source) {
        List<Event> events =
                new ArrayList<>(
                        seen(() ->
                                client.v1()
                                        .events()
                                        .inNamespace(source.namespace())
                                        .withField("involvedObject.name", source.pod())
                                        .list()
                                        .getItems()));
        return events.stream()
                .filter(event -> "Warning".equals(event.getType()))
                .max(Comparator.comparing(Evidence::time))
                .map(Evidence::describe)
                .orElse("");
    }

    private static String time(Event event) {
        return Objects.requireNonNullElse(
                event.getLastTimestamp(), event.getMetadata().getCreationTimestamp());
    }

    static String describe(Event event) {
        Integer count = event.getCount();
        return event.getReason()
                + (count == null || count < 2 ? "" : ", " + count + " times")
                + ": "
                + event.getMessage();
    }

    /** Other pods of the node that should run and do not. */
    private String notRunning(String node) {
        List<String> names =
                seen(() ->
                                client.pods()
                                        .inAnyNamespace()
                                        .withField("spec.nodeName", node)
                                        .list()
                                        .getItems())
                        .stream()
                        .filter(Evidence::isStuck)
                        .map(pod ->
                                pod.getMetadata().getNamespace()
                                        + "/"
                                        + pod.getMetadata().getName())
                        .toList();
        return names.isEmpty()
                ? ""
                : ", and does not run "
                        + String.join(", ", names.subList(0, Math.min(NAMED, names.size())))
                        + (names.size() > NAMED ? " and " + (names.size() - NAMED) + " more" : "")
                        + " either";
    }

    private static boolean isStuck(Pod pod) {
        Map<String, String> labels = pod.getMetadata().getLabels();
        boolean ours = labels != null && Cluster.TOOL.equals(labels.get(Cluster.MANAGED_BY));
        return !ours && !PodState.isRunning(pod) && !PodState.hasEnded(pod);
    }

    private static <T> List<T> seen(Supplier<List<T>> look) {
        try {
            return look.get();
        } catch (KubernetesClientException e) {
            return List.of();
        }
    }
}
