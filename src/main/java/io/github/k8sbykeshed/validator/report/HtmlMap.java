package io.github.k8sbykeshed.validator.report;

import io.github.k8sbykeshed.validator.report.MapLayout.Point;
import java.util.ArrayList;
import java.util.Locale;
import java.util.stream.IntStream;

/** The cluster as a picture: its nodes by zone, clients outside, and what fails between them. */
final class HtmlMap {

    private static final int MOST_EDGES = 150;
    private static final int MOST_LINES = 12;

    /** A longer name would leave the picture. */
    private static final int NAME = 24;

    private final ClusterMap map;
    private final MapLayout layout;
    private final HtmlWriter out;

    HtmlMap(ClusterMap map, HtmlWriter out) {
        this.map = map;
        this.layout = MapLayout.of(map.nodes());
        this.out = out;
    }

    /** The picture, and what it shows in words. */
    void write() {
        out.open("figure")
                .open(
                        "svg",
                        "xmlns",
                        "http://www.w3.org/2000/svg",
                        "class",
                        "map",
                        "role",
                        "img",
                        "aria-labelledby",
                        "map-title",
                        "width",
                        String.valueOf(layout.width()),
                        "height",
                        String.valueOf(layout.height()),
                        "viewBox",
                        "0 0 %d %d".formatted(layout.width(), layout.height()));
        out.text("title", "Map of the cluster: what fails between its nodes", "id", "map-title");
        out.line();
        layout.boxes().forEach(this::box);
        if (layout.radius() > 0) {
            arcs();
        }
        map.edges().stream().limit(MOST_EDGES).forEach(this::edge);
        out.line();
        IntStream.range(0, map.nodes().size()).forEach(this::node);
        if (layout.radius() > 0) {
            IntStream.range(0, map.nodes().size()).forEach(this::name);
        }
        out.close().line();
        out.text(
                "figcaption",
                map.isClean()
                        ? "Nothing fails between any two nodes."
                        : "Lines are where something fails: unbroken where a Service violates, dashed"
                                + " where the run could not tell, thicker where more of the cells"
                                + " fail.");
        lines();
        out.close().line();
    }

    /** What the picture shows, in words. */
    private void lines() {
        var lines = new ArrayList<String>();
        if (!map.hasAllEdges()) {
            map.nodes().stream()
                    .map(ClusterMap::describe)
                    .filter(each -> !each.isEmpty())
                    .forEach(lines::add);
        }
        map.edges().stream().limit(MOST_EDGES).map(map::describe).forEach(lines::add);
        if (lines.isEmpty()) {
            return;
        }
        out.open("ul", "class", "plain").line();
        lines.stream().limit(MOST_LINES).forEach(each -> out.text("li", each).line());
        if (lines.size() > MOST_LINES) {
            out.text("li", "and %d more".formatted(lines.size() - MOST_LINES)).line();
        }
        out.close().line();
    }

    private void box(MapLayout.Box box) {
        out.empty(
                "rect",
                "class",
                "box",
                "x",
                String.valueOf(box.x() + 1),
                "y",
                String.valueOf(box.y() + 1),
                "width",
                String.valueOf(box.width() - 2),
                "height",
                String.valueOf(box.height() - 2),
                "rx",
                "6");
        out.text(
                "text",
                box.zone().isEmpty() ? "no zone" : box.zone(),
                "x",
                String.valueOf(box.x() + 8),
                "y",
                String.valueOf(box.y() + 15));
        out.line();
    }

    /** Nodes of one zone stand on one arc of the ring. */
    private void arcs() {
        double half = Math.PI / map.nodes().size() * 0.8;
        double radius = layout.radius();
        MapLayout.byZone(map.nodes())
                .forEach((zone, members) -> {
                    double first = layout.angles().get(members.getFirst()) - half;
                    double last = layout.angles().get(members.getLast()) + half;
                    if (!zone.isEmpty() && members.size() > 1) {
                        out.empty(
                                "path",
                                "class",
                                "zone",
                                "d",
                                "M%sA%.0f %.0f 0 %d 1 %s"
                                        .formatted(
                                                at(layout.centre().away(radius, first)),
                                                radius,
                                                radius,
                                                last - first > Math.PI ? 1 : 0,
                                                at(layout.centre().away(radius, last))));
                    }
                });
        out.line();
    }

    /** A node's name: with its zone below where there is room, else like a spoke of the ring. */
    private void name(int number) {
        ClusterMap.Node node = map.nodes().get(number);
        String name =
                node.name().length() > NAME
                        ? node.name().substring(0, NAME - 1) + "…"
                        : node.name();
        double angle = layout.angles().get(number);
        double cos = Math.cos(angle);
        Point at = layout.centre().away(layout.radius() + 22, angle);
        if (layout.isCrowded()) {
            double degrees = Math.toDegrees(angle) + (cos < 0 ? 180 : 0);
            out.text(
                    "text",
                    name,
                    "text-anchor",
                    cos < 0 ? "end" : "start",
                    "dy",
                    "0.35em",
                    "transform",
                    "translate(%s) rotate(%.0f)".formatted(at(at), degrees));
            out.line();
            return;
        }
        String side = cos > 0 ? "start" : "end";
        double y = at.y() + (Math.sin(angle) < -0.5 ? -12 : 4);
        String x = number(at.x());
        String anchor = Math.abs(cos) < 0.3 ? "middle" : side;
        out.open("text", "x", x, "y", number(y), "text-anchor", anchor).words(name);
        if (!node.zone().isEmpty() && !node.zone().equals(node.name())) {
            out.text("tspan", node.zone(), "class", "dim", "x", x, "dy", "1.2em");
        }
        out.close().line();
    }

    private void node(int number) {
        ClusterMap.Node node = map.nodes().get(number);
        boolean isMarked = node.failsAsSource() || node.failsAsTarget();
        String plain = map.pairs().isOutside(number) ? "node u" : "node c";
        Point at = layout.points().get(number);
        out.open(
                "circle",
                "class",
                isMarked ? "node v" : plain,
                "cx",
                number(at.x()),
                "cy",
                number(at.y()),
                "r",
                number(isMarked ? layout.dot() + 2 : layout.dot()));
        NodePairs.Seen from = map.pairs().from(number);
        out.text(
                "title",
                isMarked
                        ? ClusterMap.describe(node)
                        : "%s: from it %s of %s are not as expected"
                                .formatted(
                                        node.name(),
                                        Text.number(from.bad()),
                                        Text.count(from.cells(), "cell")));
        out.close();
    }

    private void edge(ClusterMap.Edge edge) {
        Point from = layout.points().get(edge.from());
        Point to = layout.points().get(edge.to());
        double share = (double) edge.seen().bad() / edge.seen().cells();
        out.open(
                "path",
                "class",
                edge.seen().violate() > 0 ? "edge v" : "edge i",
                "stroke-width",
                String.format(Locale.ROOT, "%.1f", 1.5 + 3 * share),
                "d",
                edge.from() == edge.to() ? loop(from) : curve(from, to));
        out.text("title", map.describe(edge)).close();
    }

    /** From a node to itself. */
    private static String loop(Point at) {
        return "M%sc-26 -34 26 -34 0 0".formatted(at(at));
    }

    /** Bent to the left, so that there and back are two lines; it ends in an arrow's head. */
    private static String curve(Point from, Point to) {
        var bend =
                new Point(
                        (from.x() + to.x()) / 2 + (to.y() - from.y()) * 0.12,
                        (from.y() + to.y()) / 2 - (to.x() - from.x()) * 0.12);
        double angle = Math.atan2(to.y() - bend.y(), to.x() - bend.x());
        Point tip = to.away(-11, angle);
        return "M%sQ%s %sM%sL%sL%s"
                .formatted(
                        at(from),
                        at(bend),
                        at(tip),
                        at(tip.away(-10, angle + 0.45)),
                        at(tip),
                        at(tip.away(-10, angle - 0.45)));
    }

    private static String at(Point point) {
        return number(point.x()) + " " + number(point.y());
    }

    private static String number(double number) {
        return String.valueOf(Math.round(number));
    }
}
