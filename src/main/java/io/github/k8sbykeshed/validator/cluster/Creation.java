package io.github.k8sbykeshed.validator.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Creates objects by an API server that may be busy, whose answer may be lost, and that counts
 * quotas with conflicts.
 */
final class Creation {

    /** How many are asked for at a time. */
    private static final int BATCH = 50;

    /** Those of a larger number begin at random within so long, milliseconds. */
    private static final int JITTER_MILLIS = 100;

    /** How long what passes is borne. */
    private static final Duration MOST = Duration.ofSeconds(60);

    private static final Duration PAUSE = Duration.ofMillis(100);

    private Creation() {}

    /**
     * Creates an object, or takes the one that is there if it is of the same run: the client
     * repeats a request whose answer was lost.
     *
     * @param run the label of the run
     * @param there what has the object's name now; null if nothing has
     * @throws Stranger if another run's object has the name
     * @throws KubernetesClientException if the API server refuses, or is busy for a minute
     */
    static <T extends HasMetadata> T of(
            @Nullable String run, Supplier<T> create, Supplier<@Nullable T> there) {
        long end = System.nanoTime() + MOST.toNanos();
        while (true) {
            try {
                return create.get();
            } catch (KubernetesClientException e) {
                if (isThere(e)) {
                    T found = there.get();
                    // One that is being deleted, or is gone by now, makes room for ours.
                    if (found != null && found.getMetadata().getDeletionTimestamp() == null) {
                        if (!isOf(run, found)) {
                            throw new Stranger(e);
                        }
                        return found;
                    }
                } else if (!isPassing(e)) {
                    throw e;
                }
                if (System.nanoTime() > end || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                pause();
            }
        }
    }

    /** Another run's object has the name. */
    static final class Stranger extends RuntimeException {
        private static final long serialVersionUID = 1;

        Stranger(Throwable cause) {
            super(cause);
        }
    }

    private static boolean isThere(KubernetesClientException e) {
        return e.getCode() == 409 && "AlreadyExists".equals(reason(e));
    }

    /**
     * Whether another try may succeed. With many creations at once quotas are counted by updates of
     * one object, of which all but one conflict (kubernetes/kubernetes#67761).
     */
    static boolean isPassing(KubernetesClientException e) {
        return e.getCode() == 409 || e.getCode() == 429;
    }

    private static @Nullable String reason(KubernetesClientException e) {
        Status status = e.getStatus();
        return status == null ? null : status.getReason();
    }

    static boolean isOf(@Nullable String run, HasMetadata object) {
        return run != null
                && object.getMetadata().getLabels() != null
                && Objects.equals(run, object.getMetadata().getLabels().get(Cluster.RUN));
    }

    /**
     * Waits a moment, of another length each time; no longer than until an interrupt, which stays.
     */
    static void pause() {
        try {
            Thread.sleep(PAUSE.plusMillis(jitter()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Does something for each, so many at a time as an API server bears, and waits for all. */
    static <T, R> List<Future<R>> all(List<T> all, Function<T, R> creation)
            throws InterruptedException {
        var free = new Semaphore(BATCH);
        boolean many = all.size() > BATCH;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<R>> tasks =
                    all.stream()
                            .map(each ->
                                    (Callable<R>)
                                            () -> {
                                                free.acquire();
                                                try {
                                                    if (many) {
                                                        Thread.sleep(jitter());
                                                    }
                                                    return creation.apply(each);
                                                } finally {
                                                    free.release();
                                                }
                                            })
                            .toList();
            return threads.invokeAll(tasks);
        }
    }

    private static long jitter() {
        return ThreadLocalRandom.current().nextLong(JITTER_MILLIS);
    }
}
