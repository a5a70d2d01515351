package io.github.k8sbykeshed.validator.agent;

import io.github.k8sbykeshed.validator.probe.Message;
import io.github.k8sbykeshed.validator.probe.Probe;
import io.github.k8sbykeshed.validator.probe.Series;
import io.github.k8sbykeshed.validator.probe.Wire;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Probes that run whatever becomes of the connection that asked for them. Results are kept in the
 * order in which they came, as the bytes that go over the wire: small, and their size is known.
 */
final class Batch {

    static final String STOPPED = "stopped";

    /** The most probes of one batch under way at once, whatever the driver says. */
    private static final int MAX_IN_FLIGHT = 4096;

    /** A batch that nothing came of for so long is stuck. */
    private static final long STUCK_MICROS = 30_000_000;

    /** So many of its attempts are described. */
    private static final int DESCRIBED = 8;

    private final long id;
    private final int size;
    private final AtomicLong keptBytes;
    private final long start = System.nanoTime();

    private final Guard guard = new Guard();
    private final List<byte[]> results = new ArrayList<>();
    private final Set<Thread> running = new HashSet<>();
    private @Nullable ControlConnection reader;
    private boolean stopped;
    private boolean forgotten;

    /**
     * @param keptBytes counts the bytes of the results kept in all batches
     */
    private Batch(long id, int size, AtomicLong keptBytes) {
        this.id = id;
        this.size = size;
        this.keptBytes = keptBytes;
    }

    /** Starts the probes of a batch and returns at once. */
    static Batch start(Dialler dialler, Message.Run run, AtomicLong keptBytes) {
        var batch = new Batch(run.batch(), run.probes().size(), keptBytes);
        Thread.startVirtualThread(
                () -> batch.dispatch(dialler, run.probes(), run.inFlight(), batch::report));
        return batch;
    }

    /** Runs a batch and returns its series in the order of the probes. */
    static List<Series> runHere(Dialler dialler, List<Probe> probes, int inFlight)
            throws InterruptedException {
        var batch = new Batch(0, probes.size(), new AtomicLong());
        Series[] all = new Series[probes.size()];
        Thread dispatcher =
                Thread.startVirtualThread(
                        () -> batch.dispatch(dialler, probes, inFlight, (i, one) -> all[i] = one));
        try {
            dispatcher.join();
        } catch (InterruptedException e) {
            batch.stop();
            throw e;
        }
        return Arrays.asList(all);
    }

    private interface Sink {
        void take(int probe, Series series);
    }

    private void dispatch(Dialler dialler, List<Probe> probes, int inFlight, Sink sink) {
        int bound = Math.clamp(inFlight, 1, MAX_IN_FLIGHT);
        var slots = new Semaphore(bound);
        for (int i = 0; i < probes.size(); i++) {
            slots.acquireUninterruptibly();
            if (isStopped()) {
                sink.take(i, Series.notObserved(STOPPED));
                slots.release();
                continue;
            }
            int index = i;
            Probe probe = probes.get(i);
            Thread.startVirtualThread(() -> {
                try {
                    sink.take(index, one(dialler, probe));
                } finally {
                    slots.release();
                }
            });
        }
        slots.acquireUninterruptibly(bound);
    }

    /** One probe; whatever happens to it, something is reported, else the driver would wait. */
    private Series one(Dialler dialler, Probe probe) {
        try (var _ = guard.hold()) {
            if (stopped) {
                return Series.notObserved(STOPPED);
            }
            running.add(Thread.currentThread());
        }
        Series series;
        try {
            series = new Repeater(dialler, probe, start).run();
        } catch (RuntimeException | Error e) {
            series = Series.notObserved("the agent failed: " + Failed.words(e));
        }
        try (var _ = guard.hold()) {
            running.remove(Thread.currentThread());
        }
        return series;
    }

    private void report(int probe, Series series) {
        // Batches are made room for when they begin; one that is huge itself ends up here.
        byte[] frame =
                frame(
                        probe,
                        keptBytes.get() > 2 * Batches.MAX_BYTES
                                ? Series.notObserved("the agent keeps too many results already")
                                : series);
        ControlConnection to;
        try (var _ = guard.hold()) {
            results.add(frame);
            if (!forgotten) {
                keptBytes.addAndGet(frame.length);
            }
            to = reader;
        }
        if (to != null) {
            to.wake();
        }
    }

    private byte[] frame(int probe, Series series) {
        var bytes = new ByteArrayOutputStream(192);
        try {
            Wire.write(bytes, new Message.Result(id, probe, series));
        } catch (IOException e) {
            bytes.reset();
            Series instead = Series.notObserved("the result cannot be sent: " + Failed.words(e));
            try {
                Wire.write(bytes, new Message.Result(id, probe, instead));
            } catch (IOException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
        return bytes.toByteArray();
    }

    long id() {
        return id;
    }

    /** How many probes it has. */
    int size() {
        return size;
    }

    long ageMicros() {
        return (System.nanoTime() - start) / 1000;
    }

    boolean isFinished() {
        try (var _ = guard.hold()) {
            return results.size() == size;
        }
    }

    private boolean isStopped() {
        try (var _ = guard.hold()) {
            return stopped;
        }
    }

    /** Begins nothing more and cuts short what is under way. */
    void stop() {
        try (var _ = guard.hold()) {
            if (!stopped && results.isEmpty() && ageMicros() > STUCK_MICROS) {
                // In the pod's log: what the driver has waited for in vain.
                System.err.print(whereStuck(running));
            }
            stopped = true;
            running.forEach(Thread::interrupt);
        }
    }

    /**
     * Where threads are that wait for each other, as a person reads it; empty if none does. Those
     * that wait for a time, as for an answer, are not stuck.
     */
    static String whereStuck(Collection<Thread> threads) {
        var text = new StringBuilder();
        threads.stream()
                .filter(each ->
                        each.getState() == Thread.State.WAITING
                                || each.getState() == Thread.State.BLOCKED)
                .limit(DESCRIBED)
                .forEach(each -> {
                    text.append(each).append(' ').append(each.getState()).append('\n');
                    for (StackTraceElement at : each.getStackTrace()) {
                        text.append("    ").append(at).append('\n');
                    }
                });
        return text.toString();
    }

    /** Stops it and gives up its results. */
    void forget() {
        stop();
        try (var _ = guard.hold()) {
            if (!forgotten) {
                forgotten = true;
                keptBytes.addAndGet(-results.stream().mapToLong(r -> r.length).sum());
            }
            reader = null;
        }
    }

    /** Reports to this connection from now on; returns the one that it reported to before. */
    @Nullable ControlConnection reportTo(ControlConnection connection) {
        try (var _ = guard.hold()) {
            ControlConnection before = reader;
            reader = connection;
            return before == connection ? null : before;
        }
    }

    /** A connection is gone. */
    void reportNoMoreTo(ControlConnection connection) {
        try (var _ = guard.hold()) {
            if (reader == connection) {
                reader = null;
            }
        }
    }

    /**
     * Appends results as frames.
     *
     * @param from the number of the first
     * @param upTo stops when so many bytes are there
     * @return the number of the next
     */
    int copy(int from, ByteArrayOutputStream into, int upTo) {
        try (var _ = guard.hold()) {
            int next = from;
            while (next < results.size() && into.size() < upTo) {
                into.writeBytes(results.get(next++));
            }
            return next;
        }
    }
}
