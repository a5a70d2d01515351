package io.github.k8sbykeshed.validator.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.k8sbykeshed.validator.catalog.Catalog;
import io.github.k8sbykeshed.validator.result.CaseResult;
import io.github.k8sbykeshed.validator.result.Outcome;
import io.github.k8sbykeshed.validator.result.ResultsYaml;
import io.github.k8sbykeshed.validator.result.Run;
import io.github.k8sbykeshed.validator.scenario.Case;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The plugin in the real Sonobuoy, by the targets of the Makefile. */
@Tag("cluster")
class SonobuoyTest {

    private static final Duration MOST = Duration.ofMinutes(12);

    /** The worker's minute of grace, then garbage collection, then the pods' own grace. */
    private static final Duration AFTER_DELETE = Duration.ofMinutes(4);

    private static final String NODE = "worker-2";

    private static final String GIVEN = "given-sonobuoy";

    private static String sonobuoy;
    private static String image;

    @TempDir Path folder;

    @BeforeAll
    static void build() throws Exception {
        sonobuoy = LocalCluster.build("tool", "sonobuoy");
        image = LocalCluster.imageOf("sonobuoy");
    }

    @AfterAll
    static void delete() throws Exception {
        LocalCluster.run(List.of(sonobuoy, "delete"));
        awaitTheEndOfSonobuoy();
    }

    private Command make(String target, String arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("make", target));
        command.add("ARGS=" + arguments);
        command.add("IMAGE=" + LocalCluster.setting("SVC_TEST_IMAGE"));
        command.add("SONOBUOY=" + sonobuoy);
        command.add("SONOBUOY_IMAGE=" + image);
        // The worker would wait some seconds for somebody who wants to change the results first.
        command.add(
                "SONOBUOY_ARGS=--plugin-env"
                        + " k8s-service-validator.SONOBUOY_DONE_FILE_DELAY=1s");
        return Command.run(folder, MOST, command);
    }

    @Tag("essential")
    @Test
    void aHealthyClusterPassesInSonobuoyToo() throws Exception {
        Command run = make("sonobuoy-run", "clusterip/basic dns clusterip/host-network-source");
        assertEquals(0, run.exitCode(), run::output);
        assertTrue(run.output().contains("passed"), run::output);

        Path results = folder.resolve("results");
        Command retrieved = make("sonobuoy-retrieve", results.toString());
        assertEquals(0, retrieved.exitCode(), retrieved::output);
        Run saved = ResultsYaml.read(results.resolve("results.yaml"));
        assertEquals(
                Catalog.scenarios().stream()
                        .filter(each ->
                                each.spec()
                                        .id()
                                        .matches("clusterip/(basic|host-network-source)|dns/.*"))
                        .flatMap(each -> Case.of(each).stream())
                        .map(Case::name)
                        .toList(),
                saved.cases().stream().map(CaseResult::name).toList());
        for (CaseResult result : saved.cases()) {
            assertEquals(new Outcome.Conforms(), result.outcome(), result.name());
        }
        for (String file : List.of("tables.txt", "report.html", "junit.xml", "results.yaml")) {
            assertTrue(
                    retrieved.output().contains(results.resolve(file).toString()),
                    retrieved::output);
        }
        assertEquals(List.of(), LocalCluster.namespacesOfRuns());

        // What Sonobuoy itself shows of it: every case by a name that says everything.
        String detailed =
                LocalCluster.run(
                        List.of(
                                sonobuoy,
                                "results",
                                tarball(results).toString(),
                                "--plugin",
                                "k8s-service-validator",
                                "--mode",
                                "detailed"));
        assertTrue(
                detailed.contains(
                        "clusterip/basic UDP IPv6: every pod reaches every backend through its own"
                                + " ClusterIP Service"),
                detailed);
        assertTrue(!detailed.contains("\"status\":\"failed\""), detailed);
    }

    private static Path tarball(Path results) throws Exception {
        try (var found = Files.list(results)) {
            return found.filter(each -> each.toString().endsWith(".tar.gz")).findFirst().get();
        }
    }

    @Test
    void aStoppedProxyIsSeenBeforeTheEndAndInWhatIsRetrieved() throws Exception {
        Command run;
        try (var fault = LocalCluster.frozen(NODE, "kube-proxy")) {
            // What runs in quiet comes last, so that Sonobuoy has time to hear of the first
            // failures.
            run = make("sonobuoy-run", "--converge-within 6s clusterip/basic latency dns");
        }
        assertEquals(1, run.exitCode(), run::output);
        assertTrue(
                run.output()
                        .lines()
                        .anyMatch(line ->
                                line.matches(
                                        "  \\d+ of \\d+, .*not as expected: .*clusterip/basic.*")),
                run::output);

        Path results = folder.resolve("results");
        Command retrieved = make("sonobuoy-retrieve", results.toString());
        assertEquals(1, retrieved.exitCode(), retrieved::output);
        String tables = Files.readString(results.resolve("tables.txt"));
        assertTrue(tables.lines().anyMatch(line -> line.matches(NODE + "/\\S+ +X +- +X")), tables);
        for (CaseResult result : ResultsYaml.read(results.resolve("results.yaml")).cases()) {
            if (result.scenario().startsWith("dns/")) {
                assertEquals(new Outcome.Conforms(), result.outcome(), result.name());
            } else {
                assertInstanceOf(Outcome.Violates.class, result.outcome(), result.name());
            }
        }
        assertEquals(List.of(), LocalCluster.namespacesOfRuns());
    }

    /** Neither the namespace that it made nor what it made in the one that was given. */
    @Test
    void whatIsDeletedInMidRunLeavesNothing() throws Exception {
        LocalCluster.run(List.of(sonobuoy, "delete"));
        awaitTheEndOfSonobuoy();
        LocalCluster.kubectl("create", "namespace", GIVEN);
        try {
            deleteInMidRun();
        } finally {
            LocalCluster.kubectl("delete", "namespace", GIVEN, "--wait=false");
        }
    }

    private static void deleteInMidRun() throws Exception {
        LocalCluster.run(
                List.of(
                        sonobuoy,
                        "run",
                        "--plugin=plugin/sonobuoy-plugin.yaml",
                        "--plugin-image=k8s-service-validator:"
                                + LocalCluster.setting("SVC_TEST_IMAGE"),
                        "--sonobuoy-image=" + image,
                        "--image-pull-policy=IfNotPresent",
                        "--plugin-env",
                        "k8s-service-validator.SVC_TEST_ARGS=-namespace "
                                + GIVEN
                                + " --concurrency 1 clusterip"));
        LocalCluster.awaitAgents();
        LocalCluster.await(
                Duration.ofMinutes(5),
                () ->
                        LocalCluster.kubectl(
                                "logs",
                                "-n",
                                "sonobuoy",
                                "-l",
                                "sonobuoy-plugin=k8s-service-validator",
                                "-c",
                                "plugin",
                                "--tail=-1"),
                log -> log.contains("\n1/"));
        long end = System.nanoTime() + AFTER_DELETE.toNanos();
        LocalCluster.run(List.of(sonobuoy, "delete"));
        awaitTheEndOfSonobuoy();
        LocalCluster.awaitNoNamespacesOfRuns(Duration.ofNanos(end - System.nanoTime()));
        LocalCluster.await(
                Duration.ofNanos(end - System.nanoTime()),
                () ->
                        LocalCluster.kubectl(
                                "get", "pods,services,endpointslices", "-n", GIVEN, "-o", "name"),
                String::isEmpty);
    }

    private static void awaitTheEndOfSonobuoy() throws Exception {
        LocalCluster.await(
                AFTER_DELETE,
                () ->
                        LocalCluster.kubectl(
                                "get", "namespace", "sonobuoy", "--ignore-not-found", "-o", "name"),
                String::isEmpty);
    }
}
