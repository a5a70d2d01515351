package io.github.k8sbykeshed.validator.expect;

import io.github.k8sbykeshed.validator.probe.Attempt;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What can only be said of all attempts together, each of which is right by itself. */
@FunctionalInterface
interface Together {

    Together CONFORMS = attempts -> new Verdict.Conforms();

    Together RECORDED = attempts -> new Verdict.Recorded();

    /** Chance may choose the same backend again. */
    Together CHANGED =
            attempts ->
                    agents(attempts).size() > 1 ? new Verdict.Conforms() : new Verdict.Recorded();

    /** Some may be silent, but not all. */
    Together REFUSED =
            attempts ->
                    attempts.stream().anyMatch(each -> each.observation().isRejection())
                            ? new Verdict.Conforms()
                            : new Verdict.Violates(
                                    ReasonCode.DROPPED,
                                    "expected refused, but dropped: " + Attempt.summary(attempts));

    Verdict judge(List<Attempt> attempts);

    /** Each of these agents has to be seen. */
    static Together seen(Set<String> agents) {
        return attempts -> {
            Set<String> missing = new TreeSet<>(agents);
            missing.removeAll(agents(attempts));
            return missing.isEmpty()
                    ? new Verdict.Conforms()
                    : new Verdict.Violates(
                            ReasonCode.BACKEND_MISSING,
                            "in "
                                    + attempts.size()
                                    + " attempts never answered by "
                                    + String.join(", ", missing));
        };
    }

    /** So many attempts have to be answered by one and the same agent. */
    static Together same(int times) {
        return attempts ->
                agents(attempts).size() > 1
                        ? new Verdict.Violates(
                                ReasonCode.SEVERAL_BACKENDS,
                                "not one backend but " + Attempt.summary(attempts))
                        : attempts.size() < times
                                ? new Verdict.Inconclusive(
                                        ReasonCode.TOO_FEW_ATTEMPTS,
                                        "only " + attempts.size() + " of " + times + " attempts")
                                : new Verdict.Conforms();
    }

    /** The first that does not conform says it. */
    static Together all(List<Together> all) {
        return attempts ->
                all.stream()
                        .map(each -> each.judge(attempts))
                        .filter(verdict -> !(verdict instanceof Verdict.Conforms))
                        .findFirst()
                        .orElseGet(Verdict.Conforms::new);
    }

    private static Set<String> agents(List<Attempt> attempts) {
        return attempts.stream()
                .map(attempt -> attempt.observation().agent())
                .collect(Collectors.toSet());
    }
}
