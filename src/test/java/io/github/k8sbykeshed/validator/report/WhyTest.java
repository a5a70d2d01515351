package io.github.k8sbykeshed.validator.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.k8sbykeshed.validator.report.Reports.Cells;
import io.github.k8sbykeshed.validator.result.Run;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Single cells of a run; in the run "stale-node" the proxy of worker2 is stopped. */
class WhyTest {

    private static final Run RUN = Simulated.run("stale-node");
    private static final String BASIC = "clusterip/basic TCP IPv4";
    private static final String STALE = Simulated.pods(3).get(1).id();
    private static final String OTHER = Simulated.pods(3).get(2).id();

    private static String why(String name, String from, String to) {
        return Reports.why(
                RUN,
                RUN.cases().stream().filter(each -> each.name().equals(name)).toList(),
                new Cells(from, to));
    }

    private static List<String> cells(String text) {
        return text.lines().filter(line -> line.contains(" -> ")).map(String::strip).toList();
    }

    @Test
    void aCellThatFailsIsToldInOrderOfTime() {
        String text = why(BASIC, STALE, OTHER);
        assertEquals(1, cells(text).size(), text);
        int at = 0;
        for (String each :
                List.of(
                        "VIOLATES " + BASIC + ": every pod reaches",
                        "step \"every Service\": waited 310 ms, then asked for 45 ms",
                        "X " + STALE + " -> " + OTHER,
                        "expected: answered by ",
                        "waiting: when it first was as expected is not known",
                        "seen: ",
                        "at 0.000 ms, for 1,100.000 ms: timed out connecting",
                        "control past the Service: ",
                        "at 0.000 ms, for 0.403 ms: answered by ",
                        "control on a port that nobody serves: 1 attempt",
                        "so: ",
                        "cause: ",
                        "fails alike: ",
                        "$ ")) {
            int found = text.indexOf(each, at);
            assertTrue(found >= 0, () -> each + " is not there, or too early: " + text);
            at = found;
        }
    }

    @Test
    void aCellThatConformsIsToldByItsNumbers() {
        String text = why(BASIC, OTHER, STALE);
        assertTrue(text.contains(". " + OTHER + " -> " + STALE), text);
        assertTrue(text.contains("waiting: first as expected 59 ms after the change"), text);
        assertTrue(text.contains("as expected, the slowest took 0.4 ms"), text);
        assertFalse(text.contains("control"), text);
    }

    @Test
    void cellsAreFoundByPodAndNodeToo() {
        var stale = Simulated.pods(3).get(1);
        var other = Simulated.pods(3).get(2);
        String whole = why(BASIC, STALE, OTHER);
        assertEquals(whole, why(BASIC, stale.pod(), OTHER));
        assertEquals(whole, why(BASIC, stale.node(), other.node()));
        assertEquals(2, cells(why(BASIC, stale.node(), "")).size());
        assertEquals("", why(BASIC, "nowhere", ""));
    }

    @Test
    void withoutANameAFewThatFailAreTold() {
        assertEquals(2, cells(why(BASIC, "", "")).size());
        Run dead = Simulated.run("dead-everywhere");
        String text = Reports.why(dead, dead.cases().subList(0, 1), new Cells("", ""));
        assertEquals(5, cells(text).size(), text);
        assertTrue(text.contains("more that are not as expected: name one with --from"), text);
        Run healthy = Simulated.run("healthy");
        assertEquals("", Reports.why(healthy, healthy.cases(), new Cells("", "")));
    }
}
