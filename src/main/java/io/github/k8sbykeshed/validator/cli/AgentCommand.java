package io.github.k8sbykeshed.validator.cli;

import io.github.k8sbykeshed.validator.agent.Agent;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The process in an agent's pod, or of a client outside the cluster. */
@Command(
        name = "agent",
        description = {
            "Answers with its identity, and probes for the driver that controls it. The driver"
                    + " starts it in pods by itself; a person starts it on a client outside the"
                    + " cluster."
        },
        footer = {
            "",
            "Example:",
            "  svc-test run --outside-client 'ssh HOST svc-test agent --stdio'"
        },
        mixinStandardHelpOptions = true)
final class AgentCommand implements Callable<Integer> {

    /** Those that the driver may write behind the other arguments. */
    private static final Set<String> FLAGS = Set.of("--linger", "--stray");

    @Option(
            names = "--identity",
            paramLabel = "NODE/NAMESPACE/POD",
            description = "what it answers with")
    private String identity = "outside/cluster/client";

    @Option(
            names = "--serve",
            split = ",",
            paramLabel = "PORT",
            description = "ports that it may serve, on TCP and UDP; 8080,8081 for instance")
    private List<Integer> serve = List.of();

    @Option(
            names = "--serve-count",
            paramLabel = "N",
            description = "how many of them it serves, the first that are free; default: all")
    private int serveCount = -1;

    @Option(
            names = "--control",
            split = ",",
            paramLabel = "PORT",
            description =
                    "loopback ports of which the first free one takes the driver, which has to say"
                            + " the token whose SHA-256 is in the environment variable"
                            + " SVC_TEST_TOKEN_SHA256")
    private List<Integer> control = List.of();

    @Option(
            names = "--linger",
            description = "when told to end, go on serving for as long as a driver is connected")
    private boolean lingers;

    @Option(
            names = "--stray",
            description =
                    "send a segment far out of the window before each answer to who keeps a TCP"
                            + " connection; needs the capability NET_RAW")
    private boolean strays;

    @Option(
            names = "--stdio",
            description =
                    "the driver is at standard input and output; the end of the input ends it")
    private boolean stdio;

    @Option(
            names = {"-debug", "--debug"},
            description = "log more")
    private boolean debug;

    @Override
    public Integer call() throws Exception {
        String tokenHash = System.getenv("SVC_TEST_TOKEN_SHA256");
        Agent.run(
                new Agent.Config(
                        identity,
                        tokenHash == null ? "" : tokenHash,
                        serve,
                        serveCount < 0 ? serve.size() : serveCount,
                        control,
                        stdio,
                        strays),
                lingers);
        return 0;
    }

    /** Whether these are just the arguments that the driver writes into a pod. */
    static boolean isByDriver(String[] args) {
        return args.length >= 5
                && FLAGS.containsAll(List.of(args).subList(5, args.length))
                && args[0].equals("agent")
                && args[1].startsWith("--identity=")
                && args[2].startsWith("--serve=")
                && args[3].startsWith("--serve-count=")
                && args[4].startsWith("--control=");
    }

    /** Runs as the driver asks. */
    static int runByDriver(String[] args) {
        var command = new AgentCommand();
        try {
            command.identity = value(args[1]);
            command.serve = ports(value(args[2]));
            command.serveCount = Integer.parseInt(value(args[3]));
            command.control = ports(value(args[4]));
            List<String> flags = List.of(args).subList(5, args.length);
            command.lingers = flags.contains("--linger");
            command.strays = flags.contains("--stray");
            return command.call();
        } catch (Exception e) {
            System.err.println(e.getMessage());
            return 2;
        }
    }

    private static String value(String argument) {
        return argument.substring(argument.indexOf('=') + 1);
    }

    private static List<Integer> ports(String joined) {
        List<Integer> ports = new ArrayList<>();
        for (String port : joined.split(",")) {
            ports.add(Integer.valueOf(port));
        }
        return ports;
    }
}
