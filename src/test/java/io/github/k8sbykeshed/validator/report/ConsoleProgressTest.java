package io.github.k8sbykeshed.validator.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.k8sbykeshed.validator.probe.Family;
import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.result.CaseResult;
import io.github.k8sbykeshed.validator.result.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConsoleProgressTest {

    private static final String ERASE = "\r\u001b[K";

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, UTF_8);

    private String said() {
        return bytes.toString(UTF_8);
    }

    private static CaseResult result(String scenario, Outcome outcome) {
        return new CaseResult(
                scenario, "title", Protocol.TCP, Family.IPV4, List.of(), outcome, 812, List.of());
    }

    @Test
    void aLogGetsALineForEachCaseThatEnds() {
        var progress = new ConsoleProgress(out, false, 80);
        progress.planned(34);
        progress.started("clusterip/basic TCP IPv4");
        progress.started("clusterip/hairpin TCP IPv4");
        progress.finished(result("clusterip/basic", new Outcome.Conforms()));
        progress.finished(
                result(
                        "clusterip/hairpin",
                        new Outcome.Violates("3 of 9 cells violate\nmore of it")));
        progress.finished(result("a/b", new Outcome.NotApplicable("needs 4 nodes")));
        progress.close();
        assertEquals(
                """
                1/34 conforms       clusterip/basic TCP IPv4 (0.8 s)
                2/34 VIOLATES       clusterip/hairpin TCP IPv4 (0.8 s): 3 of 9 cells violate
                3/34 not applicable a/b TCP IPv4 (0.8 s): needs 4 nodes
                """,
                said());
    }

    @Test
    void aTerminalGetsOneLineAndWhatFailedAboveIt() {
        var progress = new ConsoleProgress(out, true, 80);
        progress.planned(2);
        progress.started("a/b TCP IPv4");
        progress.started("c/d TCP IPv4");
        progress.finished(result("a/b", new Outcome.Conforms()));
        progress.finished(result("c/d", new Outcome.Inconclusive("why")));
        progress.close();
        assertEquals(
                ERASE
                        + "0/2: a/b TCP IPv4"
                        + ERASE
                        + "0/2: a/b TCP IPv4, c/d TCP IPv4"
                        + ERASE
                        + "1/2: c/d TCP IPv4"
                        + ERASE
                        + "2/2 INCONCLUSIVE   c/d TCP IPv4 (0.8 s): why\n"
                        + ERASE
                        + "2/2, 1 not as expected"
                        + ERASE,
                said());
    }

    @Test
    void namesThatDoNotFitAreCounted() {
        var progress = new ConsoleProgress(out, true, 30);
        progress.planned(9);
        progress.started("a/one TCP");
        progress.started("a/two TCP");
        progress.started("a/three TCP");
        assertTrue(said().endsWith(ERASE + "0/9: a/one TCP and 2 more"), said());
    }

    @Test
    void whatIsWaitedForIsShownWhileItIs() {
        var progress = new ConsoleProgress(out, true, 80);
        progress.planned(9);
        progress.started("a/one TCP");
        progress.waiting("worker-2\u001b[2J, 12 s");
        assertTrue(said().endsWith(ERASE + "0/9: waiting for worker-2?[2J, 12 s"), said());
        progress.waiting("");
        assertTrue(said().endsWith(ERASE + "0/9: a/one TCP"), said());
    }

    @Test
    void theLiveLineIsNeverWiderThanTheTerminal() {
        var progress = new ConsoleProgress(out, true, 20);
        progress.planned(1);
        progress.started("a/very-long-name-of-a-scenario TCP IPv4");
        assertEquals(ERASE + "0/1: a/very-long-na", said());
    }

    @Test
    void aTerminalOfNoWidthIsNoReasonToFail() {
        var progress = new ConsoleProgress(out, true, 0);
        progress.planned(1);
        progress.started("a/b");
        assertEquals(ERASE, said());
    }

    @Test
    void whatIsToldAfterTheEndIsDropped() {
        var progress = new ConsoleProgress(out, false, 80);
        progress.close();
        progress.finished(result("a/b", new Outcome.Conforms()));
        assertEquals("", said());
    }

    @Test
    void namesCannotSteerTheTerminal() {
        var progress = new ConsoleProgress(out, true, 80);
        progress.started("a\u001b[2Jb");
        assertEquals(ERASE + "0/0: a?[2Jb", said());
    }

    @Test
    void manyThreadsMayTellItThings() throws InterruptedException {
        var progress = new ConsoleProgress(out, false, 80);
        int cases = 200;
        progress.planned(cases);
        var threads =
                IntStream.range(0, cases)
                        .mapToObj(i ->
                                Thread.ofVirtual()
                                        .start(() -> {
                                            progress.started("a/" + i + " TCP IPv4");
                                            progress.finished(
                                                    result("a/" + i, new Outcome.Conforms()));
                                        }))
                        .toList();
        for (Thread thread : threads) {
            thread.join();
        }
        List<String> lines = said().lines().toList();
        assertEquals(cases, lines.size());
        var names = new HashSet<String>();
        for (int i = 0; i < cases; i++) {
            assertTrue(lines.get(i).startsWith((i + 1) + "/200 conforms "), lines.get(i));
            names.add(lines.get(i).substring(lines.get(i).indexOf(" a/")));
        }
        assertEquals(cases, names.size());
    }
}
