package io.github.k8sbykeshed.validator.scenario;

import io.github.k8sbykeshed.validator.expect.Expectation;
import io.github.k8sbykeshed.validator.expect.Judge.Controls;
import io.github.k8sbykeshed.validator.expect.Table;
import io.github.k8sbykeshed.validator.expect.Table.Mark;
import io.github.k8sbykeshed.validator.probe.Attempt;
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
            @Nullable List<Plan.Ref> probes,
            @Nullable List<Plan.Ref> direct) {}

    private Judging() {}

    static Table judge(Grid grid, Surroundings around, Waiting waiting)
            throws InterruptedException {
        Plan plan = new Plan();
        List<Asked> cells = new ArrayList<>();
        grid.forEach((row, column, from, to, expectation) -> {
            if (waiting.isLost(from, to) != null) {
                // Its attempts would time out one after another, and prove nothing.
                cells.add(new Asked(row, column, from, to, null, null));
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
            cells.add(new Asked(row, column, from, to, probes, direct));
        });
        Plan.Running running = plan.run(around.prober(), around.inFlight());
        waiting.lookForLost();
        Table table = new Table(grid.matrix());
        for (Asked cell : cells) {
            String gone = waiting.isLost(cell.from(), cell.to());
            List<Plan.Ref> probes = cell.probes();
            List<Attempt> attempts =
                    gone == null && probes != null
                            ? running.attempts(probes)
                            : List.of(Attempt.notObserved(gone == null ? "not probed" : gone));
            List<Plan.Ref> refs = cell.direct();
            List<Attempt> direct = refs == null ? null : running.attempts(refs);
            table.judge(
                    cell.row(),
                    cell.column(),
                    attempts,
                    new Controls(direct, waiting.unserved(cell.row(), cell.column())));
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
