package io.github.k8sbykeshed.validator.diagnosis;

import io.github.k8sbykeshed.validator.probe.Family;
import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.probe.Source;
import io.github.k8sbykeshed.validator.probe.Target.Reach;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where something is wrong, and under which condition. What is null or empty does not matter.
 *
 * @param nodes the nodes concerned
 * @param pair two nodes between which it is
 * @param client the pod that asks
 * @param backend the pod that is asked
 * @param service the Service's name
 * @param server the DNS server's pod, or its address
 * @param conditions what else has to come together
 */
public record Place(
        List<String> nodes,
        @Nullable Pair pair,
        @Nullable String client,
        @Nullable String backend,
        @Nullable String service,
        @Nullable String server,
        @Nullable Family family,
        @Nullable Protocol protocol,
        @Nullable Reach reach,
        Source.@Nullable Kind kind,
        List<Condition> conditions) {

    /** Nowhere in particular. */
    public static final Place ANYWHERE =
            new Place(List.of(), null, null, null, null, null, null, null, null, null, List.of());

    /**
     * Two nodes.
     *
     * @param from the node that sends; either, if both ways fail
     * @param bothWays whether it is the same the other way round
     */
    public record Pair(String from, String to, boolean bothWays) {
        @Override
        public String toString() {
            return from + (bothWays ? "<->" : "->") + to;
        }
    }

    /**
     * What else has to come together.
     *
     * @param about in which respect, such as {@code relation}
     * @param value such as {@code OTHER_NODE}
     * @param words the same for a person
     */
    public record Condition(String about, String value, String words) {
        @Override
        public String toString() {
            return about + "=" + value;
        }
    }

    public Place {
        nodes = List.copyOf(nodes);
        conditions = List.copyOf(conditions);
    }

    /** These nodes, and nothing else. */
    public static Place ofNodes(List<String> nodes) {
        return ANYWHERE.at(nodes);
    }

    /** This place, at these nodes. */
    Place at(List<String> all) {
        return at(all, pair);
    }

    /** This place, at these nodes and this pair. */
    Place at(List<String> all, @Nullable Pair both) {
        return new Place(
                all,
                both,
                client,
                backend,
                service,
                server,
                family,
                protocol,
                reach,
                kind,
                conditions);
    }

    /** Whether another place is this one with the pair the other way round. */
    boolean isOtherWayOf(Place other) {
        Pair one = pair;
        Pair two = other.pair;
        return one != null
                && two != null
                && one.from().equals(two.to())
                && one.to().equals(two.from())
                && at(nodes, null).equals(other.at(other.nodes, null));
    }

    /** This place, at its pair both ways. */
    Place bothWays() {
        Pair one = pair;
        if (one == null) {
            return this;
        }
        boolean inOrder = one.from().compareTo(one.to()) < 0;
        return at(
                nodes,
                inOrder
                        ? new Pair(one.from(), one.to(), true)
                        : new Pair(one.to(), one.from(), true));
    }

    /** {@code node=worker-2 family=IPv6}; empty for nowhere in particular. */
    public String words() {
        List<String> words = new ArrayList<>();
        nodes.forEach(node -> words.add("node=" + node));
        add(words, "pair", pair);
        add(words, "client", client);
        add(words, "backend", backend);
        add(words, "service", service);
        add(words, "server", server);
        add(words, "kind", kind);
        add(words, "family", family == null ? null : family.apiName());
        add(words, "protocol", protocol);
        add(words, "reach", reach);
        conditions.forEach(each -> words.add(each.toString()));
        return String.join(" ", words);
    }

    private static void add(List<String> words, String name, @Nullable Object value) {
        if (value != null) {
            words.add(name + "=" + value);
        }
    }

    /** Whether another place is this one, or a part of it. */
    boolean includes(Place other) {
        return (nodes.isEmpty() || nodes.containsAll(other.nodes) && !other.nodes.isEmpty())
                && Stream.of(
                                sides(pair, other.pair),
                                sides(client, other.client),
                                sides(backend, other.backend),
                                sides(service, other.service),
                                sides(server, other.server),
                                sides(family, other.family),
                                sides(protocol, other.protocol),
                                sides(reach, other.reach),
                                sides(kind, other.kind))
                        .allMatch(each -> each)
                && other.conditions.containsAll(conditions);
    }

    private static boolean sides(@Nullable Object general, @Nullable Object special) {
        return general == null || general.equals(special);
    }
}
