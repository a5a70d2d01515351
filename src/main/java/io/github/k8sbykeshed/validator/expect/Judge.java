package io.github.k8sbykeshed.validator.expect;

import io.github.k8sbykeshed.validator.probe.Attempt;
import io.github.k8sbykeshed.validator.probe.Observation;
import io.github.k8sbykeshed.validator.probe.Observation.Answered;
import io.github.k8sbykeshed.validator.probe.Observation.NotObserved;
import io.github.k8sbykeshed.validator.probe.Reply;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Judges what was observed against what was expected. Every attempt counts: one failure among many
 * successes is a violation, and an attempt that could not be made is never evidence.
 */
public final class Judge {

    private Judge() {}

    /**
     * The controls of a cell.
     *
     * @param direct attempts from the same source to the same backends past the Service (their pod
     *     IPs, or the node's own port), each of which has to be answered; null where none applies
     * @param unserved attempts from the same source to a port of the same Service address that
     *     nobody serves; null where none applies
     */
    public record Controls(@Nullable List<Attempt> direct, @Nullable List<Attempt> unserved) {
        public static final Controls NONE = new Controls(null, null);
    }

    /** Judges one cell. */
    public static Verdict judge(
            Expectation expectation, List<Attempt> attempts, Controls controls) {
        Verdict plain = judge(expectation, attempts);
        if (plain instanceof Verdict.Recorded) {
            return plain;
        }
        List<Attempt> unserved = controls.unserved();
        if (unserved != null) {
            for (Attempt attempt : unserved) {
                if (attempt.observation() instanceof Answered answered) {
                    return new Verdict.Violates(
                            ReasonCode.UNSERVED_PORT_ANSWERS,
                            "a port of the same address that nobody serves is "
                                    + answered.describe());
                }
            }
            if (plain instanceof Verdict.Conforms
                    && unserved.stream().allMatch(a -> a.observation() instanceof NotObserved)) {
                return new Verdict.Inconclusive(
                        ReasonCode.CONTROL_MISSING,
                        "the control on a port that nobody serves could not be made: "
                                + summary(unserved));
            }
        }
        List<Attempt> direct = controls.direct();
        if (direct == null || plain instanceof Verdict.Inconclusive) {
            return plain;
        }
        boolean reachable = direct.stream().allMatch(a -> a.observation() instanceof Answered);
        boolean needsControl =
                plain instanceof Verdict.Violates
                        ? expectation.isPositive()
                        : expectation.isNegative();
        if (needsControl && !reachable) {
            return new Verdict.Inconclusive(
                    ReasonCode.CONTROL_FAILS,
                    "the control past the Service fails: "
                            + summary(direct)
                            + ", so that this says nothing of the Service");
        }
        return plain;
    }

    private static Verdict judge(Expectation expectation, List<Attempt> attempts) {
        if (expectation instanceof Expectation.Recorded) {
            return new Verdict.Recorded();
        }
        if (expectation instanceof Expectation.Unasked) {
            throw new IllegalArgumentException("a cell that was not asked cannot be judged");
        }
        for (Attempt attempt : attempts) {
            if (!(attempt.observation() instanceof NotObserved)
                    && !allowed(expectation, attempt.observation())) {
                return new Verdict.Violates(
                        ReasonCode.UNEXPECTED,
                        "expected " + expectation.describe() + ", but " + summary(attempts));
            }
        }
        for (Attempt attempt : attempts) {
            if (attempt.observation() instanceof NotObserved(String why)) {
                return notProbed(why);
            }
        }
        if (attempts.isEmpty()) {
            return notProbed("no attempt was made");
        }
        return together(expectation, attempts);
    }

    private static Verdict notProbed(String why) {
        return new Verdict.Inconclusive(ReasonCode.NOT_PROBED, "could not probe: " + why);
    }

    /** Whether a single observation is compatible with the expectation. */
    private static boolean allowed(Expectation expectation, Observation observation) {
        return switch (expectation) {
            case Expectation.AnsweredBy(Set<String> oneOf) -> oneOf.contains(agent(observation));
            case Expectation.AnsweredByAll(Set<String> all) -> all.contains(agent(observation));
            case Expectation.SameBackend e -> !agent(observation).isEmpty();
            case Expectation.ChosenAnew(Set<String> oneOf, int silence) ->
                    oneOf.contains(agent(observation));
            case Expectation.Served() ->
                    observation instanceof Answered(Reply reply)
                            && !(reply instanceof Reply.Unknown);
            case Expectation.Status(int code) ->
                    observation instanceof Answered(Reply.Http http) && http.status() == code;
            case Expectation.OnPort(Map<String, Integer> ports) ->
                    observation instanceof Answered(Reply.Identity identity)
                            && ports.getOrDefault(identity.agent(), 0) == identity.port();
            case Expectation.Resolves(Set<String> records) ->
                    observation instanceof Answered(Reply.Records answer)
                            && records.equals(answer.prescribed());
            case Expectation.Refused() -> !(observation instanceof Answered);
            case Expectation.NotAnswered() -> !(observation instanceof Answered);
            case Expectation.Seeing(var client) ->
                    observation instanceof Answered(Reply.Identity identity)
                            && identity.client().equals(client);
            case Expectation.And(List<Expectation> all) ->
                    all.stream().allMatch(each -> allowed(each, observation));
            case Expectation.Measured(String by, int bytes) -> by.equals(agent(observation));
            case Expectation.Recorded() -> true;
            case Expectation.Unasked() -> true;
        };
    }

    /** What can only be said of all attempts together, each of which is allowed by itself. */
    private static Verdict together(Expectation expectation, List<Attempt> attempts) {
        return switch (expectation) {
            case Expectation.AnsweredByAll(Set<String> exactly) -> {
                Set<String> missing = new TreeSet<>(exactly);
                attempts.forEach(attempt -> missing.remove(agent(attempt.observation())));
                yield missing.isEmpty()
                        ? new Verdict.Conforms()
                        : new Verdict.Violates(
                                ReasonCode.BACKEND_MISSING,
                                "in "
                                        + attempts.size()
                                        + " attempts never answered by "
                                        + String.join(", ", missing));
            }
            case Expectation.Refused() ->
                    attempts.stream().anyMatch(a -> a.observation().isRejection())
                            ? new Verdict.Conforms()
                            : new Verdict.Violates(
                                    ReasonCode.DROPPED,
                                    "expected refused, but dropped: " + summary(attempts));
            case Expectation.And(List<Expectation> all) -> {
                for (Expectation each : all) {
                    Verdict verdict = together(each, attempts);
                    if (!(verdict instanceof Verdict.Conforms)) {
                        yield verdict;
                    }
                }
                yield new Verdict.Conforms();
            }
            case Expectation.ChosenAnew e ->
                    agents(attempts).size() > 1 ? new Verdict.Conforms() : new Verdict.Recorded();
            case Expectation.SameBackend(int times) -> {
                Set<String> seen = agents(attempts);
                yield seen.size() > 1
                        ? new Verdict.Violates(
                                ReasonCode.SEVERAL_BACKENDS,
                                "not one backend but " + summary(attempts))
                        : attempts.size() < times
                                ? new Verdict.Inconclusive(
                                        ReasonCode.TOO_FEW_ATTEMPTS,
                                        "only " + attempts.size() + " of " + times + " attempts")
                                : new Verdict.Conforms();
            }
            case Expectation.AnsweredBy e -> new Verdict.Conforms();
            case Expectation.Served e -> new Verdict.Conforms();
            case Expectation.Status e -> new Verdict.Conforms();
            case Expectation.OnPort e -> new Verdict.Conforms();
            case Expectation.Resolves e -> new Verdict.Conforms();
            case Expectation.NotAnswered e -> new Verdict.Conforms();
            case Expectation.Seeing e -> new Verdict.Conforms();
            case Expectation.Measured e -> new Verdict.Recorded();
            case Expectation.Recorded e -> new Verdict.Conforms();
            case Expectation.Unasked e -> new Verdict.Conforms();
        };
    }

    private static Set<String> agents(List<Attempt> attempts) {
        return attempts.stream()
                .map(attempt -> agent(attempt.observation()))
                .collect(Collectors.toSet());
    }

    private static String agent(Observation observation) {
        return observation instanceof Answered(Reply.Identity identity) ? identity.agent() : "";
    }

    /** Equal observations once, with how often each was seen. */
    public static String summary(List<Attempt> attempts) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (Attempt attempt : attempts) {
            counts.merge(describe(attempt.observation()), 1, Integer::sum);
        }
        return counts.entrySet().stream()
                .map(e ->
                        attempts.size() == 1
                                ? e.getKey()
                                : e.getKey() + " (" + e.getValue() + " of " + attempts.size() + ")")
                .collect(Collectors.joining(", "));
    }

    private static String describe(Observation observation) {
        return observation instanceof Answered(Reply.Identity identity)
                ? observation.describe() + " seeing " + identity.client()
                : observation.describe();
    }
}
