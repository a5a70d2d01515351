package io.github.k8sbykeshed.validator.cli;

import io.github.k8sbykeshed.validator.result.Run;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects.ClusterException;
import io.github.k8sbykeshed.validator.submission.Submission;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The entry point of svc-test. */
@Command(
        name = "svc-test",
        description = {
            "Validates the Services of a Kubernetes cluster: every source against every target,"
                    + " what is expected beside what is observed.",
            "Without a command it runs; svc-test COMMAND --help says more."
        },
        footer = {
            "",
            "Examples:",
            "  svc-test run --image IMAGE",
            "  svc-test report results/results.yaml"
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            RunCommand.class,
            ListCommand.class,
            ReportCommand.class,
            CompareCommand.class,
            WhyCommand.class,
            CleanupCommand.class,
            VersionCommand.class,
            CompletionCommand.class,
            AgentCommand.class
        })
public final class Main {

    private static final List<String> COMMANDS =
            List.of(
                    "run",
                    "list",
                    "report",
                    "compare",
                    "why",
                    "cleanup",
                    "version",
                    "completion",
                    "agent");

    private static final Pattern WORD = Pattern.compile("(?:[^\\s\"']|\"[^\"]*\"|'[^']*')+");

    Main() {}

    /** What is asked for cannot be understood; as sysexits.h has it. */
    static final int EXIT_USAGE = 64;

    /** Exits with 0, 1 or 2 as {@link Run#exitCode} says; wrong usage is {@link #EXIT_USAGE}. */
    public static void main(String[] args) {
        System.exit(execute(args));
    }

    /** Does what is asked and returns the exit code. */
    static int execute(String... args) {
        boolean debug =
                Arrays.asList(args).contains("-debug") || Arrays.asList(args).contains("--debug");
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", debug ? "debug" : "error");
        System.setProperty("org.slf4j.simpleLogger.showDateTime", "true");
        System.setProperty("org.slf4j.simpleLogger.dateTimeFormat", "HH:mm:ss.SSS");
        if (AgentCommand.isByDriver(args)) {
            // Many start at the same time: parsing by reflection costs each three times as much.
            return AgentCommand.runByDriver(args);
        }
        var commands = new CommandLine(new Main());
        // What the environment adds comes last, and replaces what a manifest says.
        commands.setOverwrittenOptionsAllowed(true);
        commands.setCaseInsensitiveEnumValuesAllowed(true);
        CommandLine.tracer().setLevel(CommandLine.TraceLevel.OFF);
        var usage = commands.getParameterExceptionHandler();
        commands.setParameterExceptionHandler((exception, given) -> {
            CommandLine line = exception.getCommandLine();
            String last = submit(line, String.valueOf(exception.getMessage()));
            usage.handleParseException(exception, given);
            // On the same stream, so that it comes last.
            line.getErr().print(last);
            line.getErr().flush();
            return EXIT_USAGE;
        });
        commands.setExecutionExceptionHandler((exception, line, parsed) -> {
            submit(line, sentence(exception));
            line.getErr().println(sentence(exception));
            if (debug) {
                exception.printStackTrace(line.getErr());
            }
            return Run.EXIT_INCONCLUSIVE;
        });
        return commands.execute(withExtra(withCommand(args), System.getenv()));
    }

    /**
     * Sonobuoy and Hydrophone wait for results also of a run that cannot even begin.
     *
     * @return what has to be printed last
     */
    private static String submit(CommandLine line, String problem) {
        if (!line.getCommandName().equals("run")) {
            return "";
        }
        var submission = Submission.find(null, System.getenv());
        submission.refuse(
                new Run(
                        Version.current(),
                        "none",
                        Instant.now(),
                        null,
                        Map.of(),
                        List.of(),
                        problem));
        return submission.lastLine();
    }

    /**
     * Options by the environment, since neither Sonobuoy nor Hydrophone can add arguments to a
     * container: {@code sonobuoy run --plugin-env k8s-service-validator.SVC_TEST_ARGS="..."} and
     * {@code hydrophone --extra-args ...}. Quotes hold words together.
     */
    static String[] withExtra(String[] args, Map<String, String> environment) {
        if (!args[0].equals("run")) {
            return args;
        }
        List<String> all = new ArrayList<>(List.of(args));
        for (String variable : List.of("SVC_TEST_ARGS", "E2E_EXTRA_ARGS")) {
            Matcher word = WORD.matcher(environment.getOrDefault(variable, ""));
            while (word.find()) {
                all.add(word.group().replaceAll("[\"']", ""));
            }
        }
        return all.toArray(String[]::new);
    }

    /** The predecessor had no commands: options alone mean run. */
    static String[] withCommand(String[] args) {
        if (args.length > 0
                && (COMMANDS.contains(args[0])
                        || List.of("-h", "--help", "-V", "--version").contains(args[0]))) {
            return args;
        }
        String[] longer = new String[args.length + 1];
        longer[0] = "run";
        System.arraycopy(args, 0, longer, 1, args.length);
        return longer;
    }

    private static String sentence(Exception exception) {
        String message = exception.getMessage();
        return exception instanceof ClusterException
                        || exception instanceof IllegalArgumentException
                ? String.valueOf(message)
                : "svc-test failed: " + (message == null ? exception.toString() : message);
    }
}
