package io.github.k8sbykeshed.validator.expect;

import io.github.k8sbykeshed.validator.probe.Attempt;
import io.github.k8sbykeshed.validator.probe.Observation;
import io.github.k8sbykeshed.validator.probe.Observation.Answered;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A control past the Service.
 *
 * @param agent the identity that has to answer; empty where the one that is asked is no agent, such
 *     as a DNS server
 * @param attempts what was seen
 */
public record Control(String agent, List<Attempt> attempts) {

    public Control {
        attempts = List.copyOf(attempts);
    }

    boolean passes() {
        return attempts.stream().allMatch(each -> isBy(each.observation()));
    }

    private boolean isBy(Observation observation) {
        return observation instanceof Answered
                && (agent.isEmpty() || agent.equals(observation.agent()));
    }

    /** What somebody else said in the agent's place; null if nobody did. */
    @Nullable Answered stranger() {
        for (Attempt attempt : attempts) {
            if (attempt.observation() instanceof Answered answered && !isBy(answered)) {
                return answered;
            }
        }
        return null;
    }
}
