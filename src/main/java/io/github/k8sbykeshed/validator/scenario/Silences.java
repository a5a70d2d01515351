package io.github.k8sbykeshed.validator.scenario;

import io.github.k8sbykeshed.validator.expect.Arrival;
import io.github.k8sbykeshed.validator.expect.Comparison;
import io.github.k8sbykeshed.validator.expect.Controls;
import io.github.k8sbykeshed.validator.expect.Expectation;
import io.github.k8sbykeshed.validator.expect.Judge;
import io.github.k8sbykeshed.validator.probe.Attempt;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Looks into cells against which nothing stands but silence: a slow machine and a network that
 * loses packets are as silent as a Service that does not work.
 */
final class Silences {

    /** A cell that was asked, and what it saw. */
    record Cell(
            Place from,
            Access to,
            Expectation expectation,
            List<Attempt> attempts,
            Controls controls) {

        /** Whether it would violate, and by silence alone. */
        boolean isInDoubt() {
            return Judge.isSilence(
                    expectation, attempts, Judge.judge(expectation, attempts, controls));
        }

        /**
         * Whether chance alone makes none of its attempts come through but for {@link
         * Comparison#FALSE_BLAME}, by what the network has lost so far past Services.
         *
         * @param mostLost the share of packets from its node that may be lost at most
         */
        boolean isCertain(double mostLost) {
            return attempts.stream().allMatch(each -> each.observation().mayBeLoss())
                    && Math.pow(mostLost, attempts.size()) < Comparison.FALSE_BLAME;
        }

        private Cell with(Controls more) {
            return new Cell(from, to, expectation, attempts, more);
        }
    }

    private Silences() {}

    /** These cells, where in doubt with what the other end knows of their silent attempts. */
    static List<Cell> inquire(
            List<Cell> cells, Plan.Running running, Grid grid, Surroundings around)
            throws InterruptedException {
        List<Integer> which = new ArrayList<>();
        List<Inquiry.Silent> silent = new ArrayList<>();
        for (int i = 0; i < cells.size(); i++) {
            Cell cell = cells.get(i);
            var started = running.startedNanos(cell.from());
            if (started.isPresent() && cell.isInDoubt()) {
                var each =
                        new Inquiry.Silent(
                                cell.from(), cell.to(), cell.attempts(), started.getAsLong());
                if (each.canBeAskedAbout()) {
                    which.add(i);
                    silent.add(each);
                }
            }
        }
        List<Cell> all = new ArrayList<>(cells);
        if (!silent.isEmpty()) {
            List<Arrival> arrivals = Inquiry.about(silent, grid.places(), around.prober());
            for (int i = 0; i < which.size(); i++) {
                int cell = which.get(i);
                Controls known = cells.get(cell).controls().with(arrivals.get(i));
                all.set(cell, cells.get(cell).with(known));
            }
        }
        return all;
    }

    /** These cells, where in doubt with what became of packets that are sent now. */
    static List<Cell> recheck(List<Cell> cells, Surroundings around) throws InterruptedException {
        List<Integer> which = new ArrayList<>();
        List<Recheck.Doubt> doubts = new ArrayList<>();
        Packets packets = around.memory().packets();
        Map<String, Double> mostLost = new HashMap<>();
        for (int i = 0; i < cells.size(); i++) {
            Cell cell = cells.get(i);
            if (cell.isInDoubt()
                    && !cell.isCertain(
                            mostLost.computeIfAbsent(cell.from().node(), packets::mostLost))
                    && Recheck.isPossible(cell.from(), cell.to())) {
                which.add(i);
                doubts.add(new Recheck.Doubt(cell.from(), cell.to()));
            }
        }
        List<Cell> all = new ArrayList<>(cells);
        if (!doubts.isEmpty()) {
            List<Comparison> compared = Recheck.of(doubts, around);
            for (int i = 0; i < which.size(); i++) {
                int cell = which.get(i);
                Controls known = cells.get(cell).controls().with(compared.get(i));
                all.set(cell, cells.get(cell).with(known));
            }
        }
        return all;
    }
}
