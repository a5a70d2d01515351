package io.github.k8sbykeshed.validator.scenario;

import io.github.k8sbykeshed.validator.expect.Expectation;
import io.github.k8sbykeshed.validator.expect.Judge.Controls;
import io.github.k8sbykeshed.validator.expect.Table;
import io.github.k8sbykeshed.validator.expect.Table.Mark;
import io.github.k8sbykeshed.validator.probe.Attempt;
import io.github.k8sbykeshed.validator.probe.Observation;
import io.github.k8sbykeshed.validator.probe.Probe;
import io.github.k8sbykeshed.validator.probe.Source;
import io.github.k8sbykeshed.validator.probe.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The steady round: every cell and its control, asked at the same time, a fixed number of times,
 * and every failure counts.
 */
final class Judging {

    /**
     * A cell with where its results will be; one that depends on an agent that is gone has none.
     */
    private record Asked(
            int row,
            int column,
            Place from,
            Access to,
            boolean silent,
            @Nullable List<Plan.Ref> probes,
            @Nullable List<Plan.Ref> direct) {}

    /** So often a round is asked in which no silence could be told from an answer that is late. */
    private static final int ROUNDS = 5;

    private Judging() {}

    static Table judge(Grid grid, Surroundings around, Waiting waiting)
            throws InterruptedException {
        Plan plan = new Plan();
        List<Asked> cells = new ArrayList<>();
        grid.forEach((row, column, from, to, expectation) -> {
            boolean silent = expectation instanceof Expectation.NotAnswered;
            if (waiting.isLost(from, to) != null) {
                // Its attempts would time out one after another, and prove nothing.
                cells.add(new Asked(row, column, from, to, silent, null, null));
                return;
            }
            List<Plan.Ref> probes =
                    Asking.round(expectation, to).stream()
                            .map(probe -> plan.add(from, probe))
                            .toList();
            // Nothing is blamed for what is only recorded: its control would be waited for in vain.
            List<Plan.Ref> direct =
                    expectation instanceof Expectation.Recorded
                            ? null
                            : control(plan, grid, from, to);
            cells.add(new Asked(row, column, from, to, silent, probes, direct));
        });
        Plan.Running running = plan.run(around.prober(), around.inFlight());
        for (int round = 1; round < ROUNDS && isTooSlow(cells, running); round++) {
            running = plan.run(around.prober(), around.inFlight());
        }
        waiting.lookForLost();
        Table table = new Table(grid.matrix());
        for (Asked cell : cells) {
            List<Plan.Ref> refs = cell.direct();
            List<Attempt> direct = refs == null ? null : running.attempts(refs);
            List<Plan.Ref> probes = cell.probes();
            String not = waiting.isLost(cell.from(), cell.to());
            if (not == null && probes == null) {
                not = "not probed";
            }
            if (not == null && cell.silent() && isTooSlow(direct)) {
                not = "its control is answered so late that silence proves nothing";
            }
            List<Attempt> attempts =
                    not == null && probes != null
                            ? running.attempts(probes)
                            : List.of(Attempt.notObserved(not == null ? "" : not));
            table.judge(
                    cell.row(),
                    cell.column(),
                    attempts,
                    new Controls(direct, waiting.unserved(cell.row(), cell.column())));
        }
        judgeTogether(grid, table);
        return table;
    }

    private static boolean isTooSlow(List<Asked> cells, Plan.Running running) {
        return cells.stream()
                .anyMatch(cell ->
                        cell.silent()
                                && cell.direct() != null
                                && isTooSlow(running.attempts(cell.direct())));
    }

    /** Whether these controls took longer than a silence that is asked for at the same time. */
    private static boolean isTooSlow(@Nullable List<Attempt> direct) {
        return direct != null
                && direct.stream()
                        .anyMatch(each ->
                                each.observation() instanceof Observation.Answered
                                        && each.tookMicros() > Asking.SILENCE_MILLIS * 1_000);
    }

    /** Where each cell may stay as it was by chance, but hardly all of a source. */
    private static void judgeTogether(Grid grid, Table table) {
        record Group(int row, Target.Reach reach) {}
        Map<Group, List<Integer>> groups = new HashMap<>();
        grid.forEach((row, column, from, to, expectation) -> {
            if (expectation instanceof Expectation.ChosenAnew) {
                groups.computeIfAbsent(new Group(row, to.target().reach()), g -> new ArrayList<>())
                        .add(column);
            }
        });
        groups.forEach((group, columns) -> {
            if (columns.stream()
                    .allMatch(column -> table.mark(group.row(), column) == Mark.RECORDED)) {
                String why = "none of " + columns.size() + " Services chose another backend";
                columns.forEach(column -> table.violate(group.row(), column, why));
            }
        });
    }

    /** The probes that show that the cell's backends can be reached at all; null if none can. */
    private static @Nullable List<Plan.Ref> control(Plan plan, Grid grid, Place from, Access to) {
        if (to.backends().equals(List.of(from))) {
            // A pod that reaches its own address proves nothing: another one has to reach it, by
            // the
            // same Service.
            for (Place other : grid.from()) {
                if (!other.equals(from) && other.kind() == from.kind()) {
                    return List.of(plan.share(other, direct(to.target())));
                }
            }
            return null;
        }
        List<Target> targets =
                from.kind() == Source.Kind.OUTSIDE
                        ? to.controls().directOutside()
                        : to.controls().direct();
        List<Plan.Ref> refs = new ArrayList<>();
        for (Target target : targets) {
            if (!target.label().equals(from.id())) {
                refs.add(plan.share(from, direct(target)));
            }
        }
        for (Place forwarder : to.controls().forwarders()) {
            for (Target target : to.controls().direct()) {
                refs.add(plan.share(forwarder, direct(target)));
            }
        }
        return refs.isEmpty() ? null : refs;
    }

    private static Probe direct(Target target) {
        return Probe.once(target, Asking.ANSWER_MILLIS);
    }
}
