package io.github.k8sbykeshed.validator.report;

import io.github.k8sbykeshed.validator.result.CaseResult;
import io.github.k8sbykeshed.validator.result.Outcome;
import io.github.k8sbykeshed.validator.result.Run;
import io.github.k8sbykeshed.validator.result.Step;
import java.util.ArrayList;
import java.util.List;

/** tables.txt: every case with every step's expected, observed and comparison table. */
final class TablesText {

    static final String LEGEND =
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

    static String of(Run run, Findings findings) {
        var out = new StringBuilder(Summary.of(run, false)).append('\n');
        out.append(findings.text()).append(LEGEND);
        for (CaseResult each : run.cases()) {
            append(out, each);
        }
        return out.toString().stripTrailing() + "\n";
    }

    private static void append(StringBuilder out, CaseResult result) {
        String name = Text.line(result.name());
        String title = name + ": " + Text.line(result.title());
        out.append(title).append('\n').append("=".repeat(Text.width(title))).append('\n');
        body(result).forEach(line -> out.append(line).append('\n'));
    }

    /** A case without its name, in lines: what came of it, and every step. */
    static List<String> body(CaseResult result) {
        var outcome = new StringBuilder(result.outcome().word());
        if (!(result.outcome() instanceof Outcome.NotApplicable
                || result.outcome() instanceof Outcome.NotRun)) {
            outcome.append(" in ").append(Text.seconds(result.millis()));
        }
        if (!result.outcome().reason().isEmpty()) {
            outcome.append(": ").append(Text.line(result.outcome().reason()));
        }
        var lines = new ArrayList<>(List.of(outcome.toString()));
        result.left().forEach(each -> lines.add("left behind: " + Text.line(each)));
        lines.add("");
        for (Step step : result.steps()) {
            lines.addAll(new StepText(step).full());
            lines.add("");
        }
        return lines;
    }
}
