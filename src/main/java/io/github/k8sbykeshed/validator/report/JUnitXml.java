package io.github.k8sbykeshed.validator.report;

import io.github.k8sbykeshed.validator.probe.Facts;
import io.github.k8sbykeshed.validator.result.CaseResult;
import io.github.k8sbykeshed.validator.result.Outcome;
import io.github.k8sbykeshed.validator.result.Run;
import io.github.k8sbykeshed.validator.result.Step;
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
    private final Findings findings;

    private JUnitXml(Run run, Findings findings) {
        this.run = run;
        this.findings = findings;
    }

    static String of(Run run, Findings findings) {
        return new JUnitXml(run, findings).text();
    }

    private String text() {
        Map<String, List<CaseResult>> suites = new LinkedHashMap<>();
        run.cases()
                .forEach(each ->
                        suites.computeIfAbsent(each.feature(), f -> new ArrayList<>()).add(each));
        xml.open("testsuites", "name", "k8s-service-validator");
        suites.forEach(this::suite);
        String problem = problem();
        if (!problem.isEmpty()) {
            problemSuite(problem);
        }
        xml.close("testsuites");
        return xml.toString();
    }

    private void suite(String feature, List<CaseResult> cases) {
        long failures = count(cases, Outcome.Violates.class);
        long errors = count(cases, Outcome.Inconclusive.class) + count(cases, Outcome.NotRun.class);
        long skipped = count(cases, Outcome.NotApplicable.class);
        long millis = cases.stream().mapToLong(CaseResult::millis).sum();
        openSuite(feature, cases.size(), failures, errors, skipped, millis);
        cases.forEach(this::testCase);
        xml.close("testsuite");
    }

    private static long count(List<CaseResult> cases, Class<? extends Outcome> outcome) {
        return cases.stream().filter(each -> outcome.isInstance(each.outcome())).count();
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
        xml.close("properties");
    }

    private void property(String name, String value) {
        xml.empty("property", "name", name, "value", value);
    }

    private void testCase(CaseResult result) {
        xml.open(
                "testcase",
                "name",
                result.name() + ": " + result.title(),
                "classname",
                // CI servers take what is before the last dot for a package.
                result.scenario().replace('.', '_').replace('/', '.'),
                "time",
                seconds(result.millis()));
        String why = Text.line(result.outcome().reason());
        switch (result.outcome()) {
            case Outcome.Conforms o -> {}
            case Outcome.Violates o ->
                    xml.text("failure", details(result), "message", why, "type", "violates");
            case Outcome.Inconclusive o ->
                    xml.text("error", details(result), "message", why, "type", "inconclusive");
            case Outcome.NotRun o ->
                    xml.text("error", details(result), "message", why, "type", "not run");
            case Outcome.NotApplicable o -> xml.empty("skipped", "message", why);
        }
        String output = output(result);
        if (!output.isEmpty()) {
            xml.text("system-out", output);
        }
        xml.close("testcase");
    }

    private static String details(CaseResult result) {
        String tables = Failures.body(result);
        return "\n" + (tables.isEmpty() ? Text.line(result.outcome().reason()) + "\n" : tables);
    }

    private String output(CaseResult result) {
        if (result.outcome() instanceof Outcome.NotApplicable(String why)) {
            return "not applicable: " + Text.line(why);
        }
        var out = new StringBuilder();
        findings.about(result.name()).forEach(line -> out.append(line).append('\n'));
        for (Step step : result.steps()) {
            var text = new StepText(step);
            out.append(text.heading()).append('\n');
            text.rates().forEach(line -> out.append("  ").append(line).append('\n'));
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
        xml.close("testcase");
        xml.close("testsuite");
    }

    private static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.3f", millis / 1000.0);
    }
}
