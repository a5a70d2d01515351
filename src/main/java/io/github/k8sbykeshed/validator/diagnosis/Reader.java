package io.github.k8sbykeshed.validator.diagnosis;

import io.github.k8sbykeshed.validator.diagnosis.Attribute.Company;
import io.github.k8sbykeshed.validator.diagnosis.Attribute.Stage;
import io.github.k8sbykeshed.validator.expect.ReasonCode;
import io.github.k8sbykeshed.validator.expect.Table;
import io.github.k8sbykeshed.validator.probe.Source;
import io.github.k8sbykeshed.validator.probe.Target;
import io.github.k8sbykeshed.validator.probe.Target.Reach;
import io.github.k8sbykeshed.validator.result.CaseResult;
import io.github.k8sbykeshed.validator.result.Run;
import io.github.k8sbykeshed.validator.result.Step;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes trials of the cells of a run: all steps of all cases, since a step that ends its case says
 * what it says, and those before it what worked until then. What could not be probed says nothing.
 */
final class Reader {

    /**
     * A judged cell.
     *
     * @param evidence what was seen in it; null if it conforms
     */
    record Cell(CaseResult of, Step step, int row, int column, Table.@Nullable Evidence evidence) {

        Source source() {
            return step.table().matrix().sources().get(row);
        }

        Target target() {
            return step.table().matrix().targets().get(column);
        }

        Wanted wanted() {
            return Wanted.of(step.table().matrix().expectation(row, column));
        }

        boolean isAt(Cell other) {
            return step == other.step && row == other.row && column == other.column;
        }

        boolean isFailing() {
            return evidence != null;
        }

        /**
         * Whether the same backend is not reached past the Service either. The control of a pod
         * that asks for itself goes through the Service as well.
         */
        boolean hasFailingControl() {
            return evidence != null
                    && evidence.code() == ReasonCode.CONTROL_FAILS
                    && !wanted().backend().equals(source().id());
        }
    }

    /** Is told each trial; it is used again for the next one. */
    interface Visitor {
        void visit(Cell cell, Trial trial);
    }

    private static final long PRIME = 0xBF58476D1CE4E5B9L;

    private final Run run;
    private final Surveyor surveyor;
    private final CellTrials cells;
    private final ControlTrials controls;
    private final Trial trial = new Trial();

    Reader(Run run, Vocabulary vocabulary) {
        this.run = run;
        this.surveyor = new Surveyor(vocabulary, run.facts());
        this.cells = new CellTrials(surveyor, trial);
        this.controls = new ControlTrials(surveyor, trial, hosts(run)::contains);
    }

    private static Set<String> hosts(Run run) {
        Set<String> hosts = new HashSet<>();
        for (CaseResult each : run.cases()) {
            for (Step step : each.steps()) {
                for (Source source : step.table().matrix().sources()) {
                    if (source.kind() == Source.Kind.HOST) {
                        hosts.add(source.id());
                    }
                }
            }
        }
        return hosts;
    }

    /** Visits the trials of all cells that fail; what passes in them is theirs too. */
    void readFailing(Visitor visitor) {
        read(true, EnumSet.allOf(Facet.class), visitor);
    }

    /** Visits the trials of these facets of all cells that conform. */
    void readConforming(Set<Facet> facets, Visitor visitor) {
        read(false, facets, visitor);
    }

    /** What a cell whose control fails has to do with, as far as that is known. */
    void shadow(Cell cell, Visitor visitor) {
        controls.shadow(cell, visitor);
    }

    private void read(boolean failing, Set<Facet> facets, Visitor visitor) {
        surveyor.begin();
        for (CaseResult each : run.cases()) {
            Stage stage = Stage.FIRST;
            for (Step step : each.steps()) {
                read(each, step, stage, failing, facets, visitor);
                stage = Stage.AFTER_CHANGE;
            }
        }
    }

    private void read(
            CaseResult of,
            Step step,
            Stage stage,
            boolean failing,
            Set<Facet> facets,
            Visitor visitor) {
        Table table = step.table();
        var matrix = table.matrix();
        List<Wanted> wanted = matrix.expectations().stream().map(Wanted::of).toList();
        int[][] targets = new int[matrix.columns()][];
        for (int row = 0; row < matrix.rows(); row++) {
            Source source = matrix.sources().get(row);
            for (int column = 0; column < matrix.columns(); column++) {
                if (isJudged(table, row, column, failing)) {
                    Target target = matrix.targets().get(column);
                    if (targets[column] == null) {
                        targets[column] = values(of, stage, target);
                    }
                    var evidence = failing ? table.evidence(row, column) : null;
                    var cell = new Cell(of, step, row, column, evidence);
                    Wanted its = wanted.get(matrix.code(row, column));
                    read(cell, its, source, target, targets[column], facets, visitor);
                }
            }
            if (!failing && facets.contains(Facet.UNSERVED)) {
                readUnserved(of, step, row, stage, visitor);
            }
        }
    }

    /** What all cells of a target have in common. */
    private int[] values(CaseResult of, Stage stage, Target target) {
        trial.clear();
        surveyor.target(trial, target);
        surveyor.set(trial, Attribute.STAGE, stage);
        surveyor.set(trial, Attribute.SCENARIO, of.scenario());
        surveyor.set(trial, Attribute.FEATURE, of.feature());
        return trial.values.clone();
    }

    /** Whether a cell is judged, and fails or conforms as asked for. */
    private static boolean isJudged(Table table, int row, int column, boolean failing) {
        return switch (table.mark(row, column)) {
            case CONFORMS -> !failing;
            case VIOLATES -> failing && table.evidence(row, column) != null;
            case INCONCLUSIVE -> {
                Table.Evidence evidence = failing ? table.evidence(row, column) : null;
                yield evidence != null && evidence.code() == ReasonCode.CONTROL_FAILS;
            }
            case RECORDED, UNASKED -> false;
        };
    }

    private void read(
            Cell cell,
            Wanted wanted,
            Source source,
            Target target,
            int[] values,
            Set<Facet> facets,
            Visitor visitor) {
        if (facets.contains(Facet.NETWORK) || facets.contains(Facet.SERVER)) {
            controls.visit(cell, wanted, source, target, visitor);
        }
        if (cell.hasFailingControl()) {
            // Whatever else is said of it, there is such a cell.
            trial.clear();
            trial.facet = Facet.NETWORK;
            trial.count(0, 0, 0);
            visitor.visit(cell, trial);
            return;
        }
        if (target.reach() == Reach.DIRECT) {
            return;
        }
        System.arraycopy(values, 0, trial.values, 0, values.length);
        trial.identity = identity(source, target, cell.of().scenario(), wanted.kind());
        surveyor.source(trial, source);
        if (wanted.payloadBytes() > 0) {
            surveyor.payload(trial, target, wanted.payloadBytes());
        }
        surveyor.set(trial, Attribute.WANTED, wanted.kind());
        if (!wanted.agents().isEmpty()) {
            surveyor.set(
                    trial,
                    Attribute.COMPANY,
                    wanted.agents().size() == 1 ? Company.ALONE : Company.SEVERAL);
        }
        surveyor.set(trial, Attribute.DIALLED, surveyor.dialled(source, target));
        surveyor.set(
                trial, Attribute.FORWARDER, surveyor.forwarder(source, target, !cell.isFailing()));
        cells.visit(cell, wanted, source, target, visitor);
        Table.Evidence evidence = cell.evidence();
        if (evidence != null && evidence.code() == ReasonCode.UNSERVED_PORT_ANSWERS) {
            unserved(source, target, values, true);
            visitor.visit(cell, trial);
        }
    }

    static long identity(Object... parts) {
        long identity = 0;
        for (Object each : parts) {
            identity = (identity + each.hashCode()) * PRIME;
            identity ^= identity >>> 29;
        }
        return identity;
    }

    /**
     * Each source tries the port that nobody serves of some targets, and each target's is tried by
     * some source. Which of those that conform tried it is not kept, so that a source counts once.
     */
    private void readUnserved(CaseResult of, Step step, int row, Stage stage, Visitor visitor) {
        var matrix = step.table().matrix();
        int silent = -1;
        for (int column = 0; column < matrix.columns(); column++) {
            Target target = matrix.targets().get(column);
            Table.Evidence evidence = step.table().evidence(row, column);
            if (evidence != null && evidence.code() == ReasonCode.UNSERVED_PORT_ANSWERS) {
                return;
            }
            if (target.reach() == Reach.CLUSTER_IP
                    && matrix.isAsked(row, column)
                    && target.speech() instanceof Target.Speech.ToAgent) {
                silent = column;
            }
        }
        if (silent >= 0) {
            Target target = matrix.targets().get(silent);
            unserved(matrix.sources().get(row), target, values(of, stage, target), false);
            visitor.visit(new Cell(of, step, row, silent, null), trial);
        }
    }

    private void unserved(Source source, Target target, int[] values, boolean answers) {
        System.arraycopy(values, 0, trial.values, 0, values.length);
        trial.identity = identity(source, target.protocol(), target.family());
        trial.backend = 0;
        trial.set(Attribute.SERVICE, Vocabulary.NONE);
        trial.set(Attribute.SCENARIO, Vocabulary.NONE);
        trial.set(Attribute.FEATURE, Vocabulary.NONE);
        surveyor.source(trial, source);
        surveyor.set(trial, Attribute.FORWARDER, surveyor.forwarder(source, target, !answers));
        trial.facet = Facet.UNSERVED;
        trial.count(1, 1, answers ? 1 : 0);
    }
}
