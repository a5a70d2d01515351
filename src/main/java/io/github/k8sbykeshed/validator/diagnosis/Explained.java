package io.github.k8sbykeshed.validator.diagnosis;

import io.github.k8sbykeshed.validator.probe.Attempt;
import io.github.k8sbykeshed.validator.probe.Observation;
import io.github.k8sbykeshed.validator.result.CaseResult;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What an explanation explains: the failing cells, and what their trials have in common. */
final class Explained {

    /** Attributes whose values tell what a rule means that does not name them. */
    private static final List<Attribute> COUNTED =
            List.of(
                    Attribute.REACH,
                    Attribute.FAMILY,
                    Attribute.PROTOCOL,
                    Attribute.SOURCE_KIND,
                    Attribute.FEATURE,
                    Attribute.SCENARIO,
                    Attribute.STAGE,
                    Attribute.ORIGIN,
                    Attribute.WANTED,
                    Attribute.USE,
                    Attribute.SIZE,
                    Attribute.PAYLOAD,
                    Attribute.BACKEND);

    /** So many failures to a cell that it explains, and it is a leftover. */
    private static final int LEFTOVER = 8;

    private final Explanation explanation;
    private final Vocabulary vocabulary;
    private final boolean mayBeLoss;

    /** Of each counted attribute the numbers of its values. */
    private final BitSet[] values = new BitSet[Attribute.values().length];

    private final Set<String> cases = new TreeSet<>();
    private @Nullable CaseResult last;
    private int cells;
    private long notFound;
    private long otherwise;

    /**
     * @param mayBeLoss whether the network may lose packets, as far as they were counted
     */
    Explained(Explanation explanation, Vocabulary vocabulary, boolean mayBeLoss) {
        this.explanation = explanation;
        this.vocabulary = vocabulary;
        this.mayBeLoss = mayBeLoss;
        Arrays.setAll(values, attribute -> new BitSet());
    }

    void add(Trial trial) {
        for (Attribute each : COUNTED) {
            values[each.ordinal()].set(trial.get(each));
        }
    }

    void add(Reader.Cell cell) {
        cells++;
        if (last != cell.of()) {
            last = cell.of();
            cases.add(last.name());
        }
        if (cell.evidence() != null) {
            List<Attempt> direct = cell.evidence().direct();
            boolean isOfServers = explanation.facet() == Facet.SERVER && direct != null;
            for (Attempt each :
                    isOfServers && direct != null ? direct : cell.evidence().attempts()) {
                if (each.observation() instanceof Observation.NameNotFound) {
                    notFound++;
                } else if (!(each.observation() instanceof Observation.Answered)) {
                    otherwise++;
                }
            }
        }
    }

    Explanation explanation() {
        return explanation;
    }

    Facet facet() {
        return explanation.facet();
    }

    double rate() {
        return explanation.found().rate();
    }

    boolean isNearlyAlways() {
        return rate() >= Inquiry.NEARLY_ALWAYS;
    }

    /**
     * Whether nearly all that fails under its rule has a better explanation: it is made of what
     * others left over, in cells that fail for more than one reason.
     */
    boolean isLeftover() {
        double failing = explanation.evidence().under(explanation.rule())[0];
        return !isNearlyAlways() && cells * LEFTOVER < failing;
    }

    boolean mayBeLoss() {
        return mayBeLoss;
    }

    /** Whether DNS servers said that there is no such name, rather than nothing. */
    boolean isNotFound() {
        return notFound > otherwise;
    }

    int cells() {
        return cells;
    }

    Set<String> cases() {
        return cases;
    }

    /** Whether a rule says that an attribute has this value. */
    boolean says(Rule rule, Attribute attribute, Object value) {
        return value(rule, attribute).filter(value::equals).isPresent();
    }

    /** What a rule says of an attribute. */
    Optional<Object> value(Rule rule, Attribute attribute) {
        return rule.number(attribute).map(number -> vocabulary.value(attribute, number));
    }

    /** Whether all that is explained has one of these values. */
    boolean hasOnly(Attribute attribute, Set<Object> these) {
        BitSet seen = values[attribute.ordinal()];
        return !seen.isEmpty()
                && seen.stream()
                        .allMatch(number -> these.contains(vocabulary.value(attribute, number)));
    }

    /** Whether some of what is explained has this value. */
    boolean hasSome(Attribute attribute, Object one) {
        return values[attribute.ordinal()].get(vocabulary.number(attribute, one));
    }

    boolean hasOnly(Attribute attribute, Object one) {
        return hasOnly(attribute, Set.of(one));
    }

    /** The one value that all that is explained has; empty if there are several. */
    Optional<Object> only(Attribute attribute) {
        BitSet seen = values[attribute.ordinal()];
        return seen.cardinality() == 1
                ? Optional.of(vocabulary.value(attribute, seen.nextSetBit(0)))
                        .filter(value -> !value.equals(""))
                : Optional.empty();
    }

    /** Whether what is under a rule together with one literal more works for the most part. */
    boolean isWellWhere(Rule rule, Attribute attribute, Object value) {
        int number = vocabulary.number(attribute, value);
        Rule narrower =
                new Rule(
                                rule.literals().stream()
                                        .filter(each -> each.attribute() != attribute)
                                        .toList())
                        .and(new Rule.Literal(attribute, number));
        double[] sums = explanation.evidence().under(narrower);
        return sums[1] > sums[0];
    }

    boolean isNode(String name) {
        return vocabulary.isKnown(Attribute.LINK, name);
    }

    /** The scenario or feature that all that is explained is of; empty if there are several. */
    String part() {
        return only(Attribute.SCENARIO)
                .or(() -> only(Attribute.FEATURE))
                .map(Object::toString)
                .orElse("");
    }

    Rate attempts() {
        return explanation.evidence().rate(explanation.rule());
    }

    long against() {
        return Math.round(explanation.evidence().under(explanation.rule())[1]);
    }
}
