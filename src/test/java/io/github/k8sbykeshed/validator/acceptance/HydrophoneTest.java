package io.github.k8sbykeshed.validator.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The image in the place of the conformance image of the real Hydrophone. */
@Tag("cluster")
class HydrophoneTest {

    private static final Duration MOST = Duration.ofMinutes(10);

    private static String hydrophone;
    private static String busybox;

    @TempDir Path folder;

    @BeforeAll
    static void build() throws Exception {
        hydrophone = LocalCluster.build("tool", "hydrophone");
        busybox = LocalCluster.imageOf("hydrophone");
    }

    @AfterEach
    void delete() throws Exception {
        hydrophone("--cleanup");
    }

    private Command hydrophone(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(hydrophone, "--output-dir"));
        command.add(folder.toString());
        command.addAll(List.of(arguments));
        return Command.run(folder, MOST, command);
    }

    private Command conformance(String extra) throws Exception {
        return hydrophone(
                "--conformance",
                "--conformance-image",
                LocalCluster.setting("SVC_TEST_IMAGE"),
                "--busybox-image",
                busybox,
                "--extra-args=" + extra);
    }

    private String retrieved(String file) throws Exception {
        return Files.readString(folder.resolve(file));
    }

    @Test
    void aHealthyClusterPasses() throws Exception {
        Command run = conformance("--labels='type=cluster_ip | type=dns'");
        assertEquals(0, run.exitCode(), run::output);
        String junit = retrieved("junit_01.xml");
        assertTrue(
                junit.contains(
                        "clusterip/basic UDP IPv6: every pod reaches every backend through its own"
                                + " ClusterIP Service"),
                junit);
        assertTrue(junit.contains("dns/service-names"), junit);
        assertTrue(!junit.contains("<failure") && !junit.contains("<error"), junit);
        assertTrue(!junit.contains("<skipped"), junit);
        assertTrue(retrieved("e2e.log").contains("\nCONFORMS: "), run::output);
        assertEquals(List.of(), LocalCluster.namespacesOfRuns());
    }

    @Test
    void aStoppedProxyFails() throws Exception {
        Command run;
        try (var fault = LocalCluster.frozen("worker-2", "kube-proxy")) {
            run = conformance("--labels=type=cluster_ip,--converge-within=6s");
        }
        assertEquals(1, run.exitCode(), run::output);
        String junit = retrieved("junit_01.xml");
        assertTrue(junit.contains("type=\"violates\""), junit);
        String log = retrieved("e2e.log");
        assertTrue(log.contains("worker-2") && log.contains("\nVIOLATES: "), log);
        assertEquals(List.of(), LocalCluster.namespacesOfRuns());
    }

    @Test
    void wrongUsageIsToldInWhatIsRetrieved() throws Exception {
        Command run = conformance("--deadline=soon");
        assertEquals(2, run.exitCode(), run::output);
        String junit = retrieved("junit_01.xml");
        assertTrue(junit.contains("is no duration"), junit);
        assertTrue(retrieved("e2e.log").contains("is no duration"), run::output);
        assertEquals(List.of(), LocalCluster.namespacesOfRuns());
    }
}
