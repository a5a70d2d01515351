package io.github.k8sbykeshed.validator.cli;

import io.github.k8sbykeshed.validator.report.Reports;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says which version this is. */
@Command(
        name = "version",
        description = "Says which version this is, and of which Java it makes use.",
        footer = {"", "Examples:", "  svc-test version", "  svc-test version -o json"},
        mixinStandardHelpOptions = true)
final class VersionCommand implements Callable<Integer> {

    /** How to write it. */
    enum Format {
        json,
        yaml
    }

    /** What programs are told. */
    record Document(String version, String java, String platform) {}

    @Spec private CommandSpec command;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "json|yaml",
            description = "${COMPLETION-CANDIDATES}; default: a line for a person")
    private @Nullable Format format;

    @Override
    public Integer call() {
        PrintWriter out = command.commandLine().getOut();
        var document =
                new Document(
                        Version.current(),
                        Runtime.version().toString(),
                        System.getProperty("os.name") + "/" + System.getProperty("os.arch"));
        out.print(
                switch (format) {
                    case null -> "svc-test " + document.version() + "\n";
                    case json -> Reports.json(document);
                    case yaml ->
                            "version: %s\njava: %s\nplatform: %s\n"
                                    .formatted(
                                            document.version(),
                                            document.java(),
                                            document.platform());
                });
        out.flush();
        return 0;
    }
}
