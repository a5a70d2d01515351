package io.github.k8sbykeshed.validator.agent;

import io.github.k8sbykeshed.validator.probe.Attempt;
import io.github.k8sbykeshed.validator.probe.Observation;
import io.github.k8sbykeshed.validator.probe.Observation.Answered;
import io.github.k8sbykeshed.validator.probe.Observation.NotObserved;
import io.github.k8sbykeshed.validator.probe.Observation.TimedOut;
import io.github.k8sbykeshed.validator.probe.Probe;
import io.github.k8sbykeshed.validator.probe.Probe.Goal;
import io.github.k8sbykeshed.validator.probe.Reply;
import io.github.k8sbykeshed.validator.probe.Series;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Makes the attempts of one probe, one after another; an interrupt ends it with what there is. */
final class Repeater {

    /** The shortest time-out of an attempt that waits for a goal: most answers are quicker. */
    private static final int MIN_GOAL_TIMEOUT_MILLIS = 60;

    /** So many times as long as a slow answer may an attempt take that waits for a goal. */
    private static final int ANSWERS = 4;

    /** The longest pause between attempts that wait for a goal. */
    private static final long MAX_PAUSE = TimeUnit.SECONDS.toNanos(1);

    /** So many silent attempts in a row, back to back, and the rest of them would be silent too. */
    private static final int SILENT = 3;

    /** The shortest pause after an attempt that did not meet the goal. */
    private static final long AFTER_MISS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Dialler dialler;
    private final Probe probe;
    private final long epoch;

    /**
     * @param epoch the {@link System#nanoTime} that times count from
     */
    Repeater(Dialler dialler, Probe probe, long epoch) {
        this.dialler = dialler;
        this.probe = probe;
        this.epoch = epoch;
    }

    Series run() {
        Goal goal = probe.repeat().goal();
        return goal == null ? fixed() : until(goal);
    }

    private Series fixed() {
        int wanted = probe.repeat().attempts();
        List<Attempt> attempts = new ArrayList<>(Math.min(wanted, 64));
        int silent = 0;
        long next = System.nanoTime();
        while (attempts.size() < wanted && silent < SILENT && sleepUntil(next)) {
            next = System.nanoTime() + everyNanos();
            Attempt attempt = dialler.attempt(probe, probe.timeoutMillis(), epoch);
            if (isCutShort(attempt)) {
                break;
            }
            attempts.add(attempt);
            boolean quiet = everyNanos() == 0 && attempt.observation() instanceof TimedOut;
            silent = quiet ? silent + 1 : 0;
            // From when it really began: it may have waited for its turn.
            next = Math.max(next, epoch + attempt.startMicros() * 1_000 + everyNanos());
        }
        return attempts.isEmpty()
                ? Series.notObserved(Batch.STOPPED)
                : new Series(attempts, attempts.size(), -1);
    }

    private Series until(Goal goal) {
        long start = System.nanoTime();
        long end = start + TimeUnit.MILLISECONDS.toNanos(probe.repeat().budgetMillis());
        Deque<Attempt> last = new ArrayDeque<>();
        int made = 0;
        int inARow = 0;
        long streakMicros = -1;
        Set<String> seen = new HashSet<>();
        long next = start;
        do {
            if (!sleepUntil(next)) {
                break;
            }
            long now = System.nanoTime();
            next = now + everyNanos();
            int timeoutMillis =
                    switch (goal.kind()) {
                        case ANSWERED, SAME_BACKEND -> timeoutMillis(now - start);
                        // Silence is only silence after as long as an answer may take. And a kernel
                        // that rejects the first SYN of its own node's connect() may tell it only
                        // when the SYN is sent again, a second later.
                        case REJECTED, NOT_ANSWERED -> probe.timeoutMillis();
                    };
            Attempt attempt = dialler.attempt(probe, timeoutMillis, epoch);
            if (isCutShort(attempt)) {
                break;
            }
            made++;
            last.addLast(attempt);
            if (last.size() > Series.KEPT) {
                last.removeFirst();
            }
            if (!goal.isMetBy(attempt.observation())) {
                inARow = 0;
                seen.clear();
                // Ever more rarely: who waits must not take the processor from who programs.
                // An answer in place of a refusal costs none of the few that a kernel sends.
                long least =
                        attempt.observation() instanceof Answered
                                ? AFTER_MISS
                                : Math.max(everyNanos(), AFTER_MISS);
                next = now + Math.max(least, Math.min((now - start) / 4, MAX_PAUSE));
                if (next - end > 0 && now + everyNanos() - end < 0) {
                    // The last one as late as the budget allows.
                    next = end - 1;
                }
                continue;
            }
            if (goal.kind() == Goal.Kind.SAME_BACKEND) {
                see(attempt.observation(), seen);
                if (seen.size() > 1) {
                    // Another one: the streak begins anew, with this attempt.
                    inARow = 0;
                    seen.clear();
                    see(attempt.observation(), seen);
                }
            }
            if (inARow++ == 0) {
                streakMicros = attempt.startMicros() + attempt.tookMicros();
            }
            if (goal.all()) {
                see(attempt.observation(), seen);
            }
            if (inARow >= probe.repeat().attempts()
                    && (!goal.all() || seen.containsAll(goal.from()))) {
                return new Series(List.copyOf(last), made, streakMicros);
            }
        } while (next - end < 0);
        return last.isEmpty()
                ? Series.notObserved(Batch.STOPPED)
                : new Series(List.copyOf(last), made, -1);
    }

    /**
     * A quarter of the time that passed: whatever is found out then is known to about 25% of the
     * time it took, however long an attempt may last in the end. But some times as long as answers
     * take at present: an attempt that is given up just before its answer comes is made for
     * nothing, and makes the others slower.
     */
    private int timeoutMillis(long elapsedNanos) {
        long quarter = elapsedNanos / 4;
        long usual = ANSWERS * dialler.answerNanos();
        long millis = TimeUnit.NANOSECONDS.toMillis(Math.max(quarter, usual));
        return (int) Math.min(probe.timeoutMillis(), Math.max(millis, MIN_GOAL_TIMEOUT_MILLIS));
    }

    private static void see(Observation observation, Set<String> seen) {
        if (observation instanceof Answered(Reply reply)) {
            if (reply instanceof Reply.Identity identity) {
                seen.add(identity.agent());
            } else if (reply instanceof Reply.Records records) {
                seen.addAll(records.values());
            }
        }
    }

    private long everyNanos() {
        return TimeUnit.MILLISECONDS.toNanos(probe.repeat().everyMillis());
    }

    private static boolean isCutShort(Attempt attempt) {
        return attempt.observation() instanceof NotObserved
                && Thread.currentThread().isInterrupted();
    }

    /** Returns false if the thread was interrupted. */
    private static boolean sleepUntil(long nanoTime) {
        try {
            long left = nanoTime - System.nanoTime();
            if (left > 0) {
                TimeUnit.NANOSECONDS.sleep(left);
            }
            return !Thread.currentThread().isInterrupted();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
