package io.github.k8sbykeshed.validator.result;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.k8sbykeshed.validator.probe.Family;
import io.github.k8sbykeshed.validator.probe.Protocol;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    conforms                             | 0
                    conforms not-applicable              | 0
                    violates                             | 1
                    conforms violates inconclusive       | 1
                    inconclusive not-run violates        | 1
                    inconclusive                         | 2
                    conforms inconclusive                | 2
                    conforms not-run                     | 2
                    not-applicable                       | 2
                    not-applicable not-applicable        | 2
                    not-run                              | 2
                    """)
    void exitCode(String outcomes, int code) {
        assertEquals(code, run(null, outcomes.split(" ")).exitCode());
    }

    @Test
    void noCaseIsNoPass() {
        assertEquals(2, run(null).exitCode());
    }

    @Test
    void aRunWithAProblemIsNoPassWhateverItsCasesSay() {
        assertEquals(2, run("the API server went away", "conforms").exitCode());
        assertEquals(1, run("the API server went away", "conforms", "violates").exitCode());
    }

    @Test
    void countsOutcomes() {
        Run run = run(null, "conforms", "violates", "conforms", "not-run");
        assertEquals(2, run.count(Outcome.Conforms.class));
        assertEquals(1, run.count(Outcome.NotRun.class));
        assertEquals(0, run.count(Outcome.Inconclusive.class));
    }

    @Test
    void aCaseIsNamedByItsScenarioProtocolAndFamily() {
        CaseResult one = result(new Outcome.Conforms(), Protocol.UDP, Family.IPV6);
        assertEquals("clusterip/basic UDP IPv6", one.name());
        assertEquals("clusterip", one.feature());
        assertEquals("clusterip/basic", result(new Outcome.Conforms(), null, null).name());
    }

    @Test
    void onlyAPassHasNoReason() {
        for (String outcome : List.of("violates", "inconclusive", "not-applicable", "not-run")) {
            assertEquals("why", outcome(outcome).reason(), outcome);
        }
        assertEquals("", new Outcome.Conforms().reason());
    }

    private static Run run(@Nullable String problem, String... outcomes) {
        return new Run(
                "1.0",
                "ab12cd",
                Instant.EPOCH,
                null,
                Map.of(),
                Arrays.stream(outcomes).map(each -> result(outcome(each), null, null)).toList(),
                problem);
    }

    private static CaseResult result(
            Outcome outcome, @Nullable Protocol protocol, @Nullable Family family) {
        return new CaseResult(
                "clusterip/basic", "title", protocol, family, List.of(), outcome, 1, List.of());
    }

    private static Outcome outcome(String name) {
        return switch (name) {
            case "conforms" -> new Outcome.Conforms();
            case "violates" -> new Outcome.Violates("why");
            case "inconclusive" -> new Outcome.Inconclusive("why");
            case "not-applicable" -> new Outcome.NotApplicable("why");
            case "not-run" -> new Outcome.NotRun("why");
            default -> throw new IllegalArgumentException(name);
        };
    }
}
