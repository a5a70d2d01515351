package io.github.k8sbykeshed.validator.compare;

/** How a case differs between two runs. */
public enum Change {
    /** It conformed, or did not exist, and violates now; or it fails in more than it did. */
    WORSE("worse"),
    /** One run has no verdict on it: that is never an improvement. */
    NOT_COMPARABLE("not comparable"),
    /** It violated and conforms now. */
    MENDED("mended"),
    /** It still violates, in less than it did. */
    BETTER("better"),
    /** It conforms as before, but takes longer to be seen by more than is allowed. */
    SLOWER("slower"),
    /** The later run has it and conforms; the earlier one did not have it. */
    NEW("new"),
    /** The later run does not have it, or it does not apply there. */
    GONE("gone"),
    /** Nothing has changed. */
    EQUAL("equal");

    private final String word;

    Change(String word) {
        this.word = word;
    }

    /** In one or two words, for a person. */
    public String word() {
        return word;
    }

    /** Whether it is reason enough to say no to the later run. */
    public boolean isWorse() {
        return this == WORSE || this == SLOWER;
    }
}
