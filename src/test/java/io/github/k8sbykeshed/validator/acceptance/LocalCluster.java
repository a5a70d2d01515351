package io.github.k8sbykeshed.validator.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The local cluster that the tests have for themselves, and faults in it. */
final class LocalCluster {

    private static final Duration COMMAND = Duration.ofSeconds(60);

    private LocalCluster() {}

    /** A setting that {@code make test} makes. */
    static String setting(String name) {
        String value = System.getenv(name);
        assertNotNull(value, name + " is not set; run these tests by make test");
        return value;
    }

    static String kubectl(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("kubectl", "--"));
        command.addAll(List.of(arguments));
        return tool(command);
    }

    /** Stops a component of a node until the returned handle is closed. */
    static AutoCloseable frozen(String node, String component) throws Exception {
        String pid = pid(node, component);
        signal("STOP", pid);
        return () -> signal("CONT", pid);
    }

    /** Kills a component of a node; it is started again when the returned handle is closed. */
    static AutoCloseable killed(String node, String component) throws Exception {
        signal("KILL", pid(node, component));
        return () -> tool(List.of("start", node, component));
    }

    private static String pid(String node, String component) throws Exception {
        return tool(List.of("pid", node, component)).strip();
    }

    /** The namespaces that runs made and that are still there. */
    static List<String> namespacesOfRuns() throws Exception {
        return kubectl(
                        "get",
                        "namespaces",
                        "-l",
                        "app.kubernetes.io/managed-by=k8s-service-validator",
                        "-o",
                        "name")
                .lines()
                .toList();
    }

    private static void signal(String name, String pid) throws Exception {
        run(List.of("kill", "-" + name, pid));
    }

    private static String tool(List<String> arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(setting("LOCAL_CLUSTER"));
        command.add("--name");
        command.add(setting("LOCAL_CLUSTER_NAME"));
        command.addAll(arguments);
        return run(command);
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(
                process.waitFor(COMMAND.toSeconds(), TimeUnit.SECONDS), command + " does not end");
        assertEquals(0, process.exitValue(), command + " fails: " + output);
        return output;
    }
}
