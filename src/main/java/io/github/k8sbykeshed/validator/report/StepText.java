package io.github.k8sbykeshed.validator.report;

import io.github.k8sbykeshed.validator.expect.Table;
import java.util.ArrayList;
import java.util.List;

/** One step in lines of text: its tables, what is to be said of its cells, its times. */
final class StepText {

    /** How wide a line may be in a file. */
    private static final int FILE_WIDTH = 160;

    /** How wide a line may be on a terminal. */
    static final int TERMINAL_WIDTH = 120;

    /** Tables of more rows or columns are drawn only where something is not as expected. */
    private static final int FILE_WHOLE = 100;

    private static final int FILE_ROWS = 40;
    private static final int FILE_COLUMNS = 80;

    private static final int TERMINAL_ROWS = 12;
    private static final int TERMINAL_COLUMNS = 12;

    private static final int FILE_REASONS = 40;
    private static final int TERMINAL_REASONS = 12;

    private final StepReport step;
    private final Table table;

    StepText(StepReport step) {
        this.step = step;
        this.table = step.table();
    }

    /** Everything, for a file. */
    List<String> full() {
        var lines = new ArrayList<String>();
        lines.add(heading() + "; " + step.times());
        lines.addAll(step.delays(Names.whole(table.matrix())));
        lines.addAll(figures());
        if (Figures.areOf(table) && !step.failed()) {
            return lines;
        }
        Excerpt whole = Excerpt.of(table, FILE_WHOLE, FILE_WHOLE);
        if (whole.isAll(table)) {
            lines.add("");
            lines.addAll(new TextGrid(table, whole).full(FILE_WIDTH));
            lines.add("");
        } else if (step.failed()) {
            Excerpt part = Excerpt.of(table, FILE_ROWS, FILE_COLUMNS);
            lines.add(part.leftOut(table));
            lines.add("");
            lines.addAll(new TextGrid(table, part).compact(FILE_WIDTH, true));
            lines.add("");
        }
        lines.addAll(reasons(FILE_REASONS));
        lines.addAll(sentences(Table.Mark.RECORDED, FILE_REASONS));
        return lines;
    }

    /** What is wrong, for a terminal or a test report. */
    List<String> failure() {
        return failure(TERMINAL_WIDTH, Names.whole(table.matrix()));
    }

    /** What is wrong, in so many columns; short names make room for the tables in fewer. */
    List<String> failure(int width) {
        return width < TERMINAL_WIDTH
                ? failure(width, Names.brief(table.matrix()))
                : failure(width, Names.whole(table.matrix()));
    }

    private List<String> failure(int width, Names names) {
        var lines = new ArrayList<String>();
        lines.add(heading());
        Excerpt excerpt = Excerpt.of(table, TERMINAL_ROWS, TERMINAL_COLUMNS);
        if (!excerpt.isAll(table)) {
            lines.add(excerpt.leftOut(table));
        }
        lines.addAll(new TextGrid(table, excerpt, names).compact(width, false));
        lines.addAll(reasons(TERMINAL_REASONS));
        return lines;
    }

    /** What was recorded, for a test report; empty if nothing was. */
    List<String> recorded() {
        return sentences(Table.Mark.RECORDED, TERMINAL_REASONS);
    }

    /** What was measured, in numbers; empty if nothing was. */
    List<String> figures() {
        return FiguresText.lines(step.figures());
    }

    /** {@code step "before": 3 of 9 cells not as expected (3 violate)}. */
    String heading() {
        return "step \"" + Text.line(step.step().name()) + "\": " + step.tally().describe();
    }

    private List<String> reasons(int most) {
        var lines = new ArrayList<>(sentences(Table.Mark.VIOLATES, most));
        lines.addAll(sentences(Table.Mark.INCONCLUSIVE, most));
        return lines;
    }

    private List<String> sentences(Table.Mark mark, int most) {
        List<Reason> reasons = step.reasons(mark);
        var lines = new ArrayList<String>();
        for (Reason reason : reasons.subList(0, Math.min(most, reasons.size()))) {
            lines.add(mark.symbol() + " " + reason.sentence());
            String controls = reason.controls();
            if (!controls.isEmpty()) {
                lines.add("  controls: " + controls);
            }
        }
        if (reasons.size() > most) {
            lines.add(mark.symbol() + " " + Reason.rest(reasons.subList(most, reasons.size())));
        }
        return lines;
    }
}
