package io.github.k8sbykeshed.validator.cli;

import io.github.k8sbykeshed.validator.result.Run;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects.ClusterException;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The entry point of svc-test. */
@Command(
        name = "svc-test",
        description = {
            "Validates the Services of a Kubernetes cluster: every source against every target, what is"
                    + " expected beside what is observed.",
            "Without a command it runs; svc-test COMMAND --help says more."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            RunCommand.class,
            ListCommand.class,
            ReportCommand.class,
            CleanupCommand.class,
            AgentCommand.class
        })
public final class Main {

    private static final List<String> COMMANDS =
            List.of("run", "list", "report", "cleanup", "agent");

    Main() {}

    /** Exits with 0, 1 or 2 as {@link Run#exitCode} says; wrong usage is 2. */
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
        commands.setExecutionExceptionHandler((exception, line, parsed) -> {
            line.getErr().println(sentence(exception));
            if (debug) {
                exception.printStackTrace(line.getErr());
            }
            return Run.EXIT_INCONCLUSIVE;
        });
        return commands.execute(withCommand(args));
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
