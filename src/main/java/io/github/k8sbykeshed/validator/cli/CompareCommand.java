package io.github.k8sbykeshed.validator.cli;

import io.github.k8sbykeshed.validator.compare.Comparison;
import io.github.k8sbykeshed.validator.report.ComparisonReport;
import io.github.k8sbykeshed.validator.result.Run;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compares saved runs. */
@Command(
        name = "compare",
        description = {
            "Compares saved runs with the first one, case by case: what is worse, mended, new,"
                    + " gone, or cannot be compared since one run has no verdict on it.",
            "Exits with 0 if nothing is worse, 1 if something is, 2 if something cannot be"
                    + " compared."
        },
        footer = {
            "",
            "Examples:",
            "  svc-test compare before/results.yaml after/results.yaml",
            "  svc-test compare iptables/results.yaml nftables/results.yaml --slower 2x -f markdown"
        },
        mixinStandardHelpOptions = true)
final class CompareCommand implements Callable<Integer> {

    /** How to render it. */
    enum Format {
        text,
        markdown,
        json
    }

    @Spec private CommandSpec command;

    @Parameters(
            arity = "2..*",
            paramLabel = "FILE",
            description = "saved runs: a results.yaml, or a tarball that Sonobuoy retrieved")
    private List<Path> files;

    @Option(
            names = "--slower",
            paramLabel = "FACTOR",
            converter = Factor.class,
            description =
                    "a change that takes so many times as long to be seen is worse, such as 2x;"
                            + " default: times are not compared")
    private double slower;

    @Option(
            names = {"-f", "--format"},
            description = "${COMPLETION-CANDIDATES}; default: text")
    private Format format = Format.text;

    @Override
    public Integer call() {
        Run before = SavedRun.read(files.getFirst());
        PrintWriter out = command.commandLine().getOut();
        int worst = Comparison.EXIT_NOTHING_WORSE;
        for (Path file : files.subList(1, files.size())) {
            var comparison = Comparison.of(before, SavedRun.read(file), slower);
            var report = new ComparisonReport(comparison);
            out.print(
                    switch (format) {
                        case text -> report.text();
                        case markdown -> report.markdown();
                        case json -> report.json();
                    });
            int code = comparison.exitCode();
            if (worst != Comparison.EXIT_WORSE && code != Comparison.EXIT_NOTHING_WORSE) {
                worst = code;
            }
        }
        out.flush();
        return worst;
    }
}
