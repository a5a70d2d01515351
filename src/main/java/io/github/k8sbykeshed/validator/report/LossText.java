package io.github.k8sbykeshed.validator.report;

import static io.github.k8sbykeshed.validator.result.LossFinding.percent;

import io.github.k8sbykeshed.validator.result.LossFinding;
import io.github.k8sbykeshed.validator.result.LossTable;
import io.github.k8sbykeshed.validator.result.LossTable.Path;
import io.github.k8sbykeshed.validator.result.LossTable.Sum;
import java.util.ArrayList;
import java.util.List;

/** How many packets were lost between nodes, in text. */
final class LossText {

    /** More nodes do not fit the width of a file: then only those that lose packets are drawn. */
    private static final int MOST_NODES = 12;

    private static final String NOTHING = "-";

    private final LossTable table;

    LossText(LossTable table) {
        this.table = table;
    }

    /** What more than may be is lost, the table of all nodes, and what a pass excludes. */
    List<String> full() {
        var lines = new ArrayList<>(List.of("packets between nodes:"));
        findings().forEach(each -> lines.add("  " + each));
        lines.add("  " + total());
        lines.add("  " + excluded());
        for (Path path : Path.values()) {
            lines.addAll(matrix(path));
        }
        lines.add("");
        return lines;
    }

    /** For a screen: nothing where nothing was lost. */
    List<String> brief() {
        boolean any = table.counts().stream().anyMatch(each -> each.lost() > 0);
        var lines = new ArrayList<>(findings());
        if (any) {
            lines.add(total());
        }
        return lines;
    }

    private List<String> findings() {
        return table.findings().stream().map(LossFinding::sentence).map(Text::line).toList();
    }

    private String total() {
        return "lost of first packets between nodes: past Services "
                + sum(table.all(Path.DIRECT))
                + ", by Services "
                + sum(table.all(Path.SERVICE));
    }

    private static String sum(Sum sum) {
        String of = Text.number(sum.lost()) + " of " + Text.number(sum.sent());
        return sum.sent() == 0
                ? of
                : of
                        + " ("
                        + percent(sum.interval().low())
                        + " to "
                        + percent(sum.interval().high())
                        + ")";
    }

    /** How often a node's proxy may fail without having been seen to. */
    String excluded() {
        int least = table.draws().stream().mapToInt(LossTable.Draw::drawn).min().orElse(0);
        return table.draws().isEmpty()
                ? "no connections were drawn from the nodes' proxies"
                : "no node's proxy fails more than "
                        + percent(table.excluded())
                        + " of all new connections, at 99.9% ("
                        + Text.number(least)
                        + " drawn of each in each protocol and family)";
    }

    /** A row for each source's node, a column for each answering node: lost of sent. */
    private List<String> matrix(Path path) {
        List<String> nodes = nodes(path);
        if (nodes.isEmpty()) {
            return List.of();
        }
        var cells = new ArrayList<List<String>>();
        for (String from : nodes) {
            var row = new ArrayList<>(List.of(Text.line(from)));
            for (String to : nodes) {
                Sum sum = table.between(from, to, path);
                row.add(sum.sent() == 0 ? NOTHING : sum.lost() + "/" + sum.sent());
            }
            cells.add(row);
        }
        var head = new ArrayList<>(List.of(path == Path.SERVICE ? "by Services" : "past them"));
        nodes.forEach(node -> head.add(Text.line(node)));
        cells.addFirst(head);
        var lines = new ArrayList<>(List.of(""));
        for (List<String> row : cells) {
            var line = new StringBuilder("  ");
            for (int column = 0; column < row.size(); column++) {
                int at = column;
                int width =
                        cells.stream().mapToInt(each -> Text.width(each.get(at))).max().orElse(0);
                String padding = " ".repeat(width - Text.width(row.get(column)));
                line.append(column == 0 ? "" : "  ")
                        .append(
                                column == 0
                                        ? row.get(column) + padding
                                        : padding + row.get(column));
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    /** All of a small cluster, else those of the ways that lost something. */
    private List<String> nodes(Path path) {
        List<String> all = table.nodes();
        if (all.size() <= MOST_NODES) {
            return all;
        }
        return table.counts().stream()
                .filter(each -> each.path() == path && each.lost() > 0)
                .flatMap(each -> List.of(each.from(), each.to()).stream())
                .distinct()
                .limit(MOST_NODES)
                .sorted()
                .toList();
    }
}
