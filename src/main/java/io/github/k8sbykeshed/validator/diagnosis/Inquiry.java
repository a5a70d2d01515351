package io.github.k8sbykeshed.validator.diagnosis;

import io.github.k8sbykeshed.validator.diagnosis.Explainer.Found;
import io.github.k8sbykeshed.validator.result.Run;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * The explanations of a run, facet by facet: what an earlier facet explains, above all the pod
 * network, is no evidence for a later one.
 */
final class Inquiry {

    /** What fails less often than this does not fail always. */
    static final double NEARLY_ALWAYS = 0.9;

    /** A way that is no lossy one, and fails more rarely, fails by chance. */
    private static final double MOSTLY = 0.5;

    private final Vocabulary vocabulary = new Vocabulary();
    private final Optional<MeasuredLoss> loss;
    private final boolean mayBeLoss;
    private final boolean isCounted;
    private final Reader reader;
    private final Map<Facet, Trials> trials = new EnumMap<>(Facet.class);

    /** Failing trials of which it is not known what they have to do with. */
    private final Map<Facet, Trials> vague = new EnumMap<>(Facet.class);

    private final List<Explanation> explanations = new ArrayList<>();

    Inquiry(Run run) {
        this.loss = MeasuredLoss.of(run);
        this.mayBeLoss = loss.isPresent() || !MeasuredLoss.isSought(run);
        this.isCounted = run.loss() != null;
        this.reader = new Reader(run, vocabulary);
        Set<Facet> failing = EnumSet.noneOf(Facet.class);
        reader.readFailing((cell, trial) -> {
            if (trial.failed > 0) {
                failing.add(trial.facet);
                vocabulary.countFailing(trial.values);
            }
        });
        if (failing.isEmpty()) {
            return;
        }
        for (Attribute.Origin each : Attribute.Origin.values()) {
            vocabulary.number(Attribute.ORIGIN, each);
        }
        vocabulary.close();
        reader.readFailing((cell, trial) -> {
            if (trial.failed + trial.passed > 0 && failing.contains(trial.facet)) {
                (trial.isVague ? of(vague, trial.facet) : of(trials, trial.facet)).add(trial);
            }
        });
        reader.readConforming(
                failing,
                (cell, trial) -> {
                    if (failing.contains(trial.facet)) {
                        of(trials, trial.facet).add(trial);
                    }
                });
        for (Facet facet : failing) {
            explain(facet);
        }
    }

    private static Trials of(Map<Facet, Trials> all, Facet facet) {
        return all.computeIfAbsent(facet, f -> new Trials());
    }

    private void explain(Facet facet) {
        Trials its = of(trials, facet).evened();
        acquit(its, (each, values) -> explains(each, facet, values));
        Trials open = of(vague, facet).evened();
        acquit(open, (each, values) -> each.mayExplain(facet, values));
        List<Explanation> found = explained(facet, its);
        if (facet == Facet.NETWORK
                && !isCounted
                && (found.isEmpty() || found.stream().anyMatch(Inquiry::isPartial))) {
            // Where packets are lost Services show it as well, and are asked more often. Where
            // packets were counted one by one, that tells more.
            found = explained(facet, withServices(its));
        }
        if (facet == Facet.NETWORK && !mayBeLoss) {
            found.removeIf(each -> each.found().rate() < MOSTLY);
        }
        explanations.addAll(found);
        acquit(open, (each, values) -> each.mayExplain(facet, values));
        if (open.fails()) {
            explanations.removeAll(found);
            its.addFailing(open);
            found = explained(facet, its);
            explanations.addAll(found);
        }
        if (facet == Facet.ANSWER) {
            explanations.addAll(rare(its, found));
            explanations.replaceAll(each ->
                    mayBeLoss && each.isLoss()
                            ? new Explanation(Facet.NETWORK, each.found(), each.evidence())
                            : each);
        }
    }

    /**
     * What explains that cells fail now and then whose attempts are answered for the most part:
     * each attempt is an event of its own there, where elsewhere all of a cell are one.
     */
    private List<Explanation> rare(Trials its, List<Explanation> found) {
        var rare = new Trials();
        boolean[] isOpen = new boolean[1];
        its.forEach(trial -> {
            boolean explained = found.stream().anyMatch(each -> each.rule().holdsOf(trial.values));
            if (!explained && trial.passed > 0) {
                isOpen[0] |= trial.failed > 0;
                addAttempts(trial, rare);
            }
        });
        return isOpen[0] ? explained(Facet.ANSWER, rare) : List.of();
    }

    /** Whether an explanation explains that a trial of a facet fails which has these values. */
    boolean explains(Explanation explanation, Facet of, int[] values) {
        return explanation.explains(of, values)
                || of == Facet.SERVER
                        && explanation.explainsServers(values, vocabulary.ends(explanation.rule()));
    }

    private static boolean isPartial(Explanation explanation) {
        return explanation.found().rate() < NEARLY_ALWAYS;
    }

    private List<Explanation> explained(Facet facet, Trials its) {
        List<Explanation> all = new ArrayList<>();
        if (its.fails()) {
            for (Found each : new Explainer(facet, its, vocabulary).explain()) {
                all.add(new Explanation(facet, each, its));
            }
        }
        return all;
    }

    private void acquit(Trials its, BiPredicate<Explanation, int[]> isExplained) {
        int[] values = new int[Trial.COLUMNS];
        for (int row = 0; row < its.size(); row++) {
            if (its.failed(row) > 0) {
                its.values(row, values);
                if (explanations.stream().anyMatch(each -> isExplained.test(each, values))) {
                    its.acquit(row);
                }
            }
        }
    }

    /**
     * These, and what Services show of the same ways, unless they fail always. Each attempt is an
     * event of its own.
     */
    private Trials withServices(Trials network) {
        var all = new Trials();
        network.forEach(trial -> addAttempts(trial, all));
        of(trials, Facet.ANSWER)
                .evened()
                .forEach(trial -> {
                    if (trial.get(Attribute.RELATION) != Vocabulary.NONE && trial.passed > 0) {
                        trial.keep(NETWORK);
                        addAttempts(trial, all);
                    }
                });
        return all;
    }

    private static void addAttempts(Trial trial, Trials to) {
        trial.failed = trial.lost;
        trial.passed = trial.attempts - trial.lost;
        to.addRow(trial);
    }

    /** What the network has to do with. */
    private static final Set<Attribute> NETWORK =
            EnumSet.of(
                    Attribute.RELATION,
                    Attribute.FAMILY,
                    Attribute.PROTOCOL,
                    Attribute.SIZE,
                    Attribute.PAYLOAD,
                    Attribute.PATH,
                    Attribute.BETWEEN,
                    Attribute.LINK,
                    Attribute.BACKEND,
                    Attribute.BACKEND_NODE,
                    Attribute.SOURCE_NODE,
                    Attribute.SOURCE_KIND,
                    Attribute.SOURCE_AGENT);

    /** What the network was measured to lose now and then. */
    Optional<MeasuredLoss> loss() {
        return loss;
    }

    /** Whether the network may lose packets, as far as they were counted. */
    boolean mayBeLoss() {
        return mayBeLoss;
    }

    List<Explanation> explanations() {
        return explanations;
    }

    Vocabulary vocabulary() {
        return vocabulary;
    }

    Reader reader() {
        return reader;
    }
}
