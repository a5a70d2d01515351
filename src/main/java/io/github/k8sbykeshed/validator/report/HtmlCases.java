package io.github.k8sbykeshed.validator.report;

import static java.util.Comparator.comparingInt;

import io.github.k8sbykeshed.validator.expect.Expectation;
import io.github.k8sbykeshed.validator.expect.Matrix;
import io.github.k8sbykeshed.validator.expect.Table;
import io.github.k8sbykeshed.validator.report.ReportModel.CaseReport;
import io.github.k8sbykeshed.validator.report.Summary.Column;
import io.github.k8sbykeshed.validator.result.CaseResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Every case with its steps: what failed comes first and is open. */
final class HtmlCases {

    private static final List<Column> ORDER =
            List.of(
                    Column.VIOLATE,
                    Column.INCONCLUSIVE,
                    Column.NOT_RUN,
                    Column.CONFORM,
                    Column.NOT_APPLICABLE);

    private static final int REASONS = 12;

    private final ReportModel model;
    private final UnaryOperator<String> zones;
    private final HtmlWriter out;
    private final int enough;

    /**
     * @param zones the zone of a node; empty if it has none or is not known
     * @param enough the page's length, characters, from which on cases have no more steps
     */
    HtmlCases(ReportModel model, UnaryOperator<String> zones, HtmlWriter out, int enough) {
        this.model = model;
        this.zones = zones;
        this.out = out;
        this.enough = enough;
    }

    /** The anchor of a case, by its place in the run. */
    static String anchor(int number) {
        return "case-" + (number + 1);
    }

    void write() {
        record Numbered(int number, CaseReport report) {}
        var all = new ArrayList<Numbered>();
        for (CaseReport each : model.cases()) {
            all.add(new Numbered(all.size(), each));
        }
        all.stream()
                .sorted(comparingInt(each -> ORDER.indexOf(column(each.report().result()))))
                .forEach(each -> details(each.number(), each.report()));
    }

    private static Column column(CaseResult result) {
        return Column.of(result.outcome());
    }

    private void details(int number, CaseReport report) {
        CaseResult result = report.result();
        Column column = column(result);
        boolean failed = column == Column.VIOLATE || column == Column.INCONCLUSIVE;
        out.open(
                "details",
                "class",
                "case",
                "id",
                anchor(number),
                "open",
                failed ? "open" : null,
                "data-f",
                Text.line(result.feature()),
                "data-o",
                column.title());
        out.open("summary").open("h3");
        out.text(
                "b",
                column.mark().symbol() + " " + result.outcome().word(),
                "class",
                HtmlMatrix.style(column.mark()));
        out.words(" ").text("span", report.name(), "class", "name");
        out.close().text("span", report.title(), "class", "title");
        if (result.millis() > 0) {
            out.words(" ").text("span", Text.seconds(result.millis()), "class", "time");
        }
        out.close().line();
        if (!report.reason().isEmpty()) {
            out.text("p", report.reason(), "class", "why").line();
        }
        result.left().forEach(each -> out.text("p", "left behind: " + Text.line(each)).line());
        if (out.length() < enough) {
            report.steps().forEach(this::step);
        } else if (!report.steps().isEmpty()) {
            out.text("p", "The steps of this case are in " + Reports.TABLES + ".", "class", "note");
        }
        out.close().line();
    }

    private void step(StepReport step) {
        out.open("section", "class", "step");
        out.text("h4", Text.line(step.step().name()));
        out.text("p", step.tally().describe() + "; " + step.times(), "class", "note").line();
        Names names = Names.brief(step.table().matrix());
        step.delays(names).forEach(this::line);
        step.figures().forEach(each -> figures(each, names));
        if (!Figures.areOf(step.table()) || step.failed()) {
            line(expected(step.table()));
            new HtmlMatrix(step, shown(step), names, zones).write(out);
        }
        reasons(step, names);
        out.close().line();
    }

    private void line(String text) {
        if (!text.isEmpty()) {
            out.text("p", text).line();
        }
    }

    /** What is expected, and in how many cells, without the names that differ from cell to cell. */
    private static String expected(Table table) {
        Matrix matrix = table.matrix();
        int[] cells = new int[matrix.expectations().size()];
        for (int row = 0; row < matrix.rows(); row++) {
            for (int column = 0; column < matrix.columns(); column++) {
                cells[matrix.code(row, column)]++;
            }
        }
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (int i = 0; i < cells.length; i++) {
            Expectation each = matrix.expectations().get(i);
            if (!(each instanceof Expectation.Unasked)) {
                counts.merge(Text.line(each.terms().general()), cells[i], Integer::sum);
            }
        }
        var clauses = new ArrayList<String>();
        counts.forEach((what, count) ->
                clauses.add(
                        counts.size() == 1
                                ? what
                                : "%s (%s)".formatted(what, Text.count(count, "cell"))));
        return clauses.isEmpty() ? "" : "Expected: " + String.join(", ", clauses);
    }

    /** The reasons that are shown, those of one mark after those of another. */
    private static List<Reason> shown(StepReport step) {
        return step.reasons().values().stream()
                .flatMap(all -> all.stream().limit(REASONS))
                .toList();
    }

    private void reasons(StepReport step, Names names) {
        List<Reason> shown = shown(step);
        if (shown.isEmpty()) {
            return;
        }
        out.open("ul", "class", "reasons").line();
        for (int i = 0; i < shown.size(); i++) {
            Reason each = shown.get(i);
            out.open("li", "data-r", String.valueOf(i));
            mark(each.mark());
            out.text("span", each.sentence(names, " → "));
            if (!each.controls().isEmpty()) {
                out.text("p", "controls: " + each.controls(), "class", "note");
            }
            out.close().line();
        }
        step.reasons()
                .forEach((mark, all) -> {
                    if (all.size() > REASONS) {
                        out.open("li");
                        mark(mark);
                        out.words(Reason.rest(all.subList(REASONS, all.size()))).close().line();
                    }
                });
        out.close().line();
    }

    private void mark(Table.Mark mark) {
        out.text("b", String.valueOf(mark.symbol()), "class", HtmlMatrix.style(mark)).words(" ");
    }

    private void figures(Figures figures, Names names) {
        Matrix matrix = figures.table().matrix();
        out.text("p", figures.describe()).line();
        if (matrix.rows() > HtmlPage.MOST_NODES || matrix.columns() > HtmlPage.MOST_NODES) {
            return;
        }
        out.open("div", "class", "views").open("table", "class", "matrix counts");
        out.text("caption", figures.what()).open("thead").open("tr").text("td", "");
        for (String each : names.columns()) {
            out.open("th", "scope", "col", "class", "up").text("span", each).close();
        }
        out.close(2).open("tbody").line();
        for (int row = 0; row < matrix.rows(); row++) {
            out.open("tr").text("th", names.rows().get(row), "scope", "row");
            for (int column = 0; column < matrix.columns(); column++) {
                out.text("td", figures.cell(row, column));
            }
            out.close().line();
        }
        out.close(3);
    }
}
