package io.github.k8sbykeshed.validator.scenario;

import io.github.k8sbykeshed.validator.expect.Expectation;
import io.github.k8sbykeshed.validator.expect.Judge.Controls;
import io.github.k8sbykeshed.validator.expect.ReasonCode;
import io.github.k8sbykeshed.validator.expect.Table;
import io.github.k8sbykeshed.validator.expect.Table.Mark;
import io.github.k8sbykeshed.validator.probe.Attempt;
import io.github.k8sbykeshed.validator.probe.Observation.Answered;
import io.github.k8sbykeshed.validator.probe.Observation.TimedOut;
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

    /** So often a silence is asked for whose control is answered so late that it proves nothing. */
    private static final int TRIES = 5;

    /** A cell that is asked, and what came of it. */
    private static final class Cell {

        private final int row;
        private final int column;
        private final Place from;
        private final Access to;
        private final Expectation expectation;
        private List<Plan.Ref> probes = List.of();
        private @Nullable List<Plan.Ref> controls;
        private List<Attempt> attempts = List.of(Attempt.notObserved("not probed"));
        private @Nullable List<Attempt> direct;

        Cell(int row, int column, Place from, Access to, Expectation expectation) {
            this.row = row;
            this.column = column;
            this.from = from;
            this.to = to;
            this.expectation = expectation;
        }

        void ask(Plan plan, Grid grid) {
            probes =
                    Asking.round(expectation, to).stream()
                            .map(probe -> plan.add(from, probe))
                            .toList();
            // Nothing is blamed for what is only recorded: its control would be waited for in vain.
            controls =
                    expectation instanceof Expectation.Recorded
                            ? null
                            : control(plan, grid, from, to);
        }

        void hear(Plan.Running running) {
            attempts = running.attempts(probes);
            direct = controls == null ? null : running.attempts(controls);
        }

        /** Whether it was as silent as its control was at that time. */
        boolean provesNothing() {
            return expectation instanceof Expectation.NotAnswered
                    && attempts.stream().allMatch(each -> each.observation() instanceof TimedOut)
                    && direct != null
                    && direct.stream()
                            .anyMatch(each ->
                                    each.observation() instanceof Answered
                                            && each.tookMicros() > Asking.SILENCE_MILLIS * 1_000);
        }
    }

    private Judging() {}

    static Table judge(Grid grid, Surroundings around, Waiting waiting)
            throws InterruptedException {
        List<Cell> cells = new ArrayList<>();
        grid.forEach((row, column, from, to, expectation) ->
                cells.add(new Cell(row, column, from, to, expectation)));
        // Attempts of what is lost would time out one after another, and prove nothing.
        List<Cell> asked =
                cells.stream().filter(each -> waiting.isLost(each.from, each.to) == null).toList();
        for (int tries = 0; tries < TRIES && !asked.isEmpty(); tries++) {
            Plan plan = new Plan();
            asked.forEach(each -> each.ask(plan, grid));
            Plan.Running running = plan.run(around.prober(), around.inFlight());
            asked.forEach(each -> each.hear(running));
            asked = asked.stream().filter(Cell::provesNothing).toList();
        }
        waiting.lookForLost();
        Table table = new Table(grid.matrix());
        for (Cell cell : cells) {
            String gone = waiting.isLost(cell.from, cell.to);
            if (gone == null && cell.provesNothing()) {
                gone = "its control is answered so late that silence proves nothing";
            }
            table.judge(
                    cell.row,
                    cell.column,
                    gone == null ? cell.attempts : List.of(Attempt.notObserved(gone)),
                    new Controls(cell.direct, waiting.unserved(cell.row, cell.column)));
        }
        judgeTogether(grid, table);
        return table;
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
                columns.forEach(column ->
                        table.violate(group.row(), column, ReasonCode.NOT_CHOSEN_ANEW, why));
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
                    return List.of(plan.share(other, direct(to.target(), to)));
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
            if (!target.traits().agent().equals(from.id())) {
                refs.add(plan.share(from, direct(target, to)));
            }
        }
        for (Place forwarder : to.controls().forwarders()) {
            for (Target target : to.controls().direct()) {
                refs.add(plan.share(forwarder, direct(target, to)));
            }
        }
        return refs.isEmpty() ? null : refs;
    }

    /**
     * A control carries what the cell carries: a large payload may be lost where a small passes.
     */
    private static Probe direct(Target target, Access to) {
        return Probe.once(target, Asking.ANSWER_MILLIS).withPayload(to.dialling().payloadBytes());
    }
}
