package io.github.k8sbykeshed.validator.probe;

/**
 * One attempt and what it saw.
 *
 * @param startMicros when it began, microseconds since its batch began on the agent's monotonic
 *     clock
 * @param tookMicros how long it took, microseconds
 * @param observation what it saw
 */
public record Attempt(long startMicros, int tookMicros, Observation observation) {

    /** An attempt that could not be made. */
    public static Attempt notObserved(String why) {
        return new Attempt(0, 0, new Observation.NotObserved(why));
    }
}
