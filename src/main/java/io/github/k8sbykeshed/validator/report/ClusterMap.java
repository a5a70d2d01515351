package io.github.k8sbykeshed.validator.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What fails between nodes, as a map shows it: nodes that fail with most others are marked
 * themselves, and only what is left of failing pairs is drawn as edges.
 *
 * @param pairs the nodes and what was seen between them
 * @param nodes for each node how many others it fails with
 * @param edges the failing pairs that are not told by a marked node, those of most cells first
 */
record ClusterMap(NodePairs pairs, List<Node> nodes, List<Edge> edges) {

    /** With fewer others, every pair is drawn. */
    private static final int FEW = 12;

    /**
     * A node.
     *
     * @param to how many nodes were asked from it
     * @param badTo from it to how many of these something fails
     * @param from from how many nodes it was asked
     * @param badFrom from how many of these something fails
     */
    record Node(String name, String zone, int to, int badTo, int from, int badFrom) {

        /** Whether something fails to at least half of the nodes that it asks. */
        boolean failsAsSource() {
            return to > 2 && 2 * badTo >= to;
        }

        /** Whether something fails from at least half of the nodes that ask it. */
        boolean failsAsTarget() {
            return from > 2 && 2 * badFrom >= from;
        }
    }

    /** Something that fails from one node to another, or from a node to itself. */
    record Edge(int from, int to, NodePairs.Seen seen) {}

    static ClusterMap of(NodePairs pairs) {
        int size = pairs.names().size();
        int[] to = new int[size];
        int[] badTo = new int[size];
        int[] from = new int[size];
        int[] badFrom = new int[size];
        var bad = new ArrayList<Edge>();
        for (int source = 0; source < size; source++) {
            for (int target = 0; target < size; target++) {
                NodePairs.Seen seen = pairs.between(source, target);
                if (seen.cells() > 0) {
                    to[source]++;
                    from[target]++;
                }
                if (seen.bad() > 0) {
                    badTo[source]++;
                    badFrom[target]++;
                    bad.add(new Edge(source, target, seen));
                }
            }
        }
        var nodes = new ArrayList<Node>();
        for (int i = 0; i < size; i++) {
            nodes.add(
                    new Node(
                            pairs.names().get(i),
                            pairs.zones().get(i),
                            to[i],
                            badTo[i],
                            from[i],
                            badFrom[i]));
        }
        List<Edge> edges =
                bad.stream()
                        .filter(each ->
                                size <= FEW
                                        || !nodes.get(each.from()).failsAsSource()
                                                && !nodes.get(each.to()).failsAsTarget())
                        .sorted(Comparator.comparingInt(each -> -each.seen().bad()))
                        .toList();
        return new ClusterMap(pairs, List.copyOf(nodes), edges);
    }

    /** Whether the edges are all pairs that fail, those of marked nodes as well. */
    boolean hasAllEdges() {
        return nodes.size() <= FEW;
    }

    /** Whether nothing fails between any two nodes. */
    boolean isClean() {
        return nodes.stream().allMatch(each -> each.badTo() == 0);
    }

    /** What a node fails with, in a sentence; empty if it is not marked. */
    static String describe(Node node) {
        var clauses = new ArrayList<String>();
        if (node.failsAsSource()) {
            clauses.add(
                    "from it something fails to %s of %s"
                            .formatted(Text.number(node.badTo()), Text.count(node.to(), "node")));
        }
        if (node.failsAsTarget()) {
            clauses.add(
                    "to it something fails from %s of %s"
                            .formatted(
                                    Text.number(node.badFrom()), Text.count(node.from(), "node")));
        }
        return clauses.isEmpty() ? "" : node.name() + ": " + String.join("; ", clauses);
    }

    /** {@code worker-1 → worker-2: 3 of 12 cells not as expected}. */
    String describe(Edge edge) {
        return "%s → %s: %s of %s not as expected"
                .formatted(
                        nodes.get(edge.from()).name(),
                        nodes.get(edge.to()).name(),
                        Text.number(edge.seen().bad()),
                        Text.count(edge.seen().cells(), "cell"));
    }
}
