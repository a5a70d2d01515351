package io.github.k8sbykeshed.validator.expect;

/** Whether a cell is as expected. */
public sealed interface Verdict {

    /** It is. */
    record Conforms() implements Verdict {}

    /**
     * It is not, and the probe worked and its controls hold.
     *
     * @param code in which respect
     * @param why one clause: what was seen instead
     */
    record Violates(ReasonCode code, String why) implements Verdict {}

    /**
     * Nothing can be said of the Service: the probe could not be made, or a control fails.
     *
     * @param code what stood in the way
     * @param why the same in one clause
     */
    record Inconclusive(ReasonCode code, String why) implements Verdict {}

    /** Noted, not judged. */
    record Recorded() implements Verdict {}
}
