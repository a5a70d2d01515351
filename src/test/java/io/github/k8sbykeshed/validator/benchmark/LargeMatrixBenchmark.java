package io.github.k8sbykeshed.validator.benchmark;

import io.github.k8sbykeshed.validator.expect.Controls;
import io.github.k8sbykeshed.validator.expect.Expectation;
import io.github.k8sbykeshed.validator.expect.Matrix;
import io.github.k8sbykeshed.validator.expect.Table;
import io.github.k8sbykeshed.validator.probe.Address;
import io.github.k8sbykeshed.validator.probe.Attempt;
import io.github.k8sbykeshed.validator.probe.Family;
import io.github.k8sbykeshed.validator.probe.Observation;
import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.probe.Reply;
import io.github.k8sbykeshed.validator.probe.Source;
import io.github.k8sbykeshed.validator.probe.Target;
import io.github.k8sbykeshed.validator.report.Reports;
import io.github.k8sbykeshed.validator.result.CaseResult;
import io.github.k8sbykeshed.validator.result.Latency;
import io.github.k8sbykeshed.validator.result.Outcome;
import io.github.k8sbykeshed.validator.result.ResultsYaml;
import io.github.k8sbykeshed.validator.result.Run;
import io.github.k8sbykeshed.validator.result.Step;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * How long the driver takes to judge, save and render the matrix of a large cluster, and in how
 * much memory. Give it the flags of the JVM that the image has.
 *
 * <p>Arguments: the number of nodes (1,000), measured runs (5), and the faults ({@code cross},
 * {@code none}, {@code all}, {@code recorded}; {@code cross} is one node's row and another's
 * column).
 */
public final class LargeMatrixBenchmark {

    private static final int ATTEMPTS = 3;
    private static final int WARM_UPS = 1;

    private final int nodes;
    private final String fault;
    private final List<Source> sources;
    private final List<Target> targets;
    private final Map<String, Measured> phases = new LinkedHashMap<>();

    private LargeMatrixBenchmark(int nodes, String fault) {
        this.nodes = nodes;
        this.fault = fault;
        this.sources =
                IntStream.range(0, nodes)
                        .mapToObj(i ->
                                new Source(
                                        Source.Kind.POD,
                                        "worker" + i,
                                        "svc-ab12cd-pods",
                                        "agent-worker" + i))
                        .toList();
        this.targets =
                IntStream.range(0, nodes)
                        .mapToObj(i ->
                                Target.agent(
                                        Target.Reach.CLUSTER_IP,
                                        sources.get(i).id(),
                                        new Address("10.96." + i / 250 + "." + (i % 250 + 1)),
                                        80,
                                        Protocol.TCP))
                        .toList();
    }

    /** What a phase took, run by run. */
    private static final class Measured {
        private final List<Double> seconds = new ArrayList<>();
        private long bytes;
        private long peakBytes;
    }

    private interface Work<T> {
        T run() throws IOException;
    }

    public static void main(String... args) throws IOException {
        int nodes = args.length > 0 ? Integer.parseInt(args[0]) : 1_000;
        int runs = args.length > 1 ? Integer.parseInt(args[1]) : 5;
        String faults = args.length > 2 ? args[2] : "cross";
        System.out.printf(
                Locale.ROOT,
                "Java %s, %s, heap of at most %,d MB%n",
                Runtime.version(),
                String.join(" ", ManagementFactory.getRuntimeMXBean().getInputArguments()),
                Runtime.getRuntime().maxMemory() >> 20);
        for (String fault : faults.split(",", -1)) {
            new LargeMatrixBenchmark(nodes, fault).measure(runs);
        }
    }

    private void measure(int runs) throws IOException {
        Path folder = Files.createTempDirectory("large-matrix");
        long before = usedAfterCollection();
        long kept = 0;
        try {
            for (int i = 0; i < WARM_UPS + runs; i++) {
                if (i == WARM_UPS) {
                    phases.clear();
                }
                kept = once(folder.resolve("results.yaml")) - before;
            }
        } finally {
            Files.deleteIfExists(folder.resolve("results.yaml"));
            Files.delete(folder);
        }
        print(runs, kept);
    }

    /** Returns the bytes used while the judged run is held. */
    private long once(Path file) throws IOException {
        Run run = run(judged());
        text("tables.txt", () -> Reports.tables(run));
        text("junit.xml", () -> Reports.junit(run));
        text("report.html", () -> Reports.html(run));
        text("failures for the terminal", () -> Reports.failures(run));
        phase(
                                "results.yaml written",
                                () -> {
                                    ResultsYaml.write(run, file);
                                    return run;
                                })
                        .bytes =
                Files.size(file);
        phase("results.yaml read", () -> ResultsYaml.read(file)).bytes = Files.size(file);
        long used = usedAfterCollection();
        if (run.cases().size() != 1) {
            throw new IllegalStateException("unreachable; keeps the run alive until here");
        }
        return used;
    }

    private void text(String name, Work<String> work) throws IOException {
        var made = new String[1];
        phase(
                                name,
                                () -> {
                                    made[0] = work.run();
                                    return made[0];
                                })
                        .bytes =
                made[0].getBytes(StandardCharsets.UTF_8).length;
    }

    private Measured phase(String name, Work<?> work) throws IOException {
        resetPeaks();
        long begin = System.nanoTime();
        work.run();
        return add(name, System.nanoTime() - begin);
    }

    private Measured add(String name, long nanos) {
        Measured measured = phases.computeIfAbsent(name, n -> new Measured());
        measured.seconds.add(nanos / 1e9);
        measured.peakBytes = Math.max(measured.peakBytes, peak());
        return measured;
    }

    /** Only judging is timed; that its input is made, as an agent's answers would, is not. */
    private Table judged() {
        resetPeaks();
        long begin = System.nanoTime();
        Matrix matrix =
                Matrix.of(
                        sources,
                        targets,
                        (row, column) ->
                                fault.equals("recorded")
                                        ? Expectation.recorded()
                                        : Expectation.answeredBy(sources.get(column).id()));
        Table table = new Table(matrix);
        long judging = System.nanoTime() - begin;
        for (int row = 0; row < nodes; row++) {
            List<List<Attempt>> seen = new ArrayList<>();
            for (int column = 0; column < nodes; column++) {
                seen.add(attempts(row, column));
            }
            long rowBegin = System.nanoTime();
            for (int column = 0; column < nodes; column++) {
                table.judge(
                        row,
                        column,
                        seen.get(column),
                        new Controls(seen.get(row).subList(0, 1), null));
            }
            judging += System.nanoTime() - rowBegin;
        }
        add("judging", judging);
        return table;
    }

    private List<Attempt> attempts(int row, int column) {
        boolean fails =
                switch (fault) {
                    case "cross" -> row != column && (row == nodes / 3 || column == nodes / 2);
                    case "all" -> row != column;
                    case "none", "recorded" -> false;
                    default -> throw new IllegalArgumentException("no such fault: " + fault);
                };
        var attempts = new ArrayList<Attempt>(ATTEMPTS);
        for (int i = 0; i < ATTEMPTS; i++) {
            attempts.add(
                    new Attempt(
                            500L * i,
                            fails ? 5_000_000 + i : 300 + (row * 7 + column * 13 + i) % 900,
                            fails
                                    ? new Observation.TimedOut(Observation.Phase.CONNECT)
                                    : answer(row, column, i)));
        }
        return attempts;
    }

    /** With a name of its own, as one that came over the wire. */
    private Observation answer(int row, int column, int attempt) {
        return new Observation.Answered(
                new Reply.Identity(
                        "worker" + column + "/svc-ab12cd-pods/agent-worker" + column,
                        8080,
                        new Address("10." + (row / 250 + 1) + "." + row % 250 + ".5"),
                        40_000 + attempt,
                        1));
    }

    private Run run(Table table) {
        var latencies = new ArrayList<Latency>();
        for (int row = 0; row < nodes; row++) {
            for (int column = 0; column < nodes; column++) {
                if (table.mark(row, column) == Table.Mark.CONFORMS) {
                    latencies.add(
                            new Latency(
                                    sources.get(row).id(),
                                    targets.get(column).label(),
                                    50_000 + (row * 7_919L + column * 104_729L) % 1_000_000));
                }
            }
        }
        Outcome outcome =
                table.count(Table.Mark.VIOLATES) > 0
                        ? new Outcome.Violates("cells violate")
                        : new Outcome.Conforms();
        return new Run(
                "benchmark",
                "ab12cd",
                Instant.EPOCH,
                null,
                Map.of(),
                List.of(
                        new CaseResult(
                                "clusterip/basic",
                                "every pod reaches every backend",
                                Protocol.TCP,
                                Family.IPV4,
                                List.of(),
                                outcome,
                                1_000,
                                List.of(new Step("all", table, 1, 1, latencies)))),
                null);
    }

    private static List<MemoryPoolMXBean> heap() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .toList();
    }

    private static void resetPeaks() {
        heap().forEach(MemoryPoolMXBean::resetPeakUsage);
    }

    /** An upper bound, garbage included: the pools may have had their peaks at different times. */
    private static long peak() {
        return heap().stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
    }

    private static long usedAfterCollection() {
        System.gc();
        return heap().stream().mapToLong(pool -> pool.getUsage().getUsed()).sum();
    }

    private void print(int runs, long kept) {
        System.out.printf(
                Locale.ROOT,
                "%n%,d x %,d cells, fault: %s, %d runs after %d to warm up;"
                        + " the judged run holds %,d MB%n%n",
                nodes,
                nodes,
                fault,
                runs,
                WARM_UPS,
                kept >> 20);
        System.out.println("| phase | min s | median s | max s | size kB | peak heap MB |");
        System.out.println("|---|--:|--:|--:|--:|--:|");
        phases.forEach((name, measured) -> {
            List<Double> sorted = measured.seconds.stream().sorted().toList();
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %.2f | %.2f | %.2f | %s | %,d |%n",
                    name,
                    sorted.getFirst(),
                    sorted.get((sorted.size() - 1) / 2),
                    sorted.getLast(),
                    measured.bytes == 0
                            ? "-"
                            : String.format(Locale.ROOT, "%,d", measured.bytes / 1000),
                    measured.peakBytes >> 20);
        });
    }
}
