package io.github.k8sbykeshed.validator.scenario;

import io.github.k8sbykeshed.validator.expect.Arrival;
import io.github.k8sbykeshed.validator.expect.Control;
import io.github.k8sbykeshed.validator.expect.Controls;
import io.github.k8sbykeshed.validator.expect.Expectation;
import io.github.k8sbykeshed.validator.expect.Hope;
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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The steady round: every cell and its control, asked at the same time, a fixed number of times,
 * and every failure counts.
 */
final class Judging {

    /** So often a silence is asked for whose control is answered so late that it proves nothing. */
    private static final int TRIES = 5;

    /** So often a cell is asked again whose backend's agent was too slow itself. */
    private static final int STALLS = 2;

    /** A cell that is asked, and what came of it. */
    private static final class Cell {

        private final int row;
        private final int column;
        private final Place from;
        private final Access to;
        private final Expectation expectation;
        private List<Plan.Ref> probes = List.of();
        private AskedControls controls = AskedControls.NOTHING;
        private List<Attempt> attempts = List.of(Attempt.notObserved("not probed"));
        private Controls heard = Controls.NONE;

        Cell(int row, int column, Place from, Access to, Expectation expectation) {
            this.row = row;
            this.column = column;
            this.from = from;
            this.to = to;
            this.expectation = expectation;
        }

        void ask(Plan plan, Grid grid) {
            probes =
                    Asking.round(expectation, from.kind(), to, hosts(grid)).stream()
                            .map(probe -> plan.add(from, probe))
                            .toList();
            // Nothing is blamed for what is only recorded: its control would be waited for in vain.
            controls =
                    expectation instanceof Expectation.Recorded
                            ? AskedControls.NOTHING
                            : AskedControls.of(plan, grid, row, to, expectation);
        }

        private static int hosts(Grid grid) {
            return (int)
                    grid.from().stream().filter(place -> place.kind() == Source.Kind.HOST).count();
        }

        void hear(Plan.Running running) {
            attempts = running.attempts(probes);
            heard = controls.hear(running);
        }

        /** Whether each attempt was silent, and a refusal expected. */
        boolean lacksRefusal() {
            return expectation.terms().hope() == Hope.REFUSAL
                    && attempts.stream().allMatch(each -> each.observation() instanceof TimedOut);
        }

        Silences.Cell seen() {
            return new Silences.Cell(from, to, expectation, attempts, heard);
        }

        /** Whether its silence is this program's own fault, as far as is known. */
        boolean isOwnFault() {
            Arrival arrival = heard.arrival();
            return arrival != null && arrival.isOwnFault();
        }

        /** Whether it was as silent as its control was at that time. */
        boolean provesNothing() {
            return expectation.terms().hope() == Hope.SILENCE
                    && attempts.stream().allMatch(each -> each.observation() instanceof TimedOut)
                    && heard.direct().stream()
                            .flatMap(control -> control.attempts().stream())
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
            count(asked, running, around.memory().packets());
            learn(asked, Silences.inquire(seen(asked), running, grid, around));
            boolean again = tries < STALLS;
            asked =
                    asked.stream()
                            .filter(each -> each.provesNothing() || again && each.isOwnFault())
                            .toList();
        }
        askRarelyForRefusals(cells, around);
        waiting.lookForLost();
        List<Cell> there =
                cells.stream().filter(each -> waiting.isLost(each.from, each.to) == null).toList();
        learn(there, Silences.recheck(seen(there), around));
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
                    cell.heard.with(waiting.unserved(cell.row, cell.column)));
        }
        judgeTogether(grid, table);
        return table;
    }

    /** Where the limit of ICMP errors may have been what was silent. */
    private static void askRarelyForRefusals(List<Cell> cells, Surroundings around)
            throws InterruptedException {
        Map<Cell, Plan.Ref> again = new LinkedHashMap<>();
        Plan plan = new Plan();
        for (Cell cell : cells) {
            if (cell.lacksRefusal()) {
                Probe probe = cell.to.dialled(Asking.refusedRarely(cell.to.target()));
                again.put(cell, plan.add(cell.from, probe));
            }
        }
        if (again.isEmpty()) {
            return;
        }
        Plan.Running running = plan.run(around.prober(), around.inFlight());
        again.forEach((cell, probe) -> {
            List<Attempt> all = new ArrayList<>(cell.attempts);
            all.addAll(running.attempts(probe));
            cell.attempts = all;
        });
    }

    private static void count(List<Cell> cells, Plan.Running running, Packets packets) {
        // Several cells share controls.
        Set<Plan.Ref> counted = new HashSet<>();
        for (Cell cell : cells) {
            List<Packets.Asks> controls = new ArrayList<>();
            for (AskedControls.One one : cell.controls.all()) {
                if (counted.add(one.ref())) {
                    var control = new Control(one.agent(), running.attempts(one.ref()));
                    controls.add(new Packets.Asks(one.ref().place(), control));
                }
            }
            packets.count(cell.from, cell.to, cell.expectation, cell.attempts, controls);
        }
    }

    private static List<Silences.Cell> seen(List<Cell> cells) {
        return cells.stream().map(Cell::seen).toList();
    }

    private static void learn(List<Cell> cells, List<Silences.Cell> known) {
        for (int i = 0; i < cells.size(); i++) {
            cells.get(i).heard = known.get(i).controls();
        }
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
}
