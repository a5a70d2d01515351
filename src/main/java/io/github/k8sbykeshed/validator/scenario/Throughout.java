package io.github.k8sbykeshed.validator.scenario;

import io.github.k8sbykeshed.validator.expect.Control;
import io.github.k8sbykeshed.validator.expect.Controls;
import io.github.k8sbykeshed.validator.expect.Table;
import io.github.k8sbykeshed.validator.probe.Attempt;
import io.github.k8sbykeshed.validator.probe.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Asks every cell and its control all the time while something is done, as fast in a good minute as
 * in a bad one, and judges all of it.
 */
final class Throughout {

    /** The last attempts may still take their time-out, and reports their way. */
    private static final Duration GRACE = Duration.ofMillis(Asking.ANSWER_MILLIS).plusSeconds(5);

    private record Asked(
            int row, int column, Place from, Access to, Plan.Ref probe, List<Direct> direct) {}

    private record Direct(String agent, Plan.Ref ref) {}

    private Throughout() {}

    static Table judge(Grid grid, Surroundings around, Runnable done) throws InterruptedException {
        Plan plan = new Plan();
        List<Asked> cells = new ArrayList<>();
        grid.forEach((row, column, from, to, expectation) -> {
            List<Direct> direct = new ArrayList<>();
            for (Target target : to.controls().direct()) {
                if (!target.traits().agent().equals(from.id())) {
                    Plan.Ref ref = plan.share(from, Asking.throughout(target));
                    direct.add(new Direct(target.traits().agent(), ref));
                }
            }
            Plan.Ref probe = plan.add(from, to.dialled(Asking.throughout(to.target())));
            cells.add(new Asked(row, column, from, to, probe, direct));
        });
        // All at once: none of them ends before it is stopped.
        Plan.Running running = plan.start(around.prober(), Integer.MAX_VALUE);
        try {
            running.awaitStarted(GRACE);
            done.run();
            running.stop();
            running.await(GRACE);
        } catch (InterruptedException | RuntimeException e) {
            running.abandon();
            throw e;
        }
        List<Silences.Cell> seen = new ArrayList<>();
        for (Asked cell : cells) {
            seen.add(
                    new Silences.Cell(
                            cell.from(),
                            cell.to(),
                            grid.matrix().expectation(cell.row(), cell.column()),
                            lost(around, cell)
                                    .map(why -> List.of(Attempt.notObserved(why)))
                                    .orElseGet(() -> running.attempts(cell.probe())),
                            controls(running, cell)));
        }
        seen = Silences.recheck(Silences.inquire(seen, running, grid, around), around);
        Table table = new Table(grid.matrix());
        for (int i = 0; i < cells.size(); i++) {
            table.judge(
                    cells.get(i).row(),
                    cells.get(i).column(),
                    seen.get(i).attempts(),
                    seen.get(i).controls());
        }
        return table;
    }

    private static Controls controls(Plan.Running running, Asked cell) {
        return new Controls(
                cell.direct().stream()
                        .map(each -> new Control(each.agent(), running.attempts(each.ref())))
                        .toList(),
                false,
                null);
    }

    private static Optional<String> lost(Surroundings around, Asked cell) {
        List<Place> needed = new ArrayList<>(cell.to().backends());
        needed.add(cell.from());
        return needed.stream()
                .map(place -> around.prober().lost(place))
                .flatMap(Optional::stream)
                .findFirst();
    }
}
