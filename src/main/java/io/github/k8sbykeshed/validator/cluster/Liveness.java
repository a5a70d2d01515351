package io.github.k8sbykeshed.validator.cluster;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whether an agent that says it is alive hears what it is asked, and does it. A port-forward may
 * carry one direction alone.
 */
final class Liveness {

    /** So many batches in a row that nothing came of, and the agent may be asked in vain. */
    private static final int UNHEARD = 5;

    private final Duration patience;
    private final Duration unanswered;
    private final AtomicInteger unheard = new AtomicInteger();
    private volatile long heardNanos = System.nanoTime();

    Liveness() {
        this(Duration.ofMinutes(2), Duration.ofSeconds(10));
    }

    /**
     * @param patience how long it may report nothing of what it is asked
     * @param unanswered how long it may take to say that a batch began, which it does at once
     */
    Liveness(Duration patience, Duration unanswered) {
        this.patience = patience;
        this.unanswered = unanswered;
    }

    /** A result has come. */
    void heard() {
        unheard.set(0);
        heardNanos = System.nanoTime();
    }

    /** This batch was given up; returns whether no further one is worth the wait. */
    boolean giveUp(AgentBatch dropped) {
        return dropped.isUnheard()
                && unheard.incrementAndGet() >= UNHEARD
                && System.nanoTime() - heardNanos > patience.toNanos();
    }

    /** Whether it did not hear of one of these, though it is alive. */
    boolean isDeaf(Collection<AgentBatch> batches) {
        return batches.stream().anyMatch(each -> each.isUnanswered(unanswered));
    }
}
