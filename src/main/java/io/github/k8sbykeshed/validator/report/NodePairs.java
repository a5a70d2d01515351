package io.github.k8sbykeshed.validator.report;

import io.github.k8sbykeshed.validator.expect.Expectation;
import io.github.k8sbykeshed.validator.expect.Matrix;
import io.github.k8sbykeshed.validator.expect.Table;
import io.github.k8sbykeshed.validator.probe.Attempt;
import io.github.k8sbykeshed.validator.probe.Facts;
import io.github.k8sbykeshed.validator.probe.Observation;
import io.github.k8sbykeshed.validator.probe.Source;
import io.github.k8sbykeshed.validator.probe.Target;
import io.github.k8sbykeshed.validator.result.CaseResult;
import io.github.k8sbykeshed.validator.result.Run;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run saw between nodes, all cases together. A cell counts for the node that it is asked
 * from, and, where one node has to have the answer, for that pair of nodes.
 */
final class NodePairs {

    /** No node is called this. */
    private static final String OUTSIDE = " ";

    private static final int NONE = -1;

    /**
     * What was seen from one node to another, or from one node to anywhere.
     *
     * @param cells how many cells were judged
     * @param attempts how many attempts were made where an answer was expected
     * @param unanswered how many of these got none
     */
    record Seen(int cells, int violate, int inconclusive, long attempts, long unanswered) {

        private static final Seen NOTHING = new Seen(0, 0, 0, 0, 0);

        int bad() {
            return violate + inconclusive;
        }

        private Seen and(Seen other) {
            return new Seen(
                    cells + other.cells,
                    violate + other.violate,
                    inconclusive + other.inconclusive,
                    attempts + other.attempts,
                    unanswered + other.unanswered);
        }
    }

    private final List<String> names = new ArrayList<>();
    private final List<String> zones = new ArrayList<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final int insiders;
    private final Groups groups;

    // By source and target: a large cluster has a million pairs. The last target is anywhere.
    private final int width;
    private final int[] cells;
    private final int[] violate;
    private final int[] inconclusive;
    private final int[] attempts;
    private final int[] unanswered;
    private final @Nullable Spread[][] answers;

    /**
     * @param mostGroups how many groups of nodes the times between nodes are told of
     */
    NodePairs(Run run, int mostGroups) {
        Facts facts = run.facts();
        if (facts != null) {
            facts.nodes().forEach(node -> number(node.name(), node.name(), node.zone()));
        }
        List<Source> sources =
                run.cases().stream()
                        .flatMap(each -> each.steps().stream())
                        .flatMap(step -> step.table().matrix().sources().stream())
                        .distinct()
                        .toList();
        sources.stream()
                .filter(each -> each.kind() != Source.Kind.OUTSIDE)
                .forEach(each -> number(each.node(), each.node(), ""));
        insiders = names.size();
        sources.stream()
                .filter(each -> each.kind() == Source.Kind.OUTSIDE)
                .forEach(each -> number(OUTSIDE, "outside", "outside"));
        groups = Groups.of(names, zones, mostGroups);
        width = names.size() + 1;
        int pairs = names.size() * width;
        cells = new int[pairs];
        violate = new int[pairs];
        inconclusive = new int[pairs];
        attempts = new int[pairs];
        unanswered = new int[pairs];
        answers = new Spread[groups.size()][groups.size()];
        for (CaseResult each : run.cases()) {
            each.steps().forEach(step -> add(step.table()));
        }
    }

    private void number(String node, String name, String zone) {
        if (numbers.putIfAbsent(node, names.size()) == null) {
            names.add(Text.line(name));
            zones.add(Text.line(zone));
        }
    }

    private void add(Table table) {
        Matrix matrix = table.matrix();
        // The node that is dialled, or else has the only backend.
        int[] dialled = matrix.targets().stream().mapToInt(each -> known(dialled(each))).toArray();
        int[] backend =
                matrix.expectations().stream()
                        .mapToInt(each ->
                                each.agents().size() == 1
                                        ? known(nodeOf(each.agents().iterator().next()))
                                        : NONE)
                        .toArray();
        for (int row = 0; row < matrix.rows(); row++) {
            Source source = matrix.sources().get(row);
            int from = known(source.kind() == Source.Kind.OUTSIDE ? OUTSIDE : source.node());
            for (int column = 0; column < matrix.columns(); column++) {
                Table.Mark mark = table.mark(row, column);
                if (mark != Table.Mark.UNASKED && mark != Table.Mark.RECORDED) {
                    int to =
                            dialled[column] == NONE
                                    ? backend[matrix.code(row, column)]
                                    : dialled[column];
                    add(table, row, column, from * width + (to == NONE ? width - 1 : to));
                    if (to != NONE
                            && mark == Table.Mark.CONFORMS
                            && matrix.expectation(row, column).isPositive()) {
                        answers(groups.of()[from], groups.of()[to])
                                .add(table.slowestMicros(row, column));
                    }
                }
            }
        }
    }

    private void add(Table table, int row, int column, int pair) {
        cells[pair]++;
        switch (table.mark(row, column)) {
            case VIOLATES -> violate[pair]++;
            case INCONCLUSIVE -> inconclusive[pair]++;
            case CONFORMS, RECORDED, UNASKED -> {}
        }
        if (!table.matrix().expectation(row, column).isPositive()) {
            return;
        }
        Table.Evidence kept = table.evidence(row, column);
        if (kept == null) {
            attempts[pair] += table.attempts(row, column);
            return;
        }
        for (Attempt each : kept.attempts()) {
            if (!(each.observation() instanceof Observation.NotObserved)) {
                attempts[pair]++;
                unanswered[pair] += each.observation() instanceof Observation.Answered ? 0 : 1;
            }
        }
    }

    private static String dialled(Target target) {
        String agent = target.traits().agent();
        return agent.isEmpty() ? target.traits().node() : nodeOf(agent);
    }

    /** The node that is dialled, or else has the only backend; empty if there is none such. */
    static String node(Target target, Expectation expected) {
        String dialled = dialled(target);
        return dialled.isEmpty() && expected.agents().size() == 1
                ? nodeOf(expected.agents().iterator().next())
                : dialled;
    }

    private static String nodeOf(String agent) {
        return agent.indexOf('/') < 0 ? "" : Source.nodeOf(agent);
    }

    private int known(String node) {
        return numbers.getOrDefault(node, NONE);
    }

    /** The nodes, those of the cluster first; a client outside it is the last. */
    List<String> names() {
        return names;
    }

    /** For each node its zone; empty if it has none. */
    List<String> zones() {
        return zones;
    }

    boolean isOutside(int node) {
        return node >= insiders;
    }

    /** What was seen from one node to another. */
    Seen between(int source, int target) {
        return at(source * width + target);
    }

    /** What was seen from a node to all others, and to Services of several backends. */
    Seen from(int node) {
        Seen all = Seen.NOTHING;
        for (int to = 0; to < width; to++) {
            all = all.and(at(node * width + to));
        }
        return all;
    }

    private Seen at(int pair) {
        return new Seen(
                cells[pair], violate[pair], inconclusive[pair], attempts[pair], unanswered[pair]);
    }

    /** The nodes as {@link #byGroup} and {@link #answers} have them. */
    Groups groups() {
        return groups;
    }

    /** The number of a node's group; -1 if there is no such node. */
    int group(String node) {
        int number = known(node);
        return number == NONE ? NONE : groups.of()[number];
    }

    /** What was seen from one group of nodes to another. */
    Seen[][] byGroup() {
        Seen[][] all = new Seen[groups.size()][groups.size()];
        for (Seen[] row : all) {
            Arrays.fill(row, Seen.NOTHING);
        }
        for (int from = 0; from < names.size(); from++) {
            for (int to = 0; to < names.size(); to++) {
                Seen[] row = all[groups.of()[from]];
                row[groups.of()[to]] = row[groups.of()[to]].and(between(from, to));
            }
        }
        return all;
    }

    /**
     * How long the slowest attempt took of each cell that was answered as expected, from one group
     * of nodes to another.
     */
    Spread answers(int source, int target) {
        Spread known = answers[source][target];
        if (known == null) {
            known = new Spread();
            answers[source][target] = known;
        }
        return known;
    }

    /** Numbers whose median is known to within a few percent, in little memory. */
    static final class Spread {
        private static final int STEPS = 16;
        private final int[] counts = new int[32 * STEPS];
        private int all;
        private int max;

        private void add(int number) {
            counts[(int) (Math.log(Math.max(1, number)) / Math.log(2) * STEPS)]++;
            all++;
            max = Math.max(max, number);
        }

        boolean isEmpty() {
            return all == 0;
        }

        int max() {
            return max;
        }

        /** The median; 0 if there are no numbers. */
        int median() {
            int left = (all + 1) / 2;
            for (int i = 0; i < counts.length && all > 0; i++) {
                left -= counts[i];
                if (left <= 0) {
                    return (int) Math.min(max, Math.round(Math.pow(2, (i + 0.5) / STEPS)));
                }
            }
            return 0;
        }
    }
}
