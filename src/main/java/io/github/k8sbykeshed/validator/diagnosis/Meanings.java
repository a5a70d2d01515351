package io.github.k8sbykeshed.validator.diagnosis;

import io.github.k8sbykeshed.validator.diagnosis.Attribute.Server;
import io.github.k8sbykeshed.validator.diagnosis.Place.Condition;
import io.github.k8sbykeshed.validator.diagnosis.Vocabulary.Pair;
import io.github.k8sbykeshed.validator.probe.Family;
import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.probe.Source;
import io.github.k8sbykeshed.validator.probe.Target.Reach;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds what a rule means, and where that is. */
final class Meanings {

    private static final List<Meaning> ALL =
            Stream.of(
                            NetworkMeanings.ALL,
                            ServiceMeanings.ALL,
                            ProxyMeanings.ALL,
                            BehaviourMeanings.ALL)
                    .flatMap(List::stream)
                    .toList();

    /** Which of the nodes of a rule is to blame: the first that it says. */
    private static final List<Attribute> NODES =
            List.of(
                    Attribute.FORWARDER,
                    Attribute.DIALLED,
                    Attribute.SOURCE_NODE,
                    Attribute.LINK,
                    Attribute.BACKEND_NODE);

    /** What a place has fields of its own for. */
    private static final List<Attribute> FIELDS =
            List.of(
                    Attribute.FORWARDER,
                    Attribute.DIALLED,
                    Attribute.SOURCE_NODE,
                    Attribute.LINK,
                    Attribute.BACKEND_NODE,
                    Attribute.PATH,
                    Attribute.BETWEEN,
                    Attribute.SOURCE_AGENT,
                    Attribute.BACKEND,
                    Attribute.SERVICE,
                    Attribute.SERVER,
                    Attribute.FAMILY,
                    Attribute.PROTOCOL,
                    Attribute.REACH,
                    Attribute.SOURCE_KIND);

    private Meanings() {}

    /** All that a code may mean. */
    static List<Meaning> all(Code code) {
        return ALL.stream().filter(each -> each.code() == code).toList();
    }

    /**
     * What a rule means.
     *
     * @throws IllegalStateException if no row is of its facet
     */
    static Meaning of(Rule rule, Explained explained) {
        return ALL.stream()
                .filter(each -> each.isOf(explained.facet(), rule, explained))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException(explained.facet() + " has no meaning"));
    }

    /** Where a rule holds, less what its meaning says already. */
    static Place place(Meaning meaning, Rule rule, Explained explained) {
        var reader = new Values(meaning, rule, explained);
        return new Place(
                nodes(meaning, rule, explained),
                pair(reader),
                reader.value(Attribute.SOURCE_AGENT)
                        .map(Object::toString)
                        .map(Meanings::pod)
                        .orElse(null),
                reader.value(Attribute.BACKEND)
                        .map(Object::toString)
                        .map(Meanings::pod)
                        .orElse(null),
                reader.value(Attribute.SERVICE).map(Object::toString).orElse(null),
                reader.value(Attribute.SERVER).map(Object::toString).orElse(null),
                reader.value(Attribute.FAMILY).map(Family.class::cast).orElse(null),
                reader.value(Attribute.PROTOCOL).map(Protocol.class::cast).orElse(null),
                reader.value(Attribute.REACH).map(Reach.class::cast).orElse(null),
                reader.value(Attribute.SOURCE_KIND).map(Source.Kind.class::cast).orElse(null),
                conditions(reader));
    }

    private record Values(Meaning meaning, Rule rule, Explained explained) {

        Optional<Object> value(Attribute attribute) {
            if (meaning.told().contains(attribute)) {
                return explained.only(attribute).or(() -> explained.value(rule, attribute));
            }
            return meaning.implied().contains(attribute)
                    ? Optional.empty()
                    : explained.value(rule, attribute);
        }
    }

    private static List<String> nodes(Meaning meaning, Rule rule, Explained explained) {
        for (Attribute each : NODES) {
            if (rule.says(each) && !meaning.implied().contains(each)) {
                return explained.value(rule, each).map(Object::toString).stream().toList();
            }
        }
        if (explained.value(rule, Attribute.SERVER).orElse("") instanceof Server server
                && !server.node().isEmpty()) {
            return List.of(server.node());
        }
        if (meaning.implied().contains(Attribute.PATH)
                && explained.value(rule, Attribute.PATH).orElse("")
                        instanceof Pair(String from, String to)) {
            return List.of(from);
        }
        return explained
                .value(rule, Attribute.SOURCE_AGENT)
                .map(agent -> Source.nodeOf(agent.toString()))
                .filter(node -> explained.isNode(node))
                .stream()
                .toList();
    }

    private static Place.@Nullable Pair pair(Values values) {
        Optional<Object> path = values.value(Attribute.PATH);
        if (path.isPresent() && path.get() instanceof Pair(String from, String to)) {
            return new Place.Pair(from, to, false);
        }
        Optional<Object> between = values.value(Attribute.BETWEEN);
        if (between.isPresent() && between.get() instanceof Pair(String one, String other)) {
            List<String> both = List.copyOf(new TreeSet<>(List.of(one, other)));
            return new Place.Pair(both.getFirst(), both.getLast(), true);
        }
        return null;
    }

    private static List<Condition> conditions(Values values) {
        List<Condition> conditions = new ArrayList<>();
        for (Attribute each : Attribute.values()) {
            if (!FIELDS.contains(each)) {
                values.value(each)
                        .ifPresent(value ->
                                conditions.add(
                                        new Condition(
                                                each.name().toLowerCase(Locale.ROOT),
                                                value.toString(),
                                                Phrases.condition(each, value))));
            }
        }
        return conditions;
    }

    /** The name of an agent's pod. */
    private static String pod(String agent) {
        return agent.substring(agent.lastIndexOf('/') + 1);
    }
}
