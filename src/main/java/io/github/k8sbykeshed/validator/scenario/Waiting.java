package io.github.k8sbykeshed.validator.scenario;

import io.github.k8sbykeshed.validator.probe.Attempt;
import io.github.k8sbykeshed.validator.probe.Probe;
import io.github.k8sbykeshed.validator.probe.Series;
import io.github.k8sbykeshed.validator.probe.Target;
import io.github.k8sbykeshed.validator.probe.Traits;
import io.github.k8sbykeshed.validator.result.Latency;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Waits until every cell of a matrix is as expected, or a budget ends. It proves nothing by itself:
 * it only says when to ask. While it waits, the ports that nobody serves are tried.
 */
final class Waiting {

    /** Beyond the budget the last attempts may still take their time-out, and reports their way. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private static final Duration LOOK_FOR_LOST = Duration.ofMillis(250);

    private static final Duration LOOK_WHETHER_IN_VAIN = Duration.ofSeconds(5);

    /**
     * Where half of a matrix has seen a change, the rest is waited for so long at least, and so
     * many times as long as that half took: proxies and DNS servers that lost the API server look
     * for it again half a minute later.
     */
    private static final Duration STRAGGLING = Duration.ofMinutes(1);

    private static final int TIMES = 20;

    /** A cell by its place in the matrix. */
    private record Cell(int row, int column) {}

    private final Grid grid;
    private final Surroundings around;
    private final Duration budget;
    private final Map<Cell, Plan.Ref> unservedRefs = new HashMap<>();
    private final Plan.Running unserved;
    private final Map<Place, String> lost = new HashMap<>();
    private Map<Cell, Plan.Ref> waitingRefs;
    private Plan.Running waiting;

    private Waiting(Grid grid, Surroundings around, Duration budget) {
        this.grid = grid;
        this.around = around;
        this.budget = budget;
        Plan controls = new Plan();
        // Each source and each target once is enough to catch whoever answers for everybody.
        Set<Integer> rows = new HashSet<>();
        Set<Integer> columns = new HashSet<>();
        Grid.Visitor tries =
                (row, column, from, to, expectation) -> {
                    var port = to.controls().unserved();
                    if (port != null) {
                        unservedRefs.put(
                                new Cell(row, column),
                                controls.share(from, Probe.once(port, Asking.SILENCE_MILLIS)));
                        rows.add(row);
                        columns.add(column);
                    }
                };
        grid.forEach((row, column, from, to, expectation) -> {
            if (column == (row + 1) % grid.to().size()
                    || row == (column + 1) % grid.from().size()) {
                tries.visit(row, column, from, to, expectation);
            }
        });
        // Where few cells are asked, such as those of pods to themselves, these may be others.
        grid.forEach((row, column, from, to, expectation) -> {
            if (!rows.contains(row) || !columns.contains(column)) {
                tries.visit(row, column, from, to, expectation);
            }
        });
        this.unserved = controls.start(around.prober(), around.inFlight());
        this.waitingRefs = new LinkedHashMap<>();
        this.waiting = startWaiting(budget);
    }

    static Waiting start(Grid grid, Surroundings around, Duration budget) {
        return new Waiting(grid, around, budget);
    }

    private Plan.Running startWaiting(Duration left) {
        Plan plan = new Plan();
        waitingRefs = new LinkedHashMap<>();
        grid.forEach((row, column, from, to, expectation) -> {
            if (isLost(from, to) == null) {
                Duration most = around.memory().patience().of(Patience.Who.of(from, to), left);
                Asking.waiting(expectation, to.target(), to.candidates(), most)
                        .ifPresent(probe ->
                                waitingRefs.put(
                                        new Cell(row, column), plan.add(from, to.dialled(probe))));
                if (to.target().reach() == Target.Reach.DNS_NAME) {
                    // Each of the servers has to know, not just those that happened to answer.
                    // Which none forgets: once is enough.
                    for (Target server : to.controls().direct()) {
                        Asking.waiting(expectation, server, 1, most)
                                .map(Probe::onceMet)
                                .ifPresent(probe -> plan.share(from, probe));
                    }
                }
            }
        });
        return plan.start(around.prober(), around.inFlight());
    }

    /** Why nothing can be said of cells from here to there; null if it can. */
    @Nullable String isLost(Place from, Access to) {
        String why = lost.get(from);
        if (why != null) {
            return why;
        }
        for (Place backend : to.backends()) {
            why = lost.get(backend);
            if (why != null) {
                return why;
            }
        }
        return null;
    }

    /** Finds agents that are gone by now. */
    boolean lookForLost() {
        boolean news = false;
        for (Place place : grid.places()) {
            var why = around.prober().lost(place);
            if (why.isPresent() && lost.put(place, why.get()) == null) {
                news = true;
            }
        }
        return news;
    }

    void awaitStarted() throws InterruptedException {
        waiting.awaitStarted(GRACE);
    }

    /**
     * Waits until all cells are as expected, or the budget ends.
     *
     * @param inVain whether waiting is of no use any more; asked now and then
     */
    void await(BooleanSupplier inVain) throws InterruptedException {
        long begin = System.nanoTime();
        long end = begin + budget.plus(GRACE).toNanos();
        long nextLook = begin + LOOK_WHETHER_IN_VAIN.toNanos();
        long halfNanos = 0;
        boolean stopped = false;
        while (!waiting.await(LOOK_FOR_LOST)) {
            long now = System.nanoTime();
            Duration left = Duration.ofNanos(end - now);
            if (left.isNegative()) {
                break;
            }
            if (now - nextLook > 0) {
                nextLook = now + LOOK_WHETHER_IN_VAIN.toNanos();
                if (halfNanos == 0 && isHalfReached()) {
                    halfNanos = now - begin;
                }
                stopped = inVain.getAsBoolean();
                boolean late =
                        halfNanos > 0
                                && now - begin > Math.max(STRAGGLING.toNanos(), TIMES * halfNanos);
                if (stopped || late) {
                    waiting.stop();
                    waiting.await(GRACE);
                    break;
                }
            }
            if (lookForLost()) {
                // Its cells would be waited for until the budget ends: begin anew without them.
                waiting.abandon();
                Duration rest = left.minus(GRACE);
                waiting = startWaiting(rest.isNegative() ? Duration.ZERO : rest);
            }
        }
        unserved.await(GRACE);
        lookForLost();
        if (!stopped) {
            remember();
        }
    }

    /** Whether half of what is waited for has been seen. */
    private boolean isHalfReached() {
        Map<Place, List<Series>> now = new HashMap<>();
        long reached =
                waitingRefs.values().stream()
                        .filter(ref ->
                                now.computeIfAbsent(ref.place(), place -> waiting.sofar(place))
                                        .get(ref.index())
                                        .reached())
                        .count();
        return 2 * reached >= waitingRefs.size();
    }

    /** Notes who let the budget pass, and who did not. */
    private void remember() {
        Patience patience = around.memory().patience();
        Set<Patience.Who> serving = new HashSet<>();
        Set<Patience.Who> late = new HashSet<>();
        waitingRefs.forEach((cell, ref) -> {
            Place from = grid.from().get(cell.row());
            Access to = grid.to().get(cell.column());
            Series series = waiting.result(ref);
            if (isLost(from, to) != null || series.made() == 0) {
                return;
            }
            if (series.reached()) {
                patience.seenAfter(series.reachedMicros());
            }
            // What was served before, or is silent as hoped for, shows nothing of a proxy.
            boolean isNew = to.target().traits().age() == Traits.Age.CASE;
            if (!series.reached()) {
                late.add(Patience.Who.of(from, to));
            } else if (isNew && grid.matrix().expectation(cell.row(), cell.column()).isPositive()) {
                serving.add(Patience.Who.of(from, to));
            }
        });
        late.removeAll(serving);
        serving.forEach(patience::serves);
        late.forEach(patience::ranOut);
    }

    /** What it would find out is of no use any more. */
    void abandon() {
        waiting.abandon();
        unserved.abandon();
    }

    /** What was seen on a port that nobody serves; null where this cell tried none. */
    @Nullable List<Attempt> unserved(int row, int column) {
        Plan.Ref ref = unservedRefs.get(new Cell(row, column));
        return ref == null ? null : unserved.attempts(ref);
    }

    /** When each cell was first as expected and stayed so, counted from the change. */
    List<Latency> latencies(long changedNanos) {
        List<Latency> latencies = new ArrayList<>();
        waitingRefs.forEach((cell, ref) -> {
            Series series = waiting.result(ref);
            var started = waiting.startedNanos(ref.place());
            if (series.reached() && started.isPresent()) {
                long since = (started.getAsLong() - changedNanos) / 1_000;
                latencies.add(
                        new Latency(
                                ref.place().id(),
                                grid.to().get(cell.column()).target().label(),
                                Math.max(0, since + series.reachedMicros())));
            }
        });
        return latencies;
    }
}
