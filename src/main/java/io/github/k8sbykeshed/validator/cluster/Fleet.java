package io.github.k8sbykeshed.validator.cluster;

import io.fabric8.kubernetes.api.model.PodIP;
import io.github.k8sbykeshed.validator.cluster.PodStarter.Come;
import io.github.k8sbykeshed.validator.cluster.PodStarter.Lost;
import io.github.k8sbykeshed.validator.cluster.PodStarter.Started;
import io.github.k8sbykeshed.validator.probe.Address;
import io.github.k8sbykeshed.validator.probe.Facts;
import io.github.k8sbykeshed.validator.probe.Source;
import io.github.k8sbykeshed.validator.scenario.Absence;
import io.github.k8sbykeshed.validator.scenario.AgentPlan;
import io.github.k8sbykeshed.validator.scenario.AgentRole;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects.ClusterException;
import io.github.k8sbykeshed.validator.scenario.Place;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The agents of a run that work, and those that do not with the reason. An agent that is given up
 * is gone before any case begins; a spare that is given up starts again on another node.
 */
final class Fleet {

    /** How long pods that are deleted may stay, though no kubelet is asked. */
    private static final Duration REMOVAL = Duration.ofSeconds(60);

    /** On how many nodes a spare is tried. */
    private static final int SPARE_TRIES = 3;

    /** A node whose agents work has the image and starts another one in a moment. */
    private static final Patience SPARE = Patience.of(Duration.ofSeconds(30));

    private final PodStarter starter;
    private final AgentPods pods;
    private final Evidence evidence;
    private final Map<String, AgentLink> links = new LinkedHashMap<>();
    private final Map<AgentPlan.Agent, Place> places = new LinkedHashMap<>();
    private final Map<AgentPlan.Agent, Absence> absent = new LinkedHashMap<>();

    Fleet(PodStarter starter, AgentPods pods, Evidence evidence) {
        this.starter = starter;
        this.pods = pods;
        this.evidence = evidence;
    }

    /** An agent that cannot even be tried. */
    void refuse(AgentPlan.Agent agent, boolean forbidden, String why) {
        absent.put(agent, new Absence(agent.role(), forbidden, why));
    }

    /**
     * Starts the agents that are planned, and waits until each works or is given up and gone.
     *
     * @throws ClusterException if not one agent of the pod network works; the message says why
     */
    void start(AgentPlan plan, Patience patience) throws InterruptedException {
        List<AgentPlan.Agent> agents =
                plan.agents().stream().filter(each -> !absent.containsKey(each)).toList();
        add(starter.start(agents.stream().map(pods::of).toList(), patience));
        if (shared().isEmpty()) {
            throw new ClusterException(
                    "No agent works, so nothing can be probed: "
                            + absent.values().stream()
                                    .map(Absence::why)
                                    .findFirst()
                                    .orElse("there is no node"),
                    null);
        }
        for (AgentPlan.Agent each : agents) {
            if (each.role() instanceof AgentRole.Spare(int number) && absent.containsKey(each)) {
                startElsewhere(number, each);
            }
        }
    }

    /** Starts a spare on the next node whose own agent works, beside no other spare if it can. */
    private void startElsewhere(int number, AgentPlan.Agent first) throws InterruptedException {
        Set<String> tried = new HashSet<>(Set.of(first.node().name()));
        for (int tries = 1; tries < SPARE_TRIES; tries++) {
            List<Facts.Node> left =
                    places.keySet().stream()
                            .filter(each -> each.role() instanceof AgentRole.Shared)
                            .map(AgentPlan.Agent::node)
                            .filter(node -> !tried.contains(node.name()))
                            .toList();
            if (left.isEmpty()) {
                return;
            }
            Set<String> taken = new HashSet<>();
            spares().forEach(spare -> taken.add(spare.node()));
            Facts.Node node =
                    left.stream()
                            .filter(each -> !taken.contains(each.name()))
                            .findFirst()
                            .orElse(left.getFirst());
            tried.add(node.name());
            String namespace = first.source().namespace();
            var again = AgentPlan.spare(number, tries, node, namespace);
            add(starter.start(List.of(pods.of(again)), SPARE));
            if (places.containsKey(again)) {
                absent.keySet().removeIf(each -> each.role().equals(first.role()));
                return;
            }
        }
    }

    private void add(Started started) throws InterruptedException {
        for (Come each : started.come()) {
            links.put(each.wanted().source().id(), each.link());
            places.put(each.wanted().agent(), place(each));
        }
        List<Lost> lost = started.lost();
        if (lost.isEmpty()) {
            return;
        }
        Map<Source, String> sentences = evidence.of(lost);
        starter.remove(lost, REMOVAL);
        for (Lost each : lost) {
            String why = sentences.getOrDefault(each.wanted().source(), each.words());
            AgentPlan.Agent agent = each.wanted().agent();
            boolean forbidden = each.cause() == Absent.FORBIDDEN;
            absent.put(agent, new Absence(agent.role(), forbidden, why));
        }
    }

    private static Place place(Come come) {
        AgentPlan.Agent agent = come.wanted().agent();
        List<Address> addresses =
                agent.role() instanceof AgentRole.Host
                        ? agent.node().addresses()
                        : come.pod().getStatus().getPodIPs().stream()
                                .map(PodIP::getIp)
                                .map(Address::new)
                                .toList();
        return new Place(
                agent.source(),
                addresses,
                come.info().ports(),
                come.info().searchDomains(),
                come.info().nameservers().stream().map(Address::new).toList());
    }

    /** The agents that work in the pod network, one a node. */
    List<Place> shared() {
        return places(role -> role instanceof AgentRole.Shared);
    }

    /** The agents that work on host networks. */
    List<Place> hosts() {
        return places(role -> role instanceof AgentRole.Host);
    }

    List<Place> spares() {
        List<AgentPlan.Agent> spares = new ArrayList<>();
        for (AgentPlan.Agent each : places.keySet()) {
            if (each.role() instanceof AgentRole.Spare) {
                spares.add(each);
            }
        }
        spares.sort((a, b) -> Integer.compare(number(a.role()), number(b.role())));
        return spares.stream().map(places::get).toList();
    }

    private static int number(AgentRole role) {
        return role instanceof AgentRole.Spare(int number) ? number : 0;
    }

    /** The agents that work of those that cases have for themselves, by the case. */
    Map<String, List<Place>> dedicated(Set<String> slugs) {
        Map<String, List<Place>> all = new HashMap<>();
        for (String slug : slugs) {
            all.put(
                    slug,
                    places(role ->
                            role instanceof AgentRole.Dedicated own && own.slug().equals(slug)));
        }
        return all;
    }

    private List<Place> places(Predicate<AgentRole> wanted) {
        return places.entrySet().stream()
                .filter(each -> wanted.test(each.getKey().role()))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** Those that do not work. */
    Map<AgentPlan.Agent, Absence> absent() {
        return Collections.unmodifiableMap(absent);
    }

    /** The links to those that work, by their identity. */
    Map<String, AgentLink> links() {
        return Map.copyOf(links);
    }
}
