package io.github.k8sbykeshed.validator.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.k8sbykeshed.validator.probe.Facts;
import io.github.k8sbykeshed.validator.probe.Family;
import io.github.k8sbykeshed.validator.probe.Protocol;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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
    void aRunWithoutOneOfItsNodesIsNoPassWhateverItsCasesSay() {
        var node = new Facts.Node("w1", List.of(), "");
        var complete =
                new Facts(
                        "",
                        "v1.35.4",
                        List.of(node),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        null,
                        false);
        var missing = new Facts.Missing("w2", "", Facts.Part.NODE, "its kubelet says nothing");
        var partial =
                new Facts(
                        "",
                        "v1.35.4",
                        List.of(node),
                        List.of(new Facts.LeftOut("c", "cordoned")),
                        List.of(),
                        List.of(),
                        List.of(),
                        null,
                        false,
                        new Facts.Coverage(2, List.of(missing), ""));
        assertEquals(0, with(complete, run(null, "conforms")).exitCode());
        Run run = with(partial, run(null, "conforms"));
        assertEquals(2, run.exitCode());
        assertEquals(1, with(partial, run(null, "violates")).exitCode());
        assertEquals(
                "w2 was not validated: its kubelet says nothing", run.shortfall().orElseThrow());
        assertEquals("1 of 2 nodes, not w2, 1 left out: cordoned", partial.describeNodes());
        assertEquals("1 of 1 node", complete.describeNodes());
    }

    @Test
    void nodesThatTheUserLeftOutAreSaidAndAreNoGap() {
        var chosen =
                new Facts(
                        "",
                        "v1.35.4",
                        List.of(new Facts.Node("a", List.of(), "")),
                        Stream.of("b", "c", "d", "e", "f")
                                .map(name -> new Facts.LeftOut(name, "not chosen (--max-nodes 1)"))
                                .toList(),
                        List.of(),
                        List.of(),
                        List.of(),
                        null,
                        false);
        Run run = with(chosen, run(null, "conforms"));
        assertEquals(0, run.exitCode());
        assertTrue(run.shortfall().isEmpty());
        assertEquals("1 of 1 node, 5 left out: not chosen (--max-nodes 1)", chosen.describeNodes());
        assertEquals(
                List.of(new Facts.LeftOut("b, c, d and 2 more", "not chosen (--max-nodes 1)")),
                chosen.leftOutByReason());
    }

    private static Run with(Facts facts, Run run) {
        return new Run(
                run.tool(),
                run.id(),
                run.started(),
                facts,
                run.phaseMillis(),
                run.cases(),
                run.problem());
    }

    /** What the network loses of everything is no pass, and what Services alone lose violates. */
    @Test
    void packetsThatAreLostCount() {
        Run conforms = run(null, "conforms");
        assertEquals(0, conforms.withLoss(loss(2, 1)).exitCode());
        Run network = conforms.withLoss(loss(60, 55));
        assertEquals(2, network.exitCode());
        assertEquals(1, run(null, "violates").withLoss(loss(60, 55)).exitCode());
        String why = network.shortfall().orElseThrow();
        assertTrue(why.startsWith("the pod network loses packets, past Services as well: "), why);
        assertTrue(why.contains("60 of 800 lost, 7.5% ("), why);
        Run services = conforms.withLoss(loss(0, 60));
        assertEquals(1, services.exitCode());
        assertTrue(
                services.shortfall()
                        .orElseThrow()
                        .startsWith("packets are lost by Services from a and not past them: "));
        assertEquals("x", services.withProblem("x").shortfall().orElseThrow());
        assertEquals(services.loss(), services.withProblem("x").loss());
    }

    private static LossTable loss(int past, int by) {
        return new LossTable(
                0.01,
                List.of(count(LossTable.Path.DIRECT, past), count(LossTable.Path.SERVICE, by)),
                List.of());
    }

    private static LossTable.Count count(LossTable.Path path, int lost) {
        return new LossTable.Count("a", "b", path, Protocol.UDP, Family.IPV4, 800, lost);
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
