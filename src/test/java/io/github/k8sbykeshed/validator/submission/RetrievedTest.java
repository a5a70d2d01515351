package io.github.k8sbykeshed.validator.submission;

import static io.github.k8sbykeshed.validator.submission.SubmissionTest.tar;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.k8sbykeshed.validator.report.Reports;
import io.github.k8sbykeshed.validator.result.ResultsYaml;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is taken out of a tarball, and that nothing it says of itself is believed. */
class RetrievedTest {

    @TempDir private Path folder = Path.of("");

    @Test
    void aRetrievedTarballGivesBackTheRun() throws Exception {
        Submission submission = SubmissionTest.sonobuoy(folder);
        submission.prepare(SubmissionTest.NOTHING);
        submission.write(SubmissionTest.RUN);
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
            assertTrue(Retrieved.isTarball(retrieved));
            Retrieved.extract(retrieved, to);
            assertEquals(SubmissionTest.RUN, ResultsYaml.read(to), format);
        }
        Retrieved.extract(folder.resolve(Submission.TARBALL), to);
        assertEquals(SubmissionTest.RUN, ResultsYaml.read(to));
        assertFalse(Retrieved.isTarball(to));
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

        SubmissionTest.sonobuoy(folder).prepare(SubmissionTest.NOTHING);
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
                        IOException.class, () -> Retrieved.extract(tarball, folder.resolve("to")))
                .getMessage();
    }

    private void assertSentence(Path tarball, String part) {
        String message = refusal(tarball);
        assertTrue(message.startsWith(tarball + part), message);
    }
}
