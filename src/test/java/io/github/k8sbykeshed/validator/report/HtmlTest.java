package io.github.k8sbykeshed.validator.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.k8sbykeshed.validator.expect.Table;
import io.github.k8sbykeshed.validator.probe.Facts;
import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.probe.Source;
import io.github.k8sbykeshed.validator.result.CaseResult;
import io.github.k8sbykeshed.validator.result.Outcome;
import io.github.k8sbykeshed.validator.result.Run;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
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
                    "html",
                    "head",
                    "meta",
                    "title",
                    "style",
                    "script",
                    "body",
                    "header",
                    "main",
                    "section",
                    "article",
                    "div",
                    "figure",
                    "figcaption",
                    "h1",
                    "h2",
                    "h3",
                    "h4",
                    "p",
                    "pre",
                    "code",
                    "ul",
                    "li",
                    "dl",
                    "dt",
                    "dd",
                    "table",
                    "caption",
                    "thead",
                    "tbody",
                    "tr",
                    "th",
                    "td",
                    "details",
                    "summary",
                    "a",
                    "b",
                    "strong",
                    "span",
                    "progress",
                    "svg",
                    "path",
                    "circle",
                    "rect",
                    "text",
                    "tspan");

    private static final String HOSTILE =
            "</pre></title></style><script>alert(1)</script><img src=x onerror=\"a()\"/>&amp; '\"";

    /** The page of a thousand nodes, which takes seconds to make. */
    static final class Thousand {
        static final String HTML = Reports.html(Simulated.thousand());

        private Thousand() {}
    }

    static Stream<String> runs() {
        return Simulated.RUNS.keySet().stream();
    }

    static Document document(Run run) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(Reports.html(run))));
    }

    private static List<Element> all(Document document, String name) {
        return all(document.getDocumentElement(), name);
    }

    private static List<Element> all(Element within, String name) {
        NodeList found = within.getElementsByTagName(name);
        return IntStream.range(0, found.getLength())
                .mapToObj(i -> (Element) found.item(i))
                .toList();
    }

    private static Element only(Document document, String name) {
        List<Element> found = all(document, name);
        assertEquals(1, found.size(), name);
        return found.getFirst();
    }

    private static List<Element> cases(Document document) {
        return all(document, "details");
    }

    private static List<Element> ofClass(Element within, String element, String style) {
        return all(within, element).stream()
                .filter(each -> List.of(each.getAttribute("class").split(" ")).contains(style))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("runs")
    void isWellFormedAndSaysTheVerdictFirst(String name) throws Exception {
        Run run = Simulated.run(name);
        Document document = document(run);
        String verdict = Reports.summary(run, false).lines().toList().getLast();
        assertEquals(verdict, all(document, "title").getFirst().getTextContent());
        assertEquals(verdict, only(document, "h1").getTextContent());
        assertEquals(run.cases().size(), cases(document).size());
    }

    @ParameterizedTest
    @MethodSource("runs")
    void loadsNothingAndRunsItsOwnScriptAlone(String name) throws Exception {
        Run run = Simulated.run(name);
        String html = Reports.html(run);
        Document document = document(run);
        for (Element each : all(document, "*")) {
            assertTrue(ELEMENTS.contains(each.getTagName()), each.getTagName());
            for (int i = 0; i < each.getAttributes().getLength(); i++) {
                String attribute = each.getAttributes().item(i).getNodeName();
                assertFalse(
                        Set.of("src", "style").contains(attribute) || attribute.startsWith("on"),
                        () -> each.getTagName() + " " + attribute);
            }
        }
        String style = between(html, "<style>", "</style>");
        assertFalse(style.contains("url(") || style.contains("@import"), style);
        assertEquals(
                "default-src 'none'; base-uri 'none'; form-action 'none'; style-src "
                        + hash(style)
                        + "; script-src "
                        + hash(between(html, "<script>", "</script>")),
                all(document, "meta").get(1).getAttribute("content"));
    }

    private static String between(String text, String begin, String end) {
        int from = text.indexOf(begin) + begin.length();
        return text.substring(from, text.indexOf(end, from));
    }

    private static String hash(String text) throws Exception {
        byte[] hash =
                MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        return "'sha256-" + Base64.getEncoder().encodeToString(hash) + "'";
    }

    @ParameterizedTest
    @MethodSource("runs")
    void whoCannotSeeItFindsTheWay(String name) throws Exception {
        Document document = document(Simulated.run(name));
        int level = 0;
        for (Element each : all(document, "*")) {
            if (each.getTagName().matches("h[1-4]")) {
                int next = each.getTagName().charAt(1) - '0';
                assertTrue(next <= level + 1, () -> each.getTextContent() + " is a level too deep");
                level = next;
            }
        }
        for (Element table : all(document, "table")) {
            Element caption = (Element) table.getFirstChild();
            assertEquals("caption", caption.getTagName());
            assertFalse(caption.getTextContent().isEmpty());
        }
        for (Element each : all(document, "th")) {
            assertTrue(Set.of("row", "col").contains(each.getAttribute("scope")));
            assertFalse(each.getTextContent().isEmpty());
        }
        for (Element each : all(document, "svg")) {
            String label = each.getAttribute("aria-label");
            assertTrue(!label.isEmpty() || !all(each, "title").isEmpty());
        }
        for (Element each : cases(document)) {
            assertEquals(each, all(each, "summary").getFirst().getParentNode());
        }
    }

    @ParameterizedTest
    @MethodSource("runs")
    void everyLinkLeadsSomewhereOnThePage(String name) throws Exception {
        Document document = document(Simulated.run(name));
        Set<String> ids = new HashSet<>();
        for (Element each : all(document, "*")) {
            String id = each.getAttribute("id");
            assertTrue(id.isEmpty() || ids.add(id), () -> id + " is there twice");
        }
        for (Element each : all(document, "a")) {
            String href = each.getAttribute("href");
            assertTrue(href.startsWith("#") && ids.contains(href.substring(1)), href);
        }
    }

    /** Short names aside, a case says what the file of tables says. */
    @ParameterizedTest
    @MethodSource("runs")
    void saysWhyCellsAreNotAsExpected(String name) throws Exception {
        ReportModel model = ReportModel.of(Simulated.run(name));
        Document document = document(model.run());
        for (int i = 0; i < model.cases().size(); i++) {
            String anchor = HtmlCases.anchor(i);
            Element details =
                    cases(document).stream()
                            .filter(each -> each.getAttribute("id").equals(anchor))
                            .findFirst()
                            .orElseThrow();
            String text = details.getTextContent();
            assertTrue(text.contains(model.cases().get(i).name()), text);
            for (StepReport step : model.cases().get(i).steps()) {
                assertTrue(text.contains(step.tally().describe()), text);
                Names names = Names.brief(step.table().matrix());
                for (List<Reason> reasons : step.reasons().values()) {
                    for (Reason each : reasons.subList(0, Math.min(12, reasons.size()))) {
                        assertTrue(text.contains(each.sentence(names, " → ")), text);
                        assertTrue(text.contains(each.controls()), text);
                    }
                }
            }
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
                        "X VIOLATES a/bad TCP IPv6",
                        "? INCONCLUSIVE a/odd TCP IPv6",
                        "? not run a/late TCP IPv6",
                        ". conforms a/good TCP IPv6",
                        ". conforms a/fine TCP IPv6",
                        "- not applicable a/none TCP IPv6"),
                cases.stream().map(each -> all(each, "h3").getFirst().getTextContent()).toList());
        assertEquals(
                List.of(true, true, false, false, false, false),
                cases.stream().map(each -> each.hasAttribute("open")).toList());
    }

    private static CaseResult one(String name, Outcome outcome) {
        return Simulated.without("a/" + name, "it holds", outcome);
    }

    /** The rows of a matrix, cell by cell. */
    private static List<String> rows(Element table) {
        return all(all(table, "tbody").getFirst(), "tr").stream()
                .map(row ->
                        all(row, "th").getFirst().getTextContent()
                                + " "
                                + String.join(
                                        "",
                                        all(row, "td").stream()
                                                .map(Element::getTextContent)
                                                .toList()))
                .toList();
    }

    @Test
    void aMatrixIsThreeTablesWithShortNames() throws Exception {
        Element first = cases(document(Simulated.run("stale-node"))).getFirst();
        List<Element> tables = all(first, "table");
        assertEquals(
                List.of("expected", "observed", "comparison"),
                tables.stream()
                        .map(each -> all(each, "caption").getFirst().getTextContent())
                        .toList());
        assertEquals(List.of("worker1 -..", "worker2 .-.", "worker3 ..-"), rows(tables.get(0)));
        assertEquals(List.of("worker1 -..", "worker2 X-X", "worker3 ..-"), rows(tables.get(1)));
        assertEquals(List.of("worker1 -..", "worker2 X-X", "worker3 ..-"), rows(tables.get(2)));
        // Only in the comparison does a cross mean bad.
        assertEquals(
                List.of(0, 0, 2),
                tables.stream().map(each -> ofClass(each, "td", "v").size()).toList());
        assertEquals(
                "worker2 → worker1, TCP 10.96.0.10:80; expected answered by"
                        + " worker1/svc-ab12cd-pods/agent-worker1, but timed out connecting (3 of 3);"
                        + " past the Service: answered by worker1/svc-ab12cd-pods/agent-worker1 seeing"
                        + " 10.244.2.5 (3 of 3); a port that nobody serves: refused; slowest attempt"
                        + " 1.1 s",
                ofClass(tables.get(2), "td", "v").getFirst().getAttribute("title"));
    }

    @Test
    void ofALargeMatrixZonesComeFirstThenWhatFails() throws Exception {
        Element first = cases(document(Simulated.run("large"))).getFirst();
        List<Element> tables = all(first, "table");
        assertEquals(
                List.of("zone-a 76 of 5,550149 of 5,625", "zone-b 076 of 5,550"),
                rows(tables.get(0)));
        assertTrue(rows(tables.get(1)).contains("worker71 74 of 7475 of 75"));
        List<String> worst = rows(tables.get(2));
        assertEquals(24, worst.size());
        assertEquals("worker71 " + "X".repeat(24), worst.getLast());
        // It conforms, so that zones are enough.
        assertEquals(1, all(cases(document(Simulated.run("large"))).getLast(), "table").size());
    }

    @Test
    void theGridCountsCasesAndLeadsToThem() throws Exception {
        Document document = document(Simulated.run("cut-short"));
        Element grid =
                all(document, "table").stream()
                        .filter(each -> each.getAttribute("id").equals("grid"))
                        .findFirst()
                        .orElseThrow();
        assertEquals(
                List.of("clusterip 1----", "nodeport ----14", "dns --1--", "total 1-1-14"),
                rows(grid));
        assertEquals("#case-2", all(grid, "a").get(1).getAttribute("href"));
    }

    /** However much fails: what a browser opens at once. */
    @Test
    void itStaysBelowAMegabyte() throws Exception {
        assertTrue(Thousand.HTML.length() < 1_000_000);
        List<Source> pods = Simulated.pods(24);
        var cases = new ArrayList<CaseResult>();
        for (int i = 0; i < 250; i++) {
            CaseResult each =
                    Simulated.basic(
                            24,
                            Protocol.TCP,
                            (row, column, attempt) ->
                                    (row * 7 + column) % 3 == 0
                                            ? Simulated.SILENCE
                                            : Simulated.answeredBy(pods.get(column), row));
            cases.add(Simulated.result("many/case-" + i, each.title(), Protocol.TCP, each.steps()));
        }
        String html = Reports.html(Simulated.run(24, cases));
        int bytes = html.getBytes(StandardCharsets.UTF_8).length;
        assertTrue(bytes < 1_000_000, () -> bytes + " bytes");
        assertTrue(html.contains("many/case-249"), "each case is named all the same");
    }

    @Test
    void hostileTextStaysText() throws Exception {
        var facts =
                new Facts(
                        HOSTILE,
                        HOSTILE,
                        List.of(new Facts.Node(HOSTILE, List.of(), HOSTILE)),
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
        assertEquals(1, all(document, "script").size());
        String text = document.getDocumentElement().getTextContent();
        assertTrue(text.split("<script>", -1).length > 12, text);
        assertTrue(text.contains("a<b>&\"c\"]]>?[31m"), text);
        assertEquals(run.cases().size(), cases(document).size());
    }

    @Test
    void eachMarkHasItsStyle() {
        assertEquals(
                Table.Mark.values().length,
                Stream.of(Table.Mark.values()).map(HtmlMatrix::style).distinct().count());
    }
}
