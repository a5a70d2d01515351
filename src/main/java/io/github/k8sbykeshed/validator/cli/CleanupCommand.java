package io.github.k8sbykeshed.validator.cli;

import io.github.k8sbykeshed.validator.cluster.Cluster;
import io.github.k8sbykeshed.validator.result.Run;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Removes what runs left that were killed. */
@Command(
        name = "cleanup",
        description =
                "Deletes the namespaces of runs that ended without doing so themselves. Those of runs that"
                        + " may still go on are left alone.",
        mixinStandardHelpOptions = true)
final class CleanupCommand implements Callable<Integer> {

    @Spec private CommandSpec command;

    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            description = "default: $KUBECONFIG, ~/.kube/config, the pod's own cluster")
    private @Nullable String kubeconfig;

    @Option(names = "--all", description = "those of runs that may still go on, too")
    private boolean all;

    @Option(
            names = "--within",
            converter = Durations.class,
            description = "how long to wait until they are gone; default: 60s")
    private Duration within = Duration.ofSeconds(60);

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = command.commandLine().getOut();
        try (Cluster cluster = Cluster.find(kubeconfig)) {
            out.println("Cleaning up " + cluster.describe());
            List<String> names = cluster.leftovers(!all);
            if (names.isEmpty()) {
                out.println(all ? "No run left anything." : "No ended run left anything.");
                return 0;
            }
            List<String> left = cluster.delete(names, within);
            out.println("Deleted: " + String.join(", ", names));
            if (!left.isEmpty()) {
                out.println("Still being deleted: " + String.join(", ", left));
                return Run.EXIT_INCONCLUSIVE;
            }
            return 0;
        }
    }
}
