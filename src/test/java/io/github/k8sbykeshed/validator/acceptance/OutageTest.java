package io.github.k8sbykeshed.validator.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.k8sbykeshed.validator.cluster.Choices;
import io.github.k8sbykeshed.validator.cluster.Cluster;
import io.github.k8sbykeshed.validator.probe.Attempt;
import io.github.k8sbykeshed.validator.probe.Family;
import io.github.k8sbykeshed.validator.probe.Observation;
import io.github.k8sbykeshed.validator.probe.Probe;
import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.probe.Series;
import io.github.k8sbykeshed.validator.scenario.Budgets;
import io.github.k8sbykeshed.validator.scenario.Place;
import io.github.k8sbykeshed.validator.scenario.Prober;
import io.github.k8sbykeshed.validator.scenario.Surroundings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Agents go on while the API server is away, and no probe is made twice. */
@Tag("cluster")
class OutageTest {

    private static final int ATTEMPTS = 300;
    private static final int EVERY_MILLIS = 50;

    @Test
    void agentsProbeOnWithoutTheApiServerAndNothingTwice() throws Exception {
        try (Cluster cluster = Cluster.find(LocalCluster.setting("KUBECONFIG"), null, null)) {
            Surroundings around =
                    cluster.deploy(
                            cluster.prospect(
                                    new Cluster.Deployment(
                                            "outage",
                                            "svc-test-outage",
                                            new Cluster.Image(
                                                    LocalCluster.setting("SVC_TEST_IMAGE"), null),
                                            "a token of this test",
                                            Duration.ofMinutes(10),
                                            Duration.ofMinutes(2),
                                            Budgets.defaults(),
                                            null,
                                            64,
                                            List.of(),
                                            Choices.none())),
                            waiting -> {});
            Place from = around.pods().getFirst();
            Place to = around.pods().getLast();
            Probe probe =
                    Probe.once(to.direct(Family.IPV4, Protocol.TCP), 5_000)
                            .repeated(Probe.Repeat.times(ATTEMPTS, EVERY_MILLIS));
            Prober.Batch batch = around.prober().start(from, List.of(probe), 1);
            assertTrue(!batch.await(Duration.ofSeconds(2)), "the batch ended before the outage");
            try (var fault = LocalCluster.killed("control-plane", "kube-apiserver")) {
                Thread.sleep(10_000);
            }
            assertTrue(batch.await(Duration.ofSeconds(60)), "the results never came");

            Series series = batch.results().getFirst();
            assertEquals(ATTEMPTS, series.attempts().size());
            assertEquals(ATTEMPTS, series.made());
            List<Long> gaps = new ArrayList<>();
            Set<Long> starts = new HashSet<>();
            long last = 0;
            for (Attempt attempt : series.attempts()) {
                assertInstanceOf(Observation.Answered.class, attempt.observation());
                assertTrue(starts.add(attempt.startMicros()));
                gaps.add(attempt.startMicros() - last);
                last = attempt.startMicros();
            }
            // On one clock, from before the outage until after it: had the batch been run again,
            // its
            // attempts would begin at nought again or late.
            assertTrue(last >= (ATTEMPTS - 1) * EVERY_MILLIS * 1_000L, () -> "gaps: " + gaps);
            assertTrue(
                    gaps.stream().allMatch(gap -> gap >= 0 && gap < 5_000_000),
                    () -> "gaps: " + gaps);
            // Controllers that lost the API server look for it ever more rarely.
            cluster.askForDeletion();
            assertEquals(List.of(), cluster.awaitDeletion(Duration.ofMinutes(3)));
            LocalCluster.awaitReadyNodes();
        }
    }
}
