package io.github.k8sbykeshed.validator.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A run as the Job of plugin/job.yaml, as the user that a cluster chooses. */
@Tag("cluster")
class JobTest {

    private static final String JOB = "job/" + PluginRole.NAME;

    private static PluginRole role;

    @BeforeAll
    static void grant() throws Exception {
        role = PluginRole.granted();
    }

    @AfterAll
    static void withdraw() throws Exception {
        role.close();
    }

    @AfterEach
    void delete() throws Exception {
        // With its pods, of which the next test has one of its own.
        kubectl("delete", "--ignore-not-found", "--cascade=foreground", JOB);
    }

    private static String kubectl(String... arguments) throws Exception {
        String[] all = new String[arguments.length + 2];
        all[0] = "--namespace";
        all[1] = PluginRole.NAME;
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        return LocalCluster.kubectl(all);
    }

    private static void start(String arguments) throws Exception {
        String job = Files.readString(Path.of("plugin/job.yaml"));
        job =
                replaced(
                        job,
                        "image: k8sbykeshed/k8s-service-validator:latest",
                        "image: " + LocalCluster.setting("SVC_TEST_IMAGE"));
        job =
                replaced(
                        job,
                        "--results=/tmp/results]",
                        "--results=/tmp/results, " + arguments + "]");
        job =
                replaced(
                        job,
                        "        runAsNonRoot: true\n",
                        "        runAsNonRoot: true\n        runAsUser: 1000650000\n");
        LocalCluster.apply(job);
    }

    private static String replaced(String text, String part, String other) {
        assertTrue(text.contains(part), part + " is not in " + text);
        return text.replace(part, other);
    }

    private static void awaitCondition(String wanted) throws Exception {
        String conditions =
                LocalCluster.await(
                        Duration.ofMinutes(3),
                        () -> kubectl("get", JOB, "-o", "jsonpath={.status.conditions[*].type}"),
                        seen -> seen.contains("Complete") || seen.contains("Failed"));
        assertTrue(conditions.contains(wanted), () -> conditions + ": " + log());
    }

    private static String log() {
        try {
            return kubectl("logs", JOB);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static String exitCode() throws Exception {
        return kubectl(
                "get",
                "pods",
                "-l",
                "batch.kubernetes.io/job-name=" + PluginRole.NAME,
                "-o",
                "jsonpath={.items[*].status.containerStatuses[*].state.terminated.exitCode}");
    }

    @Test
    void completesIfAllConforms() throws Exception {
        start("clusterip/basic, clusterip/host-network-source");
        awaitCondition("Complete");
        assertEquals("0", exitCode());
        String log = log();
        assertTrue(log.contains("\nCONFORMS: 8 cases conform (exit code 0: "), log);
        assertEquals(List.of(), LocalCluster.namespacesOfRuns());
    }

    @Test
    void failsWithTheExitCodeOfTheRun() throws Exception {
        start("clusterip/basic, --image=registry.invalid/none:1");
        awaitCondition("Failed");
        assertEquals("2", exitCode());
        String log = log();
        assertTrue(log.contains("check that the node can pull registry.invalid/none:1"), log);
        assertTrue(log.contains("\nINCONCLUSIVE: "), log);
        assertEquals(List.of(), LocalCluster.namespacesOfRuns());
    }

    /** As when its node is drained. */
    @Test
    void cleansUpIfItsPodIsDeleted() throws Exception {
        start("--concurrency=1, clusterip");
        LocalCluster.awaitAgents();
        LocalCluster.await(Duration.ofMinutes(5), JobTest::log, log -> log.contains("\n1/"));
        kubectl(
                "delete",
                "pods",
                "--wait=false",
                "-l",
                "batch.kubernetes.io/job-name=" + PluginRole.NAME);
        LocalCluster.awaitNoNamespacesOfRuns(Duration.ofMinutes(2));
        awaitCondition("Failed");
    }
}
