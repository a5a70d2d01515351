package io.github.k8sbykeshed.validator.cli;

import io.github.k8sbykeshed.validator.report.Reports;
import io.github.k8sbykeshed.validator.report.Reports.Cells;
import io.github.k8sbykeshed.validator.result.CaseResult;
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

/** Tells all that is known of single cells of a saved run. */
@Command(
        name = "why",
        description = {
            "Tells of single cells of a saved run, in order of time: what was expected, when it was"
                    + " first so, each attempt, its controls, what may be the cause, and what to"
                    + " paste. Without --from and --to: of a few that are not as expected.",
            "Exits with 0 if there is something to tell, else with 2."
        },
        footer = {
            "",
            "Examples:",
            "  svc-test why results/results.yaml clusterip/basic",
            "  svc-test why results/results.yaml 'clusterip/basic TCP IPv4' --from worker-2",
            "  svc-test why results.tar.gz nodeport/basic --from worker-1 --to worker-3"
        },
        mixinStandardHelpOptions = true)
final class WhyCommand implements Callable<Integer> {

    private static final int NAMES = 8;

    @Spec private CommandSpec command;

    @Parameters(
            index = "0",
            paramLabel = "FILE",
            description = "the saved run: a results.yaml, or a tarball that Sonobuoy retrieved")
    private Path file;

    @Parameters(
            index = "1",
            paramLabel = "CASE",
            description =
                    "a case, such as \"clusterip/basic TCP IPv4\", or a scenario for all of its")
    private String name;

    @Option(
            names = "--from",
            paramLabel = "SOURCE",
            description = "only cells of this source: its name in the tables, its pod or its node")
    private String from = "";

    @Option(
            names = "--to",
            paramLabel = "TARGET",
            description =
                    "only cells of this target: its name in the tables, its Service or its node")
    private String to = "";

    @Override
    public Integer call() {
        Run run = SavedRun.read(file);
        List<CaseResult> cases =
                run.cases().stream()
                        .filter(each -> each.name().equals(name) || each.scenario().equals(name))
                        .toList();
        if (cases.isEmpty()) {
            throw new IllegalArgumentException(
                    "No case of this run is called "
                            + name
                            + ". There are, for instance: "
                            + String.join(
                                    ", ",
                                    run.cases().stream()
                                            .map(CaseResult::name)
                                            .limit(NAMES)
                                            .toList())
                            + ".");
        }
        String text = Reports.why(run, cases, new Cells(from, to));
        if (text.isEmpty()) {
            throw new IllegalArgumentException(
                    "No cell of "
                            + name
                            + (from.isEmpty() ? "" : " from " + from)
                            + (to.isEmpty() ? "" : " to " + to)
                            + (from.isEmpty() && to.isEmpty()
                                    ? " is other than expected: name some with --from and --to."
                                    : " was asked: svc-test report --format tables shows which"
                                            + " sources and targets there are."));
        }
        PrintWriter out = command.commandLine().getOut();
        out.print(text);
        out.flush();
        return 0;
    }
}
