package io.github.k8sbykeshed.validator.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.github.k8sbykeshed.validator.result.Run;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What people read, compared with files that a person has looked at. After a change that is meant,
 * run with {@code -DupdateGolden=true} and look at the difference before committing it.
 */
class GoldenFileTest {

    private static final Path FOLDER = Path.of("src/test/resources/golden");
    private static final boolean UPDATE = Boolean.getBoolean("updateGolden");

    private static final Map<String, Function<Run, String>> REPORTS =
            new TreeMap<>(
                    Map.of(
                            "tables.txt", Reports::tables,
                            "junit.xml", Reports::junit,
                            "page.txt", PageText::of,
                            "failures.txt", Reports::failures,
                            "summary.txt", run -> Reports.summary(run, false)));

    static Stream<String> files() {
        return Simulated.RUNS.keySet().stream()
                .flatMap(run -> REPORTS.keySet().stream().map(report -> run + "." + report));
    }

    @ParameterizedTest
    @MethodSource("files")
    void looksAsBefore(String name) throws IOException {
        int dot = name.indexOf('.');
        Run run = Simulated.run(name.substring(0, dot));
        String now = REPORTS.get(name.substring(dot + 1)).apply(run);
        Path file = FOLDER.resolve(name);
        if (UPDATE) {
            Files.createDirectories(FOLDER);
            Files.write(file, now.getBytes(StandardCharsets.UTF_8));
        } else if (!Files.exists(file)) {
            fail(file + " is missing: run with -DupdateGolden=true and look at it");
        }
        // Half a character cannot be written, and is read as a question mark.
        String readable = new String(now.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        assertEquals(Files.readString(file), readable);
    }

    @Test
    void noFileIsLeftOverFromAnEarlierTest() throws IOException {
        assumeFalse(UPDATE, "they are being written");
        try (Stream<Path> found = Files.list(FOLDER)) {
            assertEquals(
                    new TreeSet<>(files().toList()),
                    new TreeSet<>(found.map(each -> each.getFileName().toString()).toList()));
        }
    }
}
