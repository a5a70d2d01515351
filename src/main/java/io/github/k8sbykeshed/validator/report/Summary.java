package io.github.k8sbykeshed.validator.report;

import io.github.k8sbykeshed.validator.expect.Table;
import io.github.k8sbykeshed.validator.probe.Facts;
import io.github.k8sbykeshed.validator.result.CaseResult;
import io.github.k8sbykeshed.validator.result.LossTable;
import io.github.k8sbykeshed.validator.result.Outcome;
import io.github.k8sbykeshed.validator.result.Run;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The run on one screen: cases by feature, times, the verdict. */
final class Summary {

    static final String TOTAL = "total";
    private static final String RED = "31";
    private static final String GREEN = "32";
    private static final String YELLOW = "33";

    private final Run run;
    private final boolean colour;

    Summary(Run run, boolean colour) {
        this.run = run;
        this.colour = colour;
    }

    static String of(Run run, boolean colour) {
        return new Summary(run, colour).text();
    }

    /** A column of the table. */
    enum Column {
        CONFORM("conform", GREEN, Table.Mark.CONFORMS),
        VIOLATE("violate", RED, Table.Mark.VIOLATES),
        INCONCLUSIVE("inconclusive", YELLOW, Table.Mark.INCONCLUSIVE),
        NOT_APPLICABLE("not applicable", "", Table.Mark.UNASKED),
        NOT_RUN("not run", YELLOW, Table.Mark.INCONCLUSIVE);

        private final String title;
        private final String colour;
        private final Table.Mark mark;

        Column(String title, String colour, Table.Mark mark) {
            this.title = title;
            this.colour = colour;
            this.mark = mark;
        }

        String title() {
            return title;
        }

        /** What stands for such a case as a whole. */
        Table.Mark mark() {
            return mark;
        }

        static Column of(Outcome outcome) {
            return switch (outcome) {
                case Outcome.Conforms() -> CONFORM;
                case Outcome.Violates o -> VIOLATE;
                case Outcome.Inconclusive o -> INCONCLUSIVE;
                case Outcome.NotApplicable o -> NOT_APPLICABLE;
                case Outcome.NotRun o -> NOT_RUN;
            };
        }
    }

    private String text() {
        var out = new StringBuilder(head()).append('\n');
        if (!run.cases().isEmpty()) {
            appendTable(out);
            out.append('\n');
        }
        if (!run.phaseMillis().isEmpty()) {
            out.append(phases()).append("\n\n");
        }
        loss().forEach(line -> out.append(line).append('\n'));
        out.append(verdict()).append('\n');
        return out.toString();
    }

    /** How many packets were lost; nothing where none were. */
    private List<String> loss() {
        LossTable loss = run.loss();
        return loss == null ? List.of() : new LossText(loss).brief();
    }

    /** Which run it is, of which cluster. */
    String head() {
        var out = new StringBuilder();
        Facts facts = run.facts();
        out.append("k8s-service-validator ").append(Text.line(run.tool()));
        out.append(", run ").append(Text.line(run.id())).append(" of ").append(run.started());
        out.append('\n');
        if (facts != null) {
            out.append(Text.line(facts.describe())).append('\n');
            facts.leftOutByReason().forEach(each -> line(out, "left out", each.node(), each.why()));
            String noHostNetwork = facts.coverage().noHostNetwork();
            if (!noHostNetwork.isEmpty()) {
                line(out, "left out", "the host network of every node", noHostNetwork);
            }
            facts.coverage()
                    .missing()
                    .forEach(each -> line(out, "not validated", each.what(), each.why()));
        }
        return out.toString();
    }

    private static void line(StringBuilder out, String how, String what, String why) {
        out.append(how).append(": ").append(Text.line(what)).append(": ").append(Text.line(why));
        out.append('\n');
    }

    /** How many cases of each feature, and in all, belong in each column. */
    Map<String, int[]> counts() {
        Map<String, int[]> counts = new LinkedHashMap<>();
        int[] total = new int[Column.values().length];
        for (CaseResult each : run.cases()) {
            int column = Column.of(each.outcome()).ordinal();
            counts.computeIfAbsent(Text.line(each.feature()), f -> new int[total.length])[column]++;
            total[column]++;
        }
        if (counts.size() > 1) {
            counts.put(TOTAL, total);
        }
        return counts;
    }

    static String number(int count) {
        return count == 0 ? "-" : Text.number(count);
    }

    private void appendTable(StringBuilder out) {
        Map<String, int[]> counts = counts();
        int width = counts.keySet().stream().mapToInt(Text::width).max().orElse(0);
        out.append(Text.padded("cases that", width));
        width = Math.max(width, "cases that".length());
        for (Column column : Column.values()) {
            out.append("  ").append(column.title);
        }
        out.append('\n');
        for (var entry : counts.entrySet()) {
            out.append(Text.padded(entry.getKey(), width));
            for (Column column : Column.values()) {
                int count = entry.getValue()[column.ordinal()];
                String number = number(count);
                out.append("  ")
                        .append(" ".repeat(Math.max(0, column.title.length() - number.length())))
                        .append(count == 0 ? number : painted(number, column.colour));
            }
            out.append('\n');
        }
    }

    String phases() {
        var clauses = new ArrayList<String>();
        run.phaseMillis()
                .forEach((phase, millis) ->
                        clauses.add(Text.line(phase) + " " + Text.seconds(millis)));
        long total = run.phaseMillis().values().stream().mapToLong(Long::longValue).sum();
        return "time: "
                + String.join(", ", clauses)
                + (clauses.size() > 1 ? "; together " + Text.seconds(total) : "");
    }

    String verdict() {
        int code = run.exitCode();
        List<String> parts = new ArrayList<>();
        add(parts, Outcome.Violates.class, "violates", "violate");
        add(parts, Outcome.Inconclusive.class, "is inconclusive", "are inconclusive");
        add(parts, Outcome.NotRun.class, "did not run", "did not run");
        add(parts, Outcome.Conforms.class, "conforms", "conform");
        add(parts, Outcome.NotApplicable.class, "is not applicable", "are not applicable");
        String counts =
                (parts.isEmpty() ? "no case was selected" : String.join(", ", parts)) + nodes();
        String problem =
                run.problem() == null
                        ? ""
                        : "could not run: " + Text.firstLine(run.problem()) + "; ";
        return switch (code) {
            case Run.EXIT_CONFORMS ->
                    painted("CONFORMS", GREEN)
                            + ": "
                            + counts
                            + " (exit code 0: everything that applies is as expected)";
            case Run.EXIT_VIOLATES ->
                    painted("VIOLATES", RED)
                            + ": "
                            + problem
                            + counts
                            + " (exit code 1: Services do not do what they must)";
            default ->
                    painted("INCONCLUSIVE", YELLOW)
                            + ": "
                            + problem
                            + counts
                            + " (exit code 2: nothing violates, but this is no pass)";
        };
    }

    /** On how many nodes. */
    private String nodes() {
        Facts facts = run.facts();
        return facts == null ? "" : "; " + Text.line(facts.describeNodes());
    }

    private void add(
            List<String> parts, Class<? extends Outcome> outcome, String one, String many) {
        long count = run.count(outcome);
        if (count > 0) {
            parts.add(Text.count(count, "case") + " " + (count == 1 ? one : many));
        }
    }

    private String painted(String text, String code) {
        return colour && !code.isEmpty() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
