package io.github.k8sbykeshed.validator.agent;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps virtual threads from what one of them changes, in place of {@code synchronized}: before
 * 25.0.4 a virtual thread of Java 25 may stay blocked at a monitor for ever (JDK-8373120), and an
 * agent whose attempts stay would be silent for the rest of the run.
 */
final class Guard {

    private final ReentrantLock lock = new ReentrantLock();

    /** Held until it is closed. */
    interface Held extends AutoCloseable {
        @Override
        void close();
    }

    /** Waits until no other thread holds it. */
    Held hold() {
        lock.lock();
        return lock::unlock;
    }

    /** What those who hold it can wait for. */
    Condition condition() {
        return lock.newCondition();
    }
}
