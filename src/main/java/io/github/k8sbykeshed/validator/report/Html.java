package io.github.k8sbykeshed.validator.report;

import static java.util.Comparator.comparingInt;

import io.github.k8sbykeshed.validator.expect.Table;
import io.github.k8sbykeshed.validator.report.ReportModel.CaseReport;
import io.github.k8sbykeshed.validator.report.Summary.Column;
import io.github.k8sbykeshed.validator.result.CaseResult;
import io.github.k8sbykeshed.validator.result.LossTable;
import io.github.k8sbykeshed.validator.result.Run;
import java.util.List;
import java.util.regex.Pattern;

/**
 * report.html: the run as one page for a browser, which runs nothing and loads nothing. What failed
 * comes first and is open. A colour only repeats what a mark or a word says, and so all of it can
 * be read where a CI server strips the style. It is well-formed XML, too.
 */
final class Html {

    /** Should a name ever get past the escaping, the policy leaves it nothing to do. */
    private static final String HEAD =
            """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8"/>
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/>
            <meta name="viewport" content="width=device-width"/>
            <style>
            :root { color-scheme: light dark; --line: #8886; --good: #17682f; --bad: #b3001b; --unsure: #8a5300 }
            @media (prefers-color-scheme: dark) { :root { --good: #8fd6a0; --bad: #ff9e94; --unsure: #ffd070 } }
            body { font: 1rem/1.4 system-ui, sans-serif; margin: 1rem auto; max-width: 100rem; padding: 0 1rem }
            h1 { font-size: 1.3rem }
            pre { font: .85rem/1.35 ui-monospace, monospace; overflow-x: auto; white-space: pre-wrap }
            pre.tables { white-space: pre }
            .reason { white-space: pre-wrap }
            table { border-collapse: collapse }
            th, td { border-bottom: 1px solid var(--line); padding: .1rem .6rem; text-align: right }
            th:first-child { text-align: left }
            details { border-top: 1px solid var(--line); padding: .3rem 0 }
            summary { cursor: pointer }
            .CONFORMS { color: var(--good) }
            .VIOLATES { color: var(--bad) }
            .INCONCLUSIVE { color: var(--unsure) }
            </style>
            """;

    private static final List<Column> ORDER =
            List.of(
                    Column.VIOLATE,
                    Column.INCONCLUSIVE,
                    Column.NOT_RUN,
                    Column.CONFORM,
                    Column.NOT_APPLICABLE);

    /** All that a row of a table can consist of, behind its name. */
    private static final String CELLS = " .X%?o-";

    private static final Pattern NOT_AS_EXPECTED = Pattern.compile("X+|\\?+");
    private static final Pattern REASON = Pattern.compile("[X?o] .*");

    private final StringBuilder out = new StringBuilder();
    private final Run run;
    private final ReportModel model;
    private final Summary summary;

    private Html(ReportModel model) {
        this.model = model;
        this.run = model.run();
        this.summary = new Summary(run, false);
    }

    static String of(ReportModel model) {
        return new Html(model).text();
    }

    private String text() {
        String verdict = Markup.escaped(summary.verdict());
        out.append(HEAD)
                .append("<title>")
                .append(verdict)
                .append("</title>\n</head>\n<body>\n<h1 class=\"")
                .append(mark().name())
                .append("\">")
                .append(verdict)
                .append("</h1>\n");
        block(summary.head());
        if (!run.cases().isEmpty()) {
            counts();
        }
        if (!run.phaseMillis().isEmpty()) {
            block(summary.phases());
        }
        LossTable loss = run.loss();
        if (loss != null) {
            block(String.join("\n", new LossText(loss).full()));
        }
        block(Failures.problem(run));
        block(model.findings().text());
        block(Failures.notRun(run));
        out.append("<details>\n<summary>How to read the tables</summary>\n");
        block(TablesText.LEGEND);
        out.append("</details>\n");
        model.cases().stream()
                .sorted(comparingInt(each -> ORDER.indexOf(Column.of(each.result().outcome()))))
                .forEach(this::details);
        return out.append("</body>\n</html>\n").toString();
    }

    private Table.Mark mark() {
        return switch (run.exitCode()) {
            case Run.EXIT_CONFORMS -> Table.Mark.CONFORMS;
            case Run.EXIT_VIOLATES -> Table.Mark.VIOLATES;
            default -> Table.Mark.INCONCLUSIVE;
        };
    }

    private void block(String text) {
        if (!text.isEmpty()) {
            out.append("<pre>").append(Markup.escaped(text.stripTrailing())).append("</pre>\n");
        }
    }

    private void counts() {
        out.append("<table>\n<tr><th>cases that</th>");
        for (Column column : Column.values()) {
            out.append("<th>").append(column.title()).append("</th>");
        }
        out.append("</tr>\n");
        summary.counts()
                .forEach((feature, counts) -> {
                    out.append("<tr><th>").append(Markup.escaped(feature)).append("</th>");
                    for (Column column : Column.values()) {
                        int count = counts[column.ordinal()];
                        String number = Summary.number(count);
                        out.append("<td>")
                                .append(count == 0 ? number : bold(column.mark(), number))
                                .append("</td>");
                    }
                    out.append("</tr>\n");
                });
        out.append("</table>\n");
    }

    private void details(CaseReport report) {
        CaseResult result = report.result();
        Column column = Column.of(result.outcome());
        boolean failed = column == Column.VIOLATE || column == Column.INCONCLUSIVE;
        String outcome = column.mark().symbol() + " " + result.outcome().word();
        out.append(failed ? "<details open=\"open\">" : "<details>")
                .append("\n<summary>")
                .append(bold(column.mark(), outcome))
                .append(' ')
                .append(Markup.escaped(report.name() + ": " + report.title()))
                .append("</summary>\n<pre class=\"tables\">");
        lines(TablesText.body(report));
        out.append("</pre>\n</details>\n");
    }

    /** Only the comparison's cells are coloured: no answer may be just what is expected. */
    private void lines(List<String> lines) {
        int comparison = -1;
        for (String line : lines) {
            if (line.isEmpty()) {
                comparison = -1;
            } else if (line.endsWith(View.COMPARISON.title())) {
                comparison = line.length() - View.COMPARISON.title().length();
            }
            if (comparison >= 0) {
                int cells = cells(line, comparison);
                out.append(Markup.escaped(line.substring(0, cells)))
                        .append(painted(line.substring(cells)));
            } else if (REASON.matcher(line).matches()) {
                out.append("<span class=\"reason\">")
                        .append(painted(line.substring(0, 1)))
                        .append(Markup.escaped(line.substring(1)))
                        .append("</span>");
            } else {
                out.append(Markup.escaped(line));
            }
            out.append('\n');
        }
    }

    /** Where in a row the cells of the comparison begin, which stands so far to the right. */
    private static int cells(String row, int comparison) {
        int behindName = row.length();
        while (behindName > 0 && CELLS.indexOf(row.charAt(behindName - 1)) >= 0) {
            behindName--;
        }
        // The name itself may end in such characters.
        int gap = row.indexOf(' ', behindName);
        int left = Math.min(comparison, Text.width(row));
        return gap < 0 ? row.length() : Math.max(gap, row.offsetByCodePoints(0, left));
    }

    private static String painted(String marks) {
        return NOT_AS_EXPECTED
                .matcher(Markup.escaped(marks))
                .replaceAll(found -> bold(Table.Mark.of(found.group().charAt(0)), found.group()));
    }

    private static String bold(Table.Mark mark, String text) {
        return "<b class=\"" + mark.name() + "\">" + Markup.escaped(text) + "</b>";
    }
}
