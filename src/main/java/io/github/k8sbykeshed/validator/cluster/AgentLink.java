package io.github.k8sbykeshed.validator.cluster;

import io.github.k8sbykeshed.validator.probe.AgentInfo;
import io.github.k8sbykeshed.validator.probe.Message;
import io.github.k8sbykeshed.validator.probe.Probe;
import io.github.k8sbykeshed.validator.probe.Sighting;
import io.github.k8sbykeshed.validator.probe.Sought;
import io.github.k8sbykeshed.validator.probe.Wire;
import io.github.k8sbykeshed.validator.scenario.Prober;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The driver's end of one agent's control connection. The agent goes on whatever becomes of the
 * connection; after a break this asks for the results that it has not got, so that no probe is made
 * twice.
 */
final class AgentLink implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AgentLink.class);
    private static final AtomicLong BATCHES = new AtomicLong();
    private static final long MIN_PAUSE_MILLIS = 25;
    private static final long MAX_PAUSE_MILLIS = 500;

    /** The longest pause while a pod starts: everybody waits for it. */
    private static final long STARTING_PAUSE_MILLIS = 100;

    private final Liveness liveness;
    private final String name;
    private final String token;
    private final Connector connector;
    private final Map<Long, AgentBatch> batches = new ConcurrentHashMap<>();
    private final Map<Long, Question> questions = new ConcurrentHashMap<>();
    private final CountDownLatch welcomed = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable AgentInfo info;
    private volatile @Nullable String lost;
    private volatile @Nullable String trouble;
    private volatile boolean closed;
    private Connector.@Nullable Connection connection;

    AgentLink(String name, String token, Connector connector) {
        this(name, token, connector, new Liveness());
    }

    AgentLink(String name, String token, Connector connector, Liveness liveness) {
        this.liveness = liveness;
        this.name = name;
        this.token = token;
        this.connector = connector;
        this.thread = Thread.ofVirtual().name("link to " + name).start(this::stayConnected);
    }

    /**
     * What the agent said of itself; waits for its first word.
     *
     * @return empty if it did not come in time, or will never
     */
    Optional<AgentInfo> awaitInfo(Duration most) throws InterruptedException {
        welcomed.await(most.toMillis(), TimeUnit.MILLISECONDS);
        return Optional.ofNullable(info);
    }

    /** Why the agent is gone for good, if it is. */
    Optional<String> lost() {
        return Optional.ofNullable(lost);
    }

    /** Why it did not welcome us, if it answered at all. */
    Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    /** What it said of itself, if it has come. */
    Optional<AgentInfo> info() {
        return Optional.ofNullable(info);
    }

    /** What keeps its connection from being made, as far as it is known; for a person. */
    Optional<String> unreached() {
        return connector.trouble();
    }

    Prober.Batch start(List<Probe> probes, int inFlight) {
        var batch = new AgentBatch(this, BATCHES.incrementAndGet(), probes, Math.max(1, inFlight));
        synchronized (this) {
            // At once: a connection that comes in between would say it, too.
            batches.put(batch.id(), batch);
            send(batch.run());
        }
        // It may have been lost before it knew of this batch.
        String why = lost;
        if (why != null) {
            batch.fail(why);
        }
        return batch;
    }

    /**
     * What the agent knows of these attempts.
     *
     * @return in their order; empty if it cannot be asked
     */
    List<Sighting> seek(List<Sought> attempts, Duration most) throws InterruptedException {
        var question = new Question(new Message.Seek(BATCHES.incrementAndGet(), attempts));
        synchronized (this) {
            // At once, as with batches: a connection that comes in between would say it, too.
            questions.put(question.seek().question(), question);
            send(question.seek());
        }
        try {
            return question.answer().get(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return List.of();
        } finally {
            questions.remove(question.seek().question());
        }
    }

    private void stayConnected() {
        long pause = MIN_PAUSE_MILLIS;
        while (!closed && lost == null) {
            try (Connector.Connection open = connector.connect()) {
                Wire.write(open.out(), new Message.Hello(Message.VERSION, token));
                var in = new BufferedInputStream(open.in());
                Message first = Wire.read(in, Wire.MAX_FRAME);
                if (first instanceof Message.Rejected(String why)) {
                    trouble = why;
                }
                if (!(first instanceof Message.Welcome(AgentInfo said))) {
                    throw new IOException("no welcome");
                }
                AgentInfo before = info;
                if (before != null && !before.instance().equals(said.instance())) {
                    lose("its agent was restarted and has forgotten what it was asked");
                    return;
                }
                info = said;
                welcomed.countDown();
                resume(open);
                while (!closed) {
                    Message message = Wire.read(in, Wire.MAX_FRAME);
                    if (!(message instanceof Message.Rejected)) {
                        // Only now: an agent that rejects what is asked would be asked at once
                        // again.
                        pause = MIN_PAUSE_MILLIS;
                    }
                    receive(message);
                }
            } catch (IOException e) {
                LOG.debug("{}: {}", name, e.toString());
            } catch (RuntimeException e) {
                LOG.warn("{}: the connection failed in an unforeseen way", name, e);
            }
            synchronized (this) {
                connection = null;
            }
            if (closed) {
                return;
            }
            if (info == null) {
                connector.tryNext();
            }
            // Before the first word a pod may still be starting: what is gone shows elsewhere.
            boolean starting = info == null && connector.mayStillStart();
            Optional<String> gone = starting ? Optional.empty() : connector.gone();
            if (gone.isPresent()) {
                lose(gone.get());
                return;
            }
            try {
                Thread.sleep(pause);
            } catch (InterruptedException e) {
                return;
            }
            pause = Math.min(starting ? STARTING_PAUSE_MILLIS : MAX_PAUSE_MILLIS, pause * 2);
        }
    }

    /** Says again what the agent may not have heard; what it knows it goes on reporting. */
    private synchronized void resume(Connector.Connection open) throws IOException {
        connection = open;
        for (AgentBatch batch : batches.values()) {
            Wire.write(open.out(), batch.run());
            if (batch.isStopped()) {
                Wire.write(open.out(), new Message.Stop(batch.id()));
            }
        }
        for (Question question : questions.values()) {
            Wire.write(open.out(), question.seek());
        }
    }

    private void receive(Message message) throws IOException {
        switch (message) {
            case Message.Started started -> {
                AgentBatch batch = batches.get(started.batch());
                if (batch != null) {
                    batch.began(started.ageMicros());
                }
            }
            case Message.Result result -> {
                liveness.heard();
                AgentBatch batch = batches.get(result.batch());
                if (batch != null && !batch.put(result.probe(), result.series())) {
                    LOG.warn("{}: a result of a probe that was not asked", name);
                }
            }
            case Message.Finished finished -> {
                AgentBatch batch = batches.remove(finished.batch());
                if (batch != null) {
                    batch.finish();
                }
                send(new Message.Forget(finished.batch()));
            }
            case Message.Seen(long question, List<Sighting> attempts) -> {
                Question asked = questions.remove(question);
                if (asked != null) {
                    asked.answer().complete(attempts);
                }
            }
            case Message.Alive alive -> {
                if (liveness.isDeaf(batches.values())) {
                    // It is there and does not hear: a new connection says it again.
                    throw new IOException("what it was asked did not reach it");
                }
            }
            case Message.Rejected rejected -> LOG.warn("{}: {}", name, rejected.why());
            default ->
                    LOG.warn(
                            "{}: an agent does not say {}",
                            name,
                            message.getClass().getSimpleName());
        }
    }

    /** Sends if there is a connection; if not, {@link #resume} will say what is needed. */
    synchronized void send(Message message) {
        Connector.Connection open = connection;
        if (open == null) {
            return;
        }
        try {
            Wire.write(open.out(), message);
        } catch (IOException e) {
            LOG.debug("{}: {}", name, e.toString());
            connection = null;
            open.close();
        }
    }

    /** Nobody waits for a batch any more. */
    void drop(long batch) {
        AgentBatch dropped = batches.remove(batch);
        if (dropped != null) {
            send(new Message.Stop(batch));
            send(new Message.Forget(batch));
            if (liveness.giveUp(dropped)) {
                lose("its agent is there, and reports nothing of what it is asked any more");
                close();
            }
        }
    }

    private void lose(String why) {
        lost = why;
        welcomed.countDown();
        batches.values().forEach(batch -> batch.fail(why));
        batches.clear();
    }

    @Override
    public void close() {
        closed = true;
        welcomed.countDown();
        Connector.Connection open;
        synchronized (this) {
            open = connection;
            connection = null;
        }
        if (open != null) {
            open.close();
        }
        thread.interrupt();
        connector.close();
    }
}
