package io.github.k8sbykeshed.validator.report;

import io.github.k8sbykeshed.validator.report.ReportModel.CaseReport;
import io.github.k8sbykeshed.validator.result.LossTable;
import io.github.k8sbykeshed.validator.result.Outcome;

/** tables.txt: every case with every step's expected, observed and comparison table. */
final class TablesText {

    private static final String LEGEND =
            """
            Rows are sources, columns are targets; names are node/namespace/pod.

              mark  expected         observed                comparison
              .     an answer        all attempts answered   as expected
              X     no answer        no attempt answered     violates
              %                      some attempts answered
              ?                      could not probe         inconclusive: could not probe, or a control fails
              o     either                                   recorded, not judged
              -     not asked        not asked               not asked

            """;

    private TablesText() {}

    static String of(ReportModel model) {
        var out = new StringBuilder(Summary.of(model.run(), false)).append('\n');
        out.append(new Findings(model.findings()).text());
        LossTable loss = model.run().loss();
        if (loss != null) {
            new LossText(loss).full().forEach(line -> out.append(line).append('\n'));
        }
        out.append(LEGEND);
        for (CaseReport each : model.cases()) {
            append(out, each);
        }
        return out.toString().stripTrailing() + "\n";
    }

    private static void append(StringBuilder out, CaseReport each) {
        String title = each.name() + ": " + each.title();
        out.append(title).append('\n').append("=".repeat(Text.width(title))).append('\n');
        out.append(outcome(each)).append('\n');
        each.result()
                .left()
                .forEach(left -> out.append("left behind: ").append(Text.line(left)).append('\n'));
        out.append('\n');
        for (StepReport step : each.steps()) {
            new StepText(step).full().forEach(line -> out.append(line).append('\n'));
            out.append('\n');
        }
    }

    /** What came of a case, in how much time and why. */
    private static String outcome(CaseReport each) {
        Outcome outcome = each.result().outcome();
        var line = new StringBuilder(outcome.word());
        if (!(outcome instanceof Outcome.NotApplicable || outcome instanceof Outcome.NotRun)) {
            line.append(" in ").append(Text.seconds(each.result().millis()));
        }
        if (!each.reason().isEmpty()) {
            line.append(": ").append(each.reason());
        }
        return line.toString();
    }
}
