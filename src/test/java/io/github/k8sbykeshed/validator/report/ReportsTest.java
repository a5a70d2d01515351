package io.github.k8sbykeshed.validator.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.k8sbykeshed.validator.result.ResultsYaml;
import io.github.k8sbykeshed.validator.result.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReportsTest {

    private static final Set<String> FILES = Set.copyOf(Reports.FILES);

    @TempDir private Path folder = Path.of("");

    static Stream<String> runs() {
        return Simulated.RUNS.keySet().stream();
    }

    private static Set<String> names(Path folder) throws IOException {
        try (Stream<Path> found = Files.list(folder)) {
            return new TreeSet<>(found.map(each -> each.getFileName().toString()).toList());
        }
    }

    @Test
    void writesEveryReportWhereItIsTold() throws IOException {
        Run run = Simulated.run("stale-node");
        Path results = folder.resolve("made/on/the/way");
        Reports.writeAll(run, results);
        assertEquals(new TreeSet<>(FILES), names(results));
        assertEquals(Reports.tables(run), Files.readString(results.resolve(Reports.TABLES)));
        assertEquals(Reports.junit(run), Files.readString(results.resolve(Reports.JUNIT)));
        assertEquals(Reports.html(run), Files.readString(results.resolve(Reports.HTML)));
    }

    @Test
    void everybodyMayReadThem() throws IOException {
        Reports.writeAll(Simulated.run("healthy"), folder);
        for (String name : FILES) {
            assertEquals(
                    "rw-r--r--",
                    PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(folder.resolve(name))),
                    name);
        }
    }

    @Test
    void replacesWhatIsThere() throws IOException {
        for (String name : FILES) {
            Files.writeString(folder.resolve(name), "old ".repeat(100_000));
        }
        Run run = Simulated.run("healthy");
        Reports.writeAll(run, folder);
        assertEquals(Reports.tables(run), Files.readString(folder.resolve(Reports.TABLES)));
        assertEquals(new TreeSet<>(FILES), names(folder));
    }

    @Test
    void whatCannotBeWrittenLeavesNothingHalf() throws IOException {
        Path taken = Files.createDirectories(folder.resolve(Reports.TABLES).resolve("inside"));
        assertThrows(IOException.class, () -> Reports.writeAll(Simulated.run("healthy"), folder));
        assertTrue(Files.exists(taken));
        assertEquals(new TreeSet<>(Set.of(Reports.RESULTS, Reports.TABLES)), names(folder));
    }

    @Test
    void halfACharacterDoesNotCostAFile() throws IOException {
        Instant now = Instant.EPOCH;
        Reports.writeAll(
                new Run("1.0", "x", now, null, Map.of(), List.of(), "cut here: \uD83D"), folder);
        assertEquals(new TreeSet<>(FILES), names(folder));
        assertTrue(Files.readString(folder.resolve(Reports.JUNIT)).contains("cut here: ?"));
    }

    /** What a saved run shows is what the run itself showed. */
    @ParameterizedTest
    @MethodSource("runs")
    void reportsAreTheSameAfterSaving(String name) throws IOException {
        Run run = Simulated.run(name);
        Path file = folder.resolve("results.yaml");
        ResultsYaml.write(run, file);
        Run again = ResultsYaml.read(file);
        assertEquals(Reports.tables(run), Reports.tables(again));
        assertEquals(Reports.junit(run), Reports.junit(again));
        assertEquals(Reports.html(run), Reports.html(again));
        assertEquals(Reports.failures(run), Reports.failures(again));
        assertEquals(Reports.summary(run, true), Reports.summary(again, true));
    }

    @ParameterizedTest
    @MethodSource("runs")
    void onlyAPassHasNothingToSayOfFailures(String name) {
        Run run = Simulated.run(name);
        boolean silent = Reports.failures(run).isEmpty();
        boolean nothingApplies = name.equals("nothing-applies");
        assertEquals(run.exitCode() == 0 || nothingApplies, silent);
    }

    @ParameterizedTest
    @MethodSource("runs")
    void theSummaryEndsWithTheVerdictAndItsExitCode(String name) {
        Run run = Simulated.run(name);
        String verdict = Reports.summary(run, false).lines().toList().getLast();
        assertTrue(verdict.contains("(exit code " + run.exitCode() + ": "), verdict);
    }

    @ParameterizedTest
    @MethodSource("runs")
    void coloursAreAllThatTheyAdd(String name) {
        Run run = Simulated.run(name);
        String plain = Reports.summary(run, false);
        String coloured = Reports.summary(run, true);
        assertFalse(plain.contains("\u001b"));
        assertTrue(coloured.contains("\u001b["));
        assertEquals(plain, coloured.replaceAll("\u001b\\[\\d+m", ""));
    }

    @ParameterizedTest
    @MethodSource("runs")
    void noReportHasAControlCharacterInIt(String name) {
        Run run = Simulated.run(name);
        String all =
                Reports.tables(run)
                        + Reports.failures(run)
                        + Reports.junit(run)
                        + Reports.html(run);
        assertTrue(all.codePoints().noneMatch(c -> c < ' ' && c != '\n'));
        assertTrue(all.codePoints().noneMatch(c -> Character.getType(c) == Character.FORMAT));
    }

    /** Only a word that is itself wider, such as a name, may leave the screen. */
    @ParameterizedTest
    @MethodSource("runs")
    void linesFitTheScreen(String name) {
        Run run = Simulated.run(name);
        for (int columns : new int[] {80, 200}) {
            for (String line : Reports.terminal(run, true, columns).lines().toList()) {
                String shown = line.replaceAll("\u001b\\[\\d+m", "");
                assertTrue(
                        Text.width(shown) <= columns || !shown.strip().contains(" "),
                        () -> columns + ": " + shown);
            }
        }
    }

    @Test
    void aNarrowScreenHasShortNamesAndAllThreeTables() {
        String text = Reports.terminal(Simulated.run("stale-node"), false, 80);
        assertTrue(text.contains("  worker2       .  -  .       X  -  X       X  -  X\n"), text);
    }
}
