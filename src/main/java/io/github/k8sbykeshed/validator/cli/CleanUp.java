package io.github.k8sbykeshed.validator.cli;

import io.github.k8sbykeshed.validator.cluster.Cluster;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Deletes what a run made, on a thread of its own: a signal interrupts the one that waits, and what
 * was begun here goes on.
 */
final class CleanUp {

    private final Supplier<List<String>> names;
    private final CompletableFuture<Boolean> asked = new CompletableFuture<>();
    private final CompletableFuture<List<String>> left = new CompletableFuture<>();

    private CleanUp(Supplier<List<String>> names) {
        this.names = names;
    }

    /** Begins to delete what the run made in this cluster. */
    static CleanUp of(Cluster cluster) {
        // Whoever waits gives up by himself.
        return start(
                cluster::askForDeletion,
                () -> cluster.awaitDeletion(Duration.ofHours(1)),
                cluster::namespaces);
    }

    /**
     * Begins.
     *
     * @param ask asks for the deletion
     * @param gone waits for its end
     * @param names the namespaces that the run made
     */
    static CleanUp start(Runnable ask, Callable<List<String>> gone, Supplier<List<String>> names) {
        var cleanUp = new CleanUp(names);
        Thread.ofVirtual().name("clean-up").start(() -> cleanUp.run(ask, gone));
        return cleanUp;
    }

    private void run(Runnable ask, Callable<List<String>> gone) {
        try {
            ask.run();
            asked.complete(true);
            left.complete(gone.call());
        } catch (Exception e) {
            asked.completeExceptionally(e);
            left.completeExceptionally(e);
        }
    }

    /**
     * Waits until all is deleted, or for so long. An interrupt makes it as short as that allows,
     * but the deletion has been asked for when this returns, if it can be.
     *
     * @param most how long to wait
     * @param hurried how long to wait from an interrupt on
     * @return what is left, and the command that removes it, for a person; empty if nothing is
     */
    Optional<String> await(Duration most, Supplier<Duration> hurried) {
        try {
            left.get(most.toMillis(), TimeUnit.MILLISECONDS);
            return Optional.empty();
        } catch (InterruptedException e) {
            return awaitInHaste(hurried.get());
        } catch (ExecutionException e) {
            return Optional.of(failed(e));
        } catch (TimeoutException e) {
            return Optional.of(slow());
        }
    }

    private Optional<String> awaitInHaste(Duration most) {
        try {
            asked.get(most.toMillis(), TimeUnit.MILLISECONDS);
            return left.isDone() ? Optional.empty() : Optional.of(slow());
        } catch (ExecutionException e) {
            return Optional.of(failed(e));
        } catch (InterruptedException | TimeoutException e) {
            return Optional.of("The deletion could not be asked for in time; " + command());
        }
    }

    private String slow() {
        return "Still being deleted; Kubernetes goes on by itself, " + command();
    }

    private String failed(ExecutionException e) {
        Throwable cause = e.getCause();
        return (cause == null ? e : cause).getMessage() + " What is left: " + command();
    }

    private String command() {
        List<String> made = names.get();
        return made.isEmpty()
                ? "delete the objects with the label k8s-service-validator/run."
                : "svc-test cleanup " + String.join(" ", made) + " sees to it.";
    }
}
