package io.github.k8sbykeshed.validator.cluster;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.Taint;
import io.github.k8sbykeshed.validator.probe.Address;
import io.github.k8sbykeshed.validator.probe.Facts;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which nodes take part. Those need not that cannot run an agent or that somebody keeps pods from,
 * by a taint or a cordon; every other one should, and is missing if it is not Ready.
 *
 * @param usable those that agents run on, by name
 * @param leftOut those that need not take part
 * @param missing those that should and cannot
 * @param architectures of those that are usable
 */
record NodeChoice(
        List<Facts.Node> usable,
        List<Facts.LeftOut> leftOut,
        List<Facts.Missing> missing,
        Set<String> architectures) {

    private static final String READY = "Ready";

    /**
     * Chooses.
     *
     * @param tolerated taints that do not keep a node from taking part
     * @param notReady how many nodes may be not Ready; negative for any number
     */
    static NodeChoice of(List<Node> nodes, List<Tolerance> tolerated, int notReady) {
        List<Node> sorted = new ArrayList<>(nodes);
        sorted.sort(Comparator.comparing(node -> node.getMetadata().getName()));
        List<Node> usable = new ArrayList<>();
        List<Node> unready = new ArrayList<>();
        List<Facts.LeftOut> leftOut = new ArrayList<>();
        for (Node node : sorted) {
            Optional<String> why = whyLeftOut(node, tolerated);
            if (why.isPresent()) {
                leftOut.add(new Facts.LeftOut(node.getMetadata().getName(), why.get()));
            } else if (isReady(node)) {
                usable.add(node);
            } else {
                unready.add(node);
            }
        }
        boolean allowed = notReady < 0 || unready.size() <= notReady;
        List<Facts.Missing> missing = new ArrayList<>();
        for (Node node : unready) {
            Facts.Node fact = fact(node);
            if (allowed) {
                leftOut.add(new Facts.LeftOut(fact.name(), "not Ready, which is allowed"));
            } else {
                missing.add(
                        new Facts.Missing(
                                fact.name(), fact.zone(), Facts.Part.NODE, whyNotReady(node)));
            }
        }
        return new NodeChoice(
                usable.stream().map(NodeChoice::fact).toList(),
                leftOut,
                missing,
                usable.stream()
                        .map(node -> node.getStatus().getNodeInfo())
                        .filter(Objects::nonNull)
                        .map(info -> info.getArchitecture())
                        .collect(Collectors.toSet()));
    }

    /** Why the first of those that cannot take part cannot. */
    String firstReason() {
        return Stream.concat(
                        missing.stream().map(each -> each.node() + ": " + each.why()),
                        leftOut.stream().map(each -> each.node() + ": " + each.why()))
                .findFirst()
                .orElse("the cluster has none");
    }

    private static Facts.Node fact(Node node) {
        List<Address> addresses =
                node.getStatus().getAddresses().stream()
                        .filter(address -> "InternalIP".equals(address.getType()))
                        .map(address -> new Address(address.getAddress()))
                        .toList();
        return new Facts.Node(
                node.getMetadata().getName(),
                addresses,
                node.getMetadata().getLabels().getOrDefault("topology.kubernetes.io/zone", ""));
    }

    /** Why it need not take part, whether it is Ready or not; in a few words. */
    private static Optional<String> whyLeftOut(Node node, List<Tolerance> tolerated) {
        String os = node.getMetadata().getLabels().getOrDefault("kubernetes.io/os", "linux");
        if (!os.equals("linux")) {
            return Optional.of("runs " + os);
        }
        return taints(node)
                .filter(taint -> !"PreferNoSchedule".equals(taint.getEffect()))
                .filter(taint -> !Tolerance.isCondition(taint))
                .filter(taint -> tolerated.stream().noneMatch(each -> each.tolerates(taint)))
                .findFirst()
                .map(taint ->
                        taint.getKey().equals(Tolerance.CORDONED)
                                ? "cordoned"
                                : "tainted " + taint.getKey() + ":" + taint.getEffect());
    }

    /** A cordon is a taint, too, but a moment later. */
    private static Stream<Taint> taints(Node node) {
        boolean cordoned = Boolean.TRUE.equals(node.getSpec().getUnschedulable());
        return Stream.concat(
                node.getSpec().getTaints().stream(),
                cordoned
                        ? Stream.of(new Taint("NoSchedule", Tolerance.CORDONED, null, null))
                        : Stream.empty());
    }

    private static boolean isReady(Node node) {
        return condition(node, READY)
                .map(NodeCondition::getStatus)
                .filter("True"::equals)
                .isPresent();
    }

    private static Optional<NodeCondition> condition(Node node, String type) {
        return node.getStatus().getConditions().stream()
                .filter(condition -> type.equals(condition.getType()))
                .findFirst();
    }

    private static String whyNotReady(Node node) {
        return describe(node, Instant.now())
                + "; mend it, or allow it with --allowed-not-ready-nodes";
    }

    /** What its conditions say, for a person. */
    static String describe(Node node, Instant now) {
        List<String> troubles =
                node.getStatus().getConditions().stream()
                        .filter(each -> !READY.equals(each.getType()))
                        .filter(each -> "True".equals(each.getStatus()))
                        .map(NodeCondition::getType)
                        .toList();
        String ready =
                condition(node, READY)
                        .map(each -> readiness(each, now))
                        .orElse("the node says nothing of itself");
        return troubles.isEmpty() ? ready : ready + ", and has " + String.join(", ", troubles);
    }

    private static String readiness(NodeCondition ready, Instant now) {
        if (!"True".equals(ready.getStatus())) {
            return "the node is not Ready: " + ready.getReason() + " (" + ready.getMessage() + ")";
        }
        String age =
                age(ready.getLastHeartbeatTime(), now)
                        .map(since -> ", as its kubelet said " + since.toSeconds() + " s ago")
                        .orElse("");
        return "the node is Ready" + age;
    }

    private static Optional<Duration> age(@Nullable String time, Instant now) {
        try {
            return Optional.ofNullable(time).map(Instant::parse).map(t -> Duration.between(t, now));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
