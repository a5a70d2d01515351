package io.github.k8sbykeshed.validator.report;

import io.github.k8sbykeshed.validator.probe.Facts;
import io.github.k8sbykeshed.validator.report.ReportModel.CaseReport;
import io.github.k8sbykeshed.validator.result.CaseResult;
import io.github.k8sbykeshed.validator.result.Outcome;
import io.github.k8sbykeshed.validator.result.Run;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * junit.xml for CI servers and Sonobuoy. The latter drops nested suites, takes an empty suite for a
 * pass, refuses the whole file for a number with grouped digits, ignores class names and does not
 * show the reason of a skipped case: so suites are flat and never empty, names say everything, and
 * reasons are repeated as output.
 */
final class JUnitXml {

    private static final String RUN = "run";

    private final Xml xml = new Xml();
    private final Run run;
    private final ReportModel model;

    private JUnitXml(ReportModel model) {
        this.run = model.run();
        this.model = model;
    }

    static String of(ReportModel model) {
        return new JUnitXml(model).text();
    }

    private String text() {
        Map<String, List<CaseReport>> suites = new LinkedHashMap<>();
        for (CaseReport each : model.cases()) {
            suites.computeIfAbsent(each.result().feature(), f -> new ArrayList<>()).add(each);
        }
        xml.open("testsuites", "name", "k8s-service-validator");
        suites.forEach(this::suite);
        String problem = problem();
        if (!problem.isEmpty()) {
            problemSuite(problem);
        }
        xml.close();
        return xml.toString();
    }

    private void suite(String feature, List<CaseReport> cases) {
        long failures = count(cases, Outcome.Violates.class);
        long errors = count(cases, Outcome.Inconclusive.class) + count(cases, Outcome.NotRun.class);
        long skipped = count(cases, Outcome.NotApplicable.class);
        long millis = cases.stream().mapToLong(each -> each.result().millis()).sum();
        openSuite(feature, cases.size(), failures, errors, skipped, millis);
        cases.forEach(this::testCase);
        xml.close();
    }

    private static long count(List<CaseReport> cases, Class<? extends Outcome> outcome) {
        return cases.stream().filter(each -> outcome.isInstance(each.result().outcome())).count();
    }

    private void openSuite(
            String name, int tests, long failures, long errors, long skipped, long millis) {
        xml.open(
                "testsuite",
                "name",
                name,
                "tests",
                Integer.toString(tests),
                "failures",
                Long.toString(failures),
                "errors",
                Long.toString(errors),
                "skipped",
                Long.toString(skipped),
                "time",
                seconds(millis),
                "timestamp",
                run.started().truncatedTo(ChronoUnit.SECONDS).toString().replace("Z", ""));
        xml.open("properties");
        property("tool", run.tool());
        property("run", run.id());
        Facts facts = run.facts();
        if (facts != null) {
            property("kubernetes", facts.version());
            property("server", facts.server());
            property("nodes", facts.countNodes());
        }
        xml.close();
    }

    private void property(String name, String value) {
        xml.empty("property", "name", name, "value", value);
    }

    private void testCase(CaseReport report) {
        CaseResult result = report.result();
        xml.open(
                "testcase",
                "name",
                result.name() + ": " + result.title(),
                "classname",
                // CI servers take what is before the last dot for a package.
                result.scenario().replace('.', '_').replace('/', '.'),
                "time",
                seconds(result.millis()));
        String why = report.reason();
        switch (result.outcome()) {
            case Outcome.Conforms o -> {}
            case Outcome.Violates o ->
                    xml.text("failure", details(report), "message", why, "type", "violates");
            case Outcome.Inconclusive o ->
                    xml.text("error", details(report), "message", why, "type", "inconclusive");
            case Outcome.NotRun o ->
                    xml.text("error", details(report), "message", why, "type", "not run");
            case Outcome.NotApplicable o -> xml.empty("skipped", "message", why);
        }
        String output = output(report);
        if (!output.isEmpty()) {
            xml.text("system-out", output);
        }
        xml.close();
    }

    private static String details(CaseReport report) {
        String tables = Failures.body(report);
        return "\n" + (tables.isEmpty() ? report.reason() + "\n" : tables);
    }

    private String output(CaseReport report) {
        if (report.result().outcome() instanceof Outcome.NotApplicable) {
            return "not applicable: " + report.reason();
        }
        var out = new StringBuilder();
        new Findings(model.findings())
                .about(report.result().name())
                .forEach(line -> out.append(line).append('\n'));
        for (StepReport step : report.steps()) {
            var text = new StepText(step);
            out.append(text.heading()).append('\n');
            text.figures().forEach(line -> out.append("  ").append(line).append('\n'));
            text.recorded().forEach(line -> out.append("  ").append(line).append('\n'));
        }
        return out.toString();
    }

    /**
     * Why the run is no pass though no case says so: readers take a skipped case for a good one.
     */
    private String problem() {
        if (run.shortfall().isPresent()) {
            return run.shortfall().get();
        }
        if (run.cases().isEmpty()) {
            return "no case was selected";
        }
        return run.count(Outcome.NotApplicable.class) == run.cases().size()
                ? "none of the selected cases applies to this cluster"
                : "";
    }

    /** The run as a case that failed: a file without cases would pass. */
    private void problemSuite(String why) {
        openSuite(RUN, 1, 0, 1, 0, 0);
        xml.open(
                "testcase",
                "name",
                "the run as a whole can do its work",
                "classname",
                RUN,
                "time",
                seconds(0));
        xml.text("error", why, "message", Text.firstLine(why), "type", "could not run");
        xml.close();
        xml.close();
    }

    private static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.3f", millis / 1000.0);
    }
}
