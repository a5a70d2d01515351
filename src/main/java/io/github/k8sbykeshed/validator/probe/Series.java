package io.github.k8sbykeshed.validator.probe;

import java.util.List;

/**
 * What came of one probe.
 *
 * @param attempts every attempt of a probe with a fixed number; of one with a goal the last few
 * @param made how many attempts were made in all
 * @param reachedMicros for a probe with a goal when the first attempt of the streak that reached it
 *     ended (so, when the first such answer was there), microseconds since the batch began; -1 if
 *     it was never reached
 */
public record Series(List<Attempt> attempts, int made, long reachedMicros) {

    /** How many attempts are kept of a probe with a goal. */
    public static final int KEPT = 5;

    public Series {
        attempts = List.copyOf(attempts);
    }

    /** A probe that could not be made. */
    public static Series notObserved(String why) {
        return new Series(List.of(Attempt.notObserved(why)), 0, -1);
    }

    public boolean reached() {
        return reachedMicros >= 0;
    }
}
