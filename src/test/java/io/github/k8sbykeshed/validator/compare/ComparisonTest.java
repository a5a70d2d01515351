package io.github.k8sbykeshed.validator.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.k8sbykeshed.validator.expect.Controls;
import io.github.k8sbykeshed.validator.expect.Expectation;
import io.github.k8sbykeshed.validator.expect.Matrix;
import io.github.k8sbykeshed.validator.expect.Table;
import io.github.k8sbykeshed.validator.probe.Address;
import io.github.k8sbykeshed.validator.probe.Attempt;
import io.github.k8sbykeshed.validator.probe.Observation;
import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.probe.Source;
import io.github.k8sbykeshed.validator.probe.Target;
import io.github.k8sbykeshed.validator.report.ComparisonReport;
import io.github.k8sbykeshed.validator.result.CaseResult;
import io.github.k8sbykeshed.validator.result.Latency;
import io.github.k8sbykeshed.validator.result.Outcome;
import io.github.k8sbykeshed.validator.result.Run;
import io.github.k8sbykeshed.validator.result.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComparisonTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    conforms       | conforms       | EQUAL          | 0
                    conforms       | violates       | WORSE          | 1
                    conforms       | inconclusive   | NOT_COMPARABLE | 2
                    conforms       | not-run        | NOT_COMPARABLE | 2
                    conforms       | not-applicable | GONE           | 0
                    violates       | conforms       | MENDED         | 0
                    violates       | violates       | EQUAL          | 0
                    violates       | inconclusive   | NOT_COMPARABLE | 2
                    inconclusive   | conforms       | NOT_COMPARABLE | 2
                    inconclusive   | violates       | NOT_COMPARABLE | 2
                    not-run        | conforms       | NOT_COMPARABLE | 2
                    not-applicable | conforms       | NEW            | 0
                    not-applicable | violates       | WORSE          | 1
                    not-applicable | not-applicable | EQUAL          | 0
                    """)
    void aCaseChangesWithItsOutcomes(String before, String after, Change change, int code) {
        var comparison = compare(run(one(before, List.of())), run(one(after, List.of())));
        assertEquals(change, comparison.cases().getFirst().change());
        assertEquals(code, comparison.exitCode());
    }

    @Test
    void moreFailingCellsAreWorseAndFewerAreBetter() {
        Run one = run(one("violates", List.of(step(1, List.of()))));
        Run two = run(one("violates", List.of(step(2, List.of()))));
        assertEquals(Change.WORSE, compare(one, two).cases().getFirst().change());
        assertEquals(Change.BETTER, compare(two, one).cases().getFirst().change());
        assertEquals(Change.EQUAL, compare(two, two).cases().getFirst().change());
    }

    @Test
    void aStepThatFailsEarlierIsWorse() {
        Run late = run(one("violates", List.of(step(0, List.of()), step(3, List.of()))));
        Run early = run(one("violates", List.of(step(1, List.of()))));
        assertEquals(Change.WORSE, compare(late, early).cases().getFirst().change());
    }

    @Test
    void runsWithoutACommonCaseCannotBeCompared() {
        Run other = run(result("dns/names", "conforms", List.of()));
        Comparison comparison = compare(run(one("conforms", List.of())), other);
        assertEquals(Map.of(Change.NEW, 1, Change.GONE, 1), comparison.counts());
        assertEquals(2, comparison.exitCode());
    }

    @Test
    void timesAreComparedOnRequestOnly() {
        Run quick = run(one("conforms", List.of(step(0, List.of(80_000L, 100_000L, 900_000L)))));
        Run slow = run(one("conforms", List.of(step(0, List.of(290_000L, 300_000L, 310_000L)))));
        assertEquals(0, Comparison.of(quick, slow, 0).exitCode());
        assertEquals(0, Comparison.of(quick, slow, 4).exitCode());
        Comparison comparison = Comparison.of(quick, slow, 2);
        assertEquals(Change.SLOWER, comparison.cases().getFirst().change());
        assertEquals(1, comparison.exitCode());
    }

    @Test
    void aFewMillisecondsAreNoDifference() {
        Run quick = run(one("conforms", List.of(step(0, List.of(2_000L)))));
        Run slow = run(one("conforms", List.of(step(0, List.of(40_000L)))));
        assertEquals(0, Comparison.of(quick, slow, 2).exitCode());
    }

    @Test
    void isToldAsTextMarkdownAndJson() {
        var report =
                new ComparisonReport(
                        compare(
                                run(one("conforms", List.of())),
                                run(
                                        one("violates", List.of()),
                                        result("dns/a|b", "conforms", List.of()))));
        assertEquals(
                """
                before: run ab12cd of 1970-01-01T00:00:00Z
                after:  run ab12cd of 1970-01-01T00:00:00Z

                worse           clusterip/basic TCP  conforms -> VIOLATES
                                why
                new             dns/a|b TCP          not there -> conforms

                WORSE: 1 worse, 1 new (exit code 1)
                """,
                report.text());
        assertTrue(
                report.markdown()
                        .contains("| worse | clusterip/basic TCP | conforms | VIOLATES | why |\n"),
                report.markdown());
        assertTrue(report.markdown().contains("| dns/a\\|b TCP |"), report.markdown());
        assertTrue(report.json().contains("\"exitCode\" : 1"), report.json());
        assertTrue(report.json().contains("\"change\" : \"WORSE\""), report.json());
    }

    private static Comparison compare(Run before, Run after) {
        return Comparison.of(before, after, 0);
    }

    private static Run run(CaseResult... cases) {
        return new Run(
                "1.0",
                "ab12cd",
                Instant.EPOCH,
                null,
                Map.of(),
                List.of(cases),
                /* problem= */ null);
    }

    private static CaseResult one(String outcome, List<Step> steps) {
        return result("clusterip/basic", outcome, steps);
    }

    private static CaseResult result(String scenario, String outcome, List<Step> steps) {
        return new CaseResult(
                scenario,
                "title",
                Protocol.TCP,
                null,
                List.of(),
                switch (outcome) {
                    case "conforms" -> new Outcome.Conforms();
                    case "violates" -> new Outcome.Violates("why");
                    case "inconclusive" -> new Outcome.Inconclusive("why");
                    case "not-applicable" -> new Outcome.NotApplicable("why");
                    case "not-run" -> new Outcome.NotRun("why");
                    default -> throw new IllegalArgumentException(outcome);
                },
                1,
                steps);
    }

    /** A step of three cells, so many of which violate. */
    private static Step step(int violating, List<Long> micros) {
        List<Source> sources = List.of(new Source(Source.Kind.POD, "n", "ns", "pod"));
        List<Target> targets = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            var address = new Address("10.96.0." + (1 + i));
            targets.add(Target.agent(Target.Reach.CLUSTER_IP, "t" + i, address, 80, Protocol.TCP));
        }
        var table =
                new Table(
                        Matrix.of(
                                sources,
                                targets,
                                (row, column) -> Expectation.answeredBy("n/ns/b")));
        for (int i = 0; i < violating; i++) {
            table.judge(0, i, List.of(new Attempt(0, 1, new Observation.Refused())), Controls.NONE);
        }
        return new Step(
                "step",
                table,
                1,
                1,
                micros.stream().map(each -> new Latency("n/ns/pod", "t0", each)).toList());
    }
}
