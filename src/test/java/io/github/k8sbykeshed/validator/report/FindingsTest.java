package io.github.k8sbykeshed.validator.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.k8sbykeshed.validator.diagnosis.Code;
import io.github.k8sbykeshed.validator.diagnosis.Finding;
import io.github.k8sbykeshed.validator.diagnosis.Finding.Confidence;
import io.github.k8sbykeshed.validator.diagnosis.Place;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a cause explains is told on one line, however much it is. */
class FindingsTest {

    private static Finding finding(List<String> candidates, String... cases) {
        return new Finding(
                Code.PROXY_STOPPED,
                Place.ofNodes(List.of("worker-2")),
                "it has stopped",
                null,
                candidates.isEmpty() ? Confidence.NAMED : Confidence.AMBIGUOUS,
                candidates,
                7,
                List.of(cases),
                2,
                List.of("this", "that"),
                List.of("kubectl get a", "kubectl get b", "kubectl get c"),
                List.of("owner/repository#1"));
    }

    private static String where(String... cases) {
        return new Findings(List.of(finding(List.of(), cases)))
                .text()
                .lines()
                .toList()
                .get(2)
                .strip();
    }

    private static String[] cases(String... scenarios) {
        return Stream.of(scenarios)
                .flatMap(each -> Stream.of("TCP", "UDP").map(protocol -> each + " " + protocol))
                .toArray(String[]::new);
    }

    @Test
    void allOfAFinding() {
        var findings =
                new Findings(
                        List.of(
                                finding(
                                        List.of("PROXY_STOPPED node=worker-2", "SOURCE node=x"),
                                        "a/b TCP")));
        assertEquals(
                """
                what may be the cause:
                * PROXY_STOPPED node=worker-2: it has stopped
                  explains 7 cells in a/b TCP; 2 cells like these conform
                  ambiguous, as likely are: SOURCE node=x
                  or else: this; that
                  $ kubectl get a
                  $ kubectl get b
                  resembles owner/repository#1

                """,
                findings.text());
        assertEquals(
                List.of("cause: PROXY_STOPPED node=worker-2: it has stopped"),
                findings.about("a/b TCP"));
        assertEquals(List.of(), findings.about("a/b UDP"));
    }

    @Test
    void aFewCasesByName() {
        assertEquals(
                "explains 7 cells in a/b TCP, a/b UDP, c/d TCP, c/d UDP; 2 cells like these conform",
                where(cases("a/b", "c/d")));
    }

    @Test
    void moreByTheirScenarios() {
        assertEquals(
                "explains 7 cells in 6 cases of a/b, a/c, d/e; 2 cells like these conform",
                where(cases("a/b", "a/c", "d/e")));
    }

    @Test
    void manyByTheirFeatures() {
        assertEquals(
                "explains 7 cells in 10 cases of a, d; 2 cells like these conform",
                where(cases("a/b", "a/c", "a/d", "a/e", "d/e")));
    }

    @Test
    void noMoreThanAPersonTakesIn() {
        var findings =
                new Findings(
                        Stream.iterate(0, n -> n + 1)
                                .limit(9)
                                .map(n -> finding(List.of(), "a/b TCP"))
                                .toList());
        assertEquals(
                "* and 3 more: see results.yaml",
                findings.text().strip().lines().reduce((a, b) -> b).orElse(""));
    }
}
