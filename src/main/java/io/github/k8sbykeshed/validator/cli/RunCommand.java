package io.github.k8sbykeshed.validator.cli;

import io.github.k8sbykeshed.validator.catalog.Catalog;
import io.github.k8sbykeshed.validator.cluster.Cluster;
import io.github.k8sbykeshed.validator.cluster.Cluster.Leftover;
import io.github.k8sbykeshed.validator.engine.Selection;
import io.github.k8sbykeshed.validator.engine.Validation;
import io.github.k8sbykeshed.validator.probe.Facts;
import io.github.k8sbykeshed.validator.report.ConsoleProgress;
import io.github.k8sbykeshed.validator.report.Reports;
import io.github.k8sbykeshed.validator.result.CaseResult;
import io.github.k8sbykeshed.validator.result.LossTable;
import io.github.k8sbykeshed.validator.result.Outcome;
import io.github.k8sbykeshed.validator.result.Progress;
import io.github.k8sbykeshed.validator.result.Run;
import io.github.k8sbykeshed.validator.scenario.Budgets;
import io.github.k8sbykeshed.validator.scenario.Case;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects.ClusterException;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.PacketRound;
import io.github.k8sbykeshed.validator.scenario.Surroundings;
import io.github.k8sbykeshed.validator.submission.Submission;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
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
            "Validates a cluster: starts agents on its nodes, runs the scenarios, writes reports,"
                    + " and removes all that it made.",
            "Exits with 0 if everything conforms, 1 if something violates, 2 if something could not"
                    + " be found out or nothing was selected."
        },
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {

    /** What every terminal has: a longer live line would wrap and could not be erased. */
    private static final int TERMINAL_COLUMNS = 80;

    /** Reports and clean-up need some of the time that a deadline leaves. */
    private static final Duration ENDING = Duration.ofSeconds(60);

    @Mixin private SelectionOptions selection;

    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            description = "default: $KUBECONFIG, ~/.kube/config, the pod's own cluster")
    private @Nullable String kubeconfig;

    @Option(
            names = {"-namespace", "--namespace"},
            paramLabel = "NAME",
            description =
                    "the namespace of agents, made if it does not exist; those on the host network"
                            + " get one with -host behind that name; default: a new name")
    private @Nullable String namespace;

    @Option(
            names = "--image",
            paramLabel = "IMAGE",
            description = "the agents' image; default, in a pod: the pod's own")
    private @Nullable String image;

    @Option(
            names = "--outside-client",
            paramLabel = "COMMAND",
            description =
                    "a command that runs an agent outside the cluster on its standard input and"
                            + " output, such as 'ssh HOST svc-test agent --stdio'")
    private @Nullable String outsideClient;

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
            description = "how long agents may take to start, image pulls included; default: 5m")
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
            names = "--max-loss",
            converter = Share.class,
            paramLabel = "SHARE",
            description =
                    "how many of the packets between nodes may be lost, as in 1%% or 0.01: where"
                            + " more are surely lost, by Services and past them, the run is"
                            + " inconclusive; default: 1%%")
    private double maxLoss = 0.01;

    private final PrintStream out = System.out;
    private @Nullable LossTable loss;
    private final Map<String, Long> phases = new LinkedHashMap<>();
    private final List<CaseResult> finished = new ArrayList<>();
    private final Instant started = Instant.now();

    @Override
    public Integer call() {
        if (concurrency < 1 || inFlight < 1) {
            throw new IllegalArgumentException("--concurrency and --in-flight must be at least 1.");
        }
        var submission = Submission.find(results, System.getenv());
        var termination =
                new Termination(agentsWithin.plus(deadline).plus(ENDING), submission::finish);
        int code = Run.EXIT_INCONCLUSIVE;
        try {
            code = validate(termination, submission);
            return code;
        } finally {
            // Whatever happened: somebody waits for it, as would the end of the process.
            out.print(submission.lastLine());
            out.flush();
            submission.finish();
            termination.finish(code);
        }
    }

    private int validate(Termination termination, Submission submission) {
        Selection selected = selection.get();
        var validation = Validation.of(Catalog.scenarios(), selected);
        List<Case> cases = validation.cases();
        if (cases.isEmpty()) {
            throw new IllegalArgumentException(
                    "No scenario is selected by "
                            + selected.describe()
                            + "; svc-test list shows all names and labels.");
        }
        Thread.startVirtualThread(Cluster::warmUp);
        String id = HexFormat.of().formatHex(random(3));
        prepare(submission, run(id, null, "The run ended before it could write reports.", cases));
        Facts facts = null;
        String problem = null;
        Cluster cluster = null;
        try {
            cluster = Cluster.find(kubeconfig);
            out.println("Validating " + cluster.describe());
            cluster.reach();
            Surroundings around = deploy(cluster, id, cases);
            facts = around.facts();
            say(facts, around);
            sayWhatIsLeft(cluster);
            validate(validation, around, submission);
        } catch (ClusterException e) {
            problem = String.valueOf(e.getMessage());
        } catch (InterruptedException e) {
            problem = "The run was stopped before its agents were ready.";
        } catch (RuntimeException e) {
            // Unforeseen; reports are owed all the same, and what was made has to be removed.
            problem = "svc-test failed: " + e;
            if (debug) {
                e.printStackTrace(out);
            }
        }
        String stopped = termination.reason();
        if (stopped != null) {
            problem = stopped;
        }
        // From here on an interrupt would only spoil the reports and the clean-up.
        Thread.interrupted();
        Run run = run(id, facts, problem, cases);
        boolean written = write(submission, run);
        String left = cluster == null ? null : cleanUp(cluster, stopped != null);
        run = run(id, facts, problem, cases);
        if (left != null) {
            run = run.withProblem(left);
            written = write(submission, run);
        }
        out.print(Reports.terminal(run, System.console() != null));
        if (written) {
            out.println("Reports: " + submission.directory());
        }
        out.flush();
        tell(submission, run);
        int code = run.exitCode();
        return code == Run.EXIT_CONFORMS && !written ? Run.EXIT_INCONCLUSIVE : code;
    }

    private void prepare(Submission submission, Run nothing) {
        try {
            submission.prepare(nothing);
        } catch (IOException e) {
            // What is printed may be read all the same.
            out.println("Nothing can be handed in to Sonobuoy: " + e.getMessage());
        }
    }

    private static void tell(Submission submission, Run run) {
        try {
            submission.end(run);
        } catch (InterruptedException e) {
            // Told to hurry: the results say the same.
        }
    }

    private Surroundings deploy(Cluster cluster, String id, List<Case> cases)
            throws InterruptedException {
        String agents = image == null ? cluster.ownImage().orElse(null) : image;
        if (agents == null) {
            throw new ClusterException(
                    "Which image agents run is not known outside the cluster: name it with --image,"
                            + " in a registry that the nodes pull from or loaded into them.",
                    null);
        }
        long begin = System.nanoTime();
        Budgets budgets = Budgets.defaults();
        Surroundings around =
                cluster.deploy(
                        new Cluster.Deployment(
                                id,
                                namespace == null ? "svc-test-" + id : namespace,
                                agents,
                                HexFormat.of().formatHex(random(16)),
                                deadline.plus(agentsWithin).plus(ENDING),
                                agentsWithin,
                                convergeWithin == null ? budgets : budgets.atMost(convergeWithin),
                                outsideClient,
                                inFlight,
                                cases));
        phase("agents' start", begin);
        return around;
    }

    private void say(Facts facts, Surroundings around) {
        out.println(
                facts.describe()
                        + "; "
                        + (around.pods().size()
                                + around.hosts().size()
                                + around.spares().size()
                                + around.own().values().stream().mapToInt(List::size).sum())
                        + " agents after "
                        + phases.get("agents' start")
                        + " ms");
        facts.leftOut()
                .forEach(left -> out.println("Left out: " + left.node() + ": " + left.why()));
    }

    /** What other runs left, or are still using. */
    private void sayWhatIsLeft(Cluster cluster) {
        try {
            for (Leftover left : cluster.leftovers()) {
                out.println(
                        left.isExpired()
                                ? "Found what a killed run left: the namespace "
                                        + left.namespace()
                                        + "; svc-test cleanup removes it."
                                : "Found another run's namespace "
                                        + left.namespace()
                                        + "; if that run was killed, svc-test cleanup "
                                        + left.namespace()
                                        + " removes it.");
            }
        } catch (ClusterException e) {
            // It is no business of this run, which may have rights in its own namespaces only.
        }
    }

    private void validate(Validation validation, Surroundings around, Submission submission) {
        long begin = System.nanoTime();
        boolean live = System.console() != null && System.console().isTerminal();
        try (var console = new ConsoleProgress(out, live, TERMINAL_COLUMNS)) {
            validation.run(
                    each -> Lab.run(each, around),
                    concurrency,
                    deadline,
                    List.of(new Collector(), console, submission.progress()));
        }
        phase("validation", begin);
        countPackets(around);
    }

    /** Asks once more, of each node: a stopped run does without. */
    private void countPackets(Surroundings around) {
        long begin = System.nanoTime();
        try {
            loss = PacketRound.ask(around, maxLoss);
            phase("counting packets", begin);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Remembers what ended. */
    private final class Collector implements Progress {

        @Override
        public void planned(int cases) {}

        @Override
        public void started(String name) {}

        @Override
        public void finished(CaseResult result) {
            synchronized (finished) {
                finished.add(result);
            }
        }
    }

    /** The run as it stands: in the order of the catalogue, with what did not run. */
    private Run run(String id, @Nullable Facts facts, @Nullable String problem, List<Case> cases) {
        Map<String, CaseResult> byName = new LinkedHashMap<>();
        synchronized (finished) {
            finished.forEach(result -> byName.put(result.name(), result));
        }
        String why = problem == null ? "it gave no result" : problem;
        List<CaseResult> all =
                cases.stream()
                        .map(each -> {
                            CaseResult result = byName.get(each.name());
                            return result == null ? each.without(new Outcome.NotRun(why)) : result;
                        })
                        .toList();
        return new Run(Version.current(), id, started, facts, phases, all, problem, loss);
    }

    private boolean write(Submission submission, Run run) {
        try {
            submission.write(run);
            return true;
        } catch (IOException e) {
            out.println(
                    "The reports cannot be written to "
                            + submission.directory()
                            + ": "
                            + e.getMessage()
                            + "; choose another place with --results.");
            return false;
        }
    }

    /** Says what is left; null for nothing. */
    private @Nullable String cleanUp(Cluster cluster, boolean hurry) {
        long begin = System.nanoTime();
        try (cluster) {
            List<String> left = cluster.cleanUp(Duration.ofSeconds(hurry ? 15 : 60));
            phase("clean-up", begin);
            return left.isEmpty() ? null : "Still being deleted: " + String.join(", ", left) + ".";
        } catch (ClusterException e) {
            return e.getMessage() + " Remove what is left with svc-test cleanup --all.";
        } catch (InterruptedException e) {
            return "The clean-up was stopped; remove what is left with svc-test cleanup --all.";
        }
    }

    private void phase(String name, long begin) {
        phases.put(name, (System.nanoTime() - begin) / 1_000_000);
    }

    private static byte[] random(int bytes) {
        byte[] random = new byte[bytes];
        new SecureRandom().nextBytes(random);
        return random;
    }
}
