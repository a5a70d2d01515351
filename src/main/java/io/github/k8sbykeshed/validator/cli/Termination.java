package io.github.k8sbykeshed.validator.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns SIGTERM and SIGINT into an interrupt of the thread that works, and gives it time to write
 * reports and clean up before the process ends with its exit code.
 */
final class Termination {

    /** Less than the 30 s that Kubernetes gives a pod by default. */
    private static final long GRACE_SECONDS = 25;

    private final Thread worker = Thread.currentThread();
    private final CountDownLatch finished = new CountDownLatch(1);
    private final Thread hook = new Thread(this::stop, "termination");
    private volatile boolean requested;
    private volatile int exitCode;

    /** From now on signals interrupt the calling thread. */
    Termination() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Whether a signal came. */
    boolean isRequested() {
        return requested;
    }

    /** The work is done: a signal that waits for it may end the process with this code. */
    int finish(int code) {
        exitCode = code;
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
                exitCode = 2;
            }
        } catch (InterruptedException e) {
            exitCode = 2;
        }
        System.out.flush();
        Runtime.getRuntime().halt(exitCode);
    }
}
