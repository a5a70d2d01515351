package io.github.k8sbykeshed.validator.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a signal makes of a process shows only as a process. */
class TerminationTest {

    /** Says its verdict, if it has one, and then hangs whatever happens. */
    static final class Hanging {
        private Hanging() {}

        public static void main(String[] args) throws InterruptedException {
            var termination =
                    new Termination(Duration.ofHours(1), () -> System.out.println("last"));
            termination.graceOfPod(Duration.ofSeconds(6));
            if (args.length > 0) {
                termination.verdict(Integer.parseInt(args[0]));
            }
            System.out.println("ready");
            while (true) {
                try {
                    Thread.sleep(Duration.ofHours(1));
                } catch (InterruptedException e) {
                    System.out.println("interrupted: " + termination.reason());
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "1", "2"})
    void theExitCodeStandsOnceTheVerdictDoes(String verdict) throws Exception {
        var command =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Hanging.class.getName());
        if (!verdict.isEmpty()) {
            command.command().add(verdict);
        }
        Process process = command.redirectErrorStream(true).start();
        try (var out =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            assertEquals("ready", out.readLine());
            // Not by the process itself, which would close its output.
            process.toHandle().destroy();
            assertEquals("interrupted: The run was stopped by a signal.", out.readLine());
            assertEquals("last", out.readLine());
            assertTrue(process.waitFor(20, TimeUnit.SECONDS), "it does not end");
            int expected = verdict.isEmpty() ? 2 : Integer.parseInt(verdict);
            assertEquals(expected, process.exitValue());
        } finally {
            process.destroyForcibly();
        }
    }
}
