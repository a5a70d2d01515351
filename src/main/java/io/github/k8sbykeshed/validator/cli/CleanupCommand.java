package io.github.k8sbykeshed.validator.cli;

import io.github.k8sbykeshed.validator.cluster.Cluster;
import io.github.k8sbykeshed.validator.cluster.Cluster.Leftover;
import io.github.k8sbykeshed.validator.result.Run;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Removes what runs left that were killed. */
@Command(
        name = "cleanup",
        description =
                "Deletes the namespaces of runs that ended without doing so themselves. Those of"
                        + " runs that may still go on are left alone.",
        footer = {
            "",
            "Examples:",
            "  svc-test cleanup",
            "  svc-test cleanup svc-test-d12f1d svc-test-d12f1d-host",
            "  svc-test cleanup --all --context staging"
        },
        mixinStandardHelpOptions = true)
final class CleanupCommand implements Callable<Integer> {

    @Spec private CommandSpec command;

    @Mixin private ClusterOptions cluster;

    @Parameters(
            paramLabel = "NAMESPACE",
            arity = "0..*",
            description = "only these, whether their runs may still go on or not")
    private List<String> names = List.of();

    @Option(names = "--all", description = "those of runs that may still go on, too")
    private boolean all;

    @Option(
            names = "--within",
            converter = Durations.class,
            description = "how long to wait until they are gone; default: 60s")
    private Duration within = Duration.ofSeconds(60);

    private boolean isWanted(Leftover found) {
        return names.isEmpty() ? all || found.isExpired() : names.contains(found.namespace());
    }

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = command.commandLine().getOut();
        try (Cluster cluster = this.cluster.find()) {
            out.println("Cleaning up " + cluster.describe());
            cluster.reach();
            List<Leftover> found = cluster.leftovers();
            List<String> names =
                    found.stream().filter(this::isWanted).map(Leftover::namespace).toList();
            for (Leftover each : found) {
                if (this.names.isEmpty() && !isWanted(each)) {
                    out.println(
                            "Left alone, since its run may still go on: "
                                    + each.namespace()
                                    + (each.expires() == null
                                            ? ", which does not say until when"
                                            : ", needed until " + each.expires()));
                }
            }
            for (String name : this.names) {
                if (!names.contains(name)) {
                    throw new IllegalArgumentException(
                            "There is no namespace "
                                    + name
                                    + " of a run: those that there are have the label"
                                    + " app.kubernetes.io/managed-by=k8s-service-validator.");
                }
            }
            if (names.isEmpty()) {
                out.println("No ended run left anything.");
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
