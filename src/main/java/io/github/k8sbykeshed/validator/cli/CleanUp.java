package io.github.k8sbykeshed.validator.cli;

import io.github.k8sbykeshed.validator.cluster.Cluster;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects.ClusterException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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

    private final Cluster cluster;
    private final CompletableFuture<Boolean> asked = new CompletableFuture<>();
    private final CompletableFuture<List<String>> left = new CompletableFuture<>();

    private CleanUp(Cluster cluster) {
        this.cluster = cluster;
    }

    /** Begins. */
    static CleanUp start(Cluster cluster) {
        var cleanUp = new CleanUp(cluster);
        Thread.ofVirtual().name("clean-up").start(cleanUp::run);
        return cleanUp;
    }

    private void run() {
        try {
            cluster.askForDeletion();
            asked.complete(true);
            // Whoever waits gives up by himself.
            left.complete(cluster.awaitDeletion(Duration.ofHours(1)));
        } catch (ClusterException | InterruptedException e) {
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
        return e.getCause().getMessage() + " What is left: " + command();
    }

    private String command() {
        List<String> names = cluster.namespaces();
        return names.isEmpty()
                ? "delete the objects with the label k8s-service-validator/run."
                : "svc-test cleanup " + String.join(" ", names) + " waits for it.";
    }
}
