package io.github.k8sbykeshed.validator.diagnosis;

import io.github.k8sbykeshed.validator.probe.Attempt;
import io.github.k8sbykeshed.validator.probe.Observation;
import io.github.k8sbykeshed.validator.probe.Reply;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

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
