package io.github.k8sbykeshed.validator.diagnosis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Numbers for the values of attributes, since a large run has millions of trials. Of places, of
 * which there may be thousands, only those get a number of their own that more than one trial fails
 * at: of no other one a rule can be.
 */
final class Vocabulary {

    /** No value, or one that is not known. */
    static final int NONE = 0;

    /** A value that no rule can be of. */
    static final int OTHER = 1;

    private static final int SHIFT = 32;

    /** Attributes that a large cluster has many values of. */
    private static final Set<Attribute> MANY =
            EnumSet.of(
                    Attribute.FORWARDER,
                    Attribute.DIALLED,
                    Attribute.SOURCE_NODE,
                    Attribute.BACKEND_NODE,
                    Attribute.LINK,
                    Attribute.PATH,
                    Attribute.BETWEEN,
                    Attribute.BACKEND,
                    Attribute.SOURCE_AGENT,
                    Attribute.SERVICE);

    /** Two nodes, in this order. */
    record Pair(String from, String to) {
        @Override
        public String toString() {
            return from + "->" + to;
        }
    }

    private static final class Values {
        private final Map<Object, Integer> numbers = new HashMap<>();

        /** By its number; that of a pair of nodes by theirs. */
        private final List<Object> all = new ArrayList<>(List.of("", ""));

        /** Those that came too late for a number. */
        private final Set<Object> others = new HashSet<>();
    }

    private final Map<Attribute, Values> values = new EnumMap<>(Attribute.class);

    /** How many trials fail at a value of each attribute that has many. */
    private final Map<Attribute, int[]> failing = new EnumMap<>(Attribute.class);

    private final LongIndex paths = new LongIndex();
    private final LongIndex between = new LongIndex();
    private boolean closed;

    /** Nodes have the same number, whatever their part. */
    Vocabulary() {
        var nodes = new Values();
        for (Attribute each : Attribute.values()) {
            values.put(each, each.isOfNodes() ? nodes : new Values());
            failing.put(each, new int[OTHER + 1]);
        }
    }

    /** Counts a trial that fails. */
    void countFailing(int[] trial) {
        for (Attribute each : MANY) {
            count(each, trial[each.ordinal()]);
        }
        count(Attribute.LINK, trial[Trial.FAR_END]);
    }

    private void count(Attribute attribute, int number) {
        int[] counts = failing.getOrDefault(attribute, new int[0]);
        if (number >= counts.length) {
            counts = Arrays.copyOf(counts, 2 * number + 1);
            failing.put(attribute, counts);
        }
        counts[number]++;
    }

    /** From now on nothing gets a number that no rule can be of. */
    void close() {
        closed = true;
    }

    private int closed(Attribute attribute, int number) {
        if (!closed || !MANY.contains(attribute)) {
            return number;
        }
        int[] counts = failing.getOrDefault(attribute, new int[0]);
        return number < counts.length && counts[number] > 1 ? number : OTHER;
    }

    /** The number of a value; {@link #NONE} for an empty one. */
    int number(Attribute attribute, Object value) {
        if (value.equals("")) {
            return NONE;
        }
        Values known = of(attribute);
        Integer number = known.numbers.get(value);
        if (number != null) {
            return closed(attribute, number);
        }
        if (closed) {
            known.others.add(value);
            return OTHER;
        }
        known.numbers.put(value, known.all.size());
        known.all.add(value);
        return known.all.size() - 1;
    }

    /** The number of a pair of nodes, by their own numbers. */
    int pair(Attribute attribute, int from, int to) {
        if (from <= OTHER || to <= OTHER) {
            return Math.min(from, to) == NONE ? NONE : OTHER;
        }
        LongIndex known = attribute == Attribute.PATH ? paths : between;
        long key = ((long) from << SHIFT) | to;
        int number = known.find(key);
        if (number >= 0) {
            return closed(attribute, number + OTHER + 1);
        }
        if (closed) {
            return OTHER;
        }
        String first = value(Attribute.LINK, from).toString();
        of(attribute).all.add(new Pair(first, value(Attribute.LINK, to).toString()));
        return known.add(key) + OTHER + 1;
    }

    /** The numbers of the nodes at the ends of the ways that a rule is of. */
    Set<Integer> ends(Rule rule) {
        Set<Integer> ends = new HashSet<>();
        rule.number(Attribute.LINK).ifPresent(ends::add);
        for (Attribute each : List.of(Attribute.PATH, Attribute.BETWEEN)) {
            rule.number(each)
                    .map(number -> value(each, number))
                    .ifPresent(value -> {
                        if (value instanceof Pair(String from, String to)) {
                            ends.add(number(Attribute.LINK, from));
                            ends.add(number(Attribute.LINK, to));
                        }
                    });
        }
        return ends;
    }

    boolean isKnown(Attribute attribute, Object value) {
        return of(attribute).numbers.containsKey(value);
    }

    /** What a number stands for; empty if that is not known. */
    Object value(Attribute attribute, int number) {
        return of(attribute).all.get(number);
    }

    /** One more than the highest number of an attribute. */
    int end(Attribute attribute) {
        return of(attribute).all.size();
    }

    /** How many values an attribute has in all. */
    int size(Attribute attribute) {
        int nodes = seen(Attribute.LINK);
        return switch (attribute) {
            case PATH -> nodes * nodes;
            case BETWEEN -> nodes * nodes / 2;
            default -> seen(attribute);
        };
    }

    private int seen(Attribute attribute) {
        return of(attribute).all.size() - 1 - OTHER + of(attribute).others.size();
    }

    private Values of(Attribute attribute) {
        Values known = values.get(attribute);
        if (known == null) {
            throw new IllegalStateException(attribute + " is no attribute");
        }
        return known;
    }
}
