package io.github.k8sbykeshed.validator.cli;

import io.github.k8sbykeshed.validator.result.Run;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Turns SIGTERM, SIGINT and the end of the run's time into an interrupt of the thread that works,
 * and gives it time to write reports and clean up before the process ends with its exit code. That
 * stands as soon as the verdict does, whatever becomes of the clean-up.
 */
final class Termination {

    /** Less than the 30 s that Kubernetes gives a pod by default. */
    private static final Duration USUAL_GRACE = Duration.ofSeconds(25);

    /** What the end of the process itself takes of a pod's grace. */
    private static final Duration LAST = Duration.ofSeconds(5);

    private final Thread worker = Thread.currentThread();
    private final CountDownLatch finished = new CountDownLatch(1);
    private final Thread hook = new Thread(this::stop, "termination");
    private final Runnable last;
    private final Thread clock;
    private volatile long graceNanos = USUAL_GRACE.toNanos();
    private volatile long requestedNanos;
    private volatile boolean requested;
    private volatile boolean late;
    private volatile int exitCode = Run.EXIT_INCONCLUSIVE;

    /**
     * From now on signals interrupt the calling thread, and so does the end of its time.
     *
     * @param most the time for everything
     * @param last what has to be done even if the work does not end in the grace period
     */
    Termination(Duration most, Runnable last) {
        this.last = last;
        this.clock = Thread.ofVirtual().name("clock").start(() -> expire(most));
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void expire(Duration most) {
        try {
            Thread.sleep(most);
            late = true;
            // The hook does the rest.
            System.exit(Run.EXIT_INCONCLUSIVE);
        } catch (InterruptedException e) {
            // The work was done in time.
        }
    }

    /** From a signal on, this process has the time that its pod has for its end. */
    void graceOfPod(Duration grace) {
        Duration ours = grace.minus(LAST);
        graceNanos = (ours.isPositive() ? ours : grace.dividedBy(2)).toNanos();
    }

    /** Why the work was interrupted; null if it was not. */
    @Nullable String reason() {
        if (!requested) {
            return null;
        }
        return late ? "The run's time was over." : "The run was stopped by a signal.";
    }

    /** What is left of the grace; all of it while there was no signal. */
    Duration left() {
        long gone = requested ? System.nanoTime() - requestedNanos : 0;
        return Duration.ofNanos(Math.max(0, graceNanos - gone));
    }

    /** The exit code of the process, whatever comes now. */
    void verdict(int code) {
        exitCode = code;
    }

    /** The work is done: a signal that waits for it may end the process. */
    void finish() {
        clock.interrupt();
        finished.countDown();
        if (!requested) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // The signal came just now; the hook ends the process with our code.
            }
        }
    }

    private void stop() {
        requestedNanos = System.nanoTime();
        requested = true;
        worker.interrupt();
        try {
            finished.await(graceNanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            // The process ends now.
        }
        last.run();
        System.out.flush();
        Runtime.getRuntime().halt(exitCode);
    }
}
