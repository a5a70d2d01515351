package io.github.k8sbykeshed.validator.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.k8sbykeshed.validator.probe.Facts;
import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.probe.Source;
import io.github.k8sbykeshed.validator.result.CaseResult;
import io.github.k8sbykeshed.validator.result.Outcome;
import io.github.k8sbykeshed.validator.result.Run;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** Reads the page with another's parser: what a browser would make of it. */
class HtmlTest {

    private static final Set<String> ELEMENTS =
            Set.of(
                    "html", "head", "meta", "title", "style", "body", "h1", "pre", "table", "tr",
                    "th", "td", "details", "summary", "b", "span");

    private static final String HOSTILE =
            "</pre></title></style><script>alert(1)</script><img src=x onerror=\"a()\"/>&amp; '\"";

    static Stream<String> runs() {
        return Simulated.RUNS.keySet().stream();
    }

    private static Document document(Run run) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(Reports.html(run))));
    }

    private static List<Element> all(Document document, String name) {
        NodeList found = document.getElementsByTagName(name);
        var elements = new ArrayList<Element>();
        for (int i = 0; i < found.getLength(); i++) {
            elements.add((Element) found.item(i));
        }
        return elements;
    }

    private static String text(Document document, String name) {
        return all(document, name).getFirst().getTextContent();
    }

    private static List<Element> cases(Document document) {
        return all(document, "details").stream().skip(1).toList();
    }

    @ParameterizedTest
    @MethodSource("runs")
    void isWellFormedAndSaysTheVerdictFirst(String name) throws Exception {
        Run run = Simulated.run(name);
        Document document = document(run);
        String verdict = Reports.summary(run, false).lines().toList().getLast();
        assertEquals(verdict, text(document, "title"));
        assertEquals(verdict, text(document, "h1"));
        assertEquals(run.cases().size(), cases(document).size());
    }

    @ParameterizedTest
    @MethodSource("runs")
    void loadsAndRunsNothing(String name) throws Exception {
        Document document = document(Simulated.run(name));
        for (Element each : all(document, "*")) {
            assertTrue(ELEMENTS.contains(each.getTagName()), each.getTagName());
            assertFalse(each.hasAttribute("src") || each.hasAttribute("href"), each.getTagName());
        }
        String style = text(document, "style");
        assertFalse(style.contains("url(") || style.contains("@import"), style);
    }

    /** Colours aside, a case reads as in the file of tables. */
    @ParameterizedTest
    @MethodSource("runs")
    void hasTheTablesOfEveryCase(String name) throws Exception {
        Run run = Simulated.run(name);
        String tables = Reports.tables(run) + "\n\n";
        for (Element each : cases(document(run))) {
            String text = each.getElementsByTagName("pre").item(0).getTextContent();
            assertTrue(tables.contains(text), text);
        }
    }

    @Test
    void whatFailedComesFirstAndIsOpen() throws Exception {
        List<Element> cases =
                cases(
                        document(
                                Simulated.run(
                                        1,
                                        List.of(
                                                one("good", new Outcome.Conforms()),
                                                one("none", new Outcome.NotApplicable("why")),
                                                one("late", new Outcome.NotRun("why")),
                                                one("odd", new Outcome.Inconclusive("why")),
                                                one("bad", new Outcome.Violates("why")),
                                                one("fine", new Outcome.Conforms())))));
        assertEquals(
                List.of(
                        "X VIOLATES a/bad TCP IPv6: it holds",
                        "? INCONCLUSIVE a/odd TCP IPv6: it holds",
                        "? not run a/late TCP IPv6: it holds",
                        ". conforms a/good TCP IPv6: it holds",
                        ". conforms a/fine TCP IPv6: it holds",
                        "- not applicable a/none TCP IPv6: it holds"),
                cases.stream()
                        .map(each -> each.getElementsByTagName("summary").item(0).getTextContent())
                        .toList());
        assertEquals(
                List.of(true, true, false, false, false, false),
                cases.stream().map(each -> each.hasAttribute("open")).toList());
    }

    private static CaseResult one(String name, Outcome outcome) {
        return Simulated.without("a/" + name, "it holds", outcome);
    }

    /** Where no answer is expected, none is seen: only in the comparison does a cross mean bad. */
    @Test
    void onlyTheCellsOfComparisonsAreColoured() {
        List<String> rows =
                Reports.html(Simulated.run("stale-node"))
                        .lines()
                        .filter(line -> line.matches("worker\\d/\\S+ .*X.*"))
                        .toList();
        List<String> coloured =
                rows.stream().filter(line -> line.contains("<b class=\"VIOLATES\">X</b>")).toList();
        assertEquals(10, rows.size());
        assertEquals(5, coloured.size());
        String row =
                Reports.html(Simulated.run("large"))
                        .lines()
                        .filter(line -> line.startsWith("worker71/"))
                        .findFirst()
                        .orElseThrow();
        assertEquals(
                "worker71/svc-ab12cd-pods/agent-worker71"
                        + " <b class=\"VIOLATES\">XXXXXXXXXX</b>".repeat(8),
                row);
    }

    /** Five pods are too many for full names, and few enough for all three tables in one row. */
    @Test
    void theComparisonIsColouredBesideTheOtherTwo() {
        List<Source> pods = Simulated.pods(5);
        Simulated.Network network =
                (row, column, i) ->
                        row == 1 ? Simulated.SILENCE : Simulated.answeredBy(pods.get(column), row);
        Run run = Simulated.run(5, List.of(Simulated.basic(5, Protocol.TCP, network)));
        String row =
                Reports.html(run)
                        .lines()
                        .filter(line -> line.startsWith("worker2/"))
                        .findFirst()
                        .orElseThrow();
        String bad = "<b class=\"VIOLATES\">X</b>";
        assertEquals(
                "worker2/svc-ab12cd-pods/agent-worker2"
                        + "    .  -  .  .  ."
                        + "     X  -  X  X  X"
                        + "     X  -  X  X  X".replace("X", bad),
                row);
    }

    @Test
    void hostileTextStaysText() throws Exception {
        var facts =
                new Facts(
                        HOSTILE,
                        HOSTILE,
                        List.of(),
                        List.of(new Facts.LeftOut(HOSTILE, HOSTILE)),
                        List.of(),
                        List.of(),
                        List.of(),
                        null,
                        true);
        Run plain = Simulated.run("odd-names");
        var cases = new ArrayList<>(plain.cases());
        cases.add(
                Simulated.without(HOSTILE + "/" + HOSTILE, HOSTILE, new Outcome.Violates(HOSTILE)));
        cases.add(Simulated.without("a/b", HOSTILE, new Outcome.NotRun(HOSTILE)));
        Run run =
                new Run(
                        HOSTILE,
                        HOSTILE,
                        plain.started(),
                        facts,
                        Map.of(HOSTILE, 1L),
                        cases,
                        HOSTILE);
        Document document = document(run);
        var names = new TreeSet<>(all(document, "*").stream().map(Element::getTagName).toList());
        names.removeAll(ELEMENTS);
        assertEquals(Set.of(), names);
        String text = document.getDocumentElement().getTextContent();
        assertTrue(text.split("<script>", -1).length > 12, text);
        assertTrue(text.contains("laptop/outside/a<b>&\"c\"]]>?[31m"), text);
        assertEquals(run.cases().size(), cases(document).size());
    }
}
