package io.github.k8sbykeshed.validator.diagnosis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Chooses the few rules that tell most shortly which trials fail: each rule makes trials under it
 * fail at its rate, whatever the others do. Trials that the same rules hold of are alike to it.
 */
final class Selector {

    /** As many rules as a long has bits. */
    static final int MOST_CANDIDATES = 64;

    private static final int MOST_RULES = 7;

    /** What any rule costs beside its literals, in nats. */
    private static final double RULE = 4;

    /** Below this rate a rule's own rate has to be told, too. */
    private static final double SURE = 0.95;

    private static final int STEPS = 12;

    /**
     * Chosen rules and their rates.
     *
     * @param length what it costs to tell all, in nats
     */
    record Choice(List<Integer> rules, double[] rates, double length) {}

    private final List<Rule> rules;
    private final double[] costs;

    /** Which rules hold of trials, as bits, and how much of these trials fails and passes. */
    private final long[] held;

    private final double[] failed;
    private final double[] passed;

    Selector(List<Rule> rules, double[] costs, Trials trials) {
        this.rules = rules;
        this.costs = costs;
        Map<Long, double[]> alike = new HashMap<>();
        for (int row = 0; row < trials.size(); row++) {
            long bits = 0;
            for (int i = 0; i < rules.size(); i++) {
                if (trials.isHeldBy(rules.get(i), row)) {
                    bits |= 1L << i;
                }
            }
            double[] sums = alike.computeIfAbsent(bits, b -> new double[2]);
            sums[0] += trials.failed(row);
            sums[1] += trials.passed(row);
        }
        int count = alike.size();
        held = new long[count];
        failed = new double[count];
        passed = new double[count];
        int next = 0;
        for (var each : alike.entrySet()) {
            held[next] = each.getKey();
            failed[next] = each.getValue()[0];
            passed[next] = each.getValue()[1];
            next++;
        }
    }

    /** Adds rules as long as that tells it more shortly, then leaves out and replaces some. */
    Choice choose() {
        Choice best = fitted(List.of());
        for (boolean better = true; better; ) {
            better = false;
            Choice next = best;
            if (best.rules().size() < MOST_RULES) {
                for (int i = 0; i < rules.size(); i++) {
                    if (!best.rules().contains(i)) {
                        next = shorter(next, fitted(with(best.rules(), i)));
                    }
                }
            }
            next = improved(next);
            if (next.length() < best.length() - 1e-6) {
                best = next;
                better = true;
            }
        }
        return best;
    }

    private Choice improved(Choice choice) {
        Choice best = choice;
        for (int i = 0; i < choice.rules().size(); i++) {
            List<Integer> others = new ArrayList<>(choice.rules());
            others.remove(i);
            best = shorter(best, fitted(others));
            for (int other = 0; other < rules.size(); other++) {
                if (!choice.rules().contains(other)) {
                    best = shorter(best, fitted(with(others, other)));
                }
            }
        }
        return best;
    }

    /** The choice with another rule in the place of one of its own. */
    Choice with(Choice choice, int place, int other) {
        List<Integer> replaced = new ArrayList<>(choice.rules());
        replaced.set(place, other);
        return fitted(replaced);
    }

    private static Choice shorter(Choice one, Choice other) {
        return other.length() < one.length() - 1e-9 ? other : one;
    }

    private static List<Integer> with(List<Integer> chosen, int one) {
        List<Integer> more = new ArrayList<>(chosen);
        more.add(one);
        return more;
    }

    /** The rates that make what is seen most likely, by expectation and maximization. */
    private Choice fitted(List<Integer> chosen) {
        int count = chosen.size();
        double[] rates = new double[count];
        double[] all = new double[count];
        for (int i = 0; i < count; i++) {
            double fails = 0;
            for (int s = 0; s < held.length; s++) {
                if (holds(s, chosen.get(i))) {
                    fails += failed[s];
                    all[i] += failed[s] + passed[s];
                }
            }
            rates[i] = all[i] == 0 ? 0 : fails / all[i];
        }
        for (int step = 0; count > 1 && step < STEPS; step++) {
            double[] due = new double[count];
            for (int s = 0; s < held.length; s++) {
                if (failed[s] > 0) {
                    double rate = rate(s, chosen, rates);
                    for (int i = 0; i < count; i++) {
                        if (holds(s, chosen.get(i))) {
                            due[i] += failed[s] * rates[i] / rate;
                        }
                    }
                }
            }
            for (int i = 0; i < count; i++) {
                rates[i] = all[i] == 0 ? 0 : Math.min(Likelihood.MOST, due[i] / all[i]);
            }
        }
        double length = 0;
        for (int i = 0; i < count; i++) {
            length += RULE + costs[chosen.get(i)];
            length += rates[i] < SURE ? Math.log(1 + all[i]) / 2 : 0;
        }
        for (int s = 0; s < held.length; s++) {
            length += Likelihood.of(failed[s], passed[s], rate(s, chosen, rates));
        }
        return new Choice(List.copyOf(chosen), rates, length);
    }

    private boolean holds(int alike, int rule) {
        return (held[alike] >> rule & 1) == 1;
    }

    private double rate(int alike, List<Integer> chosen, double[] rates) {
        double well = 1 - Likelihood.BACKGROUND;
        for (int i = 0; i < chosen.size(); i++) {
            if (holds(alike, chosen.get(i))) {
                well *= 1 - rates[i];
            }
        }
        return 1 - well;
    }

    @Override
    public String toString() {
        return rules + " " + Arrays.toString(costs);
    }
}
