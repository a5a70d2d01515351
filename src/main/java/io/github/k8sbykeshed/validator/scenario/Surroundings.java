package io.github.k8sbykeshed.validator.scenario;

import io.github.k8sbykeshed.validator.probe.Facts;
import io.github.k8sbykeshed.validator.probe.Family;
import io.github.k8sbykeshed.validator.result.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * All that a case finds when it starts.
 *
 * @param pods an agent in the pod network of each node
 * @param hosts an agent on the host network of each node; empty where that is forbidden
 * @param outside clients outside the cluster
 * @param spares agents that no Service selects until a case does
 * @param standing the Services that started with the agents of the pod network
 * @param inFlight how many probes a case may have under way at each place
 * @param own the agents that cases have for themselves, by {@link Case#slug()}
 * @param absent the agents that were planned and do not work
 * @param loadBalancers what is known of load balancers
 * @param memory what the run's cases have learned so far
 * @param addresses what the run's addresses and ports were before
 */
public record Surroundings(
        Facts facts,
        List<Place> pods,
        List<Place> hosts,
        List<Place> outside,
        List<Place> spares,
        Standing standing,
        Prober prober,
        ClusterObjects objects,
        Budgets budgets,
        int inFlight,
        Map<String, List<Place>> own,
        List<Absence> absent,
        LoadBalancers loadBalancers,
        Memory memory,
        Addresses addresses) {

    /** At the beginning of a run, when nothing is known yet. */
    public Surroundings(
            Facts facts,
            List<Place> pods,
            List<Place> hosts,
            List<Place> outside,
            List<Place> spares,
            Standing standing,
            Prober prober,
            ClusterObjects objects,
            Budgets budgets,
            int inFlight,
            Map<String, List<Place>> own,
            List<Absence> absent,
            LoadBalancers loadBalancers) {
        this(
                facts,
                pods,
                hosts,
                outside,
                spares,
                standing,
                prober,
                objects,
                budgets,
                inFlight,
                own,
                absent,
                loadBalancers,
                new Memory(),
                new Addresses());
    }

    public Surroundings {
        pods = List.copyOf(pods);
        hosts = List.copyOf(hosts);
        outside = List.copyOf(outside);
        spares = List.copyOf(spares);
        own = Map.copyOf(own);
        absent = List.copyOf(absent);
    }

    /**
     * What a case of one family finds: of the agents of the pod network those that have an address
     * of it. The others are missing to it.
     */
    Surroundings of(Case theCase) {
        Family family = theCase.family();
        if (family == null || !facts.families().contains(family)) {
            return this;
        }
        Predicate<Place> known = place -> place.address(family).isPresent();
        List<Place> mine = own.getOrDefault(theCase.slug(), List.of());
        if (pods.stream().allMatch(known)
                && spares.stream().allMatch(known)
                && mine.stream().allMatch(known)) {
            return this;
        }
        List<Absence> lacking = new ArrayList<>(absent);
        for (int i = 0; i < spares.size(); i++) {
            if (!known.test(spares.get(i))) {
                lacking.add(without(spares.get(i), new AgentRole.Spare(i), family));
            }
        }
        for (int i = 0; i < mine.size(); i++) {
            if (!known.test(mine.get(i))) {
                Own kind = theCase.spec().own().get(i);
                var role = new AgentRole.Dedicated(theCase.slug(), i, kind);
                lacking.add(without(mine.get(i), role, family));
            }
        }
        Map<String, List<Place>> others = new HashMap<>(own);
        others.computeIfPresent(theCase.slug(), (slug, all) -> all.stream().filter(known).toList());
        return new Surroundings(
                facts,
                pods.stream().filter(known).toList(),
                hosts,
                outside,
                spares.stream().filter(known).toList(),
                standing.only(known),
                prober,
                objects,
                budgets,
                inFlight,
                others,
                lacking,
                loadBalancers,
                memory,
                addresses);
    }

    private static Absence without(Place place, AgentRole role, Family family) {
        return new Absence(role, false, place.id() + " has no " + family.apiName() + " address");
    }

    /** An agent of the pod network without an address of some family that Services have, if any. */
    Optional<Place> halfAddressed() {
        return pods.stream()
                .filter(pod ->
                        !facts.families().stream()
                                .allMatch(family -> pod.address(family).isPresent()))
                .findFirst();
    }

    /**
     * What comes of a case that lacks something which the agents that are missing might have been.
     */
    Outcome without(String need) {
        return facts.coverage().missing().isEmpty()
                ? new Outcome.NotApplicable("needs " + need)
                : new Outcome.Inconclusive("needs " + need + ", and " + whatIsMissing());
    }

    /** What comes of a case that needs agents on the host network where there are none. */
    Outcome withoutHosts() {
        String policy = facts.coverage().noHostNetwork();
        return policy.isEmpty()
                ? new Outcome.Inconclusive(
                        "no agent works on a host network: "
                                + why(role -> role instanceof AgentRole.Host))
                : new Outcome.NotApplicable("needs agents on the host network: " + policy);
    }

    /** What comes of a case that needs two spares where there are fewer. */
    Outcome withoutSpares() {
        return new Outcome.Inconclusive(
                "only "
                        + spares.size()
                        + " of "
                        + AgentPlan.SPARES
                        + " spare agents work: "
                        + why(role -> role instanceof AgentRole.Spare));
    }

    /** What comes of a case of which an agent of its own is missing. */
    Outcome withoutOwn(String slug) {
        Predicate<AgentRole> its =
                role -> role instanceof AgentRole.Dedicated own && own.slug().equals(slug);
        boolean forbidden =
                absent.stream().filter(each -> its.test(each.role())).anyMatch(Absence::forbidden);
        return forbidden
                ? new Outcome.NotApplicable("needs an agent of its own: " + why(its))
                : new Outcome.Inconclusive("an agent of its own does not work: " + why(its));
    }

    /** The first of what is missing, and why. */
    String whatIsMissing() {
        return facts.coverage().missing().stream()
                .map(each -> each.what() + " is missing: " + each.why())
                .findFirst()
                .orElseGet(() -> why(role -> true));
    }

    /** Why the first of the agents of these roles that are absent is. */
    String why(Predicate<AgentRole> roles) {
        return absent.stream()
                .filter(each -> roles.test(each.role()))
                .map(Absence::why)
                .findFirst()
                .orElse("nothing is known of why");
    }
}
