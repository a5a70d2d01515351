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

    /** By the agent's identity, in its order. */
    static Map<String, Share> of(List<Attempt> attempts, Set<String> agents) {
        Map<String, Integer> answers = new TreeMap<>();
        agents.forEach(agent -> answers.put(agent, 0));
        int lost = 0;
        for (Attempt each : attempts) {
            if (each.observation() instanceof Observation.Answered(Reply reply)) {
                if (reply instanceof Reply.Identity by) {
                    answers.computeIfPresent(by.agent(), (agent, count) -> count + 1);
                }
            } else {
                lost++;
            }
        }
        double fair = (double) attempts.size() / agents.size();
        double wanting = 0;
        for (int count : answers.values()) {
            wanting += Math.max(0, fair - count);
        }
        Map<String, Share> shares = new TreeMap<>();
        for (var each : answers.entrySet()) {
            int count = each.getValue();
            double its =
                    wanting > 0
                            ? lost * Math.max(0, fair - count) / wanting
                            : (double) lost / agents.size();
            shares.put(each.getKey(), new Share(count + its, its));
        }
        return shares;
    }
}
