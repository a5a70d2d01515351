package io.github.k8sbykeshed.validator.report;

import io.github.k8sbykeshed.validator.report.ReportModel.CaseReport;
import io.github.k8sbykeshed.validator.result.CaseResult;
import io.github.k8sbykeshed.validator.result.Outcome;
import io.github.k8sbykeshed.validator.result.Run;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What failed, with its tables: what a person looks at first. */
final class Failures {

    /** Cases beyond these are named only. */
    private static final int TABLES = 8;

    private static final int NAMES = 12;

    private Failures() {}

    static String of(ReportModel model) {
        return of(model, StepText.TERMINAL_WIDTH);
    }

    /**
     * @param width how wide a table may be, characters
     */
    static String of(ReportModel model, int width) {
        var out =
                new StringBuilder(problem(model.run()))
                        .append(new Findings(model.findings()).text());
        Map<String, List<CaseReport>> alike = alike(model);
        int drawn = 0;
        var named = new ArrayList<String>();
        for (var each : alike.entrySet()) {
            if (drawn < TABLES) {
                append(out, each.getValue(), width);
                drawn++;
            } else {
                each.getValue().forEach(result -> named.add(word(result) + " " + result.name()));
            }
        }
        if (!named.isEmpty()) {
            named.stream().limit(NAMES).forEach(line -> out.append(line).append('\n'));
            if (named.size() > NAMES) {
                out.append("and ").append(named.size() - NAMES).append(" more: see tables.txt\n");
            }
            out.append('\n');
        }
        out.append(notRun(model.run()));
        return out.isEmpty() ? "" : out.toString().stripTrailing() + "\n";
    }

    /** Why the run could not do its work; empty if it could. */
    private static String problem(Run run) {
        if (run.problem() == null) {
            return "";
        }
        var out = new StringBuilder("could not run:\n");
        run.problem()
                .strip()
                .lines()
                .forEach(line -> out.append("  ").append(Text.line(line)).append('\n'));
        return out.append('\n').toString();
    }

    /** The failed cases by what is to be shown of them; violations first. */
    private static Map<String, List<CaseReport>> alike(ReportModel model) {
        Map<String, List<CaseReport>> alike = new LinkedHashMap<>();
        model.cases().stream()
                .filter(each ->
                        each.result().outcome() instanceof Outcome.Violates
                                || each.result().outcome() instanceof Outcome.Inconclusive)
                .sorted(
                        Comparator.comparingInt(each ->
                                each.result().outcome() instanceof Outcome.Violates ? 0 : 1))
                .forEach(each -> {
                    String key = word(each) + " " + each.result().scenario() + body(each);
                    alike.computeIfAbsent(key, k -> new ArrayList<>()).add(each);
                });
        return alike;
    }

    private static String word(CaseReport each) {
        return each.result().outcome().word();
    }

    /** A case's failing steps, indented; empty if it failed before any was judged. */
    static String body(CaseReport of) {
        return body(of, StepText.TERMINAL_WIDTH);
    }

    private static String body(CaseReport of, int width) {
        var out = new StringBuilder();
        of.steps().stream()
                .filter(StepReport::failed)
                .flatMap(step -> new StepText(step).failure(width).stream())
                .forEach(line -> out.append("  ").append(line).append('\n'));
        return out.toString();
    }

    private static void append(StringBuilder out, List<CaseReport> alike, int width) {
        CaseReport first = alike.getFirst();
        out.append("%s %s: %s\n".formatted(word(first), first.name(), first.title()));
        if (alike.size() > 1) {
            List<String> others = alike.stream().skip(1).map(CaseReport::name).toList();
            out.append("  likewise: ").append(String.join(", ", others)).append('\n');
        }
        String body = body(first, width);
        if (body.isEmpty()) {
            out.append("  ").append(first.reason()).append('\n');
        }
        out.append(body).append('\n');
    }

    /** The cases that did not run, by the reason; empty if all did. */
    private static String notRun(Run run) {
        var out = new StringBuilder();
        notRunBecause(run)
                .forEach((why, which) ->
                        out.append("not run: ")
                                .append(why)
                                .append("\n  ")
                                .append(Text.some(which, NAMES))
                                .append("\n\n"));
        return out.toString();
    }

    /** The names of the cases that did not run, by the reason. */
    static Map<String, List<String>> notRunBecause(Run run) {
        Map<String, List<String>> names = new LinkedHashMap<>();
        for (CaseResult each : run.cases()) {
            if (each.outcome() instanceof Outcome.NotRun(String why)) {
                names.computeIfAbsent(Text.line(why), w -> new ArrayList<>())
                        .add(Text.line(each.name()));
            }
        }
        return names;
    }
}
