package io.github.k8sbykeshed.validator.scenario;

import io.github.k8sbykeshed.validator.expect.Draw;
import io.github.k8sbykeshed.validator.expect.Expectation;
import io.github.k8sbykeshed.validator.expect.Hope;
import io.github.k8sbykeshed.validator.expect.Terms;
import io.github.k8sbykeshed.validator.probe.Probe;
import io.github.k8sbykeshed.validator.probe.Probe.Goal;
import io.github.k8sbykeshed.validator.probe.Probe.Repeat;
import io.github.k8sbykeshed.validator.probe.Source;
import io.github.k8sbykeshed.validator.probe.Target;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

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

    private Asking() {}

    /**
     * The probe that repeats until the expectation is met; empty where there is nothing to wait
     * for.
     *
     * @param candidates among how many backends each attempt may be decided anew
     */
    static Optional<Probe> waiting(
            Expectation expectation, Target target, int candidates, Duration budget) {
        Terms terms = expectation.terms();
        Goal goal = terms.goal();
        if (goal == null) {
            return Optional.empty();
        }
        int inARow =
                switch (goal.kind()) {
                    case REJECTED -> 1;
                    case SAME_BACKEND -> SAME;
                    case ANSWERED -> Math.max(STREAK, terms.draw().toExclude(candidates));
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
        int millis = (int) Math.min(budget.toMillis(), Repeat.MAX_BUDGET_MILLIS);
        return Optional.of(
                Probe.once(target, silence ? SILENCE_MILLIS : CONVERGING_MILLIS)
                        .repeated(Repeat.until(goal, inARow, everyMillis, millis)));
    }

    /**
     * The probe of the round that is judged; of fixed size, whatever happens in it.
     *
     * @param candidates among how many backends each attempt may be decided anew
     */
    static Probe judged(Expectation expectation, Target target, int candidates) {
        if (expectation instanceof Expectation.Unasked) {
            throw new IllegalArgumentException("a cell that is not asked has no probe");
        }
        Terms terms = expectation.terms();
        return switch (terms.hope()) {
            case ANSWER -> answered(terms, target, candidates);
            case REFUSAL ->
                    Probe.once(target, CONVERGING_MILLIS)
                            .repeated(Repeat.times(REFUSALS, REFUSED_EVERY_MILLIS));
            case SILENCE -> Probe.once(target, SILENCE_MILLIS).repeated(Repeat.times(Draw.FEW, 0));
            case NOTHING -> Probe.once(target, CONVERGING_MILLIS);
        };
    }

    private static Probe answered(Terms terms, Target target, int candidates) {
        if (terms.payloadBytes() > 0) {
            return Probe.once(target, Probe.MAX_TIMEOUT_MILLIS).withPayload(terms.payloadBytes());
        }
        Draw draw = terms.draw();
        return Probe.once(target, ANSWER_MILLIS)
                .repeated(Repeat.times(draw.attempts(candidates), draw.everyMillis()));
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
        if (expectation.terms().hope() == Hope.SILENCE) {
            int attempts = probe.repeat().attempts();
            return Collections.nCopies(attempts, probe.repeated(Repeat.once()));
        }
        if (expectation.terms().hope() == Hope.REFUSAL) {
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
}
