package io.github.k8sbykeshed.validator.result;

/** What came of a case. Skipped is never a pass, and neither is what could not be probed. */
public sealed interface Outcome {

    /** Every step conforms. */
    record Conforms() implements Outcome {}

    /** A step violates what it expects, and its controls hold. */
    record Violates(String why) implements Outcome {}

    /** Nothing can be said: a probe could not be made, a control failed, or the set-up did. */
    record Inconclusive(String why) implements Outcome {}

    /** The cluster has not what the scenario needs. */
    record NotApplicable(String why) implements Outcome {}

    /** The run ended before the case did. */
    record NotRun(String why) implements Outcome {}

    /** One word for tables and summaries. */
    default String word() {
        return switch (this) {
            case Conforms o -> "conforms";
            case Violates o -> "VIOLATES";
            case Inconclusive o -> "INCONCLUSIVE";
            case NotApplicable o -> "not applicable";
            case NotRun o -> "not run";
        };
    }

    /** The reason, empty for a case that conforms. */
    default String reason() {
        return switch (this) {
            case Conforms() -> "";
            case Violates(String why) -> why;
            case Inconclusive(String why) -> why;
            case NotApplicable(String why) -> why;
            case NotRun(String why) -> why;
        };
    }
}
