package io.github.k8sbykeshed.validator.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.k8sbykeshed.validator.result.CaseResult;
import io.github.k8sbykeshed.validator.result.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a run leaves that is killed, which it cannot notice: the next runs say so and are not
 * disturbed, as they do not disturb each other, and {@code svc-test cleanup} removes it.
 */
@Tag("cluster")
class LeftoversTest {

    private static final String KILLED = "svc-test-killed";

    private static final List<String> LEFT =
            List.of("namespace/" + KILLED, "namespace/" + KILLED + "-host");

    @TempDir Path folder;

    private SvcTest run(String name, String... arguments) throws Exception {
        return SvcTest.run(folder.resolve(name), arguments);
    }

    private SvcTest some(String name) throws Exception {
        return run(
                name,
                "clusterip/basic",
                "clusterip/host-network-source",
                "nodeport/every-node",
                "dns/service-names");
    }

    private String cleanup(String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of("cleanup"));
        all.addAll(List.of(arguments));
        SvcTest cleanup = SvcTest.command(folder, all.toArray(String[]::new));
        assertEquals(0, cleanup.exitCode(), cleanup::output);
        return cleanup.output();
    }

    @Test
    void isSaidByTheNextRunsAndRemovedOnRequest() throws Exception {
        SvcTest killed =
                run("killed", "-namespace", KILLED, "--concurrency", "1", "clusterip/basic");
        try {
            killed.awaitLine("the end of a case", line -> line.startsWith("1/"));
            killed.kill();
            assertEquals(128 + 9, killed.exitCode(), killed::output);
            assertEquals(LEFT, LocalCluster.namespacesOfRuns());
            // As it would be after an hour.
            LocalCluster.kubectl(
                    "annotate",
                    "namespace",
                    KILLED + "-host",
                    "--overwrite",
                    "k8s-service-validator/expires=2026-01-01T00:00:00Z");

            SvcTest sameName = run("same", "-namespace", KILLED, "clusterip/basic");
            for (SvcTest each : List.of(some("one"), some("two"))) {
                assertEquals(0, each.exitCode(), each::output);
                for (CaseResult result : each.results().cases()) {
                    assertEquals(new Outcome.Conforms(), result.outcome(), result.name());
                }
                assertSays(
                        each.output(),
                        "Found what a killed run left: the namespace svc-test-killed-host;"
                                + " svc-test cleanup removes it.");
                assertSays(
                        each.output(),
                        "Found another run's namespace svc-test-killed; if that run was killed,"
                                + " svc-test cleanup svc-test-killed removes it.");
            }
            assertEquals(2, sameName.exitCode(), sameName::output);
            assertSays(
                    sameName.output(),
                    "The namespace svc-test-killed is of another run; choose another name, or remove"
                            + " it with svc-test cleanup svc-test-killed.");
            assertEquals(LEFT, LocalCluster.namespacesOfRuns());

            String expired = cleanup();
            assertSays(expired, "Deleted: svc-test-killed-host");
            assertSays(
                    expired,
                    "Left alone, since its run may still go on: svc-test-killed, needed until 2");
            assertEquals(LEFT.subList(0, 1), LocalCluster.namespacesOfRuns());
            assertSays(cleanup(KILLED) + "\n", "Deleted: svc-test-killed\n");
            assertEquals(List.of(), LocalCluster.namespacesOfRuns());
            assertSays(cleanup(), "No ended run left anything.");
        } finally {
            killed.kill();
            cleanup("--all");
        }
    }

    private static void assertSays(String output, String sentence) {
        assertTrue(output.contains(sentence), () -> sentence + " is not in " + output);
    }
}
