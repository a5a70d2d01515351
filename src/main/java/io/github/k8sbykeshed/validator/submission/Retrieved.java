package io.github.k8sbykeshed.validator.submission;

import io.github.k8sbykeshed.validator.report.Reports;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** A tarball that Sonobuoy retrieved, or that was handed in to it. */
public final class Retrieved {

    /** Larger results are refused: they would fill a disk rather than be read, bytes. */
    private static final long MOST_RESULTS = 4L << 30;

    /** Sonobuoy's errors are of a line or a few, bytes. */
    private static final long MOST_ERROR = 1L << 20;

    /** Longer errors are cut, characters. */
    private static final int MOST_WORDS = 1_000;

    private Retrieved() {}

    /** Whether this is a file that Sonobuoy retrieved, or that was handed in to it: gzipped. */
    public static boolean isTarball(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return in.read() == 0x1f && in.read() == 0x8b;
        }
    }

    /**
     * Takes the saved run out of a tarball that Sonobuoy retrieved, or that was handed in to it.
     *
     * @param to the file to write
     * @throws IOException if there is none; the message is one sentence, fit for a person
     */
    public static void extract(Path tarball, Path to) throws IOException {
        try {
            if (!Tar.extract(tarball, named(Reports.RESULTS), to, MOST_RESULTS).isEmpty()) {
                return;
            }
            Predicate<String> error = named("error.json").and(name -> name.contains("/errors/"));
            if (!Tar.extract(tarball, error, to, MOST_ERROR).isEmpty()) {
                throw new IOException(
                        tarball + " holds no results, since Sonobuoy says: " + error(to));
            }
        } catch (IOException e) {
            String message = e.getMessage() == null ? "it ends too early" : e.getMessage();
            throw message.startsWith(tarball.toString())
                    ? e
                    : new IOException(tarball + " cannot be unpacked: " + message, e);
        }
        throw new IOException(
                tarball
                        + " holds no "
                        + Reports.RESULTS
                        + ": it is of another plugin, or there was no space for more than its "
                        + Reports.JUNIT);
    }

    private static Predicate<String> named(String file) {
        return name -> name.equals(file) || name.endsWith("/" + file);
    }

    private static String error(Path json) throws IOException {
        String unknown = "nothing that can be read";
        try {
            String words =
                    new JsonMapper().readTree(Files.readString(json)).path("error").asString("");
            String line = words.strip().replaceAll("\\s+", " ");
            return line.isEmpty()
                    ? unknown
                    : line.length() <= MOST_WORDS ? line : line.substring(0, MOST_WORDS) + "...";
        } catch (JacksonException | CharacterCodingException e) {
            return unknown;
        }
    }
}
