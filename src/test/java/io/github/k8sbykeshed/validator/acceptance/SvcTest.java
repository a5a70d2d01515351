package io.github.k8sbykeshed.validator.acceptance;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.github.k8sbykeshed.validator.result.CaseResult;
import io.github.k8sbykeshed.validator.result.ResultsYaml;
import io.github.k8sbykeshed.validator.result.Run;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A run of ./svc-test as a process of its own, with its results in a folder of its own. */
final class SvcTest {

    private static final Duration RUN = Duration.ofMinutes(20);

    private final Process process;
    private final Path results;
    private final List<String> lines = new ArrayList<>();
    private final Thread reader;

    private SvcTest(Process process, Path results) {
        this.process = process;
        this.results = results;
        this.reader = Thread.startVirtualThread(this::read);
    }

    /** Starts {@code svc-test run} with agents of the tests' image and the outside client. */
    static SvcTest run(Path results, String... arguments) throws IOException {
        List<String> command =
                plain(
                        "--outside-client",
                        LocalCluster.setting("OUTSIDE_CLIENT"),
                        "--results",
                        results.toString());
        command.addAll(List.of(arguments));
        return start(results, Map.of(), command);
    }

    /** Starts any command of svc-test. */
    static SvcTest command(Path results, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(LocalCluster.setting("SVC_TEST")));
        command.addAll(List.of(arguments));
        return start(results, Map.of(), command);
    }

    /** Starts it as Sonobuoy does: it hands its results in. */
    static SvcTest underSonobuoy(Path results, String... arguments) throws IOException {
        return start(results, sonobuoy(results), plain(arguments));
    }

    /**
     * Starts it as Sonobuoy does, inside another program, whose arguments end where it shall be.
     */
    static SvcTest underSonobuoyIn(Path results, List<String> wrapper, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(wrapper);
        command.addAll(plain(arguments));
        return start(results, sonobuoy(results), command);
    }

    private static Map<String, String> sonobuoy(Path results) {
        return Map.of(
                "SONOBUOY",
                "true",
                "SONOBUOY_RESULTS_DIR",
                results.toString(),
                // Nobody is there, as when the aggregator is away.
                "SONOBUOY_PROGRESS_PORT",
                "1");
    }

    private static List<String> plain(String... arguments) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                LocalCluster.setting("SVC_TEST"),
                                "run",
                                "--image",
                                LocalCluster.setting("SVC_TEST_IMAGE")));
        command.addAll(List.of(arguments));
        return command;
    }

    private static SvcTest start(
            Path results, Map<String, String> environment, List<String> command)
            throws IOException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        return new SvcTest(process, results);
    }

    private void read() {
        try (var in =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line = in.readLine();
            while (line != null) {
                synchronized (lines) {
                    lines.add(line);
                    lines.notifyAll();
                }
                line = in.readLine();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for a line of output. */
    void awaitLine(String what, Predicate<String> wanted) throws InterruptedException {
        long end = System.nanoTime() + RUN.toNanos();
        synchronized (lines) {
            while (lines.stream().noneMatch(wanted)) {
                long left = (end - System.nanoTime()) / 1_000_000;
                if (left <= 0 || !process.isAlive() && !reader.isAlive()) {
                    fail("svc-test never printed " + what + ":\n" + String.join("\n", lines));
                }
                lines.wait(Math.min(left, 500));
            }
        }
    }

    /** Asks it to stop as a node that is drained does. */
    void terminate() {
        // Not process.destroy(), which closes our end of its output too.
        process.toHandle().destroy();
    }

    /** Ends it as nothing can be ended later: it does not hear of it. */
    void kill() {
        process.toHandle().destroyForcibly();
    }

    /** Waits for its end; its exit code. */
    int exitCode() throws InterruptedException {
        boolean ended = process.waitFor(RUN.toSeconds(), TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly();
        }
        reader.join(Duration.ofSeconds(5));
        assertTrue(ended, "svc-test does not end:\n" + output());
        return process.exitValue();
    }

    String output() {
        synchronized (lines) {
            return String.join("\n", lines);
        }
    }

    Run results() throws IOException {
        return ResultsYaml.read(results.resolve("results.yaml"));
    }

    /** The result of the case of this name. */
    CaseResult result(String name) throws IOException {
        return results().cases().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no case " + name));
    }
}
