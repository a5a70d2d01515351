package io.github.k8sbykeshed.validator.cluster;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.Taint;
import io.github.k8sbykeshed.validator.probe.Address;
import io.github.k8sbykeshed.validator.probe.Facts;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects.ClusterException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
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
 * @param remedy what brings the first tainted or cordoned one in; empty if there is none
 */
record NodeChoice(
        List<Facts.Node> usable,
        List<Facts.LeftOut> leftOut,
        List<Facts.Missing> missing,
        Set<String> architectures,
        String remedy) {

    private static final String READY = "Ready";

    /** How many nodes a sentence names. */
    private static final int NAMED = 12;

    /**
     * Chooses.
     *
     * @param nodes all of the cluster
     * @param selected those that the selector of the rules holds of; all if there is none
     * @throws ClusterException if the rules name a node that there is not
     */
    static NodeChoice of(List<Node> nodes, List<Node> selected, NodeRules rules) {
        refuseUnknown(nodes, rules.names());
        List<Node> sorted = sorted(nodes);
        Set<String> matching = selected.stream().map(NodeChoice::name).collect(Collectors.toSet());
        List<Node> ready = new ArrayList<>();
        List<Node> unready = new ArrayList<>();
        List<Facts.LeftOut> leftOut = new ArrayList<>();
        List<Facts.LeftOut> unchosen = new ArrayList<>();
        List<Facts.Missing> missing = new ArrayList<>();
        String remedy = "";
        for (Node node : sorted) {
            boolean isNamed = rules.names().contains(name(node));
            if (!rules.names().isEmpty() && !isNamed) {
                unchosen.add(new Facts.LeftOut(name(node), "not chosen (--nodes)"));
                continue;
            }
            if (!matching.contains(name(node))) {
                String why = "not chosen (--node-selector " + rules.selector() + ")";
                unchosen.add(new Facts.LeftOut(name(node), why));
                continue;
            }
            Optional<String> why = whyLeftOut(node, rules.tolerated());
            if (why.isPresent()) {
                String mends = remedy(node, rules.tolerated());
                remedy = remedy.isEmpty() ? mends : remedy;
                if (isNamed) {
                    missing.add(missing(node, why.get() + (mends.isEmpty() ? "" : "; " + mends)));
                } else {
                    leftOut.add(new Facts.LeftOut(name(node), why.get()));
                }
            } else {
                (isReady(node) ? ready : unready).add(node);
            }
        }
        int most = rules.most() == 0 ? Integer.MAX_VALUE : rules.most();
        List<Node> usable = spread(ready, most);
        List<Node> wanted = spread(unready, most - usable.size());
        boolean allowed = rules.notReady() < 0 || wanted.size() <= rules.notReady();
        for (Node node : wanted) {
            if (allowed) {
                leftOut.add(new Facts.LeftOut(name(node), "not Ready, which is allowed"));
            } else {
                missing.add(missing(node, whyNotReady(node)));
            }
        }
        String beyond = "not chosen (--max-nodes " + most + ")";
        rest(ready, usable, beyond, unchosen);
        rest(unready, wanted, "not Ready, and " + beyond, unchosen);
        leftOut.addAll(unchosen);
        return new NodeChoice(
                usable.stream().map(NodeChoice::fact).toList(),
                leftOut,
                missing,
                usable.stream()
                        .map(node -> node.getStatus().getNodeInfo())
                        .filter(Objects::nonNull)
                        .map(info -> info.getArchitecture())
                        .collect(Collectors.toSet()),
                remedy);
    }

    private static void refuseUnknown(List<Node> nodes, List<String> names) {
        List<String> all = sorted(nodes).stream().map(NodeChoice::name).toList();
        for (String name : names) {
            if (!all.contains(name)) {
                throw new ClusterException(
                        "There is no node "
                                + name
                                + " (--nodes); the cluster has "
                                + String.join(", ", all.subList(0, Math.min(NAMED, all.size())))
                                + (all.size() > NAMED ? " and more" : "")
                                + ".",
                        null);
            }
        }
    }

    private static List<Node> sorted(List<Node> nodes) {
        return nodes.stream().sorted(Comparator.comparing(NodeChoice::name)).toList();
    }

    /** So many of them by name, in turns from each zone; all if there are no more. */
    private static List<Node> spread(List<Node> nodes, int most) {
        Map<String, Deque<Node>> zones = new TreeMap<>();
        nodes.forEach(node -> zones.computeIfAbsent(zone(node), z -> new ArrayDeque<>()).add(node));
        List<Node> few = new ArrayList<>();
        while (few.size() < Math.min(most, nodes.size())) {
            zones.values().stream()
                    .filter(left -> !left.isEmpty())
                    .limit(most - few.size())
                    .forEach(left -> few.add(left.removeFirst()));
        }
        return sorted(few);
    }

    private static void rest(
            List<Node> all, List<Node> taken, String why, List<Facts.LeftOut> leftOut) {
        all.stream()
                .filter(node -> !taken.contains(node))
                .forEach(node -> leftOut.add(new Facts.LeftOut(name(node), why)));
    }

    private static Facts.Missing missing(Node node, String why) {
        return new Facts.Missing(name(node), zone(node), Facts.Part.NODE, why);
    }

    private static String name(Node node) {
        return node.getMetadata().getName();
    }

    private static String zone(Node node) {
        return node.getMetadata().getLabels().getOrDefault("topology.kubernetes.io/zone", "");
    }

    /** Why no node is usable: why the first of them is not, and what brings it in. */
    String whyNone() {
        String first =
                Stream.concat(
                                missing.stream().map(each -> each.node() + ": " + each.why()),
                                leftOut.stream().map(each -> each.node() + ": " + each.why()))
                        .findFirst()
                        .orElse("the cluster has none");
        return first
                + (missing.isEmpty() && !remedy.isEmpty()
                        ? "; " + remedy + ", --tolerate all every one"
                        : "");
    }

    private static Facts.Node fact(Node node) {
        List<Address> addresses =
                node.getStatus().getAddresses().stream()
                        .filter(address -> "InternalIP".equals(address.getType()))
                        .map(address -> new Address(address.getAddress()))
                        .toList();
        return new Facts.Node(name(node), addresses, zone(node));
    }

    /** Why it need not take part, whether it is Ready or not; in a few words. */
    private static Optional<String> whyLeftOut(Node node, List<Tolerance> tolerated) {
        String os = node.getMetadata().getLabels().getOrDefault("kubernetes.io/os", "linux");
        if (!os.equals("linux")) {
            return Optional.of("runs " + os);
        }
        return taints(node, tolerated)
                .findFirst()
                .map(taint ->
                        taint.getKey().equals(Tolerance.CORDONED)
                                ? "cordoned"
                                : "tainted " + taint.getKey() + ":" + taint.getEffect());
    }

    /** The options that bring it in; empty if its taints do not keep it out. */
    private static String remedy(Node node, List<Tolerance> tolerated) {
        String options =
                taints(node, tolerated)
                        .map(taint -> "--tolerate " + taint.getKey())
                        .distinct()
                        .collect(Collectors.joining(" "));
        return options.isEmpty() ? "" : options + " brings it in";
    }

    /** Those that keep it out. A cordon is a taint, too, but a moment later. */
    private static Stream<Taint> taints(Node node, List<Tolerance> tolerated) {
        boolean cordoned = Boolean.TRUE.equals(node.getSpec().getUnschedulable());
        return Stream.concat(
                        node.getSpec().getTaints().stream(),
                        cordoned
                                ? Stream.of(new Taint("NoSchedule", Tolerance.CORDONED, null, null))
                                : Stream.empty())
                .filter(taint -> !"PreferNoSchedule".equals(taint.getEffect()))
                .filter(taint -> !Tolerance.isCondition(taint))
                .filter(taint -> tolerated.stream().noneMatch(each -> each.tolerates(taint)));
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
