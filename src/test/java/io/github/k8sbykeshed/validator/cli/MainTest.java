package io.github.k8sbykeshed.validator.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.k8sbykeshed.validator.catalog.Catalog;
import io.github.k8sbykeshed.validator.engine.Selection;
import io.github.k8sbykeshed.validator.engine.Validation;
import io.github.k8sbykeshed.validator.result.Outcome;
import io.github.k8sbykeshed.validator.result.ResultsYaml;
import io.github.k8sbykeshed.validator.result.Run;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The command line as a person meets it. */
class MainTest {

    @TempDir private Path folder;

    /** What came of a command. */
    private record Result(int exitCode, String out, String err) {}

    private static Result execute(String... args) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        var seenOut = new ByteArrayOutputStream();
        var seenErr = new ByteArrayOutputStream();
        System.setOut(new PrintStream(seenOut, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(seenErr, true, StandardCharsets.UTF_8));
        try {
            int exitCode = Main.execute(args);
            return new Result(
                    exitCode,
                    seenOut.toString(StandardCharsets.UTF_8),
                    seenErr.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', run",
        "-debug, run -debug",
        "-labels a=b -namespace x, run -labels a=b -namespace x",
        "--labels=a=b, run --labels=a=b",
        "clusterip/basic, run clusterip/basic",
        "run -debug, run -debug",
        "list dns, list dns",
        "report results.yaml, report results.yaml",
        "cleanup, cleanup",
        "version -o json, version -o json",
        "!lb/*, run !lb/*",
        "agent --stdio, agent --stdio",
        "--help, --help",
        "-h, -h",
        "--version, --version",
        "-V, -V",
    })
    void withoutACommandItRuns(String given, String meant) {
        assertArrayEquals(words(meant), Main.withCommand(words(given)));
    }

    private static String[] words(String text) {
        return text.isEmpty() ? new String[0] : text.split(" ");
    }

    @Test
    void helpNamesEveryCommand() {
        Result help = execute("--help");
        assertEquals(0, help.exitCode());
        for (String command :
                List.of(
                        "run",
                        "list",
                        "report",
                        "compare",
                        "why",
                        "cleanup",
                        "version",
                        "completion",
                        "agent")) {
            assertTrue(help.out().contains("\n  " + command + " "), help.out());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run",
                "list",
                "report",
                "compare",
                "why",
                "cleanup",
                "version",
                "completion",
                "agent"
            })
    void helpOfACommandSaysAllItsOptions(String command) {
        Result help = execute(command, "--help");
        assertEquals(0, help.exitCode());
        assertEquals("", help.err());
        var spec = new CommandLine(new Main()).getSubcommands().get(command).getCommandSpec();
        assertTrue(spec.options().size() >= 2, "hardly any options");
        for (OptionSpec option : spec.options()) {
            for (String name : option.names()) {
                assertTrue(help.out().contains(name), () -> name + " is not in " + help.out());
            }
            assertTrue(option.description().length > 0, option::longestName);
        }
        assertTrue(spec.usageMessage().description().length > 0);
        assertTrue(help.out().contains("\n  svc-test "), () -> "no example: " + help.out());
        assertFalse(help.out().contains("${"), help.out());
    }

    @Test
    void versionIsTheBuilds() {
        Result version = execute("--version");
        assertEquals(0, version.exitCode());
        assertTrue(version.out().matches("svc-test \\d+\\.\\d+\\.\\d+.*\\R"), version.out());
    }

    @Test
    void versionIsForPersonsAndPrograms() {
        String version = execute("version").out().strip().substring("svc-test ".length());
        assertTrue(version.matches("\\d+\\.\\d+\\.\\d+.*"), version);
        String json = execute("version", "-o", "json").out();
        assertTrue(json.contains("\"version\" : \"" + version + "\""), json);
        String yaml = execute("version", "--output=yaml").out();
        assertTrue(yaml.startsWith("version: " + version + "\njava: "), yaml);
    }

    @Test
    void shellsCompleteCommandsOptionsAndScenarios() {
        for (String shell : List.of("bash", "zsh", "fish")) {
            Result completion = execute("completion", shell);
            assertEquals(0, completion.exitCode(), completion.err());
            for (String word : List.of("cleanup", "max-nodes", "clusterip/basic", "junit")) {
                assertTrue(completion.out().contains(word), () -> shell + " lacks " + word);
            }
        }
        String fish = execute("completion", "fish").out();
        assertTrue(
                fish.contains(
                        "complete -c svc-test -n '__fish_seen_subcommand_from list' -o labels -l"
                                + " labels -r\n"),
                fish);
        assertTrue(fish.contains("-n __fish_use_subcommand -f -a why -d 'Tells of"), fish);
    }

    @Test
    void bashReadsItsCompletion() throws Exception {
        Path script = Files.writeString(folder.resolve("c"), execute("completion", "bash").out());
        Process bash = new ProcessBuilder("bash", "-n", script.toString()).start();
        assertTrue(bash.waitFor(20, TimeUnit.SECONDS));
        assertEquals(0, bash.exitValue());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-bogus",
                "run --bogus",
                "list --bogus",
                "report",
                "report --format=bogus results.yaml",
                "compare results.yaml",
                "compare a.yaml b.yaml --slower 0.5",
                "run --deadline soon",
                "run --concurrency many",
                "run --max-nodes few",
                "run --pod-label x",
                "run --pod-annotation x",
                "run --service-annotation x",
                "cleanup --within 5",
                "version -o xml",
                "list -o xml",
                "completion",
                "completion tcsh",
                "agent --serve http",
            })
    void wrongUsageIsSaidInASentence(String args) {
        Result wrong = execute(words(args));
        assertEquals(64, wrong.exitCode());
        String first = wrong.err().lines().findFirst().orElse("");
        assertTrue(first.length() > 20, wrong.err());
        assertFalse(wrong.err().contains("Exception"), wrong.err());
    }

    @Test
    void theOptionsOfThePredecessorStillWork() {
        for (String dash : List.of("-", "--")) {
            Result result =
                    execute(
                            dash + "labels",
                            "type=nothing",
                            dash + "skip-labels",
                            "type=dns",
                            dash + "namespace",
                            "somewhere",
                            dash + "debug");
            assertEquals(2, result.exitCode());
            assertTrue(
                    result.err()
                            .startsWith(
                                    "No scenario is selected by -labels \"type=nothing\""
                                            + " -skip-labels \"type=dns\";"),
                    result.err());
        }
        assertTrue(execute("-labels=type=nothing").err().startsWith("No scenario is selected"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"run --concurrency 0", "run --in-flight -1"})
    void numbersThatCannotBeAreToldInASentence(String args) {
        Result result = execute(words(args));
        assertEquals(2, result.exitCode());
        assertEquals("--concurrency and --in-flight must be at least 1.\n", result.err());
    }

    @ParameterizedTest
    @CsvSource({
        "run --max-nodes -1, '--max-nodes must be at least 1, or 0 for all.'",
        "run --pod-label k8s-service-validator/run=x, 'The label k8s-service-validator/run cannot be"
                + " given to pods, since the run finds its pods by it; choose another key.'",
    })
    void choicesThatCannotBeAreToldInASentence(String args, String sentence) {
        Result result = execute(words(args));
        assertEquals(2, result.exitCode());
        assertEquals(sentence + "\n", result.err());
    }

    /** All are read; what they do is seen where it is done. */
    @Test
    void nodesPodsAndServicesAreChosenByOptions() {
        Result result =
                execute(
                        "run",
                        "--kubeconfig=" + folder.resolve("none"),
                        "--results=" + folder,
                        "--nodes=a,b",
                        "--nodes=c",
                        "--node-selector=pool in (x,y),!gpu",
                        "--max-nodes=3",
                        "--image-pull-secret=registry",
                        "--pod-label=team=net",
                        "--pod-annotation=cost/centre=a=b,c",
                        "--priority-class=high",
                        "--service-annotation=networking.gke.io/load-balancer-type=Internal",
                        "dns");
        assertEquals("", result.err());
        assertTrue(result.out().contains("name one that exists."), result.out());
    }

    @Test
    void labelsThatAreNoExpressionAreToldInASentence() {
        for (String command : List.of("run", "list")) {
            Result result = execute(command, "-labels", "type=dns &");
            assertEquals(2, result.exitCode());
            assertTrue(
                    result.err().startsWith("the labels are no expression: write key=value"),
                    result.err());
            assertEquals(1, result.err().lines().count(), result.err());
        }
    }

    private static final Selection EVERYTHING = new Selection(null, null, List.of(), true);

    @Test
    void listNamesEveryScenario() {
        Result all = execute("list");
        assertEquals(0, all.exitCode());
        for (var scenario : Catalog.scenarios()) {
            var spec = scenario.spec();
            assertTrue(all.out().contains(spec.id() + "\n    " + spec.title()), spec::id);
            spec.labels().forEach(label -> assertTrue(all.out().contains(label), label));
        }
        int cases = Validation.select(Catalog.scenarios(), EVERYTHING).size();
        String last = Catalog.scenarios().size() + " scenarios, " + cases + " cases\n";
        assertTrue(all.out().endsWith(last), all.out());
    }

    @Test
    void listSelectsLikeRun() {
        Result one = execute("list", "--labels", "type=dns,family=IPv6", "dns");
        assertEquals(0, one.exitCode());
        assertTrue(one.out().contains("cases: TCP IPv6, UDP IPv6"), one.out());
        assertTrue(one.out().endsWith("1 scenarios, 2 cases\n"), one.out());
        assertEquals(2, execute("list", "nothing").exitCode());
    }

    @Test
    void listIsWrittenAsNamesInColumnsOrAsJson() {
        List<String> ids =
                Catalog.scenarios().stream()
                        .map(each -> each.spec().id())
                        .filter(id -> id.startsWith("clusterip/"))
                        .toList();
        assertEquals(ids, execute("list", "-o", "name", "clusterip/*").out().lines().toList());
        List<String> wide = execute("list", "-o", "wide", "clusterip/*").out().lines().toList();
        assertEquals(ids.size() + 1, wide.size());
        assertTrue(wide.getFirst().startsWith("NAME "), wide::toString);
        assertTrue(wide.get(1).contains("TOGETHER"), wide::toString);
        String json = execute("list", "--output=json", "clusterip/basic").out();
        assertTrue(json.contains("\"name\" : \"clusterip/basic\""), json);
        assertTrue(json.contains("\"clusterip/basic TCP IPv4\""), json);
        assertEquals(2, execute("list", "-o", "name", "--labels", "type=none").exitCode());
    }

    @Test
    void aNameThatIsMisspeltIsNotIgnoredBesideAGoodOne() {
        for (String command : List.of("run", "list")) {
            Result result = execute(command, "clusterip/basic", "clusterip/basik");
            assertEquals(2, result.exitCode());
            assertEquals(
                    "There is no scenario, feature or case clusterip/basik; svc-test list shows all"
                            + " names.\n",
                    result.err());
        }
        String known = "clusterip/basic TCP IPv4";
        assertEquals(0, execute("list", "clusterip", "clusterip/basic", known).exitCode());
    }

    @Test
    void theEnvironmentAddsOptionsToARunAndToNothingElse() {
        Map<String, String> environment =
                Map.of(
                        "SVC_TEST_ARGS",
                        " --deadline 5m -labels='a=b & c=d'\n\"clusterip/basic TCP\"");
        assertArrayEquals(
                new String[] {
                    "run", "-debug", "--deadline", "5m", "-labels=a=b & c=d", "clusterip/basic TCP"
                },
                Main.withExtra(words("run -debug"), environment));
        assertArrayEquals(words("list dns"), Main.withExtra(words("list dns"), environment));
        assertArrayEquals(
                words("run --debug"),
                Main.withExtra(words("run"), Map.of("E2E_EXTRA_ARGS", "--debug")));
        assertArrayEquals(words("run"), Main.withExtra(words("run"), Map.of()));
    }

    /** A plugin's manifest has options already. */
    @Test
    void theLastOfEqualOptionsHolds() {
        Result result = execute("list", "-labels", "type=nothing", "--labels", "type=dns");
        assertEquals(0, result.exitCode());
        assertEquals("", result.err());
        assertTrue(result.out().startsWith("dns/service-names"), result.out());
    }

    @Test
    void withoutAClusterAllIsReportedAsNotRun() throws IOException {
        Path missing = folder.resolve("no-kubeconfig");
        Path results = folder.resolve("results");
        Result result =
                execute(
                        "run",
                        "--kubeconfig=" + missing,
                        "--results=" + results,
                        "--image=example/image",
                        "clusterip");
        assertEquals(2, result.exitCode());
        String sentence =
                "The kubeconfig "
                        + missing
                        + " (--kubeconfig) cannot be read; name one that exists.";
        assertTrue(result.out().contains(sentence), result.out());
        assertFalse(result.out().contains("Exception"), result.out());
        assertEquals("", result.err());
        Run run = ResultsYaml.read(results.resolve("results.yaml"));
        assertEquals(sentence, run.problem());
        assertEquals(run.cases().size(), run.count(Outcome.NotRun.class));
        assertEquals(
                Validation.select(
                                Catalog.scenarios(),
                                new Selection(null, null, List.of("clusterip")))
                        .size(),
                run.cases().size());
        assertTrue(Files.readString(results.resolve("junit.xml")).contains("clusterip/basic"));
        assertTrue(Files.exists(results.resolve("tables.txt")));
        assertTrue(Files.exists(results.resolve("report.html")));
    }

    @Test
    void aKubeconfigThatIsNoneIsToldInASentence() throws IOException {
        Path garbage = Files.writeString(folder.resolve("kubeconfig"), "][ no YAML: {");
        Result result = execute("run", "--kubeconfig=" + garbage, "--results=" + folder);
        assertEquals(2, result.exitCode());
        assertTrue(
                result.out()
                        .contains("The kubeconfig " + garbage + " (--kubeconfig) is not valid:"),
                result.out());
        assertTrue(Files.exists(folder.resolve("results.yaml")));
    }

    @Test
    void reportsThatCannotBeWrittenAreTold() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "in the way");
        Result result =
                execute("run", "--kubeconfig=" + folder.resolve("none"), "--results=" + file);
        assertEquals(2, result.exitCode());
        assertTrue(result.out().contains("The reports cannot be written to " + file), result.out());
    }

    @Test
    void aRunIsRenderedAgainWithItsOwnExitCode() {
        execute("run", "--kubeconfig=" + folder.resolve("none"), "--results=" + folder, "dns");
        String file = folder.resolve("results.yaml").toString();
        for (String format : List.of("summary", "tables", "junit", "html")) {
            Result report = execute("report", "--format=" + format, file);
            assertEquals(2, report.exitCode());
            assertEquals("", report.err());
            assertTrue(report.out().contains("dns/service-names"), report.out());
        }
        assertEquals(execute("report", file), execute("report", "-f", "summary", file));

        Result comparison = execute("compare", file, file, "--slower", "2x");
        assertEquals(2, comparison.exitCode());
        assertTrue(comparison.out().contains("NOT COMPARABLE"), comparison.out());
    }

    @Test
    void whyTellsWhatThereIsOrWhatToNameInstead() {
        execute("run", "--kubeconfig=" + folder.resolve("none"), "--results=" + folder, "dns");
        String file = folder.resolve("results.yaml").toString();
        Result unknown = execute("why", file, "dns/nothing");
        assertEquals(2, unknown.exitCode());
        assertTrue(
                unknown.err().startsWith("No case of this run is called dns/nothing. There are,"),
                unknown.err());
        Result unasked = execute("why", file, "dns/service-names", "--from", "w1");
        assertEquals(2, unasked.exitCode());
        assertTrue(
                unasked.err()
                        .startsWith("No cell of dns/service-names from w1 was asked: svc-test"),
                unasked.err());
    }

    @Test
    void whatIsNoRunIsToldInASentence() throws IOException {
        Path missing = folder.resolve("missing.yaml");
        Path empty = Files.createFile(folder.resolve("empty.yaml"));
        Path garbage = Files.write(folder.resolve("garbage.yaml"), new byte[] {(byte) 0xff, 0, 7});
        Path other = Files.writeString(folder.resolve("other.yaml"), "kind: Service\n");
        Path newer =
                Files.writeString(folder.resolve("newer.yaml"), "version: other/v9\nrun: {}\n");
        for (Path file : List.of(missing, empty, garbage, other, newer, folder)) {
            Result report = execute("report", file.toString());
            assertEquals(2, report.exitCode());
            assertEquals("", report.out());
            assertEquals(1, report.err().lines().count(), report.err());
            assertTrue(report.err().startsWith(file.toString()), report.err());
            assertFalse(report.err().contains("\tat "), report.err());
        }
    }

    @Test
    void anAgentThatCannotStartSaysWhy() {
        Result agent = execute("agent", "--serve=8080");
        assertEquals(2, agent.exitCode());
        assertEquals("The hash of the token must not be empty.\n", agent.err());
    }

    /** A process that waits for something when it should end shows only as a process. */
    @Test
    void theProcessEndsAtOnceWhenNothingIsSelected() throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:TieredStopAtLevel=1");
        command.add("-XX:+UseSerialGC");
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(Main.class.getName());
        command.add("no/such-scenario");
        Path output = folder.resolve("output");
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        try {
            assertTrue(process.waitFor(20, TimeUnit.SECONDS), "it does not end");
            assertEquals(2, process.exitValue());
            assertEquals(
                    "There is no scenario, feature or case no/such-scenario; svc-test list shows"
                            + " all names.\n",
                    Files.readString(output));
        } finally {
            process.destroyForcibly();
        }
    }
}
