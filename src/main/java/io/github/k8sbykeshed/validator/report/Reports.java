package io.github.k8sbykeshed.validator.report;

import io.github.k8sbykeshed.validator.probe.Source;
import io.github.k8sbykeshed.validator.probe.Target;
import io.github.k8sbykeshed.validator.probe.Traits;
import io.github.k8sbykeshed.validator.report.ReportModel.CaseReport;
import io.github.k8sbykeshed.validator.result.CaseResult;
import io.github.k8sbykeshed.validator.result.ResultsYaml;
import io.github.k8sbykeshed.validator.result.Run;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/** All that can be read of a run. Equal runs give equal reports, saved in between or not. */
public final class Reports {

    /** Every case with every step's expected, observed and comparison table. */
    public static final String TABLES = "tables.txt";

    /** For CI servers and Sonobuoy. */
    public static final String JUNIT = "junit.xml";

    /** All of the run: every report can be rendered from it again. */
    public static final String RESULTS = "results.yaml";

    /** The run as one page for a browser. */
    public static final String HTML = "report.html";

    /** All of them. */
    public static final List<String> FILES = List.of(RESULTS, TABLES, JUNIT, HTML);

    private Reports() {}

    /**
     * Writes all {@link #FILES}, each whole or not at all, and readable for everybody, since
     * Sonobuoy collects them as another user.
     *
     * @param directory is made if missing; existing reports in it are replaced
     * @throws IOException if a file cannot be written
     */
    public static void writeAll(Run run, Path directory) throws IOException {
        Files.createDirectories(directory);
        // The results first: whatever else fails can be rendered from them.
        ReportModel model;
        try {
            model = ReportModel.of(run);
        } catch (RuntimeException e) {
            write(directory.resolve(RESULTS), file -> ResultsYaml.write(run, file));
            throw e;
        }
        var saved = new Findings(model.findings()).saved();
        write(directory.resolve(RESULTS), file -> ResultsYaml.write(run, saved, file));
        write(TABLES, TablesText.of(model), directory);
        write(JUNIT, JUnitXml.of(model), directory);
        write(HTML, HtmlPage.of(model), directory);
    }

    /** {@value #TABLES}. Large tables are drawn only where something is not as expected. */
    public static String tables(Run run) {
        return TablesText.of(ReportModel.of(run));
    }

    /** {@value #JUNIT}. */
    public static String junit(Run run) {
        return JUnitXml.of(ReportModel.of(run));
    }

    /** {@value #HTML}. */
    public static String html(Run run) {
        return HtmlPage.of(ReportModel.of(run));
    }

    /**
     * The run on one screen: cases by feature, times of the phases, the verdict with its exit code.
     *
     * @param colour with ANSI colours
     */
    public static String summary(Run run, boolean colour) {
        return Summary.of(run, colour);
    }

    /** The tables of what failed, with the reasons of cells that suffer from the same in one. */
    public static String failures(Run run) {
        return Failures.of(ReportModel.of(run));
    }

    /**
     * What a person reads first: failures, what was measured, and the summary.
     *
     * @param colour with ANSI colours
     */
    public static String terminal(Run run, boolean colour) {
        var model = ReportModel.of(run);
        return Failures.of(model) + figures(model) + summary(run, colour);
    }

    /**
     * {@link #terminal(Run, boolean)} on a screen: tables fit its width if they can, and sentences
     * are parted at blanks.
     *
     * @param columns how many characters fit in a line
     */
    public static String terminal(Run run, boolean colour, int columns) {
        var model = ReportModel.of(run);
        // What a case says is indented by this.
        int indent = 2;
        String text = Failures.of(model, columns - indent) + figures(model) + summary(run, colour);
        return text.lines()
                .flatMap(line -> Text.wrapped(line, columns).stream())
                .map(line -> line + "\n")
                .collect(Collectors.joining());
    }

    /** A record for programs, as JSON. */
    public static String json(Object document) {
        return JsonMapper.builder()
                        .build()
                        .writerWithDefaultPrettyPrinter()
                        .writeValueAsString(document)
                + "\n";
    }

    /** One harmless line of a text that comes from a cluster: it cannot steer a terminal. */
    public static String plain(String text) {
        return Text.line(text);
    }

    /**
     * Cells by their source and target.
     *
     * @param from the source as tables call it, its pod or its node; empty for any
     * @param to the target as tables call it, its Service, its node or its backend's; empty for any
     */
    public record Cells(String from, String to) {

        boolean isNamed() {
            return !from.isEmpty() || !to.isEmpty();
        }

        boolean include(Source source, Target target) {
            Traits traits = target.traits();
            String backend = Source.nodeIn(target.label()).orElse("");
            return (from.isEmpty()
                            || List.of(source.id(), source.pod(), source.node()).contains(from))
                    && (to.isEmpty()
                            || List.of(target.label(), traits.service(), traits.node(), backend)
                                    .contains(to));
        }
    }

    /**
     * All that is known of single cells of these cases, in order of time; empty if there are none.
     *
     * @param cells which ones: where none is named, a few of each case that are not as expected
     */
    public static String why(Run run, List<CaseResult> cases, Cells cells) {
        return Why.of(run, cases, cells);
    }

    /** The figures of what was measured; empty if nothing was. */
    private static String figures(ReportModel model) {
        var out = new StringBuilder();
        for (CaseReport each : model.cases()) {
            for (StepReport step : each.steps()) {
                if (!step.figures().isEmpty()) {
                    out.append(each.name()).append(": ").append(each.title());
                    new StepText(step).figures().forEach(line -> out.append("\n  ").append(line));
                    out.append("\n\n");
                }
            }
        }
        return out.toString();
    }

    private interface Writer {
        void write(Path file) throws IOException;
    }

    /** Not by {@code Files.writeString}, which refuses a text with half a character in it. */
    private static void write(String name, String text, Path directory) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        write(directory.resolve(name), file -> Files.write(file, bytes));
    }

    private static void write(Path file, Writer writer) throws IOException {
        Path unfinished = file.resolveSibling("." + file.getFileName() + ".unfinished");
        try {
            writer.write(unfinished);
            if (Files.getFileAttributeView(unfinished, PosixFileAttributeView.class) != null) {
                Files.setPosixFilePermissions(
                        unfinished, PosixFilePermissions.fromString("rw-r--r--"));
            }
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }
}
