package io.github.k8sbykeshed.validator.diagnosis;

import io.github.k8sbykeshed.validator.diagnosis.Miner.Candidate;
import io.github.k8sbykeshed.validator.diagnosis.Selector.Choice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds the smallest set of rules that explains which trials of one facet fail. */
final class Explainer {

    /** One failing trial alone is never enough to blame the one or the other. */
    private static final int FEWEST = 2;

    /** Each round finds what those before hid. */
    private static final int ROUNDS = 6;

    private static final int MINED = 200;

    /** More trials than this are looked at twice: first each value by itself. */
    private static final int MANY = 50_000;

    /** What explains it nearly as shortly is as likely, in nats. */
    private static final double NEARLY = 1.5;

    /**
     * A rule that explains failing trials.
     *
     * @param rate how many of the trials under it fail for it, 0 to 1
     * @param rivals rules that explain the same nearly as well
     */
    record Found(Rule rule, double rate, List<Rule> rivals) {}

    private final Facet facet;
    private final Trials trials;
    private final Vocabulary vocabulary;

    /** Rules of one round under which the same fails and passes, the cheapest first. */
    private final List<List<Candidate>> alike = new ArrayList<>();

    Explainer(Facet facet, Trials trials, Vocabulary vocabulary) {
        this.facet = facet;
        this.trials = trials;
        this.vocabulary = vocabulary;
    }

    List<Found> explain() {
        List<Rule> pool = List.of();
        List<Rule> chosen = List.of();
        Selector selector = selector(pool, trials);
        Choice choice = selector.choose();
        for (int round = 0; round < ROUNDS; round++) {
            double[] open = open(trials, chosen, choice.rates());
            if (Arrays.stream(open).allMatch(each -> each == 0)) {
                break;
            }
            Trials told = told(open, chosen);
            List<Rule> wider = new ArrayList<>(chosen);
            for (Candidate each : mined(told, open(told, chosen, choice.rates()))) {
                if (wider.size() < Selector.MOST_CANDIDATES && !wider.contains(each.rule())) {
                    wider.add(each.rule());
                }
            }
            var next = selector(wider, told);
            Choice better = next.choose();
            if (round > 0 && better.length() >= choice.length() - 1e-6) {
                break;
            }
            pool = wider;
            selector = next;
            choice = better;
            chosen = choice.rules().stream().map(pool::get).toList();
        }
        return found(selector, choice, pool);
    }

    /**
     * How much of each trial is open: what fails under no chosen rule, or under those alone that
     * explain only a part. It may have a better reason.
     */
    private static double[] open(Trials trials, List<Rule> chosen, double[] rates) {
        double[] open = new double[trials.size()];
        for (int row = 0; row < open.length; row++) {
            boolean covered = trials.failed(row) == 0;
            for (int i = 0; i < rates.length && !covered; i++) {
                covered = rates[i] >= Inquiry.NEARLY_ALWAYS && trials.isHeldBy(chosen.get(i), row);
            }
            open[row] = covered ? 0 : trials.failed(row);
        }
        return open;
    }

    /** Of many trials those values alone are told apart that stand out by themselves. */
    private Trials told(double[] open, List<Rule> chosen) {
        if (trials.size() <= MANY) {
            return trials;
        }
        boolean[][] kept = new Miner(facet, trials, vocabulary, open).promising();
        for (Rule rule : chosen) {
            for (Rule.Literal each : rule.literals()) {
                kept[each.attribute().ordinal()][each.number()] = true;
            }
        }
        return trials.reduced(kept);
    }

    private Selector selector(List<Rule> rules, Trials told) {
        return new Selector(rules, rules.stream().mapToDouble(this::cost).toArray(), told);
    }

    private double cost(Rule rule) {
        return rule.cost(vocabulary, facet);
    }

    /** New candidates, one of those under which the same fails and passes. */
    private List<Candidate> mined(Trials told, double[] open) {
        Map<List<Double>, List<Candidate>> bySums = new LinkedHashMap<>();
        for (Candidate each : new Miner(facet, told, vocabulary, open).candidates(MINED)) {
            bySums.computeIfAbsent(
                            List.of(rounded(each.failed()), rounded(each.passed())),
                            sums -> new ArrayList<>())
                    .add(each);
        }
        List<Candidate> first = new ArrayList<>();
        for (List<Candidate> same : bySums.values()) {
            same.sort(Comparator.comparingDouble(one -> cost(one.rule())));
            alike.add(same);
            first.add(same.getFirst());
        }
        first.sort(
                Comparator.comparingDouble(
                        (Candidate each) -> -Math.max(each.gain(), each.contrast())));
        return first;
    }

    private static double rounded(double sum) {
        return Math.rint(sum * 1e6);
    }

    private List<Found> found(Selector selector, Choice choice, List<Rule> pool) {
        List<Found> all = new ArrayList<>();
        for (int place = 0; place < choice.rules().size(); place++) {
            Rule rule = pool.get(choice.rules().get(place));
            if (failing(rule) >= FEWEST) {
                all.add(
                        new Found(
                                rule,
                                choice.rates()[place],
                                rivals(selector, choice, place, pool)));
            }
        }
        return all;
    }

    private int failing(Rule rule) {
        int count = 0;
        for (int row = 0; row < trials.size(); row++) {
            if (trials.failed(row) > 0 && trials.isHeldBy(rule, row)) {
                count++;
            }
        }
        return count;
    }

    private List<Rule> rivals(Selector selector, Choice choice, int place, List<Rule> pool) {
        Rule rule = pool.get(choice.rules().get(place));
        double cost = cost(rule);
        List<Rule> rivals = new ArrayList<>();
        for (int i = 0; i < pool.size(); i++) {
            if (!choice.rules().contains(i)
                    && selector.with(choice, place, i).length() < choice.length() + NEARLY) {
                rivals.add(pool.get(i));
            }
        }
        for (List<Candidate> same : alike) {
            if (same.stream().anyMatch(each -> each.rule().equals(rule))) {
                same.stream()
                        .map(Candidate::rule)
                        .filter(each -> !each.equals(rule) && !rivals.contains(each))
                        .filter(each -> cost(each) < cost + NEARLY)
                        .filter(each -> trials.areAlike(each, rule))
                        .forEach(rivals::add);
            }
        }
        return rivals;
    }
}
