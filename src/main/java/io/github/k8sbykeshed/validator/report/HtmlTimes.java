package io.github.k8sbykeshed.validator.report;

import io.github.k8sbykeshed.validator.result.LossTable;
import io.github.k8sbykeshed.validator.result.LossTable.Path;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** Nodes by nodes, or zones by zones: what failed, what got no answer, how long answers took. */
final class HtmlTimes {

    /** An attempt that takes longer has most likely lost a packet, microseconds. */
    private static final int LATE = 1_000_000;

    /** So many times the median is worth telling. */
    private static final int UNEVEN = 10;

    private static final double PERCENT = 100;

    private final NodePairs pairs;
    private final @Nullable LossTable loss;
    private final HtmlWriter out;

    /**
     * @param loss how many packets were lost; null if that was not counted
     */
    HtmlTimes(NodePairs pairs, @Nullable LossTable loss, HtmlWriter out) {
        this.pairs = pairs;
        this.loss = loss;
        this.out = out;
    }

    /** A cell's text, and whether it stands out. */
    private record Shown(String text, @Nullable String style) {
        private static final Shown NOTHING = new Shown("-", "u");
    }

    void write() {
        NodePairs.Seen[][] seen = pairs.byGroup();
        int size = pairs.groups().size();
        boolean someFail = any(size, (from, to) -> seen[from][to].bad() > 0);
        boolean someSilent = any(size, (from, to) -> seen[from][to].unanswered() > 0);
        out.open("div", "class", "views");
        if (someFail) {
            table("Cells not as expected, of those asked", (from, to) -> failing(seen[from][to]));
        }
        if (someSilent) {
            table(
                    "Attempts without an answer where one was expected",
                    (from, to) -> unanswered(seen[from][to]));
        }
        if (any(size, (from, to) -> !pairs.answers(from, to).isEmpty())) {
            table(
                    "Slowest attempt of a cell: median, and the longest if far from it",
                    (from, to) -> answers(pairs.answers(from, to)));
        }
        if (loss != null) {
            lost(loss, Path.SERVICE, "First packets lost by Services, of those sent");
            lost(loss, Path.DIRECT, "First packets lost past Services, of those sent");
        }
        out.close().line();
    }

    private void lost(LossTable of, Path path, String caption) {
        int size = pairs.groups().size();
        int[][] sent = new int[size][size];
        int[][] lost = new int[size][size];
        boolean isKnown = false;
        for (LossTable.Count each : of.counts()) {
            int from = pairs.group(each.from());
            int to = pairs.group(each.to());
            if (each.path() == path && from >= 0 && to >= 0) {
                isKnown = true;
                sent[from][to] += each.sent();
                lost[from][to] += each.lost();
            }
        }
        if (isKnown) {
            table(caption, (from, to) -> lost(lost[from][to], sent[from][to], of.maxLoss()));
        }
    }

    private static Shown lost(int lost, int sent, double most) {
        if (sent == 0) {
            return Shown.NOTHING;
        }
        String some = lost > most * sent ? "i" : null;
        return new Shown(
                lost == 0 ? "0" : "%s of %s".formatted(Text.number(lost), Text.number(sent)),
                lost == 0 ? "c" : some);
    }

    private static boolean any(int size, BiPredicate<Integer, Integer> holds) {
        for (int from = 0; from < size; from++) {
            for (int to = 0; to < size; to++) {
                if (holds.test(from, to)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static Shown failing(NodePairs.Seen seen) {
        if (seen.cells() == 0) {
            return Shown.NOTHING;
        }
        String unlike = seen.violate() > 0 ? "v" : "i";
        return new Shown(
                seen.bad() == 0
                        ? "0"
                        : "%s of %s".formatted(Text.number(seen.bad()), Text.number(seen.cells())),
                seen.bad() == 0 ? "c" : unlike);
    }

    private static Shown unanswered(NodePairs.Seen seen) {
        if (seen.attempts() == 0) {
            return Shown.NOTHING;
        }
        double share = PERCENT * seen.unanswered() / seen.attempts();
        return new Shown(
                String.format(Locale.ROOT, share > 0 && share < 10 ? "%.1f %%" : "%.0f %%", share),
                seen.unanswered() > 0 ? "i" : "c");
    }

    private static Shown answers(NodePairs.Spread spread) {
        if (spread.isEmpty()) {
            return Shown.NOTHING;
        }
        boolean isUneven = spread.max() >= LATE || spread.max() > UNEVEN * spread.median();
        return new Shown(
                Text.micros(spread.median()) + (isUneven ? ", " + Text.micros(spread.max()) : ""),
                spread.max() >= LATE ? "i" : null);
    }

    private void table(String caption, BiFunction<Integer, Integer, Shown> cells) {
        Groups groups = pairs.groups();
        out.open("table", "class", "matrix counts").text("caption", caption);
        out.open("thead").open("tr").text("td", "from ↓ to →");
        boolean upright = groups.size() > 6;
        for (String each : groups.names()) {
            out.open("th", "scope", "col", "class", upright ? "up" : null);
            out.text("span", each).close();
        }
        out.close(2).open("tbody").line();
        for (int from = 0; from < groups.size(); from++) {
            out.open("tr").text("th", groups.names().get(from), "scope", "row");
            for (int to = 0; to < groups.size(); to++) {
                Shown shown = cells.apply(from, to);
                out.text("td", shown.text(), "class", shown.style());
            }
            out.close().line();
        }
        out.close(2);
    }
}
