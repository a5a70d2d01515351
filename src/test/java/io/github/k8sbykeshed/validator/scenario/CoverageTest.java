package io.github.k8sbykeshed.validator.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.k8sbykeshed.validator.catalog.Catalog;
import io.github.k8sbykeshed.validator.probe.Facts;
import io.github.k8sbykeshed.validator.probe.Family;
import io.github.k8sbykeshed.validator.result.CaseResult;
import io.github.k8sbykeshed.validator.result.Outcome;
import io.github.k8sbykeshed.validator.result.Run;
import io.github.k8sbykeshed.validator.scenario.FakeCluster.Unmodelled;
import io.github.k8sbykeshed.validator.scenario.LoadBalancers.Mode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What the cluster lacks is not applicable. What only the run lacks, or a policy does not explain,
 * is no pass.
 */
class CoverageTest {

    private final FakeCluster cluster = FakeCluster.ofThree();

    /** The whole catalogue, but for what the fake cluster does not know. */
    private Run everything() {
        Surroundings around = cluster.surroundings();
        List<CaseResult> results = new ArrayList<>();
        for (Scenario scenario : Catalog.scenarios()) {
            for (Case each : Case.of(scenario)) {
                CaseResult result = Lab.run(each, around);
                String why = result.outcome().reason();
                if (!why.contains(Unmodelled.class.getSimpleName())) {
                    results.add(result);
                }
            }
        }
        return new Run("0", "1", Instant.EPOCH, around.facts(), Map.of(), results, null);
    }

    private Outcome first(String scenario) {
        Case first =
                Catalog.scenarios().stream()
                        .filter(each -> each.spec().id().equals(scenario))
                        .flatMap(each -> Case.of(each).stream())
                        .findFirst()
                        .orElseThrow();
        return Lab.run(first, cluster.surroundings()).outcome();
    }

    @Test
    void aHealthyClusterPasses() {
        Run run = everything();
        assertEquals(Run.EXIT_CONFORMS, run.exitCode());
        assertEquals(run.cases().size(), run.count(Outcome.Conforms.class));
    }

    @Test
    void aSpareThatIsMissingIsNoPass() {
        cluster.rejectSpare(2, "there is no room on w3");
        Run run = everything();
        assertEquals(Run.EXIT_INCONCLUSIVE, run.exitCode());
        assertEquals(0, run.count(Outcome.NotApplicable.class));
        assertEquals(
                new Outcome.Inconclusive("only 1 of 2 spare agents work: there is no room on w3"),
                first("clusterip/no-endpoints"));
    }

    @Test
    void aPodWithoutAFamilyIsNoPassAndTheFamilyIsValidatedElsewhere() {
        cluster.withoutAddress(2, Family.IPV6);
        Run run = everything();
        assertEquals(
                List.of(),
                run.cases().stream()
                        .filter(each ->
                                each.outcome() instanceof Outcome.Violates
                                        || each.outcome() instanceof Outcome.NotApplicable
                                        || each.outcome().reason().contains("by itself"))
                        .map(each -> each.name() + ": " + each.outcome())
                        .toList());
        assertTrue(run.count(Outcome.Conforms.class) > 150, "few conform");
        assertEquals(Run.EXIT_INCONCLUSIVE, run.exitCode());
        assertEquals("2 of 3 nodes, not a family of w2", run.facts().describeNodes());
        for (CaseResult each : run.cases()) {
            each.steps()
                    .forEach(step ->
                            assertTrue(
                                    each.family() != Family.IPV6
                                            || step.table().matrix().sources().stream()
                                                    .noneMatch(s -> s.pod().equals("agent-w2")),
                                    each::name));
        }
    }

    @Test
    void aFamilyThatNoPodHasThoughServicesDoIsNoPass() {
        for (int i = 1; i <= 3; i++) {
            cluster.withoutAddress(i, Family.IPV6);
        }
        Run run = everything();
        assertEquals(Run.EXIT_INCONCLUSIVE, run.exitCode());
        assertTrue(
                run.cases().stream()
                        .filter(each -> each.family() == Family.IPV6)
                        .allMatch(each -> each.outcome() instanceof Outcome.Inconclusive));
    }

    @Test
    void anAgentOfACaseThatAPolicyForbidsIsNotApplicableAndOneThatFailsIsInconclusive() {
        cluster.reject(cluster.own("hostport-basic"), true, "no host ports here");
        assertEquals(
                new Outcome.NotApplicable("needs an agent of its own: no host ports here"),
                first("hostport/basic"));
        cluster.reject(cluster.own("rollout-drain-tcp-ipv4"), false, "its node has no room");
        assertEquals(
                new Outcome.Inconclusive("an agent of its own does not work: its node has no room"),
                first("rollout/drain"));
    }

    @Test
    void hostAgentsThatFailAreInconclusiveUnlessAPolicyForbidsThem() {
        Surroundings all = cluster.surroundings();
        Facts facts = all.facts();
        var failed =
                new Surroundings(
                        facts,
                        all.pods(),
                        List.of(),
                        all.outside(),
                        all.spares(),
                        all.standing(),
                        all.prober(),
                        all.objects(),
                        all.budgets(),
                        all.inFlight(),
                        all.own(),
                        List.of(new Absence(new AgentRole.Host(), false, "no port is free")),
                        all.loadBalancers());
        assertEquals(
                new Outcome.Inconclusive("no agent works on a host network: no port is free"),
                failed.withoutHosts());
        assertEquals(
                new Outcome.NotApplicable(
                        "needs agents on the host network: a policy forbids them"),
                cluster.surroundings(List.of(), List.of(), List.of()).withoutHosts());
    }

    @Test
    void aPolicyThatForbidsAKindOfServiceIsNotApplicableInItsOwnWords() {
        cluster.forbidding = call -> call.contains("create the Service nodeport-");
        assertEquals(
                new Outcome.NotApplicable(
                        "Cannot create the Service nodeport-every-node-tcp-ipv4-0: the policy"
                                + " no-such forbids it"),
                first("nodeport/every-node"));
        cluster.forbidding = call -> call.contains("EndpointSlice");
        assertInstanceOf(Outcome.NotApplicable.class, first("clusterip/no-selector-slices"));
    }

    @Test
    void aLoadBalancerThatOthersHaveMustServeUsToo() {
        cluster.hasLoadBalancer = false;
        assertInstanceOf(Outcome.NotApplicable.class, first("lb/basic"));
        cluster.loadBalancers = new LoadBalancers(Mode.AUTO, "shop/front has 192.0.2.7");
        assertEquals(
                new Outcome.Violates(
                        "a load balancer must give addresses, since shop/front has 192.0.2.7;"
                                + " none gave the Service one within 0 s"),
                first("lb/basic"));
        cluster.loadBalancers = new LoadBalancers(Mode.REQUIRED, "");
        assertInstanceOf(Outcome.Violates.class, first("lb/basic"));
        cluster.loadBalancers = new LoadBalancers(Mode.NONE, "shop/front has 192.0.2.7");
        cluster.calls.clear();
        assertInstanceOf(Outcome.NotApplicable.class, first("lb/basic"));
        assertEquals(List.of(), cluster.calls);
    }

    @Test
    void aLoadBalancerThatGivesNamesAloneIsNoPass() {
        cluster.givesNames = true;
        assertInstanceOf(Outcome.Inconclusive.class, first("lb/basic"));
    }

    @Test
    void oneNodeOfAClusterOfSeveralIsNotOneNode() {
        Surroundings one = new FakeCluster(1).surroundings();
        assertInstanceOf(Outcome.NotApplicable.class, Need.nodes(2).without().apply(one));
        Surroundings oneOfThree = cluster.surroundings();
        assertInstanceOf(Outcome.Inconclusive.class, Need.nodes(2).without().apply(oneOfThree));
    }

    @Test
    void versionsAreCompared() {
        assertTrue(Need.minor(30).met().test(with("v1.35.4")));
        assertTrue(Need.minor(30).met().test(with("v1.30.0-eks-123")));
        assertTrue(Need.minor(30).met().test(with("v2.0.1")));
        assertTrue(!Need.minor(30).met().test(with("v1.29+")));
        assertTrue(!Need.minor(30).met().test(with("unknown")));
    }

    private Surroundings with(String version) {
        Surroundings all = cluster.surroundings();
        Facts facts = all.facts();
        return new Surroundings(
                new Facts(
                        facts.server(),
                        version,
                        facts.nodes(),
                        facts.leftOut(),
                        facts.families(),
                        facts.kubernetes(),
                        facts.kubernetesEndpoints(),
                        facts.dns(),
                        true),
                all.pods(),
                all.hosts(),
                all.outside(),
                all.spares(),
                all.standing(),
                all.prober(),
                all.objects(),
                all.budgets(),
                all.inFlight(),
                all.own(),
                all.absent(),
                all.loadBalancers());
    }
}
