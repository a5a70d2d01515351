package io.github.k8sbykeshed.validator.submission;

import io.github.k8sbykeshed.validator.report.Reports;
import io.github.k8sbykeshed.validator.result.Progress;
import io.github.k8sbykeshed.validator.result.Run;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the reports of a run go. Everywhere that is a folder. Sonobuoy's worker, a container beside
 * this one, waits in that folder for a file {@code done} that names a tarball; Hydrophone copies
 * two files out of it. Both collect nothing if these never come, so they come whatever happens: the
 * first ones are there before the run begins.
 */
public final class Submission {

    /** What Sonobuoy's worker sends to its aggregator, which unpacks it. */
    static final String TARBALL = "results.tar.gz";

    /** Holds the path of the tarball; Sonobuoy's worker waits for it. */
    static final String DONE = "done";

    /** Waits to be renamed, which needs no space on a full disk. */
    static final String NOT_YET_DONE = ".done";

    private static final String HYDROPHONE_LOG = "e2e.log";
    private static final String HYDROPHONE_JUNIT = "junit_01.xml";
    private static final Path HYDROPHONE_RESULTS = Path.of("/tmp/results");
    private static final Path SONOBUOY_RESULTS = Path.of("/tmp/sonobuoy/results");
    private static final Path SERVICE_ACCOUNT =
            Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

    /**
     * In this time it has seen the pod run; a container that ends earlier it takes for one that
     * cannot start, and collects nothing.
     */
    private static final Duration HYDROPHONE_LOOKS = Duration.ofSeconds(3);

    private static final Duration LAST_WORD = Duration.ofSeconds(3);

    /** Who collects. */
    enum Collector {
        SONOBUOY,
        HYDROPHONE,
        NOBODY
    }

    private final Path directory;
    private final Collector collector;
    private final @Nullable ProgressPosts posts;

    private Submission(Path directory, Collector collector, @Nullable ProgressPosts posts) {
        this.directory = directory;
        this.collector = collector;
        this.posts = posts;
    }

    /**
     * Finds out who collects.
     *
     * @param given the folder that a person asks for; null for the usual one
     * @param environment of this process
     */
    public static Submission find(@Nullable Path given, Map<String, String> environment) {
        Collector collector =
                "true".equals(environment.get("SONOBUOY"))
                        ? Collector.SONOBUOY
                        : environment.containsKey("E2E_USE_GO_RUNNER")
                                ? Collector.HYDROPHONE
                                : Collector.NOBODY;
        return new Submission(
                directory(given, collector, environment),
                collector,
                collector == Collector.SONOBUOY
                        ? port(environment).map(ProgressPosts::new).orElse(null)
                        : null);
    }

    private static Optional<Integer> port(Map<String, String> environment) {
        String port = environment.getOrDefault("SONOBUOY_PROGRESS_PORT", "");
        return port.matches("[0-9]{1,5}") ? Optional.of(Integer.valueOf(port)) : Optional.empty();
    }

    private static Path directory(
            @Nullable Path given, Collector collector, Map<String, String> environment) {
        if (given != null) {
            return given;
        }
        for (String variable : List.of("SONOBUOY_RESULTS_DIR", "RESULTS_DIR")) {
            String value = environment.get(variable);
            if (value != null && !value.isBlank()) {
                return Path.of(value);
            }
        }
        if (collector == Collector.HYDROPHONE) {
            return HYDROPHONE_RESULTS;
        }
        return collector == Collector.SONOBUOY || Files.exists(SERVICE_ACCOUNT)
                ? SONOBUOY_RESULTS
                : Path.of("results");
    }

    /** The folder of the reports; it may not exist yet. */
    public Path directory() {
        return directory.toAbsolutePath().normalize();
    }

    /** Tells the collector how the run goes, if it wants to know. */
    public Progress progress() {
        return posts == null ? Progress.UNHEARD : posts;
    }

    /**
     * To be called before anything that may fail.
     *
     * @param nothing the run as it is to be reported if no later report can be written
     * @throws IOException if not even that can be written
     */
    public void prepare(Run nothing) throws IOException {
        switch (collector) {
            case SONOBUOY -> {
                Files.createDirectories(directory);
                pack(List.of(junit(nothing)));
                Path notYet = directory().resolve(NOT_YET_DONE);
                Files.writeString(notYet, directory().resolve(TARBALL).toString());
                readableForAll(notYet);
            }
            case HYDROPHONE -> {
                Files.createDirectories(directory);
                writeForHydrophone(nothing);
            }
            case NOBODY -> {}
        }
    }

    /**
     * Writes the reports; may be called again with what has become of the run since.
     *
     * @throws IOException if not all could be written; what could is handed in nevertheless
     */
    public void write(Run run) throws IOException {
        try {
            Reports.writeAll(run, directory);
            switch (collector) {
                case SONOBUOY -> packAll();
                case HYDROPHONE -> writeForHydrophone(run);
                case NOBODY -> {}
            }
        } catch (IOException e) {
            if (collector == Collector.SONOBUOY) {
                packLess(run, e);
            }
            throw e;
        }
    }

    private void packAll() throws IOException {
        var entries = new ArrayList<Tar.Entry>();
        for (String report : Reports.FILES) {
            entries.add(Tar.Entry.of(directory.resolve(report)));
        }
        pack(entries);
    }

    private void pack(List<Tar.Entry> entries) throws IOException {
        Path unfinished = directory.resolve("." + TARBALL + ".unfinished");
        try {
            Tar.write(unfinished, entries);
            readableForAll(unfinished);
            Files.move(unfinished, directory.resolve(TARBALL), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    /**
     * The disk is full, most likely: only what Sonobuoy shows, in the space of all the rest. If
     * even that is too much, the tarball of {@link #prepare} stays.
     */
    private void packLess(Run run, IOException why) {
        String problem =
                "The reports cannot all be written to " + directory + ": " + why.getMessage();
        try {
            for (String report : Reports.FILES) {
                Files.deleteIfExists(directory.resolve(report));
            }
            pack(List.of(junit(run.withProblem(problem))));
        } catch (IOException e) {
            why.addSuppressed(e);
        }
    }

    private static Tar.Entry junit(Run run) {
        return Tar.Entry.of(Reports.JUNIT, Reports.junit(run).getBytes(StandardCharsets.UTF_8));
    }

    private void writeForHydrophone(Run run) throws IOException {
        Path log = directory.resolve(HYDROPHONE_LOG);
        Files.writeString(log, Reports.terminal(run, false));
        readableForAll(log);
        Path junit = directory.resolve(HYDROPHONE_JUNIT);
        Files.writeString(junit, Reports.junit(run));
        readableForAll(junit);
    }

    /** The collector runs as another user. */
    private static void readableForAll(Path file) throws IOException {
        if (Files.getFileAttributeView(file, PosixFileAttributeView.class) != null) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        }
    }

    /** Tells the collector the verdict: nothing remains. */
    public void end(Run run) throws InterruptedException {
        if (posts != null) {
            posts.end(run.cases(), "exit code " + run.exitCode(), LAST_WORD);
        }
    }

    /**
     * Hands in what was written; the last thing that a run does, since the collector may then end
     * this pod. May be called again, and by any thread.
     */
    public synchronized void finish() {
        if (collector != Collector.SONOBUOY) {
            return;
        }
        Path notYet = directory.resolve(NOT_YET_DONE);
        try {
            if (Files.exists(notYet)) {
                Files.move(notYet, directory.resolve(DONE), StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException e) {
            // Sonobuoy will say that the container ended without results.
        }
    }

    /** Hands in a run that cannot even begin, unless something was handed in already. */
    public void refuse(Run run) {
        boolean hydrophone = collector == Collector.HYDROPHONE;
        try {
            if (!Files.exists(directory.resolve(hydrophone ? HYDROPHONE_JUNIT : DONE))) {
                prepare(run);
                finish();
                if (hydrophone) {
                    Thread.sleep(HYDROPHONE_LOOKS);
                }
            }
        } catch (IOException e) {
            // The collector will say that there are no results.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What the collector has to read in the log before it collects; empty for nothing. */
    public String lastLine() {
        // It follows the log of upstream's conformance image until it comes to this sentence.
        return collector == Collector.HYDROPHONE
                ? "For Hydrophone, which waits for these words: Ginkgo ran 1 suite\n"
                : "";
    }
}
