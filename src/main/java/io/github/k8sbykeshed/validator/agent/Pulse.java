package io.github.k8sbykeshed.validator.agent;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * Notices when this process gets no processor: a thread that wants to wake at fixed times, and
 * remembers by how much it was late. Who hears nothing while it cannot listen has not heard
 * silence.
 */
final class Pulse {

    /** From one beat to the next. */
    private static final long BEAT = TimeUnit.MILLISECONDS.toNanos(100);

    /** A beat that is late by less than this is usual on a busy node. */
    private static final long USUAL = TimeUnit.MILLISECONDS.toNanos(50);

    /** Stalls that are remembered: of the last minute or more. */
    private static final int MOST = 512;

    private record Stall(long from, long to) {}

    private final Deque<Stall> stalls = new ArrayDeque<>();

    /** When the next beat is due. */
    private OptionalLong due = OptionalLong.empty();

    /** One that beats as long as the process lives. */
    static Pulse started() {
        var pulse = new Pulse();
        // Of the system's own: a virtual one would also wait for the other virtual ones.
        Thread.ofPlatform().daemon().name("pulse").start(pulse::run);
        return pulse;
    }

    private void run() {
        try {
            while (true) {
                expect(System.nanoTime() + BEAT);
                TimeUnit.NANOSECONDS.sleep(BEAT);
                beat(System.nanoTime());
            }
        } catch (InterruptedException e) {
            // Nobody has a reason to; it only stops noticing.
        }
    }

    /** The next beat is due then, as {@link System#nanoTime}. */
    synchronized void expect(long then) {
        due = OptionalLong.of(then);
    }

    /** The beat that was expected came now, as {@link System#nanoTime}. */
    synchronized void beat(long now) {
        if (isLate(now)) {
            if (stalls.size() == MOST) {
                stalls.removeFirst();
            }
            stalls.addLast(new Stall(due.getAsLong(), now));
        }
        due = OptionalLong.empty();
    }

    private boolean isLate(long now) {
        return due.isPresent() && now - due.getAsLong() >= USUAL;
    }

    /** For how long of this time, as {@link System#nanoTime}, the process stood still, ns. */
    synchronized long stalled(long from, long to) {
        long sum = 0;
        for (Stall stall : stalls) {
            sum += Math.max(0, Math.min(to, stall.to()) - Math.max(from, stall.from()));
        }
        if (isLate(to)) {
            // Others may get a processor again before the one that beats.
            sum += to - Math.max(from, due.getAsLong());
        }
        return sum;
    }
}
