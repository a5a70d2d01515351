package io.github.k8sbykeshed.validator.report;

import io.github.k8sbykeshed.validator.report.ReportModel.CaseReport;
import io.github.k8sbykeshed.validator.report.Summary.Column;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** How many cases of each feature came out how: each number leads to the cases that it counts. */
final class HtmlFeatures {

    private final ReportModel model;
    private final HtmlWriter out;

    HtmlFeatures(ReportModel model, HtmlWriter out) {
        this.model = model;
        this.out = out;
    }

    void write(Map<String, int[]> counts) {
        out.open("table", "class", "grid", "id", "grid");
        out.text("caption", "Cases by feature and outcome");
        out.open("thead").open("tr").text("th", "feature", "scope", "col");
        for (Column each : Column.values()) {
            out.text("th", each.title(), "scope", "col");
        }
        out.close(2).open("tbody").line();
        counts.forEach((feature, row) -> {
            boolean isTotal = feature.equals(Summary.TOTAL);
            out.open("tr", "class", isTotal ? "total" : null).text("th", feature, "scope", "row");
            for (Column each : Column.values()) {
                cell(isTotal ? "" : feature, each, row[each.ordinal()]);
            }
            out.close().line();
        });
        out.close(2);
    }

    private void cell(String feature, Column column, int count) {
        OptionalInt first = first(feature, column);
        if (count == 0 || first.isEmpty()) {
            out.text("td", "-", "class", "u");
            return;
        }
        out.open("td", "class", HtmlMatrix.style(column.mark()));
        out.text(
                "a",
                Text.number(count),
                "href",
                "#" + HtmlCases.anchor(first.getAsInt()),
                "data-f",
                feature,
                "data-o",
                column.title());
        out.close();
    }

    private OptionalInt first(String feature, Column column) {
        List<CaseReport> cases = model.cases();
        return IntStream.range(0, cases.size())
                .filter(i -> Column.of(cases.get(i).result().outcome()) == column)
                .filter(i ->
                        feature.isEmpty()
                                || feature.equals(Text.line(cases.get(i).result().feature())))
                .findFirst();
    }
}
