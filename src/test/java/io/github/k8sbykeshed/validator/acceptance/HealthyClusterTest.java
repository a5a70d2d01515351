package io.github.k8sbykeshed.validator.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.k8sbykeshed.validator.catalog.Catalog;
import io.github.k8sbykeshed.validator.engine.Selection;
import io.github.k8sbykeshed.validator.engine.Validation;
import io.github.k8sbykeshed.validator.expect.Table;
import io.github.k8sbykeshed.validator.probe.Source;
import io.github.k8sbykeshed.validator.result.CaseResult;
import io.github.k8sbykeshed.validator.result.Outcome;
import io.github.k8sbykeshed.validator.result.Run;
import io.github.k8sbykeshed.validator.scenario.Case;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A healthy cluster conforms, in all that there is, and nothing of a run stays in it. */
@Tag("cluster")
class HealthyClusterTest {

    @TempDir Path results;

    @Test
    void conformsInAFewScenariosOfEachKindAndIsLeftClean() throws Exception {
        SvcTest svcTest = SvcTest.run(results, FaultTest.SCENARIOS.toArray(String[]::new));
        assertEquals(0, svcTest.exitCode(), svcTest::output);
        for (CaseResult result : svcTest.results().cases()) {
            assertEquals(new Outcome.Conforms(), result.outcome(), result.name());
            assertFalse(result.steps().isEmpty(), result.name());
        }
        assertEquals(List.of(), LocalCluster.namespacesOfRuns());
    }

    @Tag("essential")
    @Test
    void conformsInEveryCaseAndIsLeftClean() throws Exception {
        SvcTest svcTest = SvcTest.run(results);
        assertEquals(0, svcTest.exitCode(), svcTest::output);

        Run run = svcTest.results();
        List<String> all =
                Validation.select(Catalog.scenarios(), Selection.all()).stream()
                        .map(Case::name)
                        .toList();
        assertEquals(all, run.cases().stream().map(CaseResult::name).toList());
        for (CaseResult result : run.cases()) {
            assertEquals(new Outcome.Conforms(), result.outcome(), result.name());
            assertFalse(result.steps().isEmpty(), result.name());
        }
        assertEquals(List.of(), LocalCluster.namespacesOfRuns());

        var nodePorts = svcTest.result("nodeport/every-node UDP IPv6").steps().getFirst().table();
        assertTrue(
                nodePorts.matrix().sources().stream()
                        .anyMatch(source -> source.kind() == Source.Kind.OUTSIDE));
        assertTrue(Files.size(results.resolve("tables.txt")) > 0);
        assertTrue(Files.size(results.resolve("report.html")) > 0);

        SvcTest again =
                SvcTest.command(
                        results,
                        "report",
                        "--format",
                        "tables",
                        results.resolve("results.yaml").toString());
        assertEquals(0, again.exitCode(), again::output);
        assertEquals(
                Files.readString(results.resolve("tables.txt")).strip(), again.output().strip());
    }

    @Tag("essential")
    @Test
    void runsTheSameScenariosByTheLabelsOfThePredecessor() throws Exception {
        SvcTest svcTest =
                SvcTest.run(results, "-labels", "type=cluster_ip_hairpin,family=IPv4", "-debug");
        assertEquals(0, svcTest.exitCode(), svcTest::output);
        assertEquals(
                List.of("clusterip/hairpin TCP IPv4", "clusterip/hairpin UDP IPv4"),
                svcTest.results().cases().stream().map(CaseResult::name).toList());
    }

    @Test
    void measuresOnRequest() throws Exception {
        SvcTest svcTest = SvcTest.run(results, "-labels", "type=perf,family=IPv4");
        assertEquals(0, svcTest.exitCode(), svcTest::output);
        for (String name : List.of("bandwidth/pod-to-pod TCP IPv4", "bandwidth/service TCP IPv4")) {
            var table = svcTest.result(name).steps().getFirst().table();
            assertEquals(6, table.count(Table.Mark.RECORDED), name);
        }
        assertTrue(svcTest.output().contains("\n  Mbit/s: min "), svcTest::output);
        assertTrue(
                svcTest.output().contains("  share of the Mbit/s past the Service: min "),
                svcTest::output);
    }

    @Tag("essential")
    @Test
    void refusesASelectionOfNothing() throws Exception {
        SvcTest svcTest = SvcTest.run(results, "-labels", "type=no_such_thing");
        assertEquals(2, svcTest.exitCode());
        assertTrue(
                svcTest.output()
                        .contains("No scenario is selected by -labels \"type=no_such_thing\""),
                svcTest::output);
    }

    @Test
    void saysInOneSentenceThatTheImageCannotBePulled() throws Exception {
        SvcTest svcTest =
                SvcTest.command(
                        results,
                        "run",
                        "--image",
                        "registry.invalid/none:1",
                        "--results",
                        results.toString(),
                        "clusterip/basic");
        assertEquals(2, svcTest.exitCode());
        assertTrue(
                svcTest.output().contains("check that the node can pull registry.invalid/none:1"),
                svcTest::output);
        assertEquals(List.of(), LocalCluster.namespacesOfRuns());
    }
}
