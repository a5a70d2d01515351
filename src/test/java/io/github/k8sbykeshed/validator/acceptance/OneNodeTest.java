package io.github.k8sbykeshed.validator.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.k8sbykeshed.validator.catalog.Catalog;
import io.github.k8sbykeshed.validator.result.CaseResult;
import io.github.k8sbykeshed.validator.result.Outcome;
import io.github.k8sbykeshed.validator.scenario.Need;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Where agents can run on one node only, what needs two is not applicable and the rest conforms.
 */
@Tag("cluster")
class OneNodeTest {

    private static final String SECOND_NODE = Need.nodes(2).what();

    @TempDir Path results;

    @Test
    void whatNeedsNoSecondNodeRuns() throws Exception {
        SvcTest svcTest;
        int exitCode;
        try {
            LocalCluster.kubectl("cordon", "worker-2", "worker-3");
            svcTest = SvcTest.run(results, "clusterip", "dns", "headless", "nodeport", "policy");
            exitCode = svcTest.exitCode();
        } finally {
            LocalCluster.kubectl("uncordon", "worker-2", "worker-3");
        }
        assertEquals(0, exitCode, svcTest::output);
        Set<String> needing =
                Catalog.scenarios().stream()
                        .map(Scenario::spec)
                        .filter(spec ->
                                spec.needs().stream()
                                        .anyMatch(need -> need.what().equals(SECOND_NODE)))
                        .map(Spec::id)
                        .collect(Collectors.toCollection(TreeSet::new));
        int conforming = 0;
        for (CaseResult result : svcTest.results().cases()) {
            if (needing.contains(result.scenario())) {
                assertEquals(
                        new Outcome.NotApplicable("needs " + SECOND_NODE),
                        result.outcome(),
                        result.name());
            } else {
                assertEquals(new Outcome.Conforms(), result.outcome(), result.name());
                conforming++;
            }
        }
        assertTrue(conforming >= 20, svcTest::output);
        assertTrue(svcTest.output().contains("worker-2, worker-3: cordoned"), svcTest::output);
        assertEquals(List.of(), LocalCluster.namespacesOfRuns());
    }
}
