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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What those who collect find in the folder, and when. */
class SubmissionTest {

    private static final Run NOTHING = run(result("a/one", new Outcome.NotRun("not begun")));
    private static final Run RUN = run(result("a/one", new Outcome.Violates("it is wrong")));

    @TempDir private Path folder = Path.of("");

    private Submission sonobuoy() {
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

    private static List<String> tar(String... arguments) throws Exception {
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

    @Test
    void aRetrievedTarballGivesBackTheRun() throws Exception {
        Submission submission = sonobuoy();
        submission.prepare(NOTHING);
        submission.write(RUN);
        String name = "a-plugin-of-a-rather-long-name-".repeat(3);
        Path inside =
                Files.createDirectories(folder.resolve("all/plugins/" + name + "/results/global"));
        Files.copy(folder.resolve(Reports.RESULTS), inside.resolve(Reports.RESULTS));
        Files.writeString(inside.resolve("sonobuoy_results.yaml"), "name: not ours\n");
        Path to = folder.resolve("to");
        for (String format : List.of("ustar", "gnu", "pax")) {
            Path retrieved = folder.resolve(format + ".tar.gz");
            tar(
                    "-C",
                    folder.resolve("all").toString(),
                    "--format=" + format,
                    "-czf",
                    retrieved.toString(),
                    "plugins");
            assertTrue(Submission.isTarball(retrieved));
            Submission.extract(retrieved, to);
            assertEquals(RUN, ResultsYaml.read(to), format);
        }
        Submission.extract(folder.resolve(Submission.TARBALL), to);
        assertEquals(RUN, ResultsYaml.read(to));
        assertFalse(Submission.isTarball(to));
    }

    @Test
    void aTarballWithoutResultsSaysWhy() throws Exception {
        Path errors = Files.createDirectories(folder.resolve("plugins/p/errors/global"));
        Files.writeString(errors.resolve("error.json"), "{\"error\":\"timeout waiting\",\"x\":1}");
        Path failed = folder.resolve("failed.tar.gz");
        tar("-C", folder.toString(), "-czf", failed.toString(), "plugins");
        assertSentence(failed, " holds no results, since Sonobuoy says: timeout waiting");

        String said = "a \\\"word\\\"\\n".repeat(80_000);
        Files.writeString(errors.resolve("error.json"), "{\"x\":[1],\"error\":\"" + said + "\"}");
        tar("-C", folder.toString(), "-czf", failed.toString(), "plugins");
        assertSentence(failed, " holds no results, since Sonobuoy says: a \"word\" a \"word\" ");
        assertTrue(refusal(failed).length() < 1_200, () -> refusal(failed));
        for (String none : List.of("", "{}", "[]", "{\"error\":{}}", "\u0000", "{\"error\":\"")) {
            Files.writeString(errors.resolve("error.json"), none);
            tar("-C", folder.toString(), "-czf", failed.toString(), "plugins");
            assertSentence(failed, " holds no results, since Sonobuoy says: nothing that can be");
        }

        sonobuoy().prepare(NOTHING);
        assertSentence(folder.resolve(Submission.TARBALL), " holds no results.yaml: ");

        byte[] whole = Files.readAllBytes(failed);
        Path cut = folder.resolve("cut.tar.gz");
        Files.write(cut, Arrays.copyOf(whole, whole.length / 2));
        assertSentence(cut, " cannot be unpacked: ");

        Path garbage = folder.resolve("garbage.gz");
        try (var out = new GZIPOutputStream(Files.newOutputStream(garbage))) {
            out.write("x".repeat(2000).getBytes(StandardCharsets.UTF_8));
        }
        assertSentence(garbage, " cannot be unpacked: it is no tar file");
    }

    /** What a tarball says of itself is not to be believed. */
    @Test
    void aTarballIsReadWithinBounds() throws Exception {
        Path inside = Files.createDirectories(folder.resolve("plugins/p/errors/global"));
        Path large = folder.resolve("large.tar.gz");
        Files.writeString(inside.resolve("error.json"), " ".repeat((1 << 20) + 1));
        tar("-C", folder.toString(), "-czf", large.toString(), "plugins");
        assertSentence(
                large,
                " cannot be unpacked: the file in it has 1,048,577 bytes, and at most 1,048,576");

        Path endless = folder.resolve("endless.tar.gz");
        try (var out = new GZIPOutputStream(Files.newOutputStream(endless))) {
            // Each of them says that 64 GiB follow.
            out.write(header('0', "777777777777"));
            out.write(header('0', "777777777777"));
        }
        assertSentence(endless, " cannot be unpacked: it unpacks to more than 68,719,476,736 byt");

        for (char type : new char[] {'0', 'x', 'L'}) {
            Path negative = folder.resolve("negative.tar.gz");
            try (var out = new GZIPOutputStream(Files.newOutputStream(negative))) {
                out.write(header(type, "-00000000005"));
            }
            assertSentence(negative, " cannot be unpacked: it is no tar file");
        }
    }

    /** As much of a header as is read. */
    private static byte[] header(char type, String size) {
        byte[] header = new byte[512];
        byte[] digits = size.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(digits, 0, header, 124, digits.length);
        header[0] = 'a';
        header[156] = (byte) type;
        return header;
    }

    private String refusal(Path tarball) {
        return assertThrows(
                        IOException.class, () -> Submission.extract(tarball, folder.resolve("to")))
                .getMessage();
    }

    private void assertSentence(Path tarball, String part) {
        String message = refusal(tarball);
        assertTrue(message.startsWith(tarball + part), message);
    }
}
