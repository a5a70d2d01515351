package io.github.k8sbykeshed.validator.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.github.k8sbykeshed.validator.acceptance.Faults.Round;
import io.github.k8sbykeshed.validator.expect.Table;
import io.github.k8sbykeshed.validator.expect.Table.Mark;
import io.github.k8sbykeshed.validator.result.CaseResult;
import io.github.k8sbykeshed.validator.result.Outcome;
import io.github.k8sbykeshed.validator.result.Step;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every scenario reports a fault that is made for it, and none that is made for others. */
@Tag("cluster")
class SeenFailingTest {

    @TempDir Path folder;

    @TestFactory
    Stream<DynamicNode> everyScenarioReportsItsFaultAndNoOther() {
        return Faults.rounds().stream()
                .map(round ->
                        DynamicContainer.dynamicContainer(
                                "round " + round, Stream.of(round).flatMap(this::run)));
    }

    private Stream<DynamicNode> run(Round round) {
        List<CaseResult> results = new ArrayList<>();
        DynamicNode run = DynamicTest.dynamicTest("runs", () -> results.addAll(results(round)));
        Stream<DynamicNode> faults =
                round.faults().stream()
                        .filter(SeenFailingTest::shows)
                        .map(fault ->
                                DynamicTest.dynamicTest(
                                        fault.toString(), () -> assertReports(fault, results)));
        Stream<DynamicNode> sentinels =
                round.sentinels().stream()
                        .sorted()
                        .map(id ->
                                DynamicTest.dynamicTest(
                                        id + " stays clean", () -> assertClean(id, results)));
        return Stream.of(Stream.of(run), faults, sentinels).flatMap(each -> each);
    }

    /**
     * In nftables mode kube-proxy lets stray segments through by design: that is recorded there.
     */
    private static boolean shows(Fault fault) {
        return !fault.scenario().equals("conntrack/invalid-state") || !LocalCluster.isNftables();
    }

    private List<CaseResult> results(Round round) throws Exception {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "--converge-within",
                                "5s",
                                "-skip-labels",
                                "family=IPv6",
                                "--concurrency",
                                "8"));
        round.faults().forEach(fault -> arguments.add(fault.scenario()));
        arguments.addAll(round.sentinels());
        Path results = folder.resolve(round.name());
        try (var filter = PacketFilter.atEveryNode();
                var api = LyingApi.toEverybody(Fault.all(round.faults()))) {
            SvcTest svcTest = SvcTest.run(results, arguments.toArray(String[]::new));
            assertEquals(1, svcTest.exitCode(), svcTest::output);
            assertEquals(List.of(), api.troubles());
            return svcTest.results().cases();
        }
    }

    private static void assertClean(String scenario, List<CaseResult> results) {
        List<CaseResult> cases = of(scenario, results);
        for (CaseResult result : cases) {
            assertEquals(new Outcome.Conforms(), result.outcome(), result.name());
        }
    }

    private static void assertReports(Fault fault, List<CaseResult> results) {
        for (CaseResult result : of(fault.scenario(), results)) {
            String name = result.name();
            assertInstanceOf(Outcome.Violates.class, result.outcome(), name);
            Step step = result.steps().getLast();
            assertEquals(fault.step(), step.name(), name);
            assertEquals("", unexpected(fault, step.table()), name);
        }
    }

    /** The cells that are not as the fault has it, one a line. */
    private static String unexpected(Fault fault, Table table) {
        StringBuilder cells = new StringBuilder();
        for (int row = 0; row < table.matrix().rows(); row++) {
            for (int column = 0; column < table.matrix().columns(); column++) {
                var source = table.matrix().sources().get(row);
                var target = table.matrix().targets().get(column);
                Mark mark = table.mark(row, column);
                Mark expected =
                        fault.cells().include(source, target) ? Mark.VIOLATES : Mark.CONFORMS;
                if (mark != Mark.UNASKED && mark != Mark.RECORDED && mark != expected) {
                    var evidence = table.evidence(row, column);
                    cells.append(source.id() + " -> " + target.label() + " " + mark)
                            .append(evidence == null ? "\n" : ": " + evidence.why() + "\n");
                }
            }
        }
        return cells.toString();
    }

    private static List<CaseResult> of(String scenario, List<CaseResult> results) {
        List<CaseResult> cases =
                results.stream().filter(result -> result.scenario().equals(scenario)).toList();
        assertFalse(cases.isEmpty(), scenario);
        return cases;
    }
}
