package io.github.k8sbykeshed.validator.diagnosis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What trials have in common: the literals that all of them have; none for all trials.
 *
 * @param literals in the order of their attributes, one an attribute at most
 */
record Rule(List<Literal> literals) {

    /** The rule that holds of everything. */
    static final Rule EVERYTHING = new Rule(List.of());

    /** A value of an attribute, by its number. */
    record Literal(Attribute attribute, int number) implements Comparable<Literal> {

        boolean holdsOf(int[] values) {
            return values[attribute.ordinal()] == number
                    || attribute == Attribute.LINK && values[Trial.FAR_END] == number;
        }

        /** Whether it may hold: the value is not known, or it is this one. */
        boolean mayHoldOf(int[] values) {
            return values[attribute.ordinal()] == Vocabulary.NONE || holdsOf(values);
        }

        @Override
        public int compareTo(Literal other) {
            return attribute.compareTo(other.attribute);
        }
    }

    Rule {
        literals = literals.stream().sorted().toList();
    }

    Rule and(Literal one) {
        List<Literal> more = new ArrayList<>(literals);
        more.add(one);
        return new Rule(more);
    }

    boolean holdsOf(int[] values) {
        for (Literal each : literals) {
            if (!each.holdsOf(values)) {
                return false;
            }
        }
        return true;
    }

    boolean mayHoldOf(int[] values) {
        return literals.stream().allMatch(each -> each.mayHoldOf(values));
    }

    boolean says(Attribute attribute) {
        return number(attribute).isPresent();
    }

    Optional<Integer> number(Attribute attribute) {
        return literals.stream()
                .filter(each -> each.attribute() == attribute)
                .map(Literal::number)
                .findFirst();
    }

    /** What it costs to say, in nats. */
    double cost(Vocabulary vocabulary, Facet facet) {
        double cost = 0;
        for (Literal each : literals) {
            cost += each.attribute().cost(vocabulary.size(each.attribute()), facet);
        }
        return cost;
    }

    /** For tests and debugging: {@code FORWARDER=w2 FAMILY=IPV4}. */
    String words(Vocabulary vocabulary) {
        List<String> words = new ArrayList<>();
        for (Literal each : literals) {
            words.add(each.attribute() + "=" + vocabulary.value(each.attribute(), each.number()));
        }
        return String.join(" ", words);
    }
}
