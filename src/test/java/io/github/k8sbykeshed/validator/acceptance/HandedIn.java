package io.github.k8sbykeshed.validator.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;

/** What Sonobuoy's worker would collect from a folder, and read of it. */
final class HandedIn {

    private final Path unpacked;

    private HandedIn(Path unpacked) {
        this.unpacked = unpacked;
    }

    /** Reads it as the worker does: the tarball that the file done names. */
    static HandedIn in(Path results) throws Exception {
        Path done = results.resolve("done");
        assertTrue(Files.exists(done), "nothing was handed in in " + results);
        assertEquals(results.resolve("results.tar.gz").toString(), Files.readString(done));
        try (var files = Files.list(results)) {
            for (Path file : files.toList()) {
                assertTrue(
                        changed(file).compareTo(changed(done)) <= 0, file + " was written later");
            }
        }
        Path unpacked = Files.createDirectories(results.resolveSibling("unpacked"));
        LocalCluster.run(
                List.of(
                        "tar",
                        "-xzf",
                        results.resolve("results.tar.gz").toString(),
                        "-C",
                        unpacked.toString()));
        return new HandedIn(unpacked);
    }

    /** When a file was written or got its name. */
    private static FileTime changed(Path file) throws Exception {
        return (FileTime) Files.getAttribute(file, "unix:ctime");
    }

    String junit() throws Exception {
        return Files.readString(unpacked.resolve("junit.xml"));
    }
}
