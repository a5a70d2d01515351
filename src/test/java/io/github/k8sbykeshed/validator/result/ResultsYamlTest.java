package io.github.k8sbykeshed.validator.result;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.k8sbykeshed.validator.expect.Arrival;
import io.github.k8sbykeshed.validator.expect.Comparison;
import io.github.k8sbykeshed.validator.expect.Controls;
import io.github.k8sbykeshed.validator.expect.Expectation;
import io.github.k8sbykeshed.validator.expect.Matrix;
import io.github.k8sbykeshed.validator.expect.Table;
import io.github.k8sbykeshed.validator.probe.Address;
import io.github.k8sbykeshed.validator.probe.Attempt;
import io.github.k8sbykeshed.validator.probe.Facts;
import io.github.k8sbykeshed.validator.probe.Family;
import io.github.k8sbykeshed.validator.probe.Observation;
import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.probe.Reply;
import io.github.k8sbykeshed.validator.probe.Source;
import io.github.k8sbykeshed.validator.probe.Target;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResultsYamlTest {

    private static final Address CLIENT = new Address("10.244.1.5");
    private static final List<Class<?>> SEALED =
            List.of(
                    Expectation.class,
                    Observation.class,
                    Reply.class,
                    Outcome.class,
                    Target.Speech.class);

    /** Deliberately hard on YAML: what looks like another type, quotes, colons, many lines. */
    private static final List<String> ODD =
            List.of(
                    "",
                    " ",
                    "no",
                    "null",
                    "~",
                    "0123",
                    "1e3",
                    "12:30:45",
                    "2026-01-01",
                    "- a",
                    "a: b # c",
                    "'\"",
                    "{}",
                    "|\n  two\n  lines\n",
                    "tab\t",
                    "%",
                    "*a",
                    "\u0007\u001b[31m",
                    "b\u00fcro \uD83D\uDE00");

    @TempDir private Path folder = Path.of("");

    @Test
    void whatIsReadIsWhatWasWritten() throws IOException {
        Run run = everything();
        Run again = throughFile(run);
        assertEquals(described(run), described(again));
        assertEquals(run.exitCode(), again.exitCode());
    }

    @Test
    void whatIsReadIsWrittenTheSameWayAgain() throws IOException {
        Path first = folder.resolve("first.yaml");
        Path second = folder.resolve("second.yaml");
        ResultsYaml.write(everything(), first);
        ResultsYaml.write(ResultsYaml.read(first), second);
        assertEquals(Files.readString(first), Files.readString(second));
    }

    @Test
    void everySealedTypeOccursInTheseTests() {
        Set<Class<?>> missing = new HashSet<>();
        SEALED.forEach(each -> missing.addAll(List.of(each.getPermittedSubclasses())));
        missing.removeAll(typesIn(everything()));
        assertEquals(Set.of(), missing);
    }

    @Test
    void aRunThatKnewNothingIsKept() throws IOException {
        Run run = new Run("dev", "x", Instant.EPOCH, null, Map.of(), List.of(), "no API server");
        assertEquals(run, throughFile(run));
    }

    /** Earlier versions did not say how many nodes should have taken part. */
    @Test
    void aFileWithoutCoverageIsReadAndSaysSo() throws IOException {
        String now = written(everything());
        String earlier = now.replaceFirst("(?m)^    coverage:\\R(?:      .*\\R)*", "");
        assertTrue(earlier.length() < now.length(), now);
        Run run = ResultsYaml.read(Files.writeString(folder.resolve("earlier.yaml"), earlier));
        Facts facts = run.facts();
        assertEquals(new Facts.Coverage(0, List.of(), ""), facts.coverage());
        assertEquals("2 nodes, 1 left out: tainted", facts.describeNodes());
        assertEquals(everything().exitCode(), run.exitCode());
    }

    @Test
    void theFileSaysItsVersionFirst() throws IOException {
        Path file = folder.resolve("results.yaml");
        ResultsYaml.write(everything(), file);
        assertEquals("version: " + ResultsYaml.VERSION, Files.readAllLines(file).getFirst());
    }

    @Test
    void whatFollowsFromOtherThingsIsNotWritten() throws IOException {
        String text = written(everything());
        for (String derived : List.of("positive", "negative", "rejection", "asked", "feature")) {
            assertFalse(text.contains(derived + ":"), derived);
        }
    }

    /** A row of marks is no YAML of its own: neither a list, nor a key, nor an end of the file. */
    @ParameterizedTest
    @ValueSource(strings = {"-", "?", ".", "X", "o", "--", "---", "...", "-.", "?-", "-?X.o"})
    void aRowMayHaveAnyMarks(String marks) throws IOException {
        Table table =
                new Table(
                        Matrix.of(
                                sources(1),
                                targets(marks.length()),
                                (row, column) ->
                                        marks.charAt(column) == '-'
                                                ? Expectation.unasked()
                                                : Expectation.recorded()));
        for (int column = 0; column < marks.length(); column++) {
            table.put(0, column, Table.Mark.of(marks.charAt(column)), column, 0, null);
        }
        Run run = run(List.of(step("marks", table)));
        assertEquals(described(run), described(throughFile(run)));
    }

    @Test
    void moreThanThreeMegabytesAreRead() throws IOException {
        int size = 500;
        Table table =
                new Table(
                        Matrix.of(
                                sources(size),
                                targets(size),
                                (row, column) -> Expectation.answeredBy("backend-" + column)));
        for (int row = 0; row < size; row++) {
            for (int column = 0; column < size; column++) {
                // Some fail, so that there is more to keep than numbers.
                table.judge(
                        row,
                        column,
                        List.of(
                                new Attempt(
                                        row,
                                        row * size + column,
                                        (row + column) % 10 == 0
                                                ? new Observation.Refused()
                                                : answered("backend-" + column))),
                        Controls.NONE);
            }
        }
        Run run = run(List.of(step("large", table)));
        Path file = folder.resolve("results.yaml");
        ResultsYaml.write(run, file);
        assertTrue(Files.size(file) > 3 * 1024 * 1024, "only " + Files.size(file) + " bytes");
        assertEquals(described(run), described(ResultsYaml.read(file)));
    }

    @Test
    void whatOthersSaidOfACellIsKept() throws IOException {
        Source pod = new Source(Source.Kind.POD, "n", "t", "p");
        Target to =
                Target.agent(
                        Target.Reach.CLUSTER_IP, "a", new Address("10.0.0.1"), 80, Protocol.TCP);
        Table table =
                new Table(
                        Matrix.of(
                                List.of(pod),
                                List.of(to, to.labelled("b"), to.labelled("c")),
                                (row, column) -> Expectation.answeredBy("a")));
        List<Attempt> silent =
                List.of(new Attempt(0, 1, new Observation.TimedOut(Observation.Phase.READ)));
        var asked = new Controls(List.of(), false, null);
        table.judge(0, 0, silent, asked.with(new Arrival(1, 2, 3, 4, 5)));
        table.judge(0, 1, silent, asked.with(new Comparison(6, 7, 8, 9)));
        table.judge(0, 2, silent, asked);
        Run read = throughFile(run(List.of(step("one", table))));
        Table restored = read.cases().getFirst().steps().getFirst().table();
        for (int column = 0; column < 3; column++) {
            assertEquals(table.evidence(0, column), restored.evidence(0, column));
        }
    }

    @Test
    void howManyPacketsWereLostIsKept() throws IOException {
        var count =
                new LossTable.Count(
                        "a", "b", LossTable.Path.SERVICE, Protocol.UDP, Family.IPV6, 400, 3);
        var draw = new LossTable.Draw("a", Protocol.TCP, Family.IPV4, 400, 1, 399, 0);
        var loss = new LossTable(0.01, List.of(count), List.of(draw));
        Run run = run(List.of()).withLoss(loss);
        assertEquals(loss, throughFile(run).loss());
        assertNull(throughFile(run(List.of())).loss());
        assertFalse(written(run(List.of())).contains("loss"));
    }

    @Test
    void anotherVersionIsRefused() throws IOException {
        String text = written(everything());
        String sentence = refusal(text.replace(ResultsYaml.VERSION, "k8s-service-validator/v0"));
        assertTrue(sentence.contains("is not a results file of version"), sentence);
        assertTrue(sentence.contains(ResultsYaml.VERSION), sentence);
    }

    /** It gave reasons by their words alone, and knew nothing of targets beside their addresses. */
    @Test
    void theFirstVersionIsRead() throws IOException {
        String first =
                written(everything())
                        .replace(ResultsYaml.VERSION, "k8s-service-validator/v1")
                        .replaceAll("(?m)^( *)- code: \\w+\\n *words: (.*)$", "$1- $2")
                        .replaceAll("(?m)^( *)traits:\\n(?:\\1  .*\\n)+", "");
        assertFalse(first.contains("traits:") || first.contains("words:"), first);
        Path file = folder.resolve("first.yaml");
        Files.writeString(file, first);
        Run read = ResultsYaml.read(file);
        assertEquals(everything().exitCode(), read.exitCode());
        assertEquals(
                everything().cases().stream().map(each -> each.outcome().reason()).toList(),
                read.cases().stream().map(each -> each.outcome().reason()).toList());
    }

    /** Also one that has other fields: the version is what tells. */
    @Test
    void anotherVersionWithOtherFieldsIsRefusedForItsVersion() throws IOException {
        String sentence =
                refusal("version: k8s-service-validator/v0\nrun:\n  cases: {all: gone}\n");
        assertTrue(sentence.contains("is not a results file of version"), sentence);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "hello",
                "[1, 2]",
                "version: 1\n",
                "{",
                "\u0000\u0001\u0002",
                "%PDF-1.4",
                "version: k8s-service-validator/v1\n",
                "version: k8s-service-validator/v1\nrun: 3\n",
                "version: k8s-service-validator/v1\nrun: {cases: [{scenario: a/b}]}\n"
            })
    void garbageIsRefusedInOneSentence(String text) throws IOException {
        String sentence = refusal(text);
        assertTrue(sentence.contains("results file"), sentence);
        assertEquals(1, sentence.lines().count(), sentence);
    }

    @Test
    void aTableWithTooFewCellsIsRefused() throws IOException {
        String text = written(run(List.of(step("one", judged()))));
        String shorter = text.replaceFirst("\n( *)attempts:\n *- .*", "\n$1attempts:\n$1- \"1\"");
        assertNotEquals(text, shorter);
        String sentence = refusal(shorter);
        assertTrue(sentence.contains("is not a results file"), sentence);
    }

    @Test
    void whatIsNoTextIsRefused() throws IOException {
        Path file = folder.resolve("bad.yaml");
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 1, 2});
        IOException e = assertThrows(IOException.class, () -> ResultsYaml.read(file));
        assertTrue(String.valueOf(e.getMessage()).contains("is not a results file"), e.toString());
    }

    /** An answer that was cut in the middle of a character must not cost the whole file. */
    @ParameterizedTest
    @ValueSource(strings = {"half\uD83D", "half\uD83D ", "half\uDE00", "half\uDE00\uD83D\n"})
    void halfACharacterDoesNotKeepARunFromBeingSaved(String id) throws IOException {
        Run half = new Run("1.0", id, Instant.EPOCH, null, Map.of(), List.of(), null);
        assertTrue(throughFile(half).id().startsWith("half"));
    }

    @Test
    void aMissingFileIsNamed() {
        Path file = folder.resolve("missing.yaml");
        IOException e = assertThrows(IOException.class, () -> ResultsYaml.read(file));
        assertTrue(String.valueOf(e.getMessage()).contains("missing.yaml"), e.toString());
    }

    private String refusal(String text) throws IOException {
        Path file = folder.resolve("bad.yaml");
        Files.write(file, text.getBytes(UTF_8));
        IOException e = assertThrows(IOException.class, () -> ResultsYaml.read(file));
        return String.valueOf(e.getMessage());
    }

    private String written(Run run) throws IOException {
        Path file = folder.resolve("written.yaml");
        ResultsYaml.write(run, file);
        return Files.readString(file);
    }

    private Run throughFile(Run run) throws IOException {
        Path file = folder.resolve("results.yaml");
        ResultsYaml.write(run, file);
        return ResultsYaml.read(file);
    }

    // A run in which everything occurs.

    private static Run everything() {
        return run(List.of(step("first", judged()), step("odd names", oddNames())));
    }

    private static Run run(List<Step> steps) {
        Map<String, Long> phases = new LinkedHashMap<>();
        phases.put("zebra", 3L);
        phases.put("agents", 5_000_000_000L);
        return new Run(
                "1.0",
                "0e1234",
                Instant.parse("2026-01-02T03:04:05.678901Z"),
                new Facts(
                        "https://172.18.0.2:6443",
                        "v1.35.4",
                        List.of(
                                new Facts.Node(
                                        "worker1", List.of(CLIENT, new Address("fd00::5")), ""),
                                new Facts.Node("worker2", List.of(), "zone-b")),
                        List.of(new Facts.LeftOut("control", "tainted")),
                        List.of(Family.IPV6, Family.IPV4),
                        List.of(new Address("10.96.0.1"), new Address("fd00::1")),
                        List.of(new Facts.Endpoint(new Address("172.18.0.2"), 6443)),
                        new Facts.Dns(
                                "kube-system/kube-dns",
                                List.of(new Address("10.96.0.10")),
                                List.of(new Facts.Endpoint(new Address("10.244.0.2"), 53))),
                        true,
                        new Facts.Coverage(
                                4,
                                List.of(
                                        new Facts.Missing("worker3", "b", Facts.Part.NODE, "why"),
                                        new Facts.Missing(
                                                "worker4", "", Facts.Part.FAMILY, "a\nb")),
                                "a policy")),
                phases,
                List.of(
                        result(Protocol.TCP, Family.IPV4, new Outcome.Violates("a\nb"), steps),
                        result(Protocol.UDP, null, new Outcome.Conforms(), List.of()),
                        result(null, Family.IPV6, new Outcome.Inconclusive("why"), List.of()),
                        result(null, null, new Outcome.NotApplicable("why"), List.of()),
                        result(Protocol.TCP, null, new Outcome.NotRun(""), List.of())),
                null);
    }

    private static CaseResult result(
            @Nullable Protocol protocol,
            @Nullable Family family,
            Outcome outcome,
            List<Step> steps) {
        return new CaseResult(
                "clusterip/basic",
                "a title: with a colon",
                protocol,
                family,
                List.of("type=clusterip", "sig=network"),
                outcome,
                12_345_678_901L,
                steps);
    }

    private static Step step(String name, Table table) {
        return new Step(
                name,
                table,
                310,
                45,
                List.of(
                        new Latency("n/ns/a", "target", 52_000),
                        new Latency("n/ns/a", "other", 60_000_000_000L),
                        // Two targets of one name, and a source that saw only one of them.
                        new Latency("n/ns/a", "target", 53_000),
                        new Latency("n/ns/b", "target", 0)));
    }

    /** Rows are all kinds of observation, columns all kinds of expectation. */
    private static Table judged() {
        List<Expectation> expectations =
                List.of(
                        Expectation.answeredBy("a"),
                        Expectation.answeredByAll(Set.of("b", "a")),
                        Expectation.sameBackend(2),
                        Expectation.chosenAnew(Set.of("a", "b"), Duration.ofSeconds(1)),
                        Expectation.served(),
                        Expectation.status(200),
                        Expectation.onPort(Map.of("a", 8080)),
                        Expectation.resolves(Set.of("1.1.1.1")),
                        Expectation.refused(),
                        Expectation.notAnswered(),
                        Expectation.seeing(CLIENT),
                        Expectation.answeredBy("a").and(Expectation.seeing(CLIENT)),
                        Expectation.measured("a", 1 << 24),
                        Expectation.recorded(),
                        Expectation.unasked());
        List<Observation> observations =
                List.of(
                        answered("a"),
                        new Observation.Answered(new Reply.Http(503, "a: \"b\"\n<c>")),
                        new Observation.Answered(
                                new Reply.Records(List.of("2.2.2.2", "1.1.1.1"), 5)),
                        new Observation.Answered(new Reply.Unknown("SSH-2.0")),
                        new Observation.Answered(new Reply.Tls()),
                        new Observation.Refused(),
                        new Observation.TimedOut(Observation.Phase.CONNECT),
                        new Observation.TimedOut(Observation.Phase.READ),
                        new Observation.Reset(),
                        new Observation.Unreachable("no route to host"),
                        new Observation.NameNotFound(),
                        new Observation.NotObserved("pod gone"));
        Table table =
                new Table(
                        Matrix.of(
                                sources(observations.size()),
                                targets(expectations.size()),
                                (row, column) -> expectations.get(column)));
        for (int row = 0; row < table.matrix().rows(); row++) {
            for (int column = 0; column < table.matrix().columns(); column++) {
                if (!table.matrix().isAsked(row, column)) {
                    continue;
                }
                List<Attempt> attempts =
                        List.of(
                                new Attempt(0, 400 + row, observations.get(row)),
                                new Attempt(4_000_000_000L, 500 + column, observations.get(row)));
                table.judge(
                        row,
                        column,
                        attempts,
                        new Controls(
                                row % 2 == 0 ? attempts : null,
                                column % 2 == 0
                                        ? List.of(new Attempt(1, 2, new Observation.Refused()))
                                        : null));
            }
        }
        return table;
    }

    private static Table oddNames() {
        List<Source> sources =
                ODD.stream()
                        .map(each -> new Source(Source.Kind.OUTSIDE, each, each, each))
                        .toList();
        List<Target> targets =
                ODD.stream()
                        .map(each ->
                                Target.agent(
                                        Target.Reach.DIRECT, each, CLIENT, 65535, Protocol.UDP))
                        .toList();
        Table table =
                new Table(
                        Matrix.of(
                                sources,
                                targets,
                                (row, column) -> Expectation.answeredBy(ODD.get(column))));
        for (int row = 0; row < ODD.size(); row++) {
            for (int column = 0; column < ODD.size(); column++) {
                table.judge(
                        row,
                        column,
                        List.of(new Attempt(0, 1, new Observation.NotObserved(ODD.get(row)))),
                        Controls.NONE);
            }
        }
        return table;
    }

    private static Observation answered(String agent) {
        return new Observation.Answered(new Reply.Identity(agent, 8080, CLIENT, 40000, 2));
    }

    private static List<Source> sources(int count) {
        Source.Kind[] kinds = Source.Kind.values();
        return IntStream.range(0, count)
                .mapToObj(i -> new Source(kinds[i % kinds.length], "worker" + i, "ns", "agent" + i))
                .toList();
    }

    private static List<Target> targets(int count) {
        Target.Reach[] reaches = Target.Reach.values();
        List<Target.Speech> speeches =
                List.of(
                        new Target.Speech.ToAgent(),
                        new Target.Speech.Http("/readyz"),
                        new Target.Speech.Tls(),
                        new Target.Speech.Dns("kubernetes", "A", List.of("svc.cluster.local")));
        return IntStream.range(0, count)
                .mapToObj(i ->
                        new Target(
                                reaches[i % reaches.length],
                                "target" + i,
                                new Address(i % 2 == 0 ? "10.96.0.1" : "fd00::1"),
                                1 + i,
                                i % 2 == 0 ? Protocol.TCP : Protocol.UDP,
                                speeches.get(i % speeches.size())))
                .toList();
    }

    /** All of a run in a form that can be compared, tables cell by cell. */
    private static List<Object> described(Run run) {
        return Arrays.asList(
                run.tool(),
                run.id(),
                run.started(),
                String.valueOf(run.facts()),
                List.copyOf(run.phaseMillis().entrySet()),
                String.valueOf(run.problem()),
                run.cases().stream().map(ResultsYamlTest::described).toList());
    }

    private static List<Object> described(CaseResult result) {
        return Arrays.asList(
                result.name(),
                result.title(),
                result.labels(),
                result.outcome(),
                result.millis(),
                result.steps().stream()
                        .map(step ->
                                List.of(
                                        step.name(),
                                        step.waitMillis(),
                                        step.roundMillis(),
                                        step.latencies(),
                                        described(step.table())))
                        .toList());
    }

    private static List<Object> described(Table table) {
        Matrix matrix = table.matrix();
        var cells =
                IntStream.range(0, matrix.rows() * matrix.columns())
                        .mapToObj(cell -> {
                            int row = cell / matrix.columns();
                            int column = cell % matrix.columns();
                            return Arrays.asList(
                                    matrix.expectation(row, column),
                                    table.mark(row, column),
                                    table.attempts(row, column),
                                    table.slowestMicros(row, column),
                                    table.evidence(row, column));
                        })
                        .toList();
        return List.of(matrix.sources(), matrix.targets(), cells);
    }

    /** The classes of all records that a value holds, tables' included. */
    private static Set<Class<?>> typesIn(@Nullable Object value) {
        Set<Class<?>> found = new HashSet<>();
        collect(value, found);
        return found;
    }

    private static void collect(@Nullable Object value, Set<Class<?>> found) {
        switch (value) {
            case null -> {}
            case Iterable<?> all -> all.forEach(each -> collect(each, found));
            case Table table -> collect(described(table), found);
            case Record record -> {
                found.add(record.getClass());
                for (RecordComponent each : record.getClass().getRecordComponents()) {
                    try {
                        collect(each.getAccessor().invoke(record), found);
                    } catch (ReflectiveOperationException e) {
                        throw new LinkageError(e.getMessage(), e);
                    }
                }
            }
            default -> {}
        }
    }
}
