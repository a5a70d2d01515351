package io.github.k8sbykeshed.validator.scenario;

import io.github.k8sbykeshed.validator.expect.Expectation;
import io.github.k8sbykeshed.validator.probe.Address;
import io.github.k8sbykeshed.validator.probe.Probe;
import io.github.k8sbykeshed.validator.probe.Probe.Goal;
import io.github.k8sbykeshed.validator.probe.Probe.Repeat;
import io.github.k8sbykeshed.validator.probe.Source;
import io.github.k8sbykeshed.validator.probe.Target;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** How an expectation is waited for, and how it is asked in the round that is judged. */
final class Asking {

    /**
     * How long a probe that hopes for an answer waits. A lost SYN is resent after 1 and 3 s: what
     * takes longer than that is not slow but gone.
     */
    static final int ANSWER_MILLIS = 5_000;

    /**
     * How long a probe waits that counts packets: one that is lost is resent once, after a second.
     */
    static final int PACKET_MILLIS = 1_900;

    /** How long a probe waits while converging, at the most: a little over the first resent SYN. */
    static final int CONVERGING_MILLIS = 1_100;

    /** How long a probe that hopes for silence waits. */
    static final int SILENCE_MILLIS = 500;

    /** How many attempts each cell gets in the judged round. */
    static final int ROUND = 3;

    /** How many times in a row a goal must be met to have converged. */
    private static final int STREAK = 3;

    /**
     * Silent attempts in a row that count as converged. Two suffice: each takes a whole time-out.
     */
    private static final int SILENCES = 2;

    /**
     * Equal answers in a row that count as converged: two backends are hardly drawn like this
     * without affinity.
     */
    private static final int SAME = 8;

    /** From one attempt to the next while converging, milliseconds. */
    private static final int EVERY_MILLIS = 50;

    /**
     * Between attempts that hope for a refusal: the kernel sends about one ICMP error a second to a
     * client.
     */
    private static final int REFUSED_EVERY_MILLIS = 1_000;

    /**
     * How many silences each cell is asked after: more would take longer, fewer take more cells.
     */
    private static final int CHOICES = 2;

    /** From one attempt to the next while something else happens, milliseconds. */
    private static final int THROUGHOUT_EVERY_MILLIS = 50;

    /** How many attempts each cell gets that hopes for refusals: all of them silent is a drop. */
    static final int REFUSALS = 4;

    /** How many of them are made at once: a kernel that rests sends six ICMP errors in a row. */
    private static final int REFUSALS_AT_ONCE = 2;

    /**
     * From one attempt to the next where all {@link #REFUSALS} were silent: long enough for a
     * kernel to have saved up ICMP errors again, though an attempt costs three of them.
     */
    private static final int REFUSED_RARELY_MILLIS = 5_000;

    /** How long a refusal is waited for then: a SYN is sent at 0, 1 and 3 s. */
    private static final int REFUSED_LATE_MILLIS = 3_500;

    /** How long a cell is asked rarely until silence is a drop. */
    private static final int REFUSED_RARELY_BUDGET_MILLIS = 4 * REFUSED_RARELY_MILLIS;

    /**
     * How many attempts all host agents of a matrix make together that hope for refusals, which
     * their own kernels do not limit: enough to meet {@link #LEAK} once but for {@link #LEAK_MISS}.
     */
    private static final int HOSTS_REFUSALS = drawsToMeet();

    /** The share of connections that a Service without endpoints must not answer unnoticed. */
    static final double LEAK = 0.05;

    /** How rarely such a share may go unnoticed. */
    static final double LEAK_MISS = 1e-3;

    /** How rarely a healthy Service may be accused of never choosing one of its backends. */
    private static final double MISS_RATE = 1e-6;

    private Asking() {}

    /**
     * The probe that repeats until the expectation is met; empty where there is nothing to wait
     * for.
     *
     * @param candidates among how many backends each attempt may be decided anew
     */
    static Optional<Probe> waiting(
            Expectation expectation, Target target, int candidates, Duration budget) {
        int millis = (int) Math.min(budget.toMillis(), Repeat.MAX_BUDGET_MILLIS);
        return goal(expectation)
                .map(goal -> {
                    int inARow =
                            switch (goal.kind()) {
                                case REJECTED -> 1;
                                case SAME_BACKEND -> SAME;
                                case ANSWERED ->
                                        Math.max(STREAK, drawsToExclude(expectation, candidates));
                                case NOT_ANSWERED -> SILENCES;
                            };
                    int everyMillis =
                            switch (goal.kind()) {
                                case REJECTED -> REFUSED_EVERY_MILLIS;
                                // A streak takes as long, however long it is.
                                case ANSWERED -> Math.ceilDiv(EVERY_MILLIS * STREAK, inARow);
                                case SAME_BACKEND, NOT_ANSWERED -> EVERY_MILLIS;
                            };
                    boolean silence = goal.kind() == Goal.Kind.NOT_ANSWERED;
                    return Probe.once(target, silence ? SILENCE_MILLIS : CONVERGING_MILLIS)
                            .repeated(Repeat.until(goal, inARow, everyMillis, millis));
                });
    }

    private static Optional<Goal> goal(Expectation expectation) {
        return switch (expectation) {
            case Expectation.AnsweredBy(Set<String> oneOf) ->
                    Optional.of(Goal.answered(oneOf, false));
            case Expectation.AnsweredByAll(Set<String> exactly) ->
                    Optional.of(Goal.answered(exactly, true));
            case Expectation.SameBackend e -> Optional.of(Goal.sameBackend());
            case Expectation.ChosenAnew(Set<String> oneOf, int silence) ->
                    Optional.of(Goal.answered(oneOf, false));
            case Expectation.Served() -> Optional.of(Goal.answered(Set.of(), false));
            case Expectation.Status(int code) ->
                    Optional.of(Goal.answered(Set.of(String.valueOf(code)), false));
            case Expectation.OnPort(Map<String, Integer> ports) ->
                    Optional.of(
                            Goal.answered(
                                    ports.entrySet().stream()
                                            .map(each -> Goal.on(each.getKey(), each.getValue()))
                                            .collect(Collectors.toUnmodifiableSet()),
                                    false));
            case Expectation.Resolves(Set<String> records) ->
                    Optional.of(Goal.answered(records, false));
            case Expectation.Refused() -> Optional.of(Goal.rejected());
            case Expectation.NotAnswered() -> Optional.of(Goal.notAnswered());
            case Expectation.Seeing(Address client) ->
                    Optional.of(Goal.answered(Set.of(), false).seeing(client));
            case Expectation.And(List<Expectation> all) -> {
                // What takes longest to be met says when to ask.
                Optional<Goal> goal =
                        all.stream()
                                .max(Comparator.comparingInt(Asking::strictness))
                                .flatMap(Asking::goal);
                for (Expectation each : all) {
                    if (each instanceof Expectation.Seeing(Address client)) {
                        goal = goal.map(other -> other.seeing(client));
                    }
                }
                yield goal;
            }
            case Expectation.Measured(String agent, int bytes) ->
                    Optional.of(Goal.answered(Set.of(agent), false));
            case Expectation.Recorded() -> Optional.empty();
            case Expectation.Unasked() -> Optional.empty();
        };
    }

    private static int strictness(Expectation expectation) {
        return expectation instanceof Expectation.Seeing
                        || expectation instanceof Expectation.OnPort
                ? 0
                : expectation instanceof Expectation.SameBackend ? 2 : 1;
    }

    /**
     * The probe of the round that is judged; of fixed size, whatever happens in it.
     *
     * @param candidates among how many backends each attempt may be decided anew
     */
    static Probe judged(Expectation expectation, Target target, int candidates) {
        return switch (expectation) {
            case Expectation.AnsweredBy e ->
                    answers(target, Math.max(ROUND, drawsToExclude(e, candidates)));
            case Expectation.AnsweredByAll e ->
                    answers(
                            target,
                            Math.max(draws(e.exactly().size()), drawsToExclude(e, candidates)));
            case Expectation.SameBackend(int times) -> answers(target, times);
            case Expectation.ChosenAnew(Set<String> oneOf, int silence) ->
                    Probe.once(target, ANSWER_MILLIS).repeated(Repeat.times(1 + CHOICES, silence));
            case Expectation.Served e -> answers(target, ROUND);
            case Expectation.Status e -> answers(target, ROUND);
            case Expectation.OnPort e -> answers(target, ROUND);
            case Expectation.Resolves e -> answers(target, ROUND);
            case Expectation.Seeing e -> answers(target, ROUND);
            case Expectation.And(List<Expectation> all) ->
                    all.stream()
                            .map(each -> judged(each, target, candidates))
                            .max((a, b) ->
                                    Integer.compare(a.repeat().attempts(), b.repeat().attempts()))
                            .orElseThrow();
            case Expectation.Refused() ->
                    Probe.once(target, CONVERGING_MILLIS)
                            .repeated(Repeat.times(REFUSALS, REFUSED_EVERY_MILLIS));
            case Expectation.NotAnswered() ->
                    Probe.once(target, SILENCE_MILLIS).repeated(Repeat.times(ROUND, 0));
            case Expectation.Measured(String agent, int bytes) ->
                    Probe.once(target, Probe.MAX_TIMEOUT_MILLIS).withPayload(bytes);
            case Expectation.Recorded() -> Probe.once(target, CONVERGING_MILLIS);
            case Expectation.Unasked() ->
                    throw new IllegalArgumentException("a cell that is not asked has no probe");
        };
    }

    /**
     * The probes of a cell in the round that is judged: one, or several for attempts that can be
     * made at the same time since nobody answers them.
     *
     * @param from what sort of place asks
     * @param hosts how many agents on nodes' own networks ask in the same round
     */
    static List<Probe> round(Expectation expectation, Source.Kind from, Access to, int hosts) {
        Probe probe = to.dialled(judged(expectation, to.target(), to.candidates()));
        if (to.dialling().sourcePort() != 0) {
            return List.of(probe);
        }
        if (expectation instanceof Expectation.NotAnswered) {
            int attempts = probe.repeat().attempts();
            return Collections.nCopies(attempts, probe.repeated(Repeat.once()));
        }
        if (expectation instanceof Expectation.Refused) {
            int each = REFUSALS / REFUSALS_AT_ONCE;
            int atOnce =
                    from == Source.Kind.HOST
                            ? Math.max(REFUSALS_AT_ONCE, Math.ceilDiv(HOSTS_REFUSALS, hosts * each))
                            : REFUSALS_AT_ONCE;
            return Collections.nCopies(
                    atOnce, probe.repeated(Repeat.times(each, probe.repeat().everyMillis())));
        }
        return List.of(probe);
    }

    /**
     * The probe for a cell that was silent where a refusal is expected, in the judged round, too. A
     * kernel saves up six ICMP errors for a client and gains one a second; it ignores the error for
     * a SYN that is sent while {@code connect()} holds the socket. Several cases that ask from one
     * agent may use up all of them. A Service that drops is as silent after a rest.
     */
    static Probe refusedRarely(Target target) {
        return Probe.once(target, REFUSED_LATE_MILLIS)
                .repeated(
                        Repeat.until(
                                Goal.rejected(),
                                1,
                                REFUSED_RARELY_MILLIS,
                                REFUSED_RARELY_BUDGET_MILLIS));
    }

    private static int drawsToMeet() {
        return (int) Math.ceil(Math.log(LEAK_MISS) / Math.log(1 - LEAK));
    }

    /** The probe that is repeated while something else happens, until it is stopped. */
    static Probe throughout(Target target) {
        return Probe.once(target, ANSWER_MILLIS)
                .repeated(Repeat.times(Repeat.MAX_ATTEMPTS, THROUGHOUT_EVERY_MILLIS));
    }

    /**
     * How often to draw so that one backend too many is not missed but for the miss rate: each of
     * the expected ones answers {@code n} of {@code candidates} times by chance alone.
     */
    private static int drawsToExclude(Expectation expectation, int candidates) {
        return switch (expectation) {
            case Expectation.AnsweredBy(Set<String> oneOf) ->
                    drawsToExclude(oneOf.size(), candidates);
            case Expectation.AnsweredByAll(Set<String> exactly) ->
                    drawsToExclude(exactly.size(), candidates);
            case Expectation.And(List<Expectation> all) ->
                    all.stream()
                            .mapToInt(each -> drawsToExclude(each, candidates))
                            .max()
                            .orElseThrow();
            default -> 1;
        };
    }

    /** How often to draw, by numbers: {@code (n / candidates)^draws <= rate}. */
    static int drawsToExclude(int expected, int candidates) {
        return expected >= candidates
                ? 1
                : (int) Math.ceil(Math.log(MISS_RATE) / Math.log((double) expected / candidates));
    }

    private static Probe answers(Target target, int attempts) {
        return Probe.once(target, ANSWER_MILLIS).repeated(Repeat.times(attempts, 0));
    }

    /**
     * How many equal answers in a row show affinity among n equally likely backends but for the
     * miss rate: m with {@code n^-(m-1) <= rate}.
     */
    static int equalDraws(int backends) {
        return 1 + (int) Math.ceil(-Math.log(MISS_RATE) / Math.log(Math.max(2, backends)));
    }

    /** How many cells of a source have to be chosen anew to be sure that one of them changes. */
    static int cellsToChange(int backends) {
        return Math.ceilDiv(equalDraws(backends) - 1, CHOICES);
    }

    /**
     * How often to draw so that each of n equally likely backends is seen but for the miss rate:
     * {@code ln(n / rate) / -ln(1 - 1/n)}, by the union bound.
     */
    static int draws(int backends) {
        if (backends == 1) {
            return ROUND;
        }
        double n = backends;
        return (int) Math.ceil(Math.log(n / MISS_RATE) / -Math.log(1 - 1 / n));
    }
}
