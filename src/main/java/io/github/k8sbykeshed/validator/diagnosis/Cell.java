package io.github.k8sbykeshed.validator.diagnosis;

import io.github.k8sbykeshed.validator.expect.Expectation;
import io.github.k8sbykeshed.validator.expect.ReasonCode;
import io.github.k8sbykeshed.validator.expect.Table;
import io.github.k8sbykeshed.validator.expect.Table.Mark;
import io.github.k8sbykeshed.validator.probe.Source;
import io.github.k8sbykeshed.validator.probe.Target;
import io.github.k8sbykeshed.validator.result.CaseResult;
import io.github.k8sbykeshed.validator.result.Outcome;
import io.github.k8sbykeshed.validator.result.Run;
import io.github.k8sbykeshed.validator.result.Step;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A judged cell of a run with all that a cause may have to do with.
 *
 * @param agents who may answer; empty where no answer is hoped for, or one of no agent
 * @param state what came of it
 */
record Cell(CaseResult of, Source source, Target target, Set<String> agents, State state) {

    /** What came of a cell. */
    enum State {
        CONFORMS,
        VIOLATES,
        /** The same backend cannot be reached past the Service either. */
        CONTROL_FAILS,
        /** An agent was gone: evidence of nothing. */
        NOT_PROBED
    }

    /**
     * Visits the cells of the steps that say something: all of a case that conforms, else those of
     * the step that it ends with. What was right before a change says nothing of what is wrong
     * after it. A large run has millions: nobody keeps them.
     */
    static void forEach(Run run, Consumer<Cell> visitor) {
        for (CaseResult each : run.cases()) {
            List<Step> steps =
                    each.outcome() instanceof Outcome.Conforms || each.steps().isEmpty()
                            ? each.steps()
                            : List.of(each.steps().getLast());
            steps.forEach(step -> forEach(each, step.table(), visitor));
        }
    }

    private static void forEach(CaseResult of, Table table, Consumer<Cell> visitor) {
        for (int row = 0; row < table.matrix().rows(); row++) {
            for (int column = 0; column < table.matrix().columns(); column++) {
                Mark mark = table.mark(row, column);
                if (mark != Mark.UNASKED && mark != Mark.RECORDED) {
                    Expectation expectation = table.matrix().expectation(row, column);
                    visitor.accept(
                            new Cell(
                                    of,
                                    table.matrix().sources().get(row),
                                    table.matrix().targets().get(column),
                                    expectation.isPositive() ? expectation.agents() : Set.of(),
                                    state(table, row, column)));
                }
            }
        }
    }

    private static State state(Table table, int row, int column) {
        return switch (table.mark(row, column)) {
            case CONFORMS, RECORDED, UNASKED -> State.CONFORMS;
            case VIOLATES -> State.VIOLATES;
            case INCONCLUSIVE -> {
                Table.Evidence evidence = table.evidence(row, column);
                if (evidence == null || evidence.code() != ReasonCode.CONTROL_FAILS) {
                    yield State.NOT_PROBED;
                }
                Source source = table.matrix().sources().get(row);
                // The control of a pod that asks for itself goes through the Service as well.
                yield table.matrix().expectation(row, column).agents().equals(Set.of(source.id()))
                        ? State.VIOLATES
                        : State.CONTROL_FAILS;
            }
        };
    }

    /** The one agent that has to answer; empty if there are several or none. */
    String backend() {
        return agents.size() == 1 ? agents.iterator().next() : "";
    }

    /** Whether it is a pod that asks for itself, which says nothing of the network between pods. */
    boolean isToItself() {
        return agents.size() == 1 && agents.contains(source.id());
    }

    /** The node whose proxy has the first say; empty where that is not known. */
    String proxy() {
        return switch (target.reach()) {
            case NODE_PORT -> target.traits().node();
            case CLUSTER_IP, LOAD_BALANCER, EXTERNAL_IP ->
                    source.kind() == Source.Kind.OUTSIDE ? "" : source.node();
            case DNS_NAME, HOST_PORT, DIRECT -> "";
        };
    }

    /** Whether it asks a Service that the run made, and hopes for an answer of its backends. */
    boolean isEvidence() {
        return !agents.isEmpty()
                && target.reach() != Target.Reach.DIRECT
                && target.reach() != Target.Reach.HOST_PORT;
    }
}
