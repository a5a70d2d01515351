package io.github.k8sbykeshed.validator.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.k8sbykeshed.validator.catalog.Catalog;
import io.github.k8sbykeshed.validator.probe.Facts;
import io.github.k8sbykeshed.validator.probe.Family;
import io.github.k8sbykeshed.validator.result.CaseResult;
import io.github.k8sbykeshed.validator.result.Outcome;
import io.github.k8sbykeshed.validator.scenario.FakeCluster.Unmodelled;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * What a cluster lacks makes the scenarios that say they need it not applicable, with that reason,
 * and no other: the rest runs and conforms.
 */
class NeedTest {

    private final FakeCluster cluster = FakeCluster.ofThree();

    /** The ids of scenarios that do not apply, for this reason; all others have to conform. */
    private static Set<String> without(Surroundings around, String reason) {
        Set<String> notApplicable = new TreeSet<>();
        Set<String> conforming = new TreeSet<>();
        for (Scenario scenario : Catalog.scenarios()) {
            for (Case each : Case.of(scenario)) {
                CaseResult result = Lab.run(each, around);
                String id = each.spec().id();
                switch (result.outcome()) {
                    case Outcome.NotApplicable(String why) -> {
                        assertTrue(why.startsWith(reason), () -> each.name() + ": " + why);
                        assertEquals(List.of(), result.steps(), each.name());
                        notApplicable.add(id);
                    }
                    case Outcome.Inconclusive(String why)
                            when why.contains(Unmodelled.class.getSimpleName()) -> {}
                    default -> {
                        assertEquals(new Outcome.Conforms(), result.outcome(), each.name());
                        conforming.add(id);
                    }
                }
            }
        }
        assertFalse(conforming.isEmpty());
        return notApplicable;
    }

    /** The ids of scenarios that say that they need it. */
    private static Set<String> needing(Need need) {
        Set<String> ids =
                Catalog.scenarios().stream()
                        .map(Scenario::spec)
                        .filter(spec ->
                                spec.needs().stream()
                                        .anyMatch(each -> each.what().equals(need.what())))
                        .map(Spec::id)
                        .collect(Collectors.toCollection(TreeSet::new));
        assertFalse(ids.isEmpty(), need::what);
        return ids;
    }

    private static Surroundings with(Facts facts, Surroundings around) {
        return new Surroundings(
                facts,
                around.pods(),
                around.hosts(),
                around.outside(),
                around.spares(),
                around.standing(),
                around.prober(),
                around.objects(),
                around.budgets(),
                around.inFlight(),
                around.own(),
                around.absent(),
                around.loadBalancers());
    }

    @Test
    void aSecondNode() {
        Surroundings around = new FakeCluster(1).surroundings();
        Set<String> unmet =
                Catalog.scenarios().stream()
                        .map(Scenario::spec)
                        .filter(spec ->
                                spec.needs().stream().anyMatch(need -> !need.met().test(around)))
                        .map(Spec::id)
                        .collect(Collectors.toCollection(TreeSet::new));
        assertTrue(unmet.containsAll(needing(Need.nodes(2))), unmet::toString);
        assertEquals(unmet, without(around, "needs "));
    }

    @Test
    void agentsOnTheHostNetwork() {
        Surroundings all = cluster.surroundings();
        assertEquals(
                needing(Need.hostNetwork()),
                without(
                        cluster.surroundings(List.of(), all.outside(), all.spares()),
                        "needs agents on the host network: a policy forbids them"));
    }

    @Test
    void aClientOutside() {
        Surroundings all = cluster.surroundings();
        assertEquals(
                needing(Need.outsideClient()),
                without(
                        cluster.surroundings(all.hosts(), List.of(), all.spares()),
                        "needs a client outside the cluster; give one with --outside-client"));
    }

    @Test
    void aLoadBalancer() {
        cluster.hasLoadBalancer = false;
        assertEquals(
                needing(Need.loadBalancer()),
                without(
                        cluster.surroundings(),
                        "needs a load balancer that gives addresses; none gave the Service"));
    }

    @Test
    void aDnsService() {
        Surroundings all = cluster.surroundings();
        Facts facts = all.facts();
        var without =
                new Facts(
                        facts.server(),
                        facts.version(),
                        facts.nodes(),
                        facts.leftOut(),
                        facts.families(),
                        facts.kubernetes(),
                        facts.kubernetesEndpoints(),
                        null,
                        true);
        Set<String> needing = needing(Need.dns());
        for (Scenario scenario : Catalog.scenarios()) {
            for (Case each : Case.of(scenario)) {
                Outcome outcome = Lab.run(each, with(without, all)).outcome();
                if (needing.contains(each.spec().id())) {
                    assertEquals(new Outcome.NotApplicable("needs a cluster DNS Service"), outcome);
                } else if (each.spec().id().equals("clusterip/existing")
                        && !each.name().equals("clusterip/existing TCP IPv4")) {
                    // Nothing is left to ask: default/kubernetes has no other family here.
                    assertInstanceOf(Outcome.NotApplicable.class, outcome, each.name());
                } else if (!outcome.reason().contains(Unmodelled.class.getSimpleName())) {
                    assertInstanceOf(Outcome.Conforms.class, outcome, each.name());
                }
            }
        }
    }

    @Test
    void aSecondFamily() {
        Surroundings all = cluster.surroundings();
        Facts facts = all.facts();
        var single =
                new Facts(
                        facts.server(),
                        facts.version(),
                        facts.nodes(),
                        facts.leftOut(),
                        List.of(Family.IPV4),
                        facts.kubernetes(),
                        facts.kubernetesEndpoints(),
                        facts.dns(),
                        true);
        for (Scenario scenario : Catalog.scenarios()) {
            for (Case each : Case.of(scenario)) {
                Outcome outcome = Lab.run(each, with(single, all)).outcome();
                if (each.family() == Family.IPV6) {
                    assertEquals(
                            new Outcome.NotApplicable("the cluster's Services have no IPv6"),
                            outcome);
                } else if (each.spec().needs().stream()
                        .anyMatch(need -> !need.met().test(with(single, all)))) {
                    assertEquals(new Outcome.NotApplicable("needs both address families"), outcome);
                } else if (!outcome.reason().contains(Unmodelled.class.getSimpleName())) {
                    assertInstanceOf(Outcome.Conforms.class, outcome, each.name());
                }
            }
        }
    }

    @Test
    void agentsOfCasesThatCannotApplyAreNotStarted() {
        List<Case> cases =
                Catalog.scenarios().stream().flatMap(each -> Case.of(each).stream()).toList();
        Set<String> having =
                cases.stream()
                        .filter(each -> !each.spec().own().isEmpty())
                        .filter(each -> each.family() != Family.IPV6)
                        .map(Case::slug)
                        .collect(Collectors.toSet());
        assertFalse(having.isEmpty());
        assertEquals(having, Case.own(cases, List.of(Family.IPV4)).keySet());
        assertTrue(
                having.size() < Case.own(cases, List.of(Family.values())).size(),
                "none is of IPv6");
    }
}
