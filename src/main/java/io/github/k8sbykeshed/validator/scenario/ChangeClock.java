package io.github.k8sbykeshed.validator.scenario;

import java.time.Duration;
import java.util.OptionalLong;

/** When a case last changed something, and how long that change may take to be seen everywhere. */
final class ChangeClock {

    private long nanos;
    private boolean unseen;
    private Duration budget;

    /**
     * @param budget how long the case may wait before it has changed anything
     */
    ChangeClock(Duration budget) {
        this.budget = budget;
    }

    /** A change begins now. */
    void change(Duration mayTake) {
        nanos = System.nanoTime();
        unseen = true;
        budget = mayTake;
    }

    /** How long the last change may take to be seen. */
    Duration budget() {
        return budget;
    }

    /** From now on this is how long may be waited. */
    void budget(Duration mayTake) {
        budget = mayTake;
    }

    /**
     * When the last change began, in {@link System#nanoTime}; empty if a step has seen it already:
     * where nothing changed there is nothing to be late.
     */
    OptionalLong unseenSince() {
        return unseen ? OptionalLong.of(nanos) : OptionalLong.empty();
    }

    /** A step has seen all changes so far. */
    void seen() {
        unseen = false;
    }
}
