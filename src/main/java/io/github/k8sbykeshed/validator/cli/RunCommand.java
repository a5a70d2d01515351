package io.github.k8sbykeshed.validator.cli;

import io.github.k8sbykeshed.validator.catalog.Catalog;
import io.github.k8sbykeshed.validator.cluster.Choices;
import io.github.k8sbykeshed.validator.engine.Selection;
import io.github.k8sbykeshed.validator.engine.Validation;
import io.github.k8sbykeshed.validator.scenario.LoadBalancers;
import io.github.k8sbykeshed.validator.submission.Submission;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Validates a cluster. */
@Command(
        name = "run",
        description = {
            "Validates a cluster: starts agents on its nodes, runs the scenarios, writes reports, and"
                    + " removes all that it made.",
            "Exits with 0 if everything conforms, 1 if something violates, 2 if something could not be"
                    + " found out, a node was not validated, or nothing was selected."
        },
        footer = {
            "",
            "Examples:",
            "  svc-test run --image registry.example/k8s-service-validator:1.0",
            "  svc-test run --image IMAGE 'clusterip/*' '!clusterip/large-payload' --deadline 10m",
            "  svc-test run --image IMAGE --labels type=dns,family=IPv6",
            "  svc-test run --image IMAGE --max-nodes 6 --tolerate all",
            "  svc-test run --image IMAGE --context staging --yes"
        },
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {

    /** Reports and clean-up need some of the time that a deadline leaves. */
    static final Duration ENDING = Duration.ofSeconds(60);

    @Mixin private SelectionOptions selection;

    @Mixin private ClusterOptions cluster;

    @Mixin private NodeOptions nodes;

    @Mixin private AgentOptions agents;

    @Option(
            names = {"-namespace", "--namespace"},
            paramLabel = "NAME",
            description =
                    "the namespace of agents, made if it does not exist; those on the host network"
                            + " get one with -host behind that name; default: a new name")
    private @Nullable String namespace;

    @Option(
            names = "--outside-client",
            paramLabel = "COMMAND",
            description =
                    "a command that runs an agent outside the cluster on its standard input and"
                            + " output, such as 'ssh HOST svc-test agent --stdio'")
    private @Nullable String outsideClient;

    @Option(
            names = "--load-balancer",
            paramLabel = "auto|required|none",
            description =
                    "whether Services of type LoadBalancer must get addresses; auto: if another Service"
                            + " of the cluster has one; default: auto")
    private LoadBalancers.Mode loadBalancer = LoadBalancers.Mode.AUTO;

    @Option(
            names = "--service-annotation",
            paramLabel = "KEY=VALUE",
            description =
                    "an annotation of every Service of type LoadBalancer, such as the one that asks"
                            + " for an internal load balancer; may be given several times")
    private Map<String, String> serviceAnnotations = Map.of();

    @Option(
            names = "--results",
            paramLabel = "DIR",
            description =
                    "where reports are written; default: $SONOBUOY_RESULTS_DIR, $RESULTS_DIR, in a"
                            + " pod where Sonobuoy or Hydrophone collects them, else ./results")
    private @Nullable Path results;

    @Option(
            names = "--deadline",
            converter = Durations.class,
            paramLabel = "TIME",
            description = "after this time what has not run is reported as such; default: 60m")
    private Duration deadline = Duration.ofMinutes(60);

    @Option(
            names = "--agents-within",
            converter = Durations.class,
            paramLabel = "TIME",
            description =
                    "how long agents may take to start, image pulls included; those of a node that"
                            + " starts none while others do are given up earlier; default: 5m")
    private Duration agentsWithin = Duration.ofMinutes(5);

    @Option(
            names = "--converge-within",
            converter = Durations.class,
            paramLabel = "TIME",
            description =
                    "how long any change may take at most to be seen everywhere, if that is less"
                            + " than usual: 2m for new Services and load balancers, 1m for endpoints")
    private @Nullable Duration convergeWithin;

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            description = "how many cases run at the same time; default: ${DEFAULT-VALUE}")
    private int concurrency = 16;

    @Option(
            names = "--in-flight",
            paramLabel = "N",
            description =
                    "how many probes a case may have under way at each agent; default:"
                            + " ${DEFAULT-VALUE}")
    private int inFlight = 64;

    @Option(
            names = {"-debug", "--debug"},
            description = "log more")
    private boolean debug;

    @Option(
            names = {"-y", "--yes"},
            description =
                    "do not ask before anything is made; it is asked on a terminal only, and neither"
                            + " in a pod nor where the variable CI is set")
    private boolean yes;

    @Option(
            names = "--max-loss",
            converter = Share.class,
            paramLabel = "SHARE",
            description =
                    "how many of the packets between nodes may be lost, as in 1%% or 0.01: where"
                            + " more are surely lost, by Services and past them, the run is"
                            + " inconclusive; default: 1%%")
    private double maxLoss = 0.01;

    @Override
    public Integer call() {
        if (concurrency < 1 || inFlight < 1) {
            throw new IllegalArgumentException("--concurrency and --in-flight must be at least 1.");
        }
        var submission = Submission.find(results, System.getenv());
        var termination =
                new Termination(agentsWithin.plus(deadline).plus(ENDING), submission::finish);
        try {
            return run(termination, submission);
        } finally {
            // Whatever happened: somebody waits for it, as would the end of the process.
            System.out.print(submission.lastLine());
            System.out.flush();
            submission.finish();
            termination.finish();
        }
    }

    private int run(Termination termination, Submission submission) {
        Selection selected = selection.get();
        var validation = Validation.of(Catalog.scenarios(), selected);
        if (validation.cases().isEmpty()) {
            throw new IllegalArgumentException(
                    "No scenario is selected by "
                            + selected.describe()
                            + "; svc-test list shows all names and labels.");
        }
        var options =
                new ValidationRun.Options(
                        namespace,
                        agents.image(),
                        outsideClient,
                        deadline,
                        agentsWithin,
                        convergeWithin,
                        concurrency,
                        inFlight,
                        new Choices(nodes.get(), agents.get(), loadBalancer, serviceAnnotations),
                        maxLoss,
                        yes,
                        debug);
        return new ValidationRun(options, validation, termination, submission, System.out)
                .run(cluster::find);
    }
}
