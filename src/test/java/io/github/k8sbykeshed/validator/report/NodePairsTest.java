package io.github.k8sbykeshed.validator.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.probe.Source;
import io.github.k8sbykeshed.validator.result.Run;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a run saw between nodes, in numbers and as a map shows it. */
class NodePairsTest {

    private static NodePairs pairs(String run) {
        return new NodePairs(Simulated.run(run), 24);
    }

    @Test
    void aCellCountsForItsSourceAndTheNodeThatHasTheAnswer() {
        NodePairs pairs = pairs("broken-pair");
        assertEquals(6, pairs.names().size());
        NodePairs.Seen broken = pairs.between(1, 4);
        // By its own Service, and by a node port of that node.
        assertEquals(2, broken.cells());
        assertEquals(1, broken.inconclusive());
        assertEquals(0, broken.violate());
        assertEquals(6, broken.attempts());
        assertEquals(3, broken.unanswered());
        assertEquals(0, pairs.between(4, 1).bad());
        assertEquals(12, pairs.from(1).cells());
    }

    @Test
    void theMedianIsRightWithinAFewPercent() {
        var spread = pairs("dead-column").answers(0, 0);
        assertFalse(spread.isEmpty());
        // Zones of twenty nodes each: attempts take 400 µs and one more for each row and column.
        assertTrue(spread.median() > 430 && spread.median() < 470, () -> "" + spread.median());
        assertEquals(476, spread.max());
    }

    @Test
    void manyNodesAreToldByZoneAndAFewByThemselves() {
        assertEquals(List.of("zone-a", "zone-b"), pairs("large").groups().names());
        assertEquals(List.of("worker1", "worker2", "worker3"), pairs("healthy").groups().names());
        assertEquals(
                List.of("a to c", "d to f", "g"),
                Groups.of(
                                List.of("a", "b", "c", "d", "e", "f", "g"),
                                List.of("", "", "", "", "", "", ""),
                                3)
                        .names());
    }

    @Test
    void aNodeThatFailsWithMostIsMarkedAndOnlyTheRestIsDrawn() {
        ClusterMap map = ClusterMap.of(pairs("large"));
        assertEquals(
                "worker71: from it something fails to 149 of 149 nodes; worker100: to it something"
                        + " fails from 149 of 149 nodes",
                map.nodes().stream()
                        .map(ClusterMap::describe)
                        .filter(each -> !each.isEmpty())
                        .collect(Collectors.joining("; ")));
        assertEquals(
                List.of("worker3 → worker115", "worker20 → worker84"),
                map.edges().stream()
                        .limit(2)
                        .map(map::describe)
                        .map(each -> each.substring(0, each.indexOf(':')))
                        .toList());
        assertEquals(4, map.edges().size());
    }

    @Test
    void ofFewNodesEveryPairThatFailsIsDrawn() {
        ClusterMap map = ClusterMap.of(pairs("stale-node"));
        assertEquals(5, map.edges().size());
        assertTrue(ClusterMap.of(pairs("healthy")).isClean());
    }

    /** Nodes may be few or many, in zones or not: each has a place in the picture. */
    @Test
    void everyNodeIsInThePicture() {
        for (int nodes : new int[] {1, 2, 3, 15, 40, 41, 150}) {
            List<Source> pods = Simulated.pods(nodes);
            Run run =
                    Simulated.run(
                            nodes,
                            List.of(
                                    Simulated.basic(
                                            nodes,
                                            Protocol.TCP,
                                            (row, column, i) ->
                                                    Simulated.answeredBy(pods.get(column), row))));
            MapLayout layout = MapLayout.of(ClusterMap.of(new NodePairs(run, 24)).nodes());
            assertEquals(nodes, layout.points().size());
            assertEquals(nodes, layout.points().stream().distinct().count());
            assertTrue(
                    IntStream.range(0, nodes)
                            .mapToObj(layout.points()::get)
                            .allMatch(each ->
                                    each.x() > 0
                                            && each.x() < layout.width()
                                            && each.y() > 0
                                            && each.y() < layout.height()));
        }
    }
}
