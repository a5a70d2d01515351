package io.github.k8sbykeshed.validator.agent;

import java.util.ArrayList;
import java.util.List;
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

    /**
     * What is known.
     *
     * @param due when the next beat is due
     */
    private record Known(List<Stall> stalls, OptionalLong due) {}

    /** Changed by the one thread that beats. */
    private volatile Known known = new Known(List.of(), OptionalLong.empty());

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
    void expect(long then) {
        known = new Known(known.stalls(), OptionalLong.of(then));
    }

    /** The beat that was expected came now, as {@link System#nanoTime}. */
    void beat(long now) {
        Known before = known;
        List<Stall> stalls = before.stalls();
        if (isLate(before.due(), now)) {
            var more =
                    new ArrayList<>(stalls.subList(stalls.size() == MOST ? 1 : 0, stalls.size()));
            more.add(new Stall(before.due().getAsLong(), now));
            stalls = more;
        }
        known = new Known(stalls, OptionalLong.empty());
    }

    private static boolean isLate(OptionalLong due, long now) {
        return due.isPresent() && now - due.getAsLong() >= USUAL;
    }

    /** For how long of this time, as {@link System#nanoTime}, the process stood still, ns. */
    long stalled(long from, long to) {
        Known now = known;
        long sum = 0;
        for (Stall stall : now.stalls()) {
            sum += Math.max(0, Math.min(to, stall.to()) - Math.max(from, stall.from()));
        }
        if (isLate(now.due(), to)) {
            // Others may get a processor again before the one that beats.
            sum += to - Math.max(from, now.due().getAsLong());
        }
        return sum;
    }
}
