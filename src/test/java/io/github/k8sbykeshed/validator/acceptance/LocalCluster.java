package io.github.k8sbykeshed.validator.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import tools.jackson.databind.json.JsonMapper;

/** The local cluster that the tests have for themselves, and faults in it. */
final class LocalCluster {

    private static final Duration COMMAND = Duration.ofMinutes(5);

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

    /** Applies a manifest. */
    static void apply(String yaml) throws Exception {
        Path file = Files.createTempFile("manifest", ".yaml");
        try {
            Files.writeString(file, yaml);
            kubectl("apply", "-f", file.toString());
        } finally {
            Files.delete(file);
        }
    }

    /** Writes a kubeconfig for a service account. */
    static void kubeconfig(Path file, String token) throws Exception {
        Files.copy(Path.of(setting("KUBECONFIG")), file, StandardCopyOption.REPLACE_EXISTING);
        String name = "--kubeconfig=" + file;
        kubectl(name, "config", "set-credentials", "account", "--token=" + token);
        kubectl(name, "config", "set-context", "--current", "--user=account");
    }

    /** Stops a component of a node until the returned handle is closed. */
    static AutoCloseable frozen(String node, String component) throws Exception {
        String pid = pid(node, component);
        signal("STOP", pid);
        return () -> signal("CONT", pid);
    }

    /** Kills a component of a node; it is started again when the returned handle is closed. */
    static AutoCloseable killed(String node, String component) throws Exception {
        String pid = pid(node, component);
        var process = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
        signal("KILL", pid);
        // Else it may still be there when it is started again, which then does nothing.
        process.onExit().get(COMMAND.toSeconds(), TimeUnit.SECONDS);
        return () -> tool(List.of("start", node, component));
    }

    /**
     * Waits until all nodes are Ready and stay so: after an outage of the API server they are
     * called dead until their kubelets have found it again.
     */
    static void awaitReadyNodes() throws Exception {
        for (int i = 0; i < 2; i++) {
            Thread.sleep(5_000 * i);
            kubectl("wait", "--for=condition=Ready", "node", "--all", "--timeout=4m");
        }
    }

    /** Where the cluster keeps its state: certificates, and every node's configuration. */
    static Path directory() {
        return Path.of(setting("KUBECONFIG")).toAbsolutePath().getParent();
    }

    /** The nodes by their names, the control plane first. */
    static List<String> nodes() throws IOException {
        try (var files = Files.list(directory().resolve("nodes"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** An address of this machine that the nodes reach. */
    static String machineAddress() throws IOException {
        return lan() + ".2";
    }

    static String nodeAddress(String node) throws IOException {
        return lan() + "." + (10 + nodes().indexOf(node));
    }

    private static String lan() throws IOException {
        return own("lan4");
    }

    /** Whether kube-proxy works in its nftables mode. */
    static boolean isNftables() {
        try {
            return own("proxy_mode").equals("nftables");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the cluster was started with. */
    private static String own(String setting) throws IOException {
        return Files.readAllLines(directory().resolve("settings")).stream()
                .filter(line -> line.startsWith(setting + "="))
                .findFirst()
                .orElseThrow()
                .substring(setting.length() + 1);
    }

    /** Runs a command in the network of a node with this input; quicker than on the node itself. */
    static String inNetworkOf(String node, String input, String... command) throws Exception {
        List<String> all = new ArrayList<>();
        all.add("nsenter");
        all.add("--net=" + directory().resolve("netns").resolve(node));
        all.addAll(List.of(command));
        return run(all, input);
    }

    private static String pid(String node, String component) throws Exception {
        return tool(List.of("pid", node, component)).strip();
    }

    /** The kube-proxy of a node asks this API server until the returned handle is closed. */
    static AutoCloseable proxyAsking(String node, String api) throws Exception {
        Path file = directory().resolve("nodes").resolve(node).resolve("kube-proxy.kubeconfig");
        String before = Files.readString(file);
        AutoCloseable back =
                () -> {
                    Files.writeString(file, before);
                    killed(node, "kube-proxy").close();
                };
        Files.writeString(file, before.replaceFirst("server: .*", "server: " + api));
        killed(node, "kube-proxy").close();
        return back;
    }

    /** The cluster's DNS servers ask this API server until the returned handle is closed. */
    static AutoCloseable dnsAsking(String api) throws Exception {
        String before = dnsConfiguration();
        AutoCloseable back = () -> configureDns(before);
        configureDns(
                before.replaceFirst("(kubernetes cluster.local [^{]*\\{)", "$1 endpoint " + api));
        return back;
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

    /** Waits until the agents of a run that was started in the cluster run. */
    static void awaitAgents() throws Exception {
        await(
                Duration.ofMinutes(5),
                () ->
                        kubectl(
                                "get",
                                "pods",
                                "-A",
                                "-l",
                                "app.kubernetes.io/managed-by=k8s-service-validator",
                                "-o",
                                "jsonpath={.items[*].status.phase}"),
                phases -> phases.matches("Running( Running)+"));
    }

    /** Waits until nothing of any run is there. */
    static void awaitNoNamespacesOfRuns(Duration most) throws Exception {
        await(most, () -> String.join("\n", namespacesOfRuns()), String::isEmpty);
    }

    /** Asks until the answer is as wanted; that answer. */
    static String await(Duration most, Callable<String> ask, Predicate<String> wanted)
            throws Exception {
        long end = System.nanoTime() + most.toNanos();
        String answer = ask.call();
        while (!wanted.test(answer)) {
            if (System.nanoTime() > end) {
                fail("after " + most.toSeconds() + " s it is still this: " + answer);
            }
            Thread.sleep(500);
            answer = ask.call();
        }
        return answer;
    }

    private static String dnsConfiguration() throws Exception {
        return kubectl(
                "get",
                "-n",
                "kube-system",
                "configmap",
                "coredns",
                "-o",
                "jsonpath={.data.Corefile}");
    }

    private static void configureDns(String configuration) throws Exception {
        String data =
                JsonMapper.shared()
                        .writeValueAsString(Map.of("data", Map.of("Corefile", configuration)));
        kubectl("patch", "-n", "kube-system", "configmap", "coredns", "--patch", data);
        kubectl("rollout", "restart", "-n", "kube-system", "deployment", "coredns");
        kubectl("rollout", "status", "-n", "kube-system", "deployment", "coredns", "--timeout=4m");
    }

    /** Closes all of them, whatever happens to some. */
    static void closeAll(List<AutoCloseable> all) throws Exception {
        Exception first = null;
        for (AutoCloseable each : all) {
            try {
                each.close();
            } catch (Exception e) {
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }

    private static void signal(String name, String pid) throws Exception {
        run(List.of("kill", "-" + name, pid), "");
    }

    private static String tool(List<String> arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(setting("LOCAL_CLUSTER"));
        command.add("--name");
        command.add(setting("LOCAL_CLUSTER_NAME"));
        command.addAll(arguments);
        return run(command, "");
    }

    /** What the tool of the local cluster prints; building may take minutes, once. */
    static String build(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(setting("LOCAL_CLUSTER")));
        command.addAll(List.of(arguments));
        return run(command, "", Duration.ofMinutes(15)).strip();
    }

    /** Loads the image that another tool needs, and tells its name. */
    static String imageOf(String other) throws Exception {
        String tar = build("tool", other, "--image");
        tool(List.of("load", tar));
        return run(List.of("tar", "-xOf", tar, "manifest.json"))
                .replaceAll("(?s).*\"RepoTags\":\\[\"([^\"]+)\".*", "$1");
    }

    static String run(List<String> command) throws IOException, InterruptedException {
        return run(command, "", COMMAND);
    }

    private static String run(List<String> command, String input)
            throws IOException, InterruptedException {
        return run(command, input, COMMAND);
    }

    private static String run(List<String> command, String input, Duration most)
            throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        // Its output would be waited for without end.
        var late =
                process.onExit()
                        .orTimeout(most.toSeconds(), TimeUnit.SECONDS)
                        .exceptionally(timeout -> process.destroyForcibly());
        try (var in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(most.toSeconds(), TimeUnit.SECONDS), command + " does not end");
        late.cancel(false);
        assertEquals(0, process.exitValue(), command + " fails: " + output);
        return output;
    }
}
