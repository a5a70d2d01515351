package io.github.k8sbykeshed.validator.scenario;

import io.github.k8sbykeshed.validator.expect.Expectation;
import io.github.k8sbykeshed.validator.expect.Table;
import io.github.k8sbykeshed.validator.probe.Address;
import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.probe.Source;
import io.github.k8sbykeshed.validator.probe.Target;
import io.github.k8sbykeshed.validator.result.Latency;
import io.github.k8sbykeshed.validator.result.Outcome;
import io.github.k8sbykeshed.validator.result.Step;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a case. Each waits until its matrix is as expected, or the budget of the last change
 * ends; then it asks the round that is judged. What does not conform ends the case.
 */
final class Steps {

    /** How the round is made that is judged. */
    interface Round {
        Table ask(Grid grid, Surroundings around, Waiting waiting) throws InterruptedException;
    }

    private final Surroundings around;
    private final ChangeClock clock;
    private final CaseObjects objects;
    private final List<Step> steps = new ArrayList<>();

    /** What was asked so far. */
    private final List<Grid> grids = new ArrayList<>();

    /** What the next step says beside its name. */
    private String note;

    Steps(Surroundings around, ChangeClock clock, CaseObjects objects, String note) {
        this.around = around;
        this.clock = clock;
        this.objects = objects;
        this.note = note;
    }

    List<Step> all() {
        return List.copyOf(steps);
    }

    /** Waits for a matrix and judges the steady round. */
    Table ask(String name, Grid grid) {
        return ask(name, grid, null, Judging::judge);
    }

    /**
     * Waits for a matrix and judges it.
     *
     * @param change what is to be seen, done once the waiting has begun; null if it was done before
     */
    Table ask(String name, Grid grid, @Nullable Runnable change, Round round) {
        if (grid.matrix().asked() == 0) {
            throw new Ended(new Outcome.NotApplicable("no cell of \"" + name + "\" can be asked"));
        }
        long begin = System.nanoTime();
        Waiting waiting = Waiting.start(grid, around, clock.budget());
        Table table;
        try {
            if (change != null) {
                waiting.awaitStarted();
                change.run();
            }
            waiting.await(() -> !objects.moved().isEmpty());
            long waited = System.nanoTime();
            table = round.ask(grid, around, waiting);
            long judged = System.nanoTime();
            steps.add(
                    new Step(
                            name + note,
                            table,
                            (waited - begin) / 1_000_000,
                            (judged - waited) / 1_000_000,
                            latencies(waiting)));
            clock.seen();
            note = "";
        } catch (InterruptedException e) {
            waiting.abandon();
            throw Ended.stopped("during \"" + name + "\"");
        } catch (RuntimeException e) {
            waiting.abandon();
            throw e;
        }
        grids.add(grid);
        Ended.unlessConforming(name, table);
        return table;
    }

    private List<Latency> latencies(Waiting waiting) {
        OptionalLong change = clock.unseenSince();
        return change.isPresent() ? waiting.latencies(change.getAsLong()) : List.of();
    }

    /** Asks a matrix all the time while something is done, and judges every attempt. */
    void during(String name, Grid grid, Runnable done) {
        long begin = System.nanoTime();
        try {
            Table table = Throughout.judge(grid, around, done);
            long millis = (System.nanoTime() - begin) / 1_000_000;
            steps.add(new Step(name, table, 0, millis, List.of()));
            Ended.unlessConforming(name, table);
        } catch (InterruptedException e) {
            throw Ended.stopped("during \"" + name + "\"");
        }
    }

    /** Where packets of a cell go, however they are sent. */
    private record Way(Source from, Address address, int port, Protocol protocol) {
        static Way of(Place from, Access to) {
            Target target = to.target();
            return new Way(from.source(), target.address(), target.port(), target.protocol());
        }
    }

    /**
     * An agent on each node whose proxy has to leave a cell of this matrix unanswered that was not
     * answered earlier in the case. Such a silence may only mean that the proxy does not know the
     * Service yet.
     */
    List<Place> silentFromTheFirst(Grid grid) {
        Set<Way> silent = new HashSet<>();
        grid.forEach((row, column, from, to, expectation) -> {
            if (expectation instanceof Expectation.NotAnswered) {
                silent.add(Way.of(from, to));
            }
        });
        if (silent.isEmpty()) {
            return List.of();
        }
        for (Grid earlier : grids) {
            earlier.forEach((row, column, from, to, expectation) -> {
                if (expectation.isPositive()) {
                    silent.remove(Way.of(from, to));
                }
            });
        }
        Set<String> nodes = new HashSet<>();
        grid.forEach((row, column, from, to, expectation) -> {
            if (silent.contains(Way.of(from, to))) {
                if (from.kind() != Source.Kind.OUTSIDE) {
                    nodes.add(from.node());
                }
                to.controls().forwarders().forEach(forwarder -> nodes.add(forwarder.node()));
            }
        });
        return everyNode().stream().filter(agent -> nodes.contains(agent.node())).toList();
    }

    /** An agent on each node: that of its own network, or a pod where there are none. */
    List<Place> everyNode() {
        return around.hosts().isEmpty() ? around.pods() : around.hosts();
    }
}
