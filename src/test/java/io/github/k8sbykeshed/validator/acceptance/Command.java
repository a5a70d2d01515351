package io.github.k8sbykeshed.validator.acceptance;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What came of a command: its exit code, and what it printed. */
record Command(int exitCode, String output) {

    /**
     * Runs it.
     *
     * @param folder where its output is kept meanwhile
     * @param most how long it may take
     */
    static Command run(Path folder, Duration most, List<String> command) throws Exception {
        Path output = folder.resolve("output");
        var builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        // Of the make that runs these tests.
        builder.environment().remove("MAKEFLAGS");
        Process process = builder.start();
        boolean ended = process.waitFor(most.toSeconds(), TimeUnit.SECONDS);
        if (!ended) {
            process.destroy();
        }
        String text = Files.readString(output, StandardCharsets.UTF_8);
        assertTrue(ended, text);
        return new Command(process.exitValue(), text);
    }
}
