package io.github.k8sbykeshed.validator.report;

import io.github.k8sbykeshed.validator.diagnosis.Diagnosis;
import io.github.k8sbykeshed.validator.diagnosis.Finding;
import io.github.k8sbykeshed.validator.expect.Table;
import io.github.k8sbykeshed.validator.expect.Table.Mark;
import io.github.k8sbykeshed.validator.probe.Attempt;
import io.github.k8sbykeshed.validator.probe.Source;
import io.github.k8sbykeshed.validator.probe.Target;
import io.github.k8sbykeshed.validator.report.Reports.Cells;
import io.github.k8sbykeshed.validator.result.CaseResult;
import io.github.k8sbykeshed.validator.result.Run;
import io.github.k8sbykeshed.validator.result.Step;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** All that is known of single cells, in order of time. */
final class Why {

    /** Cells that fail, where none is asked for by name. */
    private static final int CELLS = 5;

    private static final int ATTEMPTS = 12;
    private static final double MICROS = 1_000;

    private final StringBuilder out = new StringBuilder();
    private final List<Finding> findings;
    private final Cells cells;

    private Why(List<Finding> findings, Cells cells) {
        this.findings = findings;
        this.cells = cells;
    }

    static String of(Run run, List<CaseResult> cases, Cells cells) {
        var why = new Why(Diagnosis.of(run), cells);
        cases.forEach(why::tell);
        return why.out.toString();
    }

    private void tell(CaseResult result) {
        int before = out.length();
        boolean all = cells.isNamed();
        int told = 0;
        int untold = 0;
        for (Step step : result.steps()) {
            Table table = step.table();
            boolean isHeaded = false;
            for (int row = 0; row < table.matrix().rows(); row++) {
                for (int column = 0; column < table.matrix().columns(); column++) {
                    if (!isMeant(table, row, column)) {
                        continue;
                    }
                    if (!all && told == CELLS) {
                        untold++;
                        continue;
                    }
                    if (!isHeaded) {
                        head(step);
                        isHeaded = true;
                    }
                    tell(step, row, column);
                    told++;
                }
            }
        }
        if (told == 0) {
            return;
        }
        out.insert(
                before,
                result.outcome().word()
                        + " "
                        + Text.line(result.name())
                        + ": "
                        + Text.line(result.title())
                        + "\n");
        if (untold > 0) {
            line(
                    2,
                    "and "
                            + Text.count(untold, "cell")
                            + " more that are not as expected: name one with --from and --to");
        }
        causes(result);
        out.append('\n');
    }

    /** Whether a cell was asked and is one of those by name, or fails if none is named. */
    private boolean isMeant(Table table, int row, int column) {
        Mark mark = table.mark(row, column);
        return cells.isNamed()
                ? mark != Mark.UNASKED
                        && cells.include(
                                table.matrix().sources().get(row),
                                table.matrix().targets().get(column))
                : mark == Mark.VIOLATES || mark == Mark.INCONCLUSIVE;
    }

    private void head(Step step) {
        out.append("  step \"")
                .append(Text.line(step.name()))
                .append("\": waited ")
                .append(Text.millis(step.waitMillis()))
                .append(", then asked for ")
                .append(Text.millis(step.roundMillis()))
                .append('\n');
    }

    private void tell(Step step, int row, int column) {
        Table table = step.table();
        Source source = table.matrix().sources().get(row);
        Target target = table.matrix().targets().get(column);
        Table.Evidence evidence = table.evidence(row, column);
        line(
                4,
                table.mark(row, column).symbol()
                        + " "
                        + source.id()
                        + " -> "
                        + target.label()
                        + " ("
                        + target.describe()
                        + ")");
        line(6, "expected: " + table.matrix().expectation(row, column).describe());
        line(6, "waiting: " + firstAsExpected(step, source, target));
        if (evidence == null) {
            line(
                    6,
                    "seen: "
                            + Text.count(table.attempts(row, column), "attempt")
                            + " as expected, the slowest took "
                            + Text.micros(table.slowestMicros(row, column)));
            return;
        }
        attempts("seen", evidence.attempts());
        attempts("control past the Service", evidence.direct());
        attempts("control on a port that nobody serves", evidence.unserved());
        var arrival = evidence.arrival();
        if (arrival != null) {
            line(6, "the other end says: " + arrival.describe());
        }
        var comparison = evidence.comparison();
        if (comparison != null) {
            line(6, "packets sent afterwards that were lost: " + comparison.describe());
        }
        if (!evidence.why().isEmpty()) {
            line(6, "so: " + evidence.code() + ", " + evidence.why());
        }
    }

    private static String firstAsExpected(Step step, Source source, Target target) {
        return step.latencies().stream()
                .filter(each ->
                        each.source().equals(source.id()) && each.target().equals(target.label()))
                .findFirst()
                .map(each ->
                        "first as expected "
                                + Text.micros(each.micros())
                                + " after the change before the step")
                .orElse("when it first was as expected is not known, or it never was");
    }

    private void attempts(String what, @Nullable List<Attempt> attempts) {
        if (attempts == null) {
            line(6, what + ": none");
            return;
        }
        line(6, what + ": " + Text.count(attempts.size(), "attempt"));
        for (Attempt each : attempts.subList(0, Math.min(ATTEMPTS, attempts.size()))) {
            line(
                    8,
                    String.format(
                            Locale.ROOT,
                            "at %,.3f ms, for %,.3f ms: %s",
                            each.startMicros() / MICROS,
                            each.tookMicros() / MICROS,
                            each.observation().describe()
                                    + (each.trail().first() == Attempt.First.LOST
                                            ? "; its first packet was lost"
                                            : "")));
        }
        if (attempts.size() > ATTEMPTS) {
            line(8, "and " + (attempts.size() - ATTEMPTS) + " more");
        }
    }

    /** What may be why, and what else fails for it. */
    private void causes(CaseResult result) {
        for (Finding each : findings) {
            if (each.cases().contains(result.name())) {
                line(2, "cause: " + each.name() + ": " + each.cause());
                line(
                        4,
                        "fails alike: "
                                + Text.count(each.cells(), "cell")
                                + " of "
                                + Text.count(each.cases().size(), "case"));
                each.look().forEach(command -> line(4, "$ " + command));
            }
        }
    }

    private void line(int indent, String text) {
        out.append(" ".repeat(indent)).append(Text.line(text)).append('\n');
    }
}
