package io.github.k8sbykeshed.validator.cluster;

import io.github.k8sbykeshed.validator.probe.Message;
import io.github.k8sbykeshed.validator.probe.Probe;
import io.github.k8sbykeshed.validator.probe.Series;
import io.github.k8sbykeshed.validator.scenario.Prober;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A batch of probes that an agent was asked to run, and the results that have come. */
final class AgentBatch implements Prober.Batch {

    private static final String LATE = "its agent did not report in time";

    private final AgentLink link;
    private final long id;
    private final List<Probe> probes;
    private final int inFlight;
    private final @Nullable Series[] results;
    private final CountDownLatch done = new CountDownLatch(1);
    private int received;
    private volatile long startedNanos;
    private volatile boolean began;
    private volatile long saidNanos = System.nanoTime();
    private volatile boolean stopped;
    private @Nullable String failed;

    AgentBatch(AgentLink link, long id, List<Probe> probes, int inFlight) {
        this.link = link;
        this.id = id;
        this.probes = probes;
        this.inFlight = inFlight;
        this.results = new Series[probes.size()];
    }

    long id() {
        return id;
    }

    /** What the agent has to be told: all of it, and how much of it is known. */
    synchronized Message.Run run() {
        saidNanos = System.nanoTime();
        return new Message.Run(id, received, inFlight, probes);
    }

    /** Whether the agent was told of it so long ago, and has not begun. */
    boolean isUnanswered(Duration since) {
        return !began && System.nanoTime() - saidNanos > since.toNanos();
    }

    synchronized boolean isUnheard() {
        return received == 0;
    }

    boolean isStopped() {
        return stopped;
    }

    void began(long ageMicros) {
        if (!began) {
            startedNanos = System.nanoTime() - ageMicros * 1_000;
            began = true;
        }
    }

    /** Takes a result; returns whether there is such a probe. */
    synchronized boolean put(int probe, Series series) {
        if (probe < 0 || probe >= results.length) {
            return false;
        }
        if (results[probe] == null) {
            results[probe] = series;
            received++;
        }
        return true;
    }

    /** All results have come. */
    void finish() {
        done.countDown();
    }

    synchronized void fail(String why) {
        failed = why;
        done.countDown();
    }

    @Override
    public boolean await(Duration most) throws InterruptedException {
        return done.await(most.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public synchronized List<Series> results() {
        String why = failed == null ? LATE : failed;
        List<Series> all = new ArrayList<>(results.length);
        for (Series series : Arrays.asList(results)) {
            all.add(series == null ? Series.notObserved(why) : series);
        }
        return all;
    }

    @Override
    public OptionalLong startedNanos() {
        return began ? OptionalLong.of(startedNanos) : OptionalLong.empty();
    }

    @Override
    public void stop() {
        stopped = true;
        link.send(new Message.Stop(id));
    }

    @Override
    public void abandon() {
        link.drop(id);
        fail(LATE);
    }
}
