package io.github.k8sbykeshed.validator.cli;

import io.github.k8sbykeshed.validator.result.Run;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Turns SIGTERM, SIGINT and the end of the run's time into an interrupt of the thread that works,
 * and gives it time to write reports and clean up before the process ends with its exit code.
 */
final class Termination {

    /** Less than the 30 s that Kubernetes gives a pod by default. */
    private static final long GRACE_SECONDS = 25;

    private final Thread worker = Thread.currentThread();
    private final CountDownLatch finished = new CountDownLatch(1);
    private final Thread hook = new Thread(this::stop, "termination");
    private final Runnable last;
    private final Thread clock;
    private volatile boolean requested;
    private volatile boolean late;
    private volatile int exitCode;

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

    /** Why the work was interrupted; null if it was not. */
    @Nullable String reason() {
        if (!requested) {
            return null;
        }
        return late ? "The run's time was over." : "The run was stopped by a signal.";
    }

    /** The work is done: a signal that waits for it may end the process with this code. */
    int finish(int code) {
        exitCode = code;
        clock.interrupt();
        finished.countDown();
        if (!requested) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // The signal came just now; the hook ends the process with our code.
            }
        }
        return code;
    }

    private void stop() {
        requested = true;
        worker.interrupt();
        try {
            if (!finished.await(GRACE_SECONDS, TimeUnit.SECONDS)) {
                exitCode = Run.EXIT_INCONCLUSIVE;
            }
        } catch (InterruptedException e) {
            exitCode = Run.EXIT_INCONCLUSIVE;
        }
        last.run();
        System.out.flush();
        Runtime.getRuntime().halt(exitCode);
    }
}
