package io.github.k8sbykeshed.validator.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.result.CaseResult;
import io.github.k8sbykeshed.validator.result.Outcome;
import io.github.k8sbykeshed.validator.result.Run;
import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Reads what is written with another's parser, and holds it to what its readers need. */
class JUnitXmlTest {

    static Stream<String> runs() {
        return Simulated.RUNS.keySet().stream();
    }

    private static Document document(Run run) throws Exception {
        var factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        return factory.newDocumentBuilder()
                .parse(new ByteArrayInputStream(Reports.junit(run).getBytes(UTF_8)));
    }

    private static List<Element> children(Element parent, String name) {
        NodeList all = parent.getChildNodes();
        var found = new ArrayList<Element>();
        for (int i = 0; i < all.getLength(); i++) {
            if (all.item(i) instanceof Element element && element.getTagName().equals(name)) {
                found.add(element);
            }
        }
        return found;
    }

    private static List<Element> cases(Document document) {
        var found = new ArrayList<Element>();
        for (Element suite : children(document.getDocumentElement(), "testsuite")) {
            found.addAll(children(suite, "testcase"));
        }
        return found;
    }

    @ParameterizedTest
    @MethodSource("runs")
    void suitesAreFlatAndNeverEmptyAndTheirNumbersAreRight(String name) throws Exception {
        Document document = document(Simulated.run(name));
        Element root = document.getDocumentElement();
        assertEquals("testsuites", root.getTagName());
        List<Element> suites = children(root, "testsuite");
        assertFalse(suites.isEmpty());
        assertEquals(suites.size(), document.getElementsByTagName("testsuite").getLength());
        for (Element suite : suites) {
            List<Element> cases = children(suite, "testcase");
            assertFalse(cases.isEmpty());
            assertEquals(cases.size(), Integer.parseInt(suite.getAttribute("tests")));
            assertEquals(
                    having(cases, "failure"), Integer.parseInt(suite.getAttribute("failures")));
            assertEquals(having(cases, "error"), Integer.parseInt(suite.getAttribute("errors")));
            assertEquals(having(cases, "skipped"), Integer.parseInt(suite.getAttribute("skipped")));
            assertTrue(
                    suite.getAttribute("time").matches("\\d+\\.\\d{3}"),
                    suite.getAttribute("time"));
        }
    }

    private static long having(List<Element> cases, String element) {
        return cases.stream().filter(each -> !children(each, element).isEmpty()).count();
    }

    /** The file fails in its reader's eyes if and only if the process exits other than 0. */
    @ParameterizedTest
    @MethodSource("runs")
    void failsIfAndOnlyIfTheExitCodeDoes(String name) throws Exception {
        Run run = Simulated.run(name);
        List<Element> cases = cases(document(run));
        long bad = having(cases, "failure") + having(cases, "error");
        assertEquals(run.exitCode() != 0, bad > 0);
    }

    @ParameterizedTest
    @MethodSource("runs")
    void eachCaseIsWhatItsOutcomeSays(String name) throws Exception {
        Run run = Simulated.run(name);
        List<Element> cases = cases(document(run));
        for (CaseResult result : run.cases()) {
            String expected =
                    switch (result.outcome()) {
                        case Outcome.Conforms o -> "";
                        case Outcome.Violates o -> "failure";
                        case Outcome.Inconclusive o -> "error";
                        case Outcome.NotRun o -> "error";
                        case Outcome.NotApplicable o -> "skipped";
                    };
            Element found =
                    cases.stream()
                            .filter(each ->
                                    each.getAttribute("name").startsWith(result.name() + ":"))
                            .findFirst()
                            .orElseThrow();
            for (String element : List.of("failure", "error", "skipped")) {
                assertEquals(
                        element.equals(expected) ? 1 : 0,
                        children(found, element).size(),
                        result.name());
            }
        }
    }

    @Test
    void theNameSaysEverything() throws Exception {
        Element first = cases(document(Simulated.run("healthy"))).getFirst();
        assertEquals(
                "clusterip/basic TCP IPv4: every pod reaches every backend through its own"
                        + " ClusterIP Service",
                first.getAttribute("name"));
        assertEquals("clusterip.basic", first.getAttribute("classname"));
        assertEquals("0.812", first.getAttribute("time"));
    }

    @Test
    void theReasonOfASkippedCaseIsRepeatedAsOutput() throws Exception {
        Element only = cases(document(Simulated.run("nothing-applies"))).getFirst();
        String why = "needs 2 nodes, of which there is 1";
        assertEquals(why, children(only, "skipped").getFirst().getAttribute("message"));
        assertEquals(
                "not applicable: " + why, children(only, "system-out").getFirst().getTextContent());
    }

    @Test
    void aProblemIsACaseBesideTheOthers() throws Exception {
        Run healthy = Simulated.run("healthy");
        Run run =
                new Run(
                        healthy.tool(),
                        healthy.id(),
                        healthy.started(),
                        null,
                        Map.of(),
                        healthy.cases(),
                        "the API server went away");
        List<Element> cases = cases(document(run));
        assertEquals(healthy.cases().size() + 1, cases.size());
        assertEquals(
                "the API server went away",
                children(cases.getLast(), "error").getFirst().getAttribute("message"));
    }

    @Test
    void noCaseAtAllIsAnError() throws Exception {
        Run run =
                new Run(
                        "1.0",
                        "x",
                        Simulated.run("healthy").started(),
                        null,
                        Map.of(),
                        List.of(),
                        null);
        assertEquals(1, having(cases(document(run)), "error"));
    }

    @Test
    void tablesAreReadAsTheyWereWritten() throws Exception {
        Element first = cases(document(Simulated.run("stale-node"))).getFirst();
        String text = children(first, "failure").getFirst().getTextContent();
        assertTrue(text.contains("  worker2/svc-ab12cd-pods/agent-worker2    .  -  ."), text);
        assertTrue(
                text.contains("X worker2/svc-ab12cd-pods/agent-worker2 -> both asked targets"),
                text);
    }

    @Test
    void everyCharacterThatThereIsCanBeRead() throws Exception {
        var all = new StringBuilder();
        for (int c = 0; c < 0x11000; c++) {
            all.appendCodePoint(c);
        }
        String text = all.append("\uD83D]]><!--&amp;").toString();
        CaseResult result =
                new CaseResult(
                        "a/b",
                        text,
                        Protocol.TCP,
                        null,
                        List.of(),
                        new Outcome.Violates(text),
                        1,
                        List.of());
        var run = new Run("1.0", "x", Instant.EPOCH, null, Map.of(), List.of(result), text);
        List<Element> cases = cases(document(run));
        String name = cases.getFirst().getAttribute("name");
        assertTrue(name.startsWith("a/b TCP: "), name);
        assertTrue(name.endsWith("]]><!--&amp;"), name);
        assertTrue(name.chars().noneMatch(c -> c < ' '));
        String problem = children(cases.getLast(), "error").getFirst().getTextContent();
        assertTrue(problem.endsWith("?]]><!--&amp;"), problem);
        assertTrue(problem.contains("\t\n???"), problem);
    }

    @Test
    void timesHaveAPointInEveryCountryAndNoGroups() throws Exception {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.GERMANY);
            CaseResult result =
                    new CaseResult(
                            "a/b",
                            "t",
                            null,
                            null,
                            List.of(),
                            new Outcome.Conforms(),
                            12_345_678,
                            List.of());
            assertEquals(
                    "12345.678",
                    cases(document(Simulated.run(1, List.of(result))))
                            .getFirst()
                            .getAttribute("time"));
        } finally {
            Locale.setDefault(before);
        }
    }
}
