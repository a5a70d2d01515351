package io.github.k8sbykeshed.validator.agent;

import io.github.k8sbykeshed.validator.probe.AgentInfo;
import io.github.k8sbykeshed.validator.probe.Message;
import io.github.k8sbykeshed.validator.probe.Sought;
import io.github.k8sbykeshed.validator.probe.Token;
import io.github.k8sbykeshed.validator.probe.Wire;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/**
 * One driver. One thread reads; another writes, taking results from the batches at the pace at
 * which the driver takes them, so that nothing piles up and no batch ever waits.
 */
final class ControlConnection {

    private static final long ALIVE = TimeUnit.SECONDS.toNanos(1);
    private static final int CHUNK = 32768;

    /** A frame takes several times its size once read: 3 MB with a heap of 48 MB. */
    private static final int MAX_FRAME =
            (int) Math.min(Wire.MAX_FRAME, Math.max(Runtime.getRuntime().maxMemory() / 16, 1));

    /** Answers that a driver may leave unread. */
    private static final int MAX_ANSWERS = 64;

    /** What a driver may ask for. */
    record Asked(AgentInfo info, Batches batches, Arrivals arrivals) {}

    /** How far a batch was reported on this connection. */
    private static final class Cursor {
        private final Batch batch;
        private int next;
        private boolean started;
        private boolean finished;

        Cursor(Batch batch, int from) {
            this.batch = batch;
            this.next = from;
        }
    }

    private final Link link;
    private final @Nullable String tokenHash;
    private final Asked asked;

    private final Guard guard = new Guard();
    private final Condition changed = guard.condition();
    private final Map<Long, Cursor> cursors = new LinkedHashMap<>();
    private final Deque<Message.Seen> answers = new ArrayDeque<>();
    private boolean dirty = true;
    private boolean closed;
    private @Nullable String rejection;

    /**
     * @param tokenHash the hash of what the driver has to say, or null if anything will do
     */
    ControlConnection(Link link, @Nullable String tokenHash, Asked asked) {
        this.link = link;
        this.tokenHash = tokenHash;
        this.asked = asked;
    }

    /** Serves until the driver hangs up or is turned away. */
    void serve() {
        Thread writer = null;
        try {
            InputStream in = new BufferedInputStream(link.in());
            OutputStream out = link.out();
            String why = whyNot(in);
            if (why != null) {
                Wire.write(out, new Message.Rejected(why));
                return;
            }
            link.trusted();
            writer = link.start(() -> write(out));
            why = obey(in);
            if (why != null) {
                try (var _ = guard.hold()) {
                    rejection = why;
                    wake();
                }
                // The writer says so, and closes.
                writer.join();
            }
        } catch (IOException e) {
            // The driver is gone; what it asked for goes on.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            close();
            if (writer != null) {
                writer.interrupt();
            }
        }
    }

    /** Reads who it is; returns why that will not do. */
    private @Nullable String whyNot(InputStream in) throws IOException {
        Message first;
        try {
            first = Wire.read(in, Wire.MAX_HELLO);
        } catch (EOFException e) {
            throw e;
        } catch (IOException e) {
            return "This is the control port of an agent, and that was no hello.";
        }
        if (!(first instanceof Message.Hello(int version, String said))) {
            return "Say hello first.";
        }
        if (version != Message.VERSION) {
            return "This agent speaks version "
                    + Message.VERSION
                    + " of the protocol, not "
                    + version
                    + ".";
        }
        if (tokenHash != null && !Token.matches(said, tokenHash)) {
            return "The token is wrong.";
        }
        return null;
    }

    /** Does what is asked; returns why the driver has to be turned away, or null if it left. */
    private @Nullable String obey(InputStream in) throws IOException {
        while (true) {
            Message message;
            try {
                message = Wire.read(in, MAX_FRAME);
            } catch (EOFException e) {
                return null;
            } catch (SocketException e) {
                throw e;
            } catch (IOException e) {
                // Said, since a driver that asks for too much at once has to be told so.
                return "That was no message for an agent: " + Failed.words(e) + ".";
            }
            switch (message) {
                case Message.Run run -> {
                    try {
                        report(asked.batches().run(run), run.from());
                    } catch (Batches.NoSuchBatch e) {
                        return e.getMessage();
                    }
                }
                case Message.Stop(long batch) -> asked.batches().stop(batch);
                case Message.Forget(long batch) -> {
                    asked.batches().forget(batch);
                    drop(batch);
                }
                case Message.Seek(long question, List<Sought> attempts) ->
                        answer(new Message.Seen(question, asked.arrivals().of(attempts)));
                default -> {
                    return "An agent cannot be told that.";
                }
            }
        }
    }

    private void report(Batch batch, int from) {
        ControlConnection before = batch.reportTo(this);
        if (before != null) {
            before.drop(batch.id());
        }
        try (var _ = guard.hold()) {
            cursors.put(batch.id(), new Cursor(batch, Math.clamp(from, 0, batch.size())));
        }
        wake();
    }

    private void answer(Message.Seen answer) {
        try (var _ = guard.hold()) {
            if (answers.size() == MAX_ANSWERS) {
                // A driver that does not read does not wait for them either.
                answers.removeFirst();
            }
            answers.addLast(answer);
            wake();
        }
    }

    private void drop(long batch) {
        try (var _ = guard.hold()) {
            cursors.remove(batch);
        }
    }

    /** There is something new to say. */
    void wake() {
        try (var _ = guard.hold()) {
            dirty = true;
            changed.signalAll();
        }
    }

    private void close() {
        List<Cursor> all;
        try (var _ = guard.hold()) {
            closed = true;
            all = List.copyOf(cursors.values());
            cursors.clear();
            changed.signalAll();
        }
        for (Cursor cursor : all) {
            cursor.batch.reportNoMoreTo(this);
        }
        link.close();
    }

    private void write(OutputStream out) {
        var chunk = new ByteArrayOutputStream(1024);
        try {
            Wire.write(chunk, new Message.Welcome(asked.info()));
            long aliveAt = System.nanoTime() + ALIVE;
            boolean more = false;
            while (true) {
                List<Cursor> todo = new ArrayList<>();
                String last;
                try (var _ = guard.hold()) {
                    while (!dirty && !more && chunk.size() == 0 && !closed) {
                        long left = aliveAt - System.nanoTime();
                        if (left <= 0) {
                            break;
                        }
                        changed.awaitNanos(left);
                    }
                    if (closed) {
                        return;
                    }
                    dirty = false;
                    last = rejection;
                    todo.addAll(cursors.values());
                    for (Message.Seen answer; (answer = answers.pollFirst()) != null; ) {
                        Wire.write(chunk, answer);
                    }
                }
                more = false;
                for (Cursor cursor : todo) {
                    more |= copy(cursor, chunk);
                }
                if (System.nanoTime() - aliveAt >= 0) {
                    Wire.write(chunk, new Message.Alive());
                    aliveAt = System.nanoTime() + ALIVE;
                }
                if (last != null) {
                    Wire.write(chunk, new Message.Rejected(last));
                }
                if (chunk.size() > 0) {
                    link.writing(true);
                    chunk.writeTo(out);
                    out.flush();
                    link.writing(false);
                    chunk.reset();
                }
                if (last != null) {
                    return;
                }
            }
        } catch (IOException e) {
            // The reading thread will see it too.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            link.close();
        }
    }

    /** Appends what is new; returns whether the chunk was too small for all. */
    private boolean copy(Cursor cursor, ByteArrayOutputStream chunk) throws IOException {
        Batch batch = cursor.batch;
        if (!cursor.started) {
            Wire.write(chunk, new Message.Started(batch.id(), batch.ageMicros()));
            cursor.started = true;
        }
        cursor.next = batch.copy(cursor.next, chunk, CHUNK);
        if (cursor.next < batch.size() || cursor.finished) {
            return chunk.size() >= CHUNK;
        }
        Wire.write(chunk, new Message.Finished(batch.id(), batch.size()));
        cursor.finished = true;
        return false;
    }
}
