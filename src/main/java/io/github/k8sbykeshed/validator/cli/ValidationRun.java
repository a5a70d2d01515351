package io.github.k8sbykeshed.validator.cli;

import io.github.k8sbykeshed.validator.cluster.Choices;
import io.github.k8sbykeshed.validator.cluster.Cluster;
import io.github.k8sbykeshed.validator.cluster.Cluster.Deployment;
import io.github.k8sbykeshed.validator.cluster.OwnPod;
import io.github.k8sbykeshed.validator.cluster.Prospect;
import io.github.k8sbykeshed.validator.engine.Validation;
import io.github.k8sbykeshed.validator.probe.Facts;
import io.github.k8sbykeshed.validator.report.ConsoleProgress;
import io.github.k8sbykeshed.validator.report.Reports;
import io.github.k8sbykeshed.validator.result.CaseResult;
import io.github.k8sbykeshed.validator.result.LossTable;
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
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One validation from its first word to its exit code. */
final class ValidationRun {

    private final Terminal terminal = Terminal.find();

    /** How long the end of namespaces is waited for; what takes longer is said. */
    private static final Duration CLEAN_UP = Duration.ofSeconds(60);

    /** What the last lines need of the grace after a signal. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(3);

    /** The phase in which agents start. */
    private static final String STARTING = "agents' start";

    /** What the user asks for. */
    record Options(
            @Nullable String namespace,
            @Nullable String image,
            @Nullable String outsideClient,
            Duration deadline,
            Duration agentsWithin,
            @Nullable Duration convergeWithin,
            int concurrency,
            int inFlight,
            Choices choices,
            double maxLoss,
            boolean yes,
            boolean debug) {}

    private final Options options;
    private final Validation validation;
    private final List<Case> cases;
    private final Termination termination;
    private final Submission submission;
    private final PrintStream out;
    private final Opening opening;
    private final String id = HexFormat.of().formatHex(random(3));
    private final Map<String, Long> phases = new LinkedHashMap<>();
    private final FinishedCases finished = new FinishedCases();
    private final Instant started = Instant.now();
    private @Nullable Facts facts;
    private @Nullable LossTable loss;
    private @Nullable String problem;

    /**
     * @param validation selects at least one case
     */
    ValidationRun(
            Options options,
            Validation validation,
            Termination termination,
            Submission submission,
            PrintStream out) {
        this.options = options;
        this.validation = validation;
        this.cases = validation.cases();
        this.termination = termination;
        this.submission = submission;
        this.out = out;
        this.opening = new Opening(out);
    }

    /**
     * Validates.
     *
     * @param find finds the cluster
     * @return the exit code
     */
    int run(Supplier<Cluster> find) {
        Thread.startVirtualThread(Cluster::warmUp);
        prepare();
        Cluster cluster = null;
        try {
            cluster = find.get();
            opening.cluster(cluster);
            cluster.reach();
            Optional<OwnPod> own = cluster.ownPod();
            own.map(OwnPod::grace).ifPresent(termination::graceOfPod);
            Deployment wanted = wanted(own);
            Prospect prospect = cluster.prospect(wanted);
            opening.prospect(wanted, prospect);
            boolean isTerminal = Terminal.isInteractive();
            if (Consent.isDue(options.yes(), isTerminal, own.isPresent(), System.getenv())
                    && !Consent.ask(out, System.in)) {
                out.println("Nothing was made. With --yes it is not asked.");
                cluster.close();
                return Run.EXIT_INCONCLUSIVE;
            }
            Surroundings around = deploy(cluster, prospect);
            facts = around.facts();
            opening.agents(around, phases.getOrDefault(STARTING, 0L));
            if (options.choices().nodes().areChosen()) {
                opening.chosen(around.facts().nodes());
            }
            opening.leftovers(cluster);
            validate(around);
        } catch (ClusterException e) {
            problem = String.valueOf(e.getMessage());
        } catch (InterruptedException e) {
            problem = "The run was stopped before its agents were ready.";
        } catch (RuntimeException e) {
            // Unforeseen; reports are owed all the same, and what was made has to be removed.
            problem = "svc-test failed: " + e;
            if (options.debug()) {
                e.printStackTrace(out);
            }
        }
        String stopped = termination.reason();
        if (stopped != null) {
            problem = stopped;
        }
        // From here on an interrupt would only spoil the reports.
        Thread.interrupted();
        Run run = result();
        boolean written = write(run);
        int code = run.exitCode();
        code = code == Run.EXIT_CONFORMS && !written ? Run.EXIT_INCONCLUSIVE : code;
        termination.verdict(code);
        Optional<String> left = cluster == null ? Optional.empty() : cleanUp(cluster);
        out.print(terminal.print(result()));
        if (written) {
            out.println("Reports: " + submission.directory());
        }
        left.ifPresent(warning -> out.println("Warning: " + Reports.plain(warning)));
        out.flush();
        tell(run);
        return code;
    }

    private void prepare() {
        problem = "The run ended before it could write reports.";
        try {
            submission.prepare(result());
        } catch (IOException e) {
            // What is printed may be read all the same.
            out.println("Nothing can be handed in to Sonobuoy: " + e.getMessage());
        }
        problem = null;
    }

    private void tell(Run run) {
        try {
            submission.end(run);
        } catch (InterruptedException e) {
            // Told to hurry: the results say the same.
        }
    }

    private Deployment wanted(Optional<OwnPod> own) {
        String given = options.image();
        Cluster.Image image =
                given == null
                        ? own.map(pod -> new Cluster.Image(pod.image(), pod.digest().orElse(null)))
                                .orElseThrow(ValidationRun::noImage)
                        : new Cluster.Image(given, null);
        Budgets budgets = Budgets.defaults();
        Duration converge = options.convergeWithin();
        String namespace = options.namespace();
        return new Deployment(
                id,
                namespace == null ? "svc-test-" + id : namespace,
                image,
                HexFormat.of().formatHex(random(16)),
                options.deadline().plus(options.agentsWithin()).plus(RunCommand.ENDING),
                options.agentsWithin(),
                converge == null ? budgets : budgets.atMost(converge),
                options.outsideClient(),
                options.inFlight(),
                cases,
                options.choices());
    }

    private Surroundings deploy(Cluster cluster, Prospect prospect) throws InterruptedException {
        long begin = System.nanoTime();
        try (var line = new WaitingLine(out, terminal.isLive(), terminal.columns())) {
            Surroundings around = cluster.deploy(prospect, line);
            phase(STARTING, begin);
            return around;
        }
    }

    private static ClusterException noImage() {
        return new ClusterException(
                "Which image agents run is not known outside the cluster: name it with --image, in a"
                        + " registry that the nodes pull from or loaded into them.",
                null);
    }

    private void validate(Surroundings around) {
        long begin = System.nanoTime();
        try (var console = new ConsoleProgress(out, terminal.isLive(), terminal.columns())) {
            validation.run(
                    each -> Lab.run(each, around),
                    options.concurrency(),
                    options.deadline(),
                    List.of(finished, console, submission.progress()));
        }
        phase("validation", begin);
        countPackets(around);
    }

    /** Asks once more, of each node: a stopped run does without. */
    private void countPackets(Surroundings around) {
        long begin = System.nanoTime();
        try {
            loss = PacketRound.ask(around, options.maxLoss());
            phase("counting packets", begin);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The run as it stands: in the order of the catalogue, with what did not run. */
    private Run result() {
        String why = problem == null ? "it gave no result" : problem;
        List<CaseResult> all = finished.inOrderOf(cases, why);
        return new Run(Version.current(), id, started, facts, phases, all, problem, loss);
    }

    private boolean write(Run run) {
        try {
            submission.write(run);
            return true;
        } catch (IOException e) {
            if (Thread.interrupted()) {
                // The signal came while a file was open, which closes it.
                return write(run);
            }
            out.println(
                    "The reports cannot be written to "
                            + submission.directory()
                            + ": "
                            + e.getMessage()
                            + "; choose another place with --results.");
            return false;
        }
    }

    /** Says what is left; that changes nothing about the verdict. */
    private Optional<String> cleanUp(Cluster cluster) {
        long begin = System.nanoTime();
        try (cluster) {
            Supplier<Duration> grace = () -> termination.left().minus(LAST_WORDS);
            boolean hurry = termination.reason() != null;
            return CleanUp.of(cluster).await(hurry ? grace.get() : CLEAN_UP, grace);
        } finally {
            phase("clean-up", begin);
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
