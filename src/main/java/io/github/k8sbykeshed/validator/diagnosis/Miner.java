package io.github.k8sbykeshed.validator.diagnosis;

import io.github.k8sbykeshed.validator.diagnosis.Rule.Literal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Finds rules that trials which fail have in common: level by level, of the most promising ones of
 * a level those with one literal more.
 */
final class Miner {

    /** Rules with more literals are no explanation. */
    private static final int LITERALS = 4;

    /** How many rules of a level are extended, where there is time for them. */
    private static final int BREADTH = 48;

    private static final int LEAST_BREADTH = 4;

    /** How many values of an attribute are promising. */
    private static final int MOST_VALUES = 32;

    /** How many counts a level may take: a fraction of a second. */
    private static final long COUNTS = 40_000_000;

    /** A rule, how much of the trials under it fails, and how much does not. */
    record Candidate(Rule rule, double failed, double passed, double gain, double contrast) {}

    private final Facet facet;
    private final Trials trials;
    private final Vocabulary vocabulary;
    private final double[] failed;
    private final double allFailed;
    private final double allPassed;
    private final List<Attribute> attributes = new ArrayList<>();

    /**
     * @param failed for each trial how much of its failure is not explained yet
     */
    Miner(Facet facet, Trials trials, Vocabulary vocabulary, double[] failed) {
        this.facet = facet;
        this.trials = trials;
        this.vocabulary = vocabulary;
        this.failed = failed;
        double sumFailed = 0;
        double sumPassed = 0;
        for (int row = 0; row < trials.size(); row++) {
            sumFailed += failed[row];
            sumPassed += trials.passed(row);
        }
        allFailed = sumFailed;
        allPassed = sumPassed;
        for (Attribute each : Attribute.values()) {
            if (differs(each)) {
                attributes.add(each);
            }
        }
    }

    /** Whether an attribute tells some trials from others. */
    private boolean differs(Attribute attribute) {
        int[] column = trials.column(attribute.ordinal());
        for (int row = 1; row < trials.size(); row++) {
            if (column[row] != column[0]) {
                return true;
            }
        }
        return false;
    }

    /**
     * The most promising rules.
     *
     * @param most how many at most
     */
    List<Candidate> candidates(int most) {
        var all = candidate(Rule.EVERYTHING, allFailed, allPassed);
        Best best = new Best(most);
        best.add(all);
        Set<Rule> seen = new LinkedHashSet<>(List.of(Rule.EVERYTHING));
        List<Candidate> level = List.of(all);
        int breadth =
                (int)
                        Math.clamp(
                                COUNTS / (1L + (long) trials.size() * attributes.size()),
                                LEAST_BREADTH,
                                BREADTH);
        for (int literals = 1; literals <= LITERALS; literals++) {
            Best next = new Best(breadth);
            for (Candidate base : level) {
                extend(base, seen, best, next);
            }
            level = next.all();
        }
        return best.all();
    }

    /** The values that stand out by themselves, by column and number; few of each attribute. */
    boolean[][] promising() {
        boolean[][] kept = new boolean[Trial.COLUMNS][];
        int[] rows = rows(Rule.EVERYTHING);
        for (Attribute attribute : Attribute.values()) {
            double[][] sums = counted(rows, attribute);
            double[] fails = sums[0];
            double[] passes = sums[1];
            int values = fails.length;
            boolean[] its = new boolean[values];
            kept[attribute.ordinal()] = its;
            Best best = new Best(MOST_VALUES);
            for (int value = Vocabulary.OTHER + 1; value < values; value++) {
                if (fails[value] > 0) {
                    best.add(
                            candidate(
                                    new Rule(List.of(new Literal(attribute, value))),
                                    fails[value],
                                    passes[value]));
                }
            }
            best.all()
                    .forEach(each ->
                            each.rule().number(attribute).ifPresent(value -> its[value] = true));
        }
        kept[Trial.FAR_END] = kept[Attribute.LINK.ordinal()];
        return kept;
    }

    private void extend(Candidate base, Set<Rule> seen, Best best, Best next) {
        int[] rows = rows(base.rule());
        for (Attribute attribute : attributes) {
            if (base.rule().says(attribute)) {
                continue;
            }
            double[][] sums = counted(rows, attribute);
            double[] fails = sums[0];
            double[] passes = sums[1];
            int values = fails.length;
            for (int value = Vocabulary.OTHER + 1; value < values; value++) {
                boolean restricts = fails[value] < base.failed() || passes[value] < base.passed();
                if (fails[value] > 0 && restricts) {
                    Rule rule = base.rule().and(new Literal(attribute, value));
                    Candidate candidate = candidate(rule, fails[value], passes[value]);
                    if ((best.wants(candidate) || next.wants(candidate)) && seen.add(rule)) {
                        best.add(candidate);
                        next.add(candidate);
                    }
                }
            }
        }
    }

    private int[] rows(Rule rule) {
        int[] rows = new int[trials.size()];
        int count = 0;
        for (int row = 0; row < trials.size(); row++) {
            if (trials.isHeldBy(rule, row)) {
                rows[count++] = row;
            }
        }
        return Arrays.copyOf(rows, count);
    }

    /** How much fails and passes at each value of an attribute, as {@code {failed, passed}}. */
    private double[][] counted(int[] rows, Attribute attribute) {
        int values = vocabulary.end(attribute);
        double[][] sums = new double[2][values];
        count(rows, attribute.ordinal(), sums[0], sums[1]);
        if (attribute == Attribute.LINK) {
            count(rows, Trial.FAR_END, sums[0], sums[1]);
        }
        return sums;
    }

    private void count(int[] rows, int column, double[] fails, double[] passes) {
        int[] values = trials.column(column);
        for (int row : rows) {
            fails[values[row]] += failed[row];
            passes[values[row]] += trials.passed(row);
        }
    }

    private Candidate candidate(Rule rule, double fails, double passes) {
        double cost = rule.cost(vocabulary, facet);
        double within = Likelihood.ofOneRate(fails, passes);
        double gain = Likelihood.ofNone(fails, passes) - within - cost;
        // How much better it is to say two rates than one.
        double contrast =
                Likelihood.ofOneRate(allFailed, allPassed)
                        - within
                        - Likelihood.ofOneRate(
                                Math.max(0, allFailed - fails), Math.max(0, allPassed - passes))
                        - cost;
        boolean isHigher = fails * (allPassed - passes) >= (allFailed - fails) * passes;
        return new Candidate(rule, fails, passes, gain, isHigher ? contrast : -cost);
    }

    /** The best ones by each of two measures. */
    private static final class Best {
        private final int most;
        private final PriorityQueue<Candidate> byGain =
                new PriorityQueue<>(Comparator.comparingDouble(Candidate::gain));
        private final PriorityQueue<Candidate> byContrast =
                new PriorityQueue<>(Comparator.comparingDouble(Candidate::contrast));

        Best(int most) {
            this.most = Math.max(1, most / 2);
        }

        boolean wants(Candidate one) {
            return byGain.size() < most
                    || byContrast.size() < most
                    || one.gain() > byGain.element().gain()
                    || one.contrast() > byContrast.element().contrast();
        }

        void add(Candidate one) {
            byGain.add(one);
            byContrast.add(one);
            if (byGain.size() > most) {
                byGain.remove();
                byContrast.remove();
            }
        }

        List<Candidate> all() {
            Set<Candidate> all = new LinkedHashSet<>();
            byGain.stream()
                    .sorted(Comparator.comparingDouble(each -> -each.gain()))
                    .forEach(all::add);
            byContrast.stream()
                    .sorted(Comparator.comparingDouble(each -> -each.contrast()))
                    .forEach(all::add);
            return List.copyOf(all);
        }
    }
}
