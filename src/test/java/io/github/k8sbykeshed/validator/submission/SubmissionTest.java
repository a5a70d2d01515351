package io.github.k8sbykeshed.validator.submission;

import static io.github.k8sbykeshed.validator.submission.Runs.result;
import static io.github.k8sbykeshed.validator.submission.Runs.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.k8sbykeshed.validator.report.Reports;
import io.github.k8sbykeshed.validator.result.Outcome;
import io.github.k8sbykeshed.validator.result.ResultsYaml;
import io.github.k8sbykeshed.validator.result.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What those who collect find in the folder, and when. */
class SubmissionTest {

    static final Run NOTHING = run(result("a/one", new Outcome.NotRun("not begun")));
    static final Run RUN = run(result("a/one", new Outcome.Violates("it is wrong")));

    @TempDir private Path folder = Path.of("");

    private Submission sonobuoy() {
        return sonobuoy(folder);
    }

    /** That of a run whose results Sonobuoy's worker collects from this folder. */
    static Submission sonobuoy(Path folder) {
        return Submission.find(
                null, Map.of("SONOBUOY", "true", "SONOBUOY_RESULTS_DIR", folder.toString()));
    }

    private Set<String> names() throws IOException {
        try (var found = Files.list(folder)) {
            return new TreeSet<>(found.map(each -> each.getFileName().toString()).toList());
        }
    }

    /** Unpacked by a program that is not ours. */
    private Path unpacked() throws Exception {
        Path to = Files.createDirectories(folder.resolve("unpacked"));
        tar("-xzpf", folder.resolve(Submission.TARBALL).toString(), "-C", to.toString());
        return to;
    }

    static List<String> tar(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("tar"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> lines;
        try (var out = process.inputReader()) {
            lines = out.lines().toList();
        }
        assertTrue(process.waitFor(10, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue(), lines::toString);
        return lines;
    }

    @Test
    void doneComesLastAndNamesATarballOfAllReports() throws Exception {
        Submission submission = sonobuoy();
        submission.prepare(NOTHING);
        submission.write(RUN);
        assertFalse(names().contains("done"));
        submission.finish();
        assertEquals(
                folder.resolve("results.tar.gz").toString(),
                Files.readString(folder.resolve("done")));
        assertEquals(
                List.of("results.yaml", "tables.txt", "junit.xml", "report.html"),
                tar("-tzf", folder.resolve("results.tar.gz").toString()));
        Path unpacked = unpacked();
        for (String report : Reports.FILES) {
            assertEquals(
                    Files.readString(folder.resolve(report)),
                    Files.readString(unpacked.resolve(report)));
        }
        assertEquals(RUN, ResultsYaml.read(unpacked.resolve(Reports.RESULTS)));
    }

    @Test
    void anotherUserMayReadAllOfIt() throws Exception {
        Submission submission = sonobuoy();
        submission.prepare(NOTHING);
        submission.write(RUN);
        submission.finish();
        for (String file : List.of("done", "results.tar.gz", "unpacked/junit.xml")) {
            unpacked();
            assertEquals(
                    "rw-r--r--",
                    PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(folder.resolve(file))),
                    file);
        }
    }

    @Test
    void aRunThatNeverWroteSubmitsThatNothingRan() throws Exception {
        Submission submission = sonobuoy();
        submission.prepare(NOTHING);
        submission.finish();
        assertTrue(names().contains("done"));
        assertEquals(Reports.junit(NOTHING), Files.readString(unpacked().resolve(Reports.JUNIT)));
    }

    @Test
    void whatIsWrittenAgainReplacesWhatWas() throws Exception {
        Submission submission = sonobuoy();
        submission.prepare(NOTHING);
        submission.write(NOTHING);
        submission.write(RUN.withProblem("something is left"));
        submission.finish();
        submission.finish();
        assertEquals(
                "something is left",
                ResultsYaml.read(unpacked().resolve(Reports.RESULTS)).problem());
        assertEquals(
                Set.of(
                        "done",
                        "junit.xml",
                        "report.html",
                        "results.tar.gz",
                        "results.yaml",
                        "tables.txt",
                        "unpacked"),
                names());
    }

    @Test
    void reportsThatCannotBeWrittenLeaveTheVerdictsAndTheReason() throws Exception {
        Submission submission = sonobuoy();
        submission.prepare(NOTHING);
        Files.createDirectory(folder.resolve(Reports.TABLES));
        assertThrows(IOException.class, () -> submission.write(RUN));
        submission.finish();
        assertTrue(names().contains("done"));
        String junit = Files.readString(unpacked().resolve(Reports.JUNIT));
        assertTrue(junit.contains("it is wrong"), junit);
        assertTrue(junit.contains("The reports cannot all be written to " + folder), junit);
    }

    @Test
    void ifNothingMoreCanBeWrittenWhatWasPreparedIsSubmitted() throws Exception {
        Submission submission = sonobuoy();
        submission.prepare(NOTHING);
        Files.createDirectories(folder.resolve(Reports.TABLES).resolve("in the way"));
        assertThrows(IOException.class, () -> submission.write(RUN));
        submission.finish();
        assertTrue(names().contains("done"));
        assertEquals(Reports.junit(NOTHING), Files.readString(unpacked().resolve(Reports.JUNIT)));
    }

    @Test
    void aRunThatCannotBeginIsSubmittedUnlessSomethingWas() throws Exception {
        sonobuoy().refuse(RUN);
        String junit = Reports.junit(RUN);
        assertEquals(junit, Files.readString(unpacked().resolve(Reports.JUNIT)));
        sonobuoy().refuse(NOTHING);
        assertEquals(junit, Files.readString(unpacked().resolve(Reports.JUNIT)));
    }

    @Test
    void withoutSonobuoyThereIsNoDoneAndNoTarball() throws Exception {
        Submission submission =
                Submission.find(null, Map.of("SONOBUOY_RESULTS_DIR", folder.toString()));
        submission.prepare(NOTHING);
        submission.write(RUN);
        submission.refuse(RUN);
        submission.finish();
        submission.end(RUN);
        assertEquals("", submission.lastLine());
        assertEquals(Set.of("junit.xml", "report.html", "results.yaml", "tables.txt"), names());
    }

    @Test
    void hydrophoneFindsItsTwoFilesAndItsSentence() throws Exception {
        Submission submission = Submission.find(folder, Map.of("E2E_USE_GO_RUNNER", "true"));
        submission.prepare(NOTHING);
        assertEquals(Set.of("e2e.log", "junit_01.xml"), names());
        assertEquals(Reports.junit(NOTHING), Files.readString(folder.resolve("junit_01.xml")));
        submission.write(RUN);
        submission.write(RUN);
        submission.finish();
        assertEquals(Reports.junit(RUN), Files.readString(folder.resolve("junit_01.xml")));
        String log = Files.readString(folder.resolve("e2e.log"));
        assertTrue(log.contains("a/one"), log);
        assertTrue(
                submission.lastLine().matches("(?s).*Ginkgo ran (00|[1-9]\\d{0,2}) suite.*"),
                submission.lastLine());
        assertFalse(names().contains("done"));
    }

    @Test
    void theFolderIsTheGivenOneElseTheCollectorsElseResults() {
        Map<String, String> sonobuoy =
                Map.of("SONOBUOY_RESULTS_DIR", "/one", "RESULTS_DIR", "/two", "SONOBUOY", "true");
        assertEquals(Path.of("/three"), Submission.find(Path.of("/three"), sonobuoy).directory());
        assertEquals(Path.of("/one"), Submission.find(null, sonobuoy).directory());
        assertEquals(
                Path.of("/two"), Submission.find(null, Map.of("RESULTS_DIR", "/two")).directory());
        assertEquals(
                Path.of("/tmp/sonobuoy/results"),
                Submission.find(null, Map.of("SONOBUOY", "true")).directory());
        assertEquals(
                Path.of("/tmp/results"),
                Submission.find(null, Map.of("E2E_USE_GO_RUNNER", "true")).directory());
        assertEquals(
                Path.of("results").toAbsolutePath(), Submission.find(null, Map.of()).directory());
    }
}
