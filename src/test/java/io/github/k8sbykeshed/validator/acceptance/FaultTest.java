package io.github.k8sbykeshed.validator.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.k8sbykeshed.validator.expect.Table;
import io.github.k8sbykeshed.validator.expect.Table.Mark;
import io.github.k8sbykeshed.validator.probe.Source;
import io.github.k8sbykeshed.validator.probe.Target;
import io.github.k8sbykeshed.validator.result.CaseResult;
import io.github.k8sbykeshed.validator.result.Outcome;
import io.github.k8sbykeshed.validator.result.Run;
import io.github.k8sbykeshed.validator.result.Step;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real faults are reported for what they are, and nothing else is. */
@Tag("cluster")
@Tag("essential")
class FaultTest {

    private static final String NODE = "worker-2";

    /** A few of each kind: what these tests are about is the same with more. */
    static final List<String> SCENARIOS =
            List.of(
                    "clusterip/existing",
                    "clusterip/basic",
                    "clusterip/all-backends",
                    "clusterip/hairpin",
                    "clusterip/source-ip",
                    "clusterip/no-endpoints",
                    "clusterip/host-network-source",
                    "nodeport/every-node",
                    "headless",
                    "dns",
                    "latency");

    @TempDir Path results;

    private SvcTest some(String... options) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(options));
        arguments.addAll(SCENARIOS);
        return SvcTest.run(results, arguments.toArray(String[]::new));
    }

    @Test
    void aStoppedProxyShowsAsItsNodesRowsAndItsNodePortsColumn() throws Exception {
        SvcTest svcTest;
        int exitCode;
        try (var fault = LocalCluster.frozen(NODE, "kube-proxy")) {
            svcTest = some("--converge-within", "5s");
            exitCode = svcTest.exitCode();
        }
        assertEquals(1, exitCode, svcTest::output);

        Run run = svcTest.results();
        Set<String> rows =
                Set.of(
                        "clusterip/basic",
                        "clusterip/all-backends",
                        "clusterip/hairpin",
                        "clusterip/source-ip",
                        "clusterip/no-endpoints",
                        "clusterip/host-network-source",
                        "latency/programming",
                        "latency/removal");
        Set<String> untouched =
                Set.of(
                        "clusterip/existing",
                        "headless/basic",
                        "dns/pod-names",
                        "dns/service-names",
                        "dns/resolv-conf");
        for (CaseResult result : run.cases()) {
            if (rows.contains(result.scenario())) {
                assertViolatesExactly(result, (source, target) -> source.node().equals(NODE));
            } else if (result.scenario().equals("nodeport/every-node")) {
                assertViolatesExactly(
                        result, (source, target) -> target.label().startsWith(NODE + ":"));
            } else {
                assertTrue(untouched.contains(result.scenario()), result.name());
                assertEquals(new Outcome.Conforms(), result.outcome(), result.name());
            }
        }
        assertTrue(svcTest.output().contains("comparison"), svcTest::output);
        List<String> findings =
                svcTest.output().lines().filter(line -> line.startsWith("* ")).toList();
        assertEquals(1, findings.size(), svcTest::output);
        assertTrue(
                findings.getFirst()
                        .startsWith(
                                "* PROXY_STOPPED node="
                                        + NODE
                                        + ": the Service proxy of node "
                                        + NODE
                                        + " has stopped programming (Services from before the run"
                                        + " still work there)"),
                svcTest::output);
        assertEquals(List.of(), LocalCluster.namespacesOfRuns());
    }

    /** The last step violates in just these of its asked cells, and in no other way. */
    private static void assertViolatesExactly(
            CaseResult result, BiFunction<Source, Target, Boolean> expected) {
        assertInstanceOf(Outcome.Violates.class, result.outcome(), result.name());
        Step step = result.steps().getLast();
        forEachCell(
                step.table(),
                (source, target, mark) -> {
                    if (mark != Mark.UNASKED && mark != Mark.RECORDED) {
                        assertEquals(
                                expected.apply(source, target) ? Mark.VIOLATES : Mark.CONFORMS,
                                mark,
                                result.name() + ": " + source + " -> " + target.label());
                    }
                });
    }

    private interface Cell {
        void see(Source source, Target target, Mark mark);
    }

    private static void forEachCell(Table table, Cell cell) {
        for (int row = 0; row < table.matrix().rows(); row++) {
            for (int column = 0; column < table.matrix().columns(); column++) {
                cell.see(
                        table.matrix().sources().get(row),
                        table.matrix().targets().get(column),
                        table.mark(row, column));
            }
        }
    }

    @Test
    void aDeletedAgentIsCouldNotProbeAndNothingElse() throws Exception {
        String namespace = "svc-test-deleted";
        String lost = "agent-" + NODE;
        SvcTest svcTest = some("-namespace", namespace, "--concurrency", "2");
        svcTest.awaitLine("the end of a case", line -> line.startsWith("2/"));
        LocalCluster.kubectl("delete", "pod", "-n", namespace, lost, "--wait=false");
        assertEquals(2, svcTest.exitCode(), svcTest::output);

        String id = NODE + "/" + namespace + "/" + lost;
        boolean some = false;
        for (CaseResult result : svcTest.results().cases()) {
            for (Step step : result.steps()) {
                var table = step.table();
                for (int row = 0; row < table.matrix().rows(); row++) {
                    for (int column = 0; column < table.matrix().columns(); column++) {
                        boolean from = table.matrix().sources().get(row).id().equals(id);
                        var behind = table.matrix().expectation(row, column).agents();
                        Mark mark = table.mark(row, column);
                        if (mark == Mark.INCONCLUSIVE) {
                            some = true;
                            // What a name of several pods resolves to, one of which is gone.
                            boolean headless = result.scenario().equals("headless/basic");
                            assertTrue(
                                    from || behind.contains(id) || headless,
                                    result.name() + " row " + row + " column " + column);
                        } else {
                            assertTrue(mark != Mark.VIOLATES, result.name());
                        }
                    }
                }
            }
        }
        assertTrue(some, svcTest::output);
        assertEquals(List.of(), LocalCluster.namespacesOfRuns());
    }

    @Test
    void anApiServerThatIsAwayForTenSecondsChangesNothing() throws Exception {
        SvcTest svcTest = some("--concurrency", "4");
        svcTest.awaitLine("the end of a case", line -> line.startsWith("2/"));
        try (var fault = LocalCluster.killed("control-plane", "kube-apiserver")) {
            Thread.sleep(10_000);
        }
        assertEquals(0, svcTest.exitCode(), svcTest::output);
        assertEquals(List.of(), LocalCluster.namespacesOfRuns());
        LocalCluster.awaitReadyNodes();
    }

    @Test
    void sigtermLeavesPartialReportsAndACleanCluster() throws Exception {
        SvcTest svcTest = some("--concurrency", "2");
        svcTest.awaitLine("the end of a case", line -> line.startsWith("2/"));
        svcTest.terminate();
        assertEquals(2, svcTest.exitCode(), svcTest::output);

        Run run = svcTest.results();
        assertTrue(run.count(Outcome.Conforms.class) >= 2, svcTest::output);
        assertTrue(run.count(Outcome.NotRun.class) > 0, svcTest::output);
        for (CaseResult result : run.cases()) {
            if (result.outcome() instanceof Outcome.NotRun) {
                assertTrue(Files.readString(results.resolve("junit.xml")).contains(result.name()));
                assertTrue(svcTest.output().contains(result.name()), result.name());
            }
        }
        LocalCluster.awaitNoNamespacesOfRuns(Duration.ofMinutes(2));
    }
}
