package io.github.k8sbykeshed.validator.cli;

import io.github.k8sbykeshed.validator.result.ResultsYaml;
import io.github.k8sbykeshed.validator.result.Run;
import io.github.k8sbykeshed.validator.submission.Retrieved;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Runs that were saved, as commands are given them. */
final class SavedRun {

    private SavedRun() {}

    /**
     * Reads a results.yaml, or the one in a tarball that Sonobuoy retrieved.
     *
     * @throws IllegalArgumentException if it cannot be read; the message is one sentence
     */
    static Run read(Path file) {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new IllegalArgumentException(
                    file
                            + " cannot be read: name the results.yaml that a run has written, or"
                            + " the tarball that Sonobuoy retrieved.");
        }
        try {
            return Retrieved.isTarball(file) ? unpacked(file) : ResultsYaml.read(file);
        } catch (IOException e) {
            throw new IllegalArgumentException(e.getMessage() + ".", e);
        }
    }

    private static Run unpacked(Path tarball) throws IOException {
        Path results = Files.createTempFile("results", ".yaml");
        try {
            Retrieved.extract(tarball, results);
            return ResultsYaml.read(results);
        } finally {
            Files.delete(results);
        }
    }
}
