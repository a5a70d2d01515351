package io.github.k8sbykeshed.validator.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where the nodes of a map are: few in a ring, many as dots in the boxes of their zones.
 *
 * @param width of the picture, pixels
 * @param height of the picture, pixels
 * @param points for each node where it is
 * @param radius of the ring; 0 if there is none
 * @param angles for each node of a ring where on it the node is, clockwise from the right
 * @param boxes the zones' boxes; empty in a ring
 * @param dot the radius of a node
 */
record MapLayout(
        int width,
        int height,
        List<Point> points,
        double radius,
        List<Double> angles,
        List<Box> boxes,
        double dot) {

    /** A place in the picture, pixels from its upper left corner. */
    record Point(double x, double y) {

        /** The place that is so far away in this direction. */
        Point away(double distance, double angle) {
            return new Point(x + distance * Math.cos(angle), y + distance * Math.sin(angle));
        }
    }

    /** A zone's box. */
    record Box(String zone, int x, int y, int width, int height) {}

    private static final int MOST_IN_RING = 40;

    /** Of more nodes than this, names stand along the radius, and need room above and below. */
    private static final int CROWDED = 14;

    private static final int NAMES_BESIDE = 150;
    private static final int NAMES_ABOVE = 60;

    /** Of a map that has tables beside it. */
    private static final int NARROW = 560;

    private static final int WIDE = 1_150;
    private static final int FEW_ZONES = 4;
    private static final int HEIGHT = 300;
    private static final int GAP = 12;
    private static final int TITLE = 16;

    static MapLayout of(List<ClusterMap.Node> nodes) {
        return nodes.size() <= MOST_IN_RING ? ring(nodes) : boxes(nodes);
    }

    /** The numbers of the nodes by their zone. */
    static Map<String, List<Integer>> byZone(List<ClusterMap.Node> nodes) {
        Map<String, List<Integer>> zones = new TreeMap<>();
        for (int i = 0; i < nodes.size(); i++) {
            zones.computeIfAbsent(nodes.get(i).zone(), z -> new ArrayList<>()).add(i);
        }
        return zones;
    }

    boolean isCrowded() {
        return points.size() > CROWDED;
    }

    Point centre() {
        return new Point(width / 2.0, height / 2.0);
    }

    private static MapLayout ring(List<ClusterMap.Node> nodes) {
        int size = nodes.size();
        double radius = Math.clamp(size * 9.0, 110, 190);
        int width = (int) (2 * (radius + NAMES_BESIDE));
        int height = size > CROWDED ? width : (int) (2 * (radius + NAMES_ABOVE));
        var centre = new Point(width / 2.0, height / 2.0);
        Double[] angles = new Double[size];
        Point[] points = new Point[size];
        int place = 0;
        for (List<Integer> zone : byZone(nodes).values()) {
            for (int node : zone) {
                double angle = 2 * Math.PI * place++ / size - Math.PI / 2;
                angles[node] = angle;
                points[node] = centre.away(radius, angle);
            }
        }
        return new MapLayout(width, height, List.of(points), radius, List.of(angles), List.of(), 8);
    }

    /** Zones in rows of boxes, nodes in rows of dots. */
    private static MapLayout boxes(List<ClusterMap.Node> nodes) {
        Map<String, List<Integer>> zones = byZone(nodes);
        int most = zones.size() <= FEW_ZONES ? NARROW : WIDE;
        double room = Math.sqrt((double) most * HEIGHT / nodes.size());
        int step = (int) Math.clamp(room, 9, 24);
        Point[] points = new Point[nodes.size()];
        var boxes = new ArrayList<Box>();
        int x = 0;
        int y = 0;
        int tallest = 0;
        for (var zone : zones.entrySet()) {
            List<Integer> members = zone.getValue();
            int across =
                    Math.clamp(
                            (int) Math.ceil(Math.sqrt(members.size() * 1.6)), 6, most / step - 1);
            int width = (across + 1) * step;
            int height = ((members.size() + across - 1) / across + 1) * step + TITLE;
            if (x > 0 && x + width > most) {
                x = 0;
                y += tallest + GAP;
                tallest = 0;
            }
            for (int i = 0; i < members.size(); i++) {
                points[members.get(i)] =
                        new Point(
                                x + (1 + i % across) * (double) step,
                                y + TITLE + (1 + i / across) * (double) step);
            }
            boxes.add(new Box(zone.getKey(), x, y, width, height));
            x += width + GAP;
            tallest = Math.max(tallest, height);
        }
        return new MapLayout(most, y + tallest, List.of(points), 0, List.of(), boxes, step * 0.36);
    }
}
