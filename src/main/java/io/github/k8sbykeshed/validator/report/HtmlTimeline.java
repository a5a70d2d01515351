package io.github.k8sbykeshed.validator.report;

import io.github.k8sbykeshed.validator.report.ReportModel.CaseReport;
import io.github.k8sbykeshed.validator.report.Summary.Column;
import io.github.k8sbykeshed.validator.result.CaseResult;
import io.github.k8sbykeshed.validator.result.Step;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** When which case ran: a bar a case, in as many rows as there were cases at a time. */
final class HtmlTimeline {

    private static final int WIDTH = 1100;
    private static final int ROW = 14;
    private static final int TICKS = 8;

    private final ReportModel model;
    private final HtmlWriter out;

    HtmlTimeline(ReportModel model, HtmlWriter out) {
        this.model = model;
        this.out = out;
    }

    /**
     * A case's bar.
     *
     * @param number of the case
     * @param start milliseconds
     * @param row counted from the top
     */
    private record Bar(int number, CaseReport of, long start, int row) {
        long end() {
            return start + of.result().millis();
        }
    }

    void write(Map<String, Long> phases) {
        if (!phases.isEmpty()) {
            phases(phases);
        }
        List<Bar> bars = bars();
        if (!bars.isEmpty()) {
            bars(bars);
        }
    }

    private void phases(Map<String, Long> phases) {
        out.open("table", "class", "phases").text("caption", "Phases of the run");
        out.open("tbody").line();
        long longest = phases.values().stream().mapToLong(Long::longValue).max().orElse(1);
        phases.forEach((phase, millis) -> {
            out.open("tr").text("th", Text.line(phase), "scope", "row");
            out.text("td", Text.seconds(millis));
            out.open("td")
                    .empty(
                            "progress",
                            "aria-hidden",
                            "true",
                            "max",
                            String.valueOf(Math.max(1, longest)),
                            "value",
                            String.valueOf(millis));
            out.close().close().line();
        });
        out.close(2);
    }

    /** The cases of which it is known when they began, each in the first row that is free. */
    private List<Bar> bars() {
        var known = new ArrayList<Bar>();
        for (int i = 0; i < model.cases().size(); i++) {
            CaseResult result = model.cases().get(i).result();
            Long start = result.startMillis();
            if (start != null) {
                known.add(new Bar(i, model.cases().get(i), start, 0));
            }
        }
        known.sort(Comparator.comparingLong(Bar::start));
        var ends = new ArrayList<Long>();
        var bars = new ArrayList<Bar>();
        for (Bar each : known) {
            int row = 0;
            while (row < ends.size() && ends.get(row) > each.start()) {
                row++;
            }
            if (row == ends.size()) {
                ends.add(each.end());
            } else {
                ends.set(row, each.end());
            }
            bars.add(new Bar(each.number(), each.of(), each.start(), row));
        }
        return bars;
    }

    private void bars(List<Bar> bars) {
        int rows = bars.stream().mapToInt(Bar::row).max().orElse(0) + 1;
        long whole = Math.max(1, bars.stream().mapToLong(Bar::end).max().orElse(1));
        int height = rows * ROW + 2 * ROW;
        out.open("figure")
                .open(
                        "svg",
                        "xmlns",
                        "http://www.w3.org/2000/svg",
                        "class",
                        "timeline",
                        "role",
                        "group",
                        "aria-label",
                        "Time line of the cases",
                        "viewBox",
                        "0 0 %d %d".formatted(WIDTH, height));
        for (int i = 0; i <= TICKS; i++) {
            tick(whole * i / TICKS, i * (WIDTH - 60) / TICKS + 10, height);
        }
        out.line();
        for (Bar each : bars) {
            bar(each, (WIDTH - 60.0) / whole);
        }
        out.close();
        out.text(
                "figcaption",
                "A bar is a case, coloured by its outcome. Its lower half shows, in their order, how"
                        + " long its steps waited (pale) and asked (dark); the rest went into changes"
                        + " of the cluster between them.");
        out.close().line();
    }

    private void tick(long millis, int x, int height) {
        out.empty("path", "class", "tick", "d", "M%d %dV%d".formatted(x, ROW, height));
        out.text(
                "text",
                Text.millis(millis),
                "x",
                String.valueOf(x + 2),
                "y",
                String.valueOf(ROW - 3));
    }

    private void bar(Bar bar, double scale) {
        CaseReport of = bar.of();
        int y = bar.row() * ROW + ROW + 3;
        double x = 10 + bar.start() * scale;
        out.open("a", "href", "#" + HtmlCases.anchor(bar.number()));
        out.text(
                "title",
                "%s: %s, from %s, for %s"
                        .formatted(
                                of.name(),
                                of.result().outcome().word(),
                                Text.millis(bar.start()),
                                Text.millis(of.result().millis())));
        out.empty(
                "rect",
                "class",
                HtmlMatrix.style(Column.of(of.result().outcome()).mark()),
                "x",
                format(x),
                "y",
                String.valueOf(y),
                "width",
                format(Math.max(1.5, of.result().millis() * scale)),
                "height",
                String.valueOf(ROW - 4));
        var waits = new StringBuilder();
        var rounds = new StringBuilder();
        for (StepReport each : of.steps()) {
            Step step = each.step();
            waits.append(
                    "M%s %dh%s".formatted(format(x), y + 8, format(step.waitMillis() * scale)));
            x += step.waitMillis() * scale;
            rounds.append(
                    "M%s %dh%s".formatted(format(x), y + 8, format(step.roundMillis() * scale)));
            x += step.roundMillis() * scale;
        }
        if (!waits.isEmpty()) {
            out.empty("path", "class", "wait", "d", waits.toString());
            out.empty("path", "class", "round", "d", rounds.toString());
        }
        out.close().line();
    }

    private static String format(double number) {
        return String.format(Locale.ROOT, "%.1f", number);
    }
}
