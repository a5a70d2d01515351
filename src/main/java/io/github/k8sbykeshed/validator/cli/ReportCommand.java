package io.github.k8sbykeshed.validator.cli;

import io.github.k8sbykeshed.validator.report.Reports;
import io.github.k8sbykeshed.validator.result.Run;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Renders a saved run again. */
@Command(
        name = "report",
        description = {
            "Renders a saved run: what failed and the summary, or what is asked for.",
            "Exits with the run's own code."
        },
        footer = {
            "",
            "Examples:",
            "  svc-test report results/results.yaml",
            "  svc-test report sonobuoy.tar.gz --format html > report.html"
        },
        mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {

    /** What to render. */
    enum Format {
        summary,
        tables,
        junit,
        html
    }

    @Spec private CommandSpec command;

    @Parameters(
            paramLabel = "FILE",
            description = "the saved run: a results.yaml, or a tarball that Sonobuoy retrieved")
    private Path file;

    @Option(
            names = {"-f", "--format"},
            description = "${COMPLETION-CANDIDATES}; default: summary")
    private Format format = Format.summary;

    @Override
    public Integer call() {
        PrintWriter out = command.commandLine().getOut();
        Run run = SavedRun.read(file);
        switch (format) {
            case summary -> out.print(Terminal.find().print(run));
            case tables -> out.print(Reports.tables(run));
            case junit -> out.print(Reports.junit(run));
            case html -> out.print(Reports.html(run));
        }
        out.flush();
        return run.exitCode();
    }
}
