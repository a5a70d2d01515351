package io.github.k8sbykeshed.validator.report;

import io.github.k8sbykeshed.validator.expect.Table;
import io.github.k8sbykeshed.validator.report.ReportModel.CaseReport;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What may be the cause of what failed: a card each, with a picture of a matrix that it is seen in.
 */
final class HtmlFindings {

    private static final int MOST = 8;
    private static final int CASES = 6;

    /** A picture has at most so many rows and columns; those of larger matrices share them. */
    private static final int PICTURE = 32;

    private static final int CELL = 6;
    private static final int PIXELS = 96;

    private final ReportModel model;
    private final HtmlWriter out;

    HtmlFindings(ReportModel model, HtmlWriter out) {
        this.model = model;
        this.out = out;
    }

    void write(List<FindingCard> cards) {
        out.open("div", "class", "cards").line();
        for (FindingCard each : cards.subList(0, Math.min(MOST, cards.size()))) {
            card(each);
        }
        out.close().line();
        if (cards.size() > MOST) {
            out.text("p", "And %d more.".formatted(cards.size() - MOST)).line();
        }
    }

    private void card(FindingCard card) {
        StepReport step = seenIn(card);
        boolean isUnclear = step != null && step.tally().violate() == 0;
        out.open("article", "class", isUnclear ? "card i" : "card")
                .open("div")
                .text("h3", card.sentence())
                .line();
        out.open("p", "class", "tags");
        tag(card.place());
        tag(card.confidence());
        out.close().line();
        card.evidence().forEach(each -> out.text("p", each).line());
        if (!card.alternatives().isEmpty()) {
            out.text("p", "It could also be: " + String.join("; ", card.alternatives()) + ".");
        }
        if (!card.next().isEmpty()) {
            out.open("p").text("strong", "Look at: ").words(card.next()).close().line();
        }
        if (!card.command().isEmpty()) {
            out.open("pre", "class", "command").text("code", card.command()).close().line();
        }
        cases(card);
        out.close().line();
        if (step != null) {
            picture(step.table());
        }
        out.close().line();
    }

    private void tag(String text) {
        if (!text.isEmpty()) {
            out.text("span", text, "class", "tag");
        }
    }

    private List<Integer> numbers(FindingCard card) {
        return IntStream.range(0, model.cases().size())
                .filter(i -> card.cases().contains(model.cases().get(i).result().name()))
                .boxed()
                .toList();
    }

    private void cases(FindingCard card) {
        List<Integer> numbers = numbers(card);
        if (numbers.isEmpty()) {
            return;
        }
        out.open("p", "class", "note").words("Seen in ");
        for (int i = 0; i < Math.min(CASES, numbers.size()); i++) {
            int number = numbers.get(i);
            out.words(i == 0 ? "" : ", ");
            out.text("a", model.cases().get(number).name(), "href", "#" + HtmlCases.anchor(number));
        }
        if (numbers.size() > CASES) {
            out.words(" and %d more".formatted(numbers.size() - CASES));
        }
        out.words(".").close().line();
    }

    /** The failing step of the first of its cases that has one. */
    private @Nullable StepReport seenIn(FindingCard card) {
        for (int number : numbers(card)) {
            CaseReport report = model.cases().get(number);
            for (StepReport step : report.steps()) {
                if (step.failed()) {
                    return step;
                }
            }
        }
        return null;
    }

    /** A small picture of a matrix: one path for all cells of a mark. */
    private void picture(Table table) {
        int rows = Math.min(PICTURE, table.matrix().rows());
        int columns = Math.min(PICTURE, table.matrix().columns());
        Table.Mark[][] marks = new Table.Mark[rows][columns];
        for (int row = 0; row < table.matrix().rows(); row++) {
            for (int column = 0; column < table.matrix().columns(); column++) {
                int y = row * rows / table.matrix().rows();
                int x = column * columns / table.matrix().columns();
                marks[y][x] = worse(marks[y][x], table.mark(row, column));
            }
        }
        Map<Table.Mark, StringBuilder> paths = new TreeMap<>();
        for (int y = 0; y < rows; y++) {
            for (int x = 0; x < columns; x++) {
                paths.computeIfAbsent(marks[y][x], m -> new StringBuilder())
                        .append(
                                "M%d %dh%dv%dh-%dz"
                                        .formatted(
                                                x * CELL, y * CELL, CELL - 1, CELL - 1, CELL - 1));
            }
        }
        double scale = Math.min(4, PIXELS / (CELL * (double) Math.max(rows, columns)));
        out.open(
                "svg",
                "xmlns",
                "http://www.w3.org/2000/svg",
                "class",
                "picture",
                "role",
                "img",
                "width",
                String.valueOf((int) (columns * CELL * scale)),
                "height",
                String.valueOf((int) (rows * CELL * scale)),
                "viewBox",
                "0 0 %d %d".formatted(columns * CELL, rows * CELL));
        out.text(
                "title",
                "%s of %s in one of these matrices are not as expected"
                        .formatted(
                                Text.number(
                                        table.count(Table.Mark.VIOLATES)
                                                + table.count(Table.Mark.INCONCLUSIVE)),
                                Text.count(table.matrix().asked(), "cell")));
        paths.forEach((mark, path) ->
                out.empty("path", "class", HtmlMatrix.style(mark), "d", path.toString()));
        out.close().line();
    }

    private static Table.Mark worse(Table.@Nullable Mark one, Table.Mark other) {
        return one == null || rank(other) > rank(one) ? other : one;
    }

    private static int rank(Table.Mark mark) {
        return switch (mark) {
            case VIOLATES -> 4;
            case INCONCLUSIVE -> 3;
            case CONFORMS -> 2;
            case RECORDED -> 1;
            case UNASKED -> 0;
        };
    }
}
