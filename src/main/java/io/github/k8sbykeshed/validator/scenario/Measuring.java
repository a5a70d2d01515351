package io.github.k8sbykeshed.validator.scenario;

import io.github.k8sbykeshed.validator.expect.Control;
import io.github.k8sbykeshed.validator.expect.Controls;
import io.github.k8sbykeshed.validator.expect.Table;
import io.github.k8sbykeshed.validator.probe.Attempt;
import io.github.k8sbykeshed.validator.probe.Probe;
import io.github.k8sbykeshed.validator.probe.Target;
import java.util.ArrayList;
import java.util.List;

/**
 * The round of a matrix that is measured: one transfer at a time, since two would share what there
 * is. Transfers past the Service take turns with those through it, so that both meet the same
 * network.
 */
final class Measuring {

    /** How many transfers a cell gets, and its control. */
    private static final int TRANSFERS = 5;

    private Measuring() {}

    static Table measure(Grid grid, Surroundings around, Waiting waiting)
            throws InterruptedException {
        Table table = new Table(grid.matrix());
        for (int row = 0; row < grid.from().size(); row++) {
            for (int column = 0; column < grid.to().size(); column++) {
                if (grid.matrix().isAsked(row, column)) {
                    cell(table, row, column, grid, around, waiting);
                }
            }
        }
        return table;
    }

    private static void cell(
            Table table, int row, int column, Grid grid, Surroundings around, Waiting waiting)
            throws InterruptedException {
        Place from = grid.from().get(row);
        Access to = grid.to().get(column);
        var expectation = grid.matrix().expectation(row, column);
        Target past = to.controls().direct().getFirst();
        List<Attempt> through = new ArrayList<>();
        List<Attempt> direct = new ArrayList<>();
        for (int i = 0; i < TRANSFERS; i++) {
            String gone = waiting.isLost(from, to);
            if (gone != null) {
                through.add(Attempt.notObserved(gone));
                break;
            }
            through.addAll(transfer(from, Asking.judged(expectation, to.target(), 1), around));
            direct.addAll(
                    past.equals(to.target())
                            ? List.of(through.getLast())
                            : transfer(from, Asking.judged(expectation, past, 1), around));
            waiting.lookForLost();
        }
        var control = new Control(past.traits().agent(), direct);
        table.judge(
                row,
                column,
                through,
                new Controls(List.of(control), false, waiting.unserved(row, column)));
    }

    private static List<Attempt> transfer(Place from, Probe probe, Surroundings around)
            throws InterruptedException {
        Plan plan = new Plan();
        Plan.Ref ref = plan.add(from, probe);
        return plan.run(around.prober(), 1).attempts(ref);
    }
}
