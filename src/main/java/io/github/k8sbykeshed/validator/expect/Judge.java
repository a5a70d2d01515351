package io.github.k8sbykeshed.validator.expect;

import io.github.k8sbykeshed.validator.probe.Attempt;
import io.github.k8sbykeshed.validator.probe.Observation.Answered;
import io.github.k8sbykeshed.validator.probe.Observation.NotObserved;
import java.util.List;

/**
 * Judges what was observed against what was expected. Every attempt counts: one failure among many
 * successes is a violation, and an attempt that could not be made is never evidence.
 */
public final class Judge {

    private Judge() {}

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
                                + Attempt.summary(unserved));
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
        Terms terms = expectation.terms();
        return verdict instanceof Verdict.Violates(ReasonCode code, String why)
                && code == ReasonCode.UNEXPECTED
                && terms.hope() == Hope.ANSWER
                && attempts.stream()
                        .map(Attempt::observation)
                        .allMatch(seen -> seen.mayBeLoss() || terms.allows(seen));
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
                        + Attempt.summary(direct)
                        + ", so that this says nothing of the Service");
    }

    private static Verdict judge(Expectation expectation, List<Attempt> attempts) {
        if (expectation instanceof Expectation.Recorded) {
            return new Verdict.Recorded();
        }
        if (expectation instanceof Expectation.Unasked) {
            throw new IllegalArgumentException("a cell that was not asked cannot be judged");
        }
        Terms terms = expectation.terms();
        for (Attempt attempt : attempts) {
            if (!(attempt.observation() instanceof NotObserved)
                    && !terms.allows(attempt.observation())) {
                return new Verdict.Violates(
                        ReasonCode.UNEXPECTED,
                        "expected " + terms.words() + ", but " + Attempt.summary(attempts));
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
        return terms.together(attempts);
    }

    private static Verdict notProbed(String why) {
        return new Verdict.Inconclusive(ReasonCode.NOT_PROBED, "could not probe: " + why);
    }
}
