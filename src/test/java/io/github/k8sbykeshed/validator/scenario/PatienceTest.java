package io.github.k8sbykeshed.validator.scenario;

import static io.github.k8sbykeshed.validator.scenario.Expected.answeredByBackends;
import static io.github.k8sbykeshed.validator.scenario.ServiceSpec.clusterIp;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.github.k8sbykeshed.validator.probe.Family;
import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.probe.Target.Reach;
import io.github.k8sbykeshed.validator.result.CaseResult;
import io.github.k8sbykeshed.validator.result.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** How long is waited for a proxy that has let a whole budget pass before. */
class PatienceTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final FakeCluster cluster = FakeCluster.ofThree();
    private final Patience patience = new Patience();

    private static Patience.Who who(String node) {
        return new Patience.Who(node, Reach.CLUSTER_IP, Family.IPV4);
    }

    @Test
    void aWholeBudgetIsGivenOnceThenAQuarterThenTheLeast() {
        assertEquals(MINUTE, patience.of(who("w1"), MINUTE));
        patience.ranOut(who("w1"));
        assertEquals(Duration.ofSeconds(15), patience.of(who("w1"), MINUTE));
        patience.ranOut(who("w1"));
        assertEquals(Patience.LEAST, patience.of(who("w1"), MINUTE));
        assertEquals(MINUTE, patience.of(who("w2"), MINUTE));
        assertEquals(
                MINUTE, patience.of(new Patience.Who("w1", Reach.CLUSTER_IP, Family.IPV6), MINUTE));
    }

    @Test
    void whoServesSomethingNewIsWaitedForAgain() {
        patience.ranOut(who("w1"));
        patience.ranOut(who("w1"));
        patience.serves(who("w1"));
        assertEquals(MINUTE, patience.of(who("w1"), MINUTE));
    }

    @Test
    void aShortBudgetIsNotMadeLonger() {
        Duration second = Duration.ofSeconds(1);
        patience.ranOut(who("w1"));
        assertEquals(second, patience.of(who("w1"), second));
        assertEquals(Patience.LEAST, patience.of(who("w1"), Duration.ofSeconds(8)));
    }

    /** Else a slow machine's changes would be judged before they are seen. */
    @Test
    void aBusyClusterIsWaitedForAsItsSlowestChangeTook() {
        patience.seenAfter(9_000_000);
        patience.seenAfter(4_000_000);
        patience.ranOut(who("w1"));
        patience.ranOut(who("w1"));
        assertEquals(Duration.ofSeconds(27), patience.of(who("w1"), MINUTE));
        patience.seenAfter(90_000_000);
        assertEquals(MINUTE, patience.of(who("w1"), MINUTE));
    }

    /** Each pod to a Service of the first one. */
    private CaseResult run(Surroundings around) {
        var scenario =
                new Scenario() {
                    @Override
                    public Spec spec() {
                        return Spec.of("test/steps", "what is tested").only(Protocol.TCP);
                    }

                    @Override
                    public void run(Lab lab) {
                        var service = lab.services().create(clusterIp(), lab.pods().getFirst());
                        lab.expect("served", lab.pods(), service.clusterIp(), answeredByBackends());
                    }
                };
        var theCase = new Case(scenario, scenario.spec(), Protocol.TCP, Family.IPV4);
        return Lab.run(theCase, around);
    }

    /** For how long each pod waited in the last case, milliseconds. */
    private List<Integer> budgets() {
        List<Integer> all =
                cluster.batches.stream()
                        .flatMap(batch -> batch.probes.stream())
                        .filter(probe -> probe.repeat().goal() != null)
                        .map(probe -> probe.repeat().budgetMillis())
                        .toList();
        return all.subList(all.size() - 3, all.size());
    }

    @Test
    void casesThatFollowDoNotWaitAsLongForAProxyThatIsStopped() {
        var stopped = new AtomicBoolean(true);
        cluster.with(dial ->
                stopped.get() && dial.way() == FakeCluster.Way.SERVICE && dial.proxy().equals("w3")
                        ? FakeCluster.SILENCE
                        : null);
        Surroundings around = cluster.surroundings();
        assertInstanceOf(Outcome.Violates.class, run(around).outcome());
        int whole = budgets().getFirst();
        assertEquals(List.of(whole, whole, whole), budgets());
        assertInstanceOf(Outcome.Violates.class, run(around).outcome());
        assertEquals(List.of(whole, whole, whole / 4), budgets());
        // Once it works it is found to, however short the wait, and waited for as before.
        stopped.set(false);
        assertEquals(new Outcome.Conforms(), run(around).outcome());
        run(around);
        assertEquals(List.of(whole, whole, whole), budgets());
    }
}
