package io.github.k8sbykeshed.validator.agent;

import io.github.k8sbykeshed.validator.probe.Message;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The batches that no driver has acknowledged yet. Drivers get lost: beyond a number of batches or
 * of bytes the oldest finished ones are dropped.
 */
final class Batches {

    /** How many are kept. */
    static final int MAX_KEPT = 256;

    /** Of their results. */
    static final long MAX_BYTES = Runtime.getRuntime().maxMemory() / 4;

    /** Ids of dropped and forgotten ones, so that none of them is ever run again. */
    private static final int MAX_PAST = 4096;

    private final Dialler dialler;
    private final Guard guard = new Guard();
    private final Map<Long, Batch> kept = new LinkedHashMap<>();
    private final Set<Long> past = new LinkedHashSet<>();
    private final AtomicLong keptBytes = new AtomicLong();

    Batches(Dialler dialler) {
        this.dialler = dialler;
    }

    /** A batch cannot be run or reported. */
    static final class NoSuchBatch extends Exception {
        NoSuchBatch(String why) {
            super(why, null, false, false);
        }
    }

    /**
     * The batch that is asked for, which begins if it is unknown.
     *
     * @throws NoSuchBatch if that could make a probe twice, or there is no room for it
     */
    Batch run(Message.Run run) throws NoSuchBatch {
        try (var _ = guard.hold()) {
            Batch known = kept.get(run.batch());
            if (known != null) {
                return known;
            }
            if (past.contains(run.batch()) || run.from() != 0) {
                throw new NoSuchBatch("Batch " + run.batch() + " is not kept any more.");
            }
            while (kept.size() >= MAX_KEPT || keptBytes.get() > MAX_BYTES) {
                Batch oldest = oldestFinished();
                if (oldest == null) {
                    throw new NoSuchBatch("There are too many batches or results already.");
                }
                drop(oldest.id());
            }
            Batch batch = Batch.start(dialler, run, keptBytes);
            kept.put(run.batch(), batch);
            return batch;
        }
    }

    void stop(long id) {
        try (var _ = guard.hold()) {
            Batch batch = kept.get(id);
            if (batch != null) {
                batch.stop();
            }
        }
    }

    void forget(long id) {
        try (var _ = guard.hold()) {
            drop(id);
        }
    }

    void stopAll() {
        try (var _ = guard.hold()) {
            kept.values().forEach(Batch::stop);
        }
    }

    int size() {
        try (var _ = guard.hold()) {
            return kept.size();
        }
    }

    private @Nullable Batch oldestFinished() {
        for (Batch batch : kept.values()) {
            if (batch.isFinished()) {
                return batch;
            }
        }
        return null;
    }

    private void drop(long id) {
        Batch batch = kept.remove(id);
        if (batch != null) {
            batch.forget();
            past.add(id);
            if (past.size() > MAX_PAST) {
                past.remove(past.iterator().next());
            }
        }
    }
}
