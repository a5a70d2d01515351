package io.github.k8sbykeshed.validator.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.k8sbykeshed.validator.result.Run;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page in a real browser, where there is one. */
@Timeout(120)
class BrowserTest {

    private static final int WIDTH = 1280;

    @TempDir private static Path folder = Path.of("");

    private static Browser browser;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(Browser.isThere(), "no Chromium on the path");
        browser = new Browser(WIDTH, 900);
    }

    @AfterAll
    static void end() throws Exception {
        if (browser != null) {
            browser.close();
        }
    }

    private static void open(Run run) throws Exception {
        open(Reports.html(run));
    }

    private static void open(String html) throws Exception {
        Path file = folder.resolve("report.html");
        Files.writeString(file, html);
        browser.complaints().clear();
        browser.open(file);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"healthy", "stale-node", "broken-pair", "lossy", "large", "could-not-run"})
    void fitsAndItsScriptRuns(String name) throws Exception {
        open(Simulated.run(name));
        browser.evaluate("document.querySelectorAll('details').forEach(e => { e.open = true; })");
        assertEquals(
                String.valueOf(WIDTH), browser.evaluate("document.documentElement.scrollWidth"));
        assertEquals("1", browser.evaluate("document.querySelectorAll('#tip').length"));
        assertEquals(List.of(), browser.complaints());
    }

    @Test
    void aThousandNodesFitToo() throws Exception {
        open(HtmlTest.Thousand.HTML);
        assertEquals(
                String.valueOf(WIDTH), browser.evaluate("document.documentElement.scrollWidth"));
        assertEquals(
                "1001",
                browser.evaluate("document.querySelectorAll('.map circle, .map .edge').length"));
    }

    @Test
    void theGridFiltersAndWordsDoToo() throws Exception {
        open(Simulated.run("lossy"));
        String shown =
                "[...document.querySelectorAll('details.case')].filter(e => !e.hidden)"
                        + ".map(e => e.dataset.f + ' ' + e.dataset.o).join(', ')";
        browser.evaluate("document.querySelector('#grid a[data-f=dns]').click()");
        assertEquals("dns violate", browser.evaluate(shown));
        assertEquals(
                "1 of 5 cases: dns, violate",
                browser.evaluate("document.querySelector('.tools [role=status]').textContent"));
        browser.evaluate(
                "document.querySelectorAll('.tools button')[0].click();"
                        + "let i = document.querySelector('.tools input'); i.value = 'PAYLOAD tcp';"
                        + "i.dispatchEvent(new Event('input'))");
        assertEquals("clusterip conform", browser.evaluate(shown));
    }

    @Test
    void arrowKeysTellWhatCellsSaw() throws Exception {
        open(Simulated.run("stale-node"));
        String tip = "document.getElementById('tip').textContent";
        browser.evaluate("document.querySelector('table.comparison td[tabindex]').focus()");
        assertEquals(
                "worker1 → worker1/svc-ab12cd-pods/agent-worker1, TCP 10.96.0.10:80: not asked",
                browser.evaluate(tip));
        browser.press("ArrowDown");
        String told = browser.evaluate(tip);
        assertTrue(told.startsWith("worker2 → worker1, TCP 10.96.0.10:80; expected"), told);
        browser.press("ArrowUp");
        browser.press("ArrowRight");
        told = browser.evaluate(tip);
        assertTrue(told.endsWith(": as expected; 3 attempts, the slowest after 0.4 ms"), told);
        browser.press("Escape");
        assertEquals("", browser.evaluate(tip));
    }

    @Test
    void aLinkToACaseOpensIt() throws Exception {
        open(Simulated.run("healthy"));
        assertEquals("false", browser.evaluate("document.getElementById('case-2').open"));
        browser.evaluate("location.hash = '#case-2'");
        String open = "";
        for (int i = 0; i < 100 && !open.equals("true"); i++) {
            open = browser.evaluate("document.getElementById('case-2').open");
        }
        assertEquals("true", open);
    }
}
