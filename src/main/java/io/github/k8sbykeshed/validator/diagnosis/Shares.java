package io.github.k8sbykeshed.validator.diagnosis;

import io.github.k8sbykeshed.validator.probe.Attempt;
import io.github.k8sbykeshed.validator.probe.Observation;
import io.github.k8sbykeshed.validator.probe.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * Who of several that may answer did not. An attempt that fails does not say whom it was meant for:
 * it is put down to those that answered less often than their share.
 */
final class Shares {

    /**
     * What one of them has of all attempts.
     *
     * @param made how many attempts were its, by guess where they failed
     * @param lost how many of these failed
     */
    record Share(double made, double lost) {}

    /** How likely chance may be where the others answered everything. */
    private static final double CHANCE = 0.05;

    private Shares() {}

    /** The attempts that were made. */
    static List<Attempt> observed(List<Attempt> attempts) {
        return which(attempts, seen -> !(seen instanceof Observation.NotObserved));
    }

    /** The attempts that saw something of a kind; the list itself where all did. */
    static List<Attempt> which(List<Attempt> attempts, Predicate<Observation> kind) {
        int count = 0;
        for (Attempt each : attempts) {
            count += kind.test(each.observation()) ? 1 : 0;
        }
        if (count == attempts.size()) {
            return attempts;
        }
        List<Attempt> some = new ArrayList<>(count);
        for (Attempt each : attempts) {
            if (kind.test(each.observation())) {
                some.add(each);
            }
        }
        return some;
    }

    /** Whether it is no chance that some of them answered nothing: then all failures are theirs. */
    private static boolean areSilentAlone(Map<String, Integer> answers) {
        int answered = answers.values().stream().mapToInt(Integer::intValue).sum();
        long silent = answers.values().stream().filter(count -> count == 0).count();
        double others = 1 - (double) silent / answers.size();
        return silent > 0 && others > 0 && Math.pow(others, answered) < CHANCE;
    }

    private static Map<String, Integer> answers(List<Attempt> attempts, Set<String> agents) {
        Map<String, Integer> answers = new TreeMap<>();
        agents.forEach(agent -> answers.put(agent, 0));
        for (Attempt each : attempts) {
            if (each.observation() instanceof Observation.Answered(Reply.Identity by)) {
                answers.computeIfPresent(by.agent(), (agent, count) -> count + 1);
            }
        }
        return answers;
    }

    /** By the agent's identity, in its order. */
    static Map<String, Share> of(List<Attempt> attempts, Set<String> agents) {
        Map<String, Integer> answers = answers(attempts, agents);
        int lost =
                attempts.size()
                        - which(attempts, seen -> seen instanceof Observation.Answered).size();
        double fair = (double) attempts.size() / agents.size();
        boolean alone = areSilentAlone(answers);
        ToDoubleFunction<Integer> wanting =
                count -> alone ? (count == 0 ? 1 : 0) : Math.max(0, fair - count);
        double all = answers.values().stream().mapToDouble(wanting).sum();
        Map<String, Share> shares = new TreeMap<>();
        answers.forEach((agent, count) -> {
            double its =
                    all > 0
                            ? lost * wanting.applyAsDouble(count) / all
                            : (double) lost / agents.size();
            shares.put(agent, new Share(count + its, its));
        });
        return shares;
    }
}
