package io.github.k8sbykeshed.validator.engine;

import io.github.k8sbykeshed.validator.result.CaseResult;
import io.github.k8sbykeshed.validator.result.Outcome;
import io.github.k8sbykeshed.validator.scenario.Case;
import io.github.k8sbykeshed.validator.scenario.Spec.Turn;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Runs cases, turn after turn. Every case gets a result, whether it ran or not. */
final class CaseRunner {

    /** How long cases that were told to stop may take to clean up. */
    private static final Duration STOPPING = Duration.ofSeconds(10);

    private static final String STOPPED = "the run was stopped first";

    private static final Comparator<Case> LASTING_FIRST =
            Comparator.comparing(each -> !each.spec().lasting());

    private final Function<Case, CaseResult> body;
    private final int concurrency;
    private final long beganNanos = System.nanoTime();
    private final long deadlineNanos;
    private final ConcurrentMap<String, CaseResult> results = new ConcurrentHashMap<>();

    /**
     * @param body runs one case; ends early, with the outcome NotRun, when interrupted
     * @param concurrency how many at a time, at least 1
     * @param left the time after which no case may run any more
     */
    CaseRunner(Function<Case, CaseResult> body, int concurrency, Duration left) {
        this.body = body;
        this.concurrency = concurrency;
        this.deadlineNanos = beganNanos + left.toNanos();
    }

    void run(List<Case> cases, Events events) {
        String stopped = "";
        for (Turn turn : Turn.values()) {
            if (stopped.isEmpty()) {
                stopped =
                        run(
                                cases.stream()
                                        .filter(each -> each.spec().turn() == turn)
                                        .sorted(LASTING_FIRST)
                                        .toList(),
                                turn == Turn.ON_REQUEST ? 1 : concurrency,
                                events);
            }
        }
        for (Case each : cases) {
            String why = stopped.isEmpty() ? "it gave no result in time" : stopped;
            finish(each.without(new Outcome.NotRun(why)), events);
        }
        if (stopped.equals(STOPPED)) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs these cases, begun in their order; says why not all of them could run, or nothing. */
    private String run(List<Case> cases, int atOnce, Events events) {
        var waiting = new ConcurrentLinkedQueue<>(cases);
        Callable<Void> worker =
                () -> {
                    for (Case next = waiting.poll(); next != null; next = waiting.poll()) {
                        run(next, events);
                        // One that was stopped leaves its place to nobody.
                        if (Thread.currentThread().isInterrupted()) {
                            break;
                        }
                    }
                    return null;
                };
        var workers = Collections.nCopies(Math.min(atOnce, cases.size()), worker);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        String stopped = "";
        try {
            var futures =
                    threads.invokeAll(
                            workers, deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (futures.stream().anyMatch(future -> future.isCancelled())) {
                stopped = "the run's deadline came first";
            }
        } catch (InterruptedException e) {
            stopped = STOPPED;
        }
        threads.shutdownNow();
        try {
            threads.awaitTermination(STOPPING.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            // Told to stop twice: the results that are there have to do.
            stopped = STOPPED;
        }
        return stopped;
    }

    private void run(Case each, Events events) {
        long after = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNanos);
        events.started(each);
        CaseResult result;
        try {
            result = body.apply(each);
        } catch (RuntimeException | Error e) {
            result = each.without(new Outcome.Inconclusive("it failed by itself: " + e));
        }
        finish(result.startedAt(after), events);
    }

    private void finish(CaseResult result, Events events) {
        if (results.putIfAbsent(result.name(), result) == null) {
            events.finished(result);
        }
    }

    /**
     * The result of a case that has ended.
     *
     * @throws IllegalArgumentException if no case of this name has
     */
    CaseResult result(String name) {
        CaseResult result = results.get(name);
        if (result == null) {
            throw new IllegalArgumentException("no case named " + name + " has ended");
        }
        return result;
    }
}
