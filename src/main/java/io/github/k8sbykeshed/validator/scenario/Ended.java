package io.github.k8sbykeshed.validator.scenario;

import io.github.k8sbykeshed.validator.expect.Matrix;
import io.github.k8sbykeshed.validator.expect.Table;
import io.github.k8sbykeshed.validator.expect.Table.Mark;
import io.github.k8sbykeshed.validator.result.Outcome;

/** Ends a case early, with its outcome. */
final class Ended extends RuntimeException {

    private static final long serialVersionUID = 1;

    final transient Outcome outcome;

    Ended(Outcome outcome) {
        super(outcome.reason(), null, false, false);
        this.outcome = outcome;
    }

    /** The run is stopped before the case ends; the thread stays interrupted. */
    static Ended stopped() {
        return stopped("before it ended");
    }

    /** The run is stopped; the thread stays interrupted. */
    static Ended stopped(String when) {
        Thread.currentThread().interrupt();
        return new Ended(new Outcome.NotRun("the run was stopped " + when));
    }

    /**
     * Ends the case if a cell of this step violates or is inconclusive; a violation counts more.
     */
    static void unlessConforming(String step, Table table) {
        int violating = table.count(Mark.VIOLATES);
        if (violating > 0) {
            throw new Ended(new Outcome.Violates(sentence(step, table, Mark.VIOLATES, violating)));
        }
        int unclear = table.count(Mark.INCONCLUSIVE);
        if (unclear > 0) {
            throw new Ended(
                    new Outcome.Inconclusive(sentence(step, table, Mark.INCONCLUSIVE, unclear)));
        }
    }

    private static String sentence(String step, Table table, Mark mark, int count) {
        Matrix matrix = table.matrix();
        for (int row = 0; row < matrix.rows(); row++) {
            for (int column = 0; column < matrix.columns(); column++) {
                Table.Evidence evidence = table.evidence(row, column);
                if (table.mark(row, column) == mark && evidence != null) {
                    return step
                            + ": "
                            + count
                            + " of "
                            + matrix.asked()
                            + " cells "
                            + (mark == Mark.VIOLATES ? "violate" : "are inconclusive")
                            + "; "
                            + matrix.sources().get(row)
                            + " -> "
                            + matrix.targets().get(column).label()
                            + ": "
                            + evidence.why();
                }
            }
        }
        throw new IllegalArgumentException("no cell is marked " + mark);
    }
}
