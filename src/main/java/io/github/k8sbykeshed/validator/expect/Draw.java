package io.github.k8sbykeshed.validator.expect;

import java.util.List;

/**
 * How often a Service has to choose a backend until what it chose is evidence. Whoever asks waits
 * by this, and judges by it.
 */
public sealed interface Draw {

    /** How often what does not depend on chance is asked. */
    int FEW = 3;

    /**
     * How many silences each cell is asked after: more would take longer, fewer take more cells.
     */
    int SILENCES = 2;

    /** How rarely a healthy Service may be accused of never choosing one of its backends. */
    double MISS_RATE = 1e-6;

    /** A few times. */
    record Few() implements Draw {}

    /**
     * So often that a backend beside the expected ones is not missed.
     *
     * @param expected how many may answer
     */
    record OneOf(int expected) implements Draw {}

    /**
     * So often that each of the expected ones is seen, and that one beside them is not missed.
     *
     * @param expected how many have to answer
     */
    record EachOf(int expected) implements Draw {}

    /** Exactly so often, to be chosen each time. */
    record Times(int times) implements Draw {}

    /**
     * Once, and once more after each of some silences.
     *
     * @param millis how long nothing is sent
     */
    record AfterSilence(int millis) implements Draw {}

    /** As often as each of these asks for. */
    record All(List<Draw> all) implements Draw {
        public All {
            all = List.copyOf(all);
        }
    }

    /**
     * How many attempts it takes.
     *
     * @param candidates among how many backends each attempt may be decided anew
     */
    default int attempts(int candidates) {
        return switch (this) {
            case Few() -> FEW;
            case OneOf one -> Math.max(FEW, one.toExclude(candidates));
            case EachOf(int expected) -> Math.max(toSeeEach(expected), toExclude(candidates));
            case Times(int times) -> times;
            case AfterSilence(int millis) -> 1 + SILENCES;
            case All(List<Draw> all) ->
                    all.stream().mapToInt(each -> each.attempts(candidates)).max().orElse(FEW);
        };
    }

    /**
     * How often to draw so that one backend too many is not missed but for the miss rate: each of
     * the expected ones answers {@code n} of {@code candidates} times by chance alone.
     */
    default int toExclude(int candidates) {
        return switch (this) {
            case OneOf(int expected) -> toExclude(expected, candidates);
            case EachOf(int expected) -> toExclude(expected, candidates);
            case Few() -> 1;
            case Times(int times) -> 1;
            case AfterSilence(int millis) -> 1;
            case All(List<Draw> all) ->
                    all.stream().mapToInt(each -> each.toExclude(candidates)).max().orElse(1);
        };
    }

    /** From the start of one attempt to the start of the next at the earliest, milliseconds. */
    default int everyMillis() {
        return switch (this) {
            case AfterSilence(int millis) -> millis;
            case All(List<Draw> all) -> all.stream().mapToInt(Draw::everyMillis).max().orElse(0);
            case Few() -> 0;
            case OneOf(int expected) -> 0;
            case EachOf(int expected) -> 0;
            case Times(int times) -> 0;
        };
    }

    /** Whether one attempt that is right by itself may not be enough. */
    default boolean needsSeveral() {
        return switch (this) {
            case Few() -> false;
            case OneOf(int expected) -> false;
            case EachOf(int expected) -> true;
            case Times(int times) -> true;
            case AfterSilence(int millis) -> true;
            case All(List<Draw> all) -> all.stream().anyMatch(Draw::needsSeveral);
        };
    }

    /** How hard it is to meet while the Service changes: the more, the later. */
    default int patience() {
        return switch (this) {
            case Few() -> 0;
            case OneOf(int expected) -> 1;
            case EachOf(int expected) -> 1;
            case AfterSilence(int millis) -> 1;
            case Times(int times) -> 2;
            case All(List<Draw> all) -> all.stream().mapToInt(Draw::patience).max().orElse(0);
        };
    }

    /** How often to draw, by numbers: {@code (n / candidates)^draws <= rate}. */
    static int toExclude(int expected, int candidates) {
        return expected >= candidates
                ? 1
                : (int) Math.ceil(Math.log(MISS_RATE) / Math.log((double) expected / candidates));
    }

    /**
     * How many equal answers in a row show affinity among n equally likely backends but for the
     * miss rate: m with {@code n^-(m-1) <= rate}.
     */
    static int equal(int backends) {
        return 1 + (int) Math.ceil(-Math.log(MISS_RATE) / Math.log(Math.max(2, backends)));
    }

    /** How many cells of a source have to be chosen anew to be sure that one of them changes. */
    static int cellsToChange(int backends) {
        return Math.ceilDiv(equal(backends) - 1, SILENCES);
    }

    /**
     * How often to draw so that each of n equally likely backends is seen but for the miss rate:
     * {@code ln(n / rate) / -ln(1 - 1/n)}, by the union bound.
     */
    static int toSeeEach(int backends) {
        if (backends == 1) {
            return FEW;
        }
        double n = backends;
        return (int) Math.ceil(Math.log(n / MISS_RATE) / -Math.log(1 - 1 / n));
    }
}
