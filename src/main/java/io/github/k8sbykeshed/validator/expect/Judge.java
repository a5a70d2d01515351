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
     * A control past the Service.
     *
     * @param agent the identity that has to answer; empty where the one that is asked is no agent,
     *     such as a DNS server
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
                    && (agent.isEmpty() || agent.equals(Judge.agent(observation)));
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

    /**
     * The controls of a cell.
     *
     * @param direct from the same source to the same backends past the Service (their pod IPs, or
     *     the node's own port); empty where none applies
     * @param oneIsEnough whether the cell may be judged as soon as one of them passes; else all of
     *     them have to
     * @param unserved attempts from the same source to a port of the same Service address that
     *     nobody serves; null where none applies
     * @param arrival what the other end knows of silent attempts; null if it was not asked
     * @param comparison what became of packets that were sent afterwards by the Service and past
     *     it; null if none were
     */
    public record Controls(
            List<Control> direct,
            boolean oneIsEnough,
            @Nullable List<Attempt> unserved,
            @Nullable Arrival arrival,
            @Nullable Comparison comparison) {

        public static final Controls NONE = new Controls(List.of(), false, null);

        public Controls {
            direct = List.copyOf(direct);
        }

        /** Controls of cells that nobody was asked about afterwards. */
        public Controls(
                List<Control> direct, boolean oneIsEnough, @Nullable List<Attempt> unserved) {
            this(direct, oneIsEnough, unserved, null, null);
        }

        /**
         * Controls of which it does not matter who answers them.
         *
         * @param direct null where none applies
         */
        public Controls(@Nullable List<Attempt> direct, @Nullable List<Attempt> unserved) {
            this(direct == null ? List.of() : List.of(new Control("", direct)), false, unserved);
        }

        /**
         * These, and what was seen on a port that nobody serves.
         *
         * @param nobody null where none was tried
         */
        public Controls with(@Nullable List<Attempt> nobody) {
            return new Controls(direct, oneIsEnough, nobody, arrival, comparison);
        }

        /** These, and what the other end knows of the attempts that were silent. */
        public Controls with(Arrival known) {
            return new Controls(direct, oneIsEnough, unserved, known, comparison);
        }

        /** These, and what became of packets that were sent afterwards. */
        public Controls with(Comparison compared) {
            return new Controls(direct, oneIsEnough, unserved, arrival, compared);
        }

        /** All attempts past the Service; null where there is no such control. */
        @Nullable List<Attempt> attempts() {
            return direct.isEmpty()
                    ? null
                    : direct.stream().flatMap(each -> each.attempts().stream()).toList();
        }

        private boolean pass() {
            return oneIsEnough
                    ? direct.stream().anyMatch(Control::passes)
                    : direct.stream().allMatch(Control::passes);
        }
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
        List<Attempt> direct = controls.attempts();
        if (plain instanceof Verdict.Inconclusive) {
            return plain;
        }
        boolean needsControl =
                plain instanceof Verdict.Violates(ReasonCode code, String why)
                        // A drop is a silence, which a control that fails explains as well.
                        ? expectation.isPositive() || code == ReasonCode.DROPPED
                        : expectation.isNegative();
        if (needsControl && direct != null && !controls.pass()) {
            return failing(controls, direct);
        }
        return isSilence(expectation, attempts, plain) ? silence(controls, plain) : plain;
    }

    /**
     * Whether an answer is hoped for, and silence is all that stands against it: a packet that is
     * lost, or a machine that is slow, is as silent as a Service that does not work.
     */
    public static boolean isSilence(
            Expectation expectation, List<Attempt> attempts, Verdict verdict) {
        return verdict instanceof Verdict.Violates(ReasonCode code, String why)
                && code == ReasonCode.UNEXPECTED
                && expectation.isPositive()
                && attempts.stream()
                        .map(Attempt::observation)
                        .allMatch(seen -> seen.mayBeLoss() || allowed(expectation, seen));
    }

    private static Verdict silence(Controls controls, Verdict plain) {
        Arrival arrival = controls.arrival();
        if (arrival != null && arrival.isOwnFault()) {
            return new Verdict.Inconclusive(
                    ReasonCode.STALLED,
                    arrival.describe() + ", so that this says nothing of the Service");
        }
        Comparison comparison = controls.comparison();
        if (comparison != null && comparison.blamesNetwork()) {
            return new Verdict.Inconclusive(
                    ReasonCode.NETWORK_LOSES,
                    "packets are lost or late past the Service as well: "
                            + comparison.describe()
                            + ", so that this says nothing of the Service");
        }
        if (comparison != null
                && comparison.clearsService()
                && (arrival == null || arrival.elsewhere() == 0)) {
            return new Verdict.Inconclusive(
                    ReasonCode.NOT_REPEATED,
                    "a silence that did not come again: " + comparison.describe());
        }
        return plain;
    }

    private static Verdict failing(Controls controls, List<Attempt> direct) {
        for (Control control : controls.direct()) {
            Answered stranger = control.stranger();
            if (stranger != null) {
                return new Verdict.Inconclusive(
                        ReasonCode.STRANGER_AT_ADDRESS,
                        "somebody else has the address of "
                                + control.agent()
                                + ": the control past the Service is "
                                + stranger.describe()
                                + ", so that this says nothing of the Service");
            }
        }
        return new Verdict.Inconclusive(
                ReasonCode.CONTROL_FAILS,
                "the control past the Service fails: "
                        + summary(direct)
                        + ", so that this says nothing of the Service");
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
