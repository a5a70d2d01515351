package io.github.k8sbykeshed.validator.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.k8sbykeshed.validator.diagnosis.Finding;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a cause explains is told on one line, however much it is. */
class FindingsTest {

    private static String where(String... cases) {
        var finding = new Finding("cause", 7, List.of(cases), "next");
        return new Findings(List.of(finding)).text().lines().toList().get(2).strip();
    }

    private static String[] cases(String... scenarios) {
        return Stream.of(scenarios)
                .flatMap(each -> Stream.of("TCP", "UDP").map(protocol -> each + " " + protocol))
                .toArray(String[]::new);
    }

    @Test
    void aFewCasesByName() {
        assertEquals("in a/b TCP, a/b UDP, c/d TCP, c/d UDP", where(cases("a/b", "c/d")));
    }

    @Test
    void moreByTheirScenarios() {
        assertEquals("in 6 cases of a/b, a/c, d/e", where(cases("a/b", "a/c", "d/e")));
    }

    @Test
    void manyByTheirFeatures() {
        assertEquals("in 10 cases of a, d", where(cases("a/b", "a/c", "a/d", "a/e", "d/e")));
    }
}
