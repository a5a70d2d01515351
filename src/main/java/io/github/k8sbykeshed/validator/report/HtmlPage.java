package io.github.k8sbykeshed.validator.report;

import io.github.k8sbykeshed.validator.probe.Facts;
import io.github.k8sbykeshed.validator.probe.Family;
import io.github.k8sbykeshed.validator.result.LossTable;
import io.github.k8sbykeshed.validator.result.Run;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * report.html: the run as one page for a browser, which loads nothing. The verdict comes first,
 * then what may be the cause, then where it fails, then every case. All of it can be read without
 * its style and its script, as where a CI server strips both: a colour only repeats what a mark or
 * a word says. It is well-formed XML, too.
 */
final class HtmlPage {

    /** Larger clusters are told by zones, or by runs of nodes. */
    static final int MOST_NODES = 24;

    /** Tables of so many nodes or groups of them fit beside the map. */
    private static final int BESIDE = 6;

    /** From here on cases have no more steps, so that a page stays below a megabyte, characters. */
    private static final int ENOUGH = 720_000;

    private static final String STYLE = resource("report.css");
    private static final String SCRIPT = resource("report.js");

    private final HtmlWriter out = new HtmlWriter();
    private final ReportModel model;
    private final Run run;
    private final Summary summary;
    private final NodePairs pairs;

    private HtmlPage(ReportModel model) {
        this.model = model;
        this.run = model.run();
        this.summary = new Summary(run, false);
        this.pairs = new NodePairs(run, MOST_NODES);
    }

    static String of(ReportModel model) {
        return new HtmlPage(model).text();
    }

    /** Wrapped so that a parser of XML takes it for text, and a parser of HTML for comments. */
    private static String resource(String name) {
        try (var in = HtmlPage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing beside this class");
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return "/*<![CDATA[*/\n" + text + "/*]]>*/";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The source expression that a policy allows exactly this text by. */
    private static String hash(String text) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(hash) + "'";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private String text() {
        String verdict = summary.verdict();
        out.raw("<!DOCTYPE html>\n").open("html", "lang", "en").open("head").line();
        out.empty("meta", "charset", "utf-8").line();
        // Should a name ever get past the escaping, the policy leaves it nothing to do.
        out.empty(
                "meta",
                "http-equiv",
                "Content-Security-Policy",
                "content",
                "default-src 'none'; base-uri 'none'; form-action 'none'; style-src %s; script-src %s"
                        .formatted(hash(STYLE), hash(SCRIPT)));
        out.line().empty("meta", "name", "viewport", "content", "width=device-width");
        out.line().text("title", verdict).line();
        out.open("style").raw(STYLE).close().line().close().line();
        out.open("body").line();
        out.text("a", "Skip to the cases", "class", "skip", "href", "#cases").line();
        header(verdict);
        out.open("main").line();
        problem();
        findings();
        between();
        counts();
        timeline();
        cases();
        legend();
        out.close().line().open("script").raw(SCRIPT).close();
        return out.line().close().line().close().line().toString();
    }

    private String verdictStyle() {
        return switch (run.exitCode()) {
            case Run.EXIT_CONFORMS -> "c";
            case Run.EXIT_VIOLATES -> "v";
            default -> "i";
        };
    }

    private void header(String verdict) {
        out.open("header", "class", "top " + verdictStyle()).line();
        out.text("h1", verdict).line().open("dl").line();
        Facts facts = run.facts();
        if (facts != null) {
            fact("Cluster", "Kubernetes %s at %s".formatted(facts.version(), facts.server()));
            coverage(facts);
        }
        fact(
                "Run",
                "%s of %s by k8s-service-validator %s"
                        .formatted(run.id(), run.started(), run.tool()));
        long millis = run.phaseMillis().values().stream().mapToLong(Long::longValue).sum();
        if (millis > 0) {
            fact("Time", Text.seconds(millis));
        }
        LossTable loss = run.loss();
        String excluded =
                loss == null || loss.draws().isEmpty() ? excluded() : new LossText(loss).excluded();
        if (run.exitCode() == Run.EXIT_CONFORMS && !excluded.isEmpty()) {
            fact("A pass says", excluded);
        }
        out.close().line().close().line();
    }

    private void fact(String name, String what) {
        out.open("div").text("dt", name).text("dd", Text.line(what)).close().line();
    }

    private void coverage(Facts facts) {
        fact("Nodes", facts.describeNodes());
        facts.coverage()
                .missing()
                .forEach(each -> fact("Not validated", each.what() + ": " + each.why()));
        facts.leftOutByReason().forEach(each -> fact("Left out", each.node() + ": " + each.why()));
        String noHostNetwork = facts.coverage().noHostNetwork();
        if (!noHostNetwork.isEmpty()) {
            fact("Left out", "the host network of every node: " + noHostNetwork);
        }
        if (!facts.outsideClient()) {
            fact("Left out", "clients outside the cluster: none was given");
        }
        fact("Services", String.join("+", facts.families().stream().map(Family::apiName).toList()));
    }

    /**
     * How rare a failure may be without having been seen: with n attempts that were all answered,
     * one of a rate of 6.9 / n or more would have shown, 999 times in 1,000.
     */
    private String excluded() {
        long fewest = Long.MAX_VALUE;
        for (int node = 0; node < pairs.names().size(); node++) {
            NodePairs.Seen from = pairs.from(node);
            if (from.attempts() > 0) {
                fewest = Math.min(fewest, from.attempts() - from.unanswered());
            }
        }
        double attempts = -Math.log(0.001);
        return fewest == Long.MAX_VALUE || fewest < 10 * attempts
                ? ""
                : "no node fails more than one attempt in %s, at 99.9%% (at least %s were made from each)"
                        .formatted(Text.number((long) (fewest / attempts)), Text.number(fewest));
    }

    private HtmlWriter section(String id, String title) {
        return out.open("section", "id", id).text("h2", title).line();
    }

    private void problem() {
        String problem = run.shortfall().orElse("");
        Map<String, List<String>> notRun = Failures.notRunBecause(run);
        if (problem.isEmpty() && notRun.isEmpty()) {
            return;
        }
        section("problem", "What was not validated");
        problem.strip().lines().forEach(line -> out.text("p", Text.line(line)).line());
        notRun.forEach((why, names) ->
                out.open("p")
                        .text("strong", Text.count(names.size(), "case") + ": ")
                        .words(why)
                        .close()
                        .line());
        out.close().line();
    }

    private void findings() {
        List<FindingCard> cards = model.findings().stream().map(FindingCard::of).toList();
        if (!cards.isEmpty()) {
            section("findings", "What may be the cause");
            new HtmlFindings(model, out).write(cards);
            out.close().line();
        }
    }

    private void between() {
        if (pairs.names().isEmpty()) {
            return;
        }
        section("nodes", "Between nodes");
        out.open("div", "class", "side").line();
        new HtmlMap(ClusterMap.of(pairs), out).write();
        boolean isBeside = pairs.groups().size() <= BESIDE;
        var times = new HtmlTimes(pairs, run.loss(), out);
        if (isBeside) {
            times.write();
        }
        out.close().line();
        if (!isBeside) {
            times.write();
        }
        out.close().line();
    }

    private void counts() {
        if (!run.cases().isEmpty()) {
            section("features", "Features");
            new HtmlFeatures(model, out).write(summary.counts());
            out.close().line();
        }
    }

    private void timeline() {
        if (!run.phaseMillis().isEmpty() || !run.cases().isEmpty()) {
            section("timeline", "Time line");
            new HtmlTimeline(model, out).write(run.phaseMillis());
            out.close().line();
        }
    }

    private void cases() {
        section("cases", "Cases");
        if (run.cases().isEmpty()) {
            out.text("p", "No case was selected.").line();
        }
        Map<String, String> zones = new HashMap<>();
        Facts facts = run.facts();
        if (facts != null) {
            facts.nodes().forEach(each -> zones.put(each.name(), each.zone()));
        }
        new HtmlCases(model, node -> zones.getOrDefault(node, ""), out, ENOUGH).write();
        out.close().line();
    }

    private void legend() {
        section("legend", "How to read the matrices");
        out.text(
                "p",
                "Rows are sources: a pod on a node, a node's host network (host), or a client outside"
                        + " the cluster. Columns are targets.");
        out.open("table", "class", "grid").text("caption", "Marks");
        out.open("thead").open("tr");
        for (String each : List.of("mark", "expected", "observed", "comparison")) {
            out.text("th", each, "scope", "col");
        }
        out.close(2).open("tbody").line();
        mark(".", "an answer", "all attempts were answered", "as expected");
        mark("X", "no answer", "no attempt was answered", "violates");
        mark("%", "", "some attempts were answered", "");
        mark("?", "", "could not probe", "inconclusive: could not probe, or a control fails");
        mark("o", "either", "", "recorded, not judged");
        mark("-", "not asked", "not asked", "not asked");
        out.close(3);
    }

    private void mark(String mark, String... meanings) {
        out.open("tr").text("th", mark, "scope", "row");
        for (String each : meanings) {
            out.text("td", each);
        }
        out.close().line();
    }
}
