package io.github.k8sbykeshed.validator.cluster;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.github.k8sbykeshed.validator.cluster.Cluster.Deployment;
import io.github.k8sbykeshed.validator.probe.Facts;
import io.github.k8sbykeshed.validator.probe.Family;
import io.github.k8sbykeshed.validator.probe.Token;
import io.github.k8sbykeshed.validator.scenario.AgentPlan;
import io.github.k8sbykeshed.validator.scenario.Case;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects.ClusterException;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects.Created;
import io.github.k8sbykeshed.validator.scenario.LoadBalancers;
import io.github.k8sbykeshed.validator.scenario.Own;
import io.github.k8sbykeshed.validator.scenario.Place;
import io.github.k8sbykeshed.validator.scenario.Service;
import io.github.k8sbykeshed.validator.scenario.Standing;
import io.github.k8sbykeshed.validator.scenario.StandingService;
import io.github.k8sbykeshed.validator.scenario.Surroundings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes what cases find when they start: namespaces, agents, and the Services that they share. */
final class Deploying {

    private final KubernetesClient client;
    private final Namespaces namespaces;
    private final FactsFinder finder;
    private final Deployment wanted;
    private final NodeChoice nodes;
    private final List<OwnerReference> owners;
    private final Map<String, String> labels;
    private final String hostNamespace;
    private final KubeObjects objects;
    private final List<Service> standing = new ArrayList<>();
    private @Nullable Fleet fleet;
    private @Nullable OutsideClient outside;
    private List<Place> clients = List.of();
    private List<Family> families = List.of();
    private Map<String, List<Own>> own = Map.of();

    /**
     * @param nodes those that take part
     * @param owners of all objects, without which they are of no use
     */
    Deploying(
            KubernetesClient client,
            Namespaces namespaces,
            FactsFinder finder,
            Deployment wanted,
            NodeChoice nodes,
            List<OwnerReference> owners) {
        this.client = client;
        this.namespaces = namespaces;
        this.finder = finder;
        this.wanted = wanted;
        this.nodes = nodes;
        this.owners = owners;
        this.labels = Map.of(Cluster.MANAGED_BY, Cluster.TOOL, Cluster.RUN, wanted.run());
        this.hostNamespace = wanted.hostNamespace();
        this.objects =
                new KubeObjects(client, labels, owners, wanted.choices().serviceAnnotations());
    }

    /**
     * Makes it all.
     *
     * @param says takes who is waited for, every second
     */
    void start(Consumer<String> says) throws InterruptedException {
        namespaces.labelled(labels);
        String command = wanted.outsideClient();
        if (command != null) {
            outside = new OutsideClient(command, wanted.token());
        }
        Instant expires = Instant.now().plus(wanted.lifetime());
        String podNamespace = wanted.namespace();
        namespaces.take(podNamespace, "restricted", expires, owners);
        List<String> taken = new ArrayList<>(List.of(podNamespace));
        ClusterException refused = takeHostNamespace(expires);
        if (refused == null) {
            taken.add(hostNamespace);
        }
        families = finder.families(podNamespace);
        own = Case.own(wanted.cases(), families);
        AgentPlan plan = AgentPlan.of(nodes.usable(), podNamespace, hostNamespace, own);
        try (var watch = new PodWatch(client, taken, labels)) {
            Fleet starting = fleet(watch, says);
            fleet = starting;
            if (refused != null) {
                refuse(starting, plan, refused);
            }
            start(starting, plan);
        }
        if (outside != null) {
            clients = List.of(outside.await(fleet().hosts()));
        }
    }

    private @Nullable ClusterException takeHostNamespace(Instant expires)
            throws InterruptedException {
        try {
            namespaces.take(hostNamespace, "privileged", expires, owners);
            return null;
        } catch (ClusterException e) {
            return e;
        }
    }

    private Fleet fleet(PodWatch watch, Consumer<String> says) {
        String image = wanted.image().on(nodes);
        var pods =
                new AgentPods(
                        image,
                        Token.hash(wanted.token()),
                        wanted.lifetime(),
                        labels,
                        owners,
                        wanted.choices());
        var starter = new PodStarter(client, watch, wanted.token(), this::wayTo, says);
        return new Fleet(starter, pods, new Evidence(client, image));
    }

    private Connector wayTo(AgentPods.Wanted agent) {
        return new PodConnector(
                client, agent.source().namespace(), agent.source().pod(), agent.controlPorts());
    }

    private void refuse(Fleet starting, AgentPlan plan, ClusterException refused) {
        plan.agents().stream()
                .filter(each -> each.source().namespace().equals(hostNamespace))
                .forEach(each ->
                        starting.refuse(
                                each, refused.isByPolicy(), String.valueOf(refused.getMessage())));
    }

    /** Services are made while agents start: proxies program them meanwhile. */
    private void start(Fleet starting, AgentPlan plan) throws InterruptedException {
        List<StandingService> services =
                StandingService.of(
                        wanted.namespace(),
                        plan.shared().stream().map(each -> each.source().pod()).toList(),
                        AgentPlan.PORTS.getFirst(),
                        families);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Map<StandingService, Created>> created = threads.submit(() -> create(services));
            starting.start(plan, Patience.of(wanted.starting()));
            created.get()
                    .forEach((service, given) ->
                            standing.add(service.with(given, starting.shared())));
        } catch (ExecutionException e) {
            throw known(e);
        }
    }

    private static RuntimeException known(ExecutionException e) {
        return e.getCause() instanceof ClusterException known
                ? known
                : new IllegalStateException(e.getCause());
    }

    /** Without one of the Services there is no run. */
    private Map<StandingService, Created> create(List<StandingService> services)
            throws InterruptedException {
        List<Future<Created>> created =
                Creation.all(services, each -> objects.create(each.manifest()));
        Map<StandingService, Created> all = new LinkedHashMap<>();
        for (int i = 0; i < services.size(); i++) {
            try {
                all.put(services.get(i), created.get(i).get());
            } catch (ExecutionException e) {
                throw known(e);
            }
        }
        return all;
    }

    private Fleet fleet() {
        if (fleet == null) {
            throw new IllegalStateException("nothing was started");
        }
        return fleet;
    }

    /** The links to all that were started, whatever came of the rest. */
    Links links() {
        Map<String, AgentLink> links = new LinkedHashMap<>();
        if (fleet != null) {
            links.putAll(fleet.links());
        }
        if (outside != null) {
            links.put(OutsideClient.SOURCE.id(), outside.link());
        }
        return new Links(links);
    }

    /**
     * What cases find.
     *
     * @param version of the API server
     */
    Surroundings surroundings(String version) {
        Fleet started = fleet();
        List<Place> pods = started.shared();
        List<Facts.Node> working =
                nodes.usable().stream()
                        .filter(node -> pods.stream().anyMatch(p -> p.node().equals(node.name())))
                        .toList();
        var facts =
                new Facts(
                        client.getMasterUrl().toString(),
                        version,
                        working,
                        nodes.leftOut(),
                        families,
                        finder.kubernetes(),
                        finder.kubernetesEndpoints(),
                        finder.dns(),
                        !clients.isEmpty(),
                        NodeCoverage.of(nodes, started.absent(), pods, families));
        return new Surroundings(
                facts,
                pods,
                started.hosts(),
                clients,
                started.spares(),
                new Standing(standing),
                links(),
                objects,
                wanted.budgets(),
                wanted.inFlight(),
                started.dedicated(own.keySet()),
                List.copyOf(started.absent().values()),
                loadBalancers());
    }

    private LoadBalancers loadBalancers() {
        LoadBalancers.Mode mode = wanted.choices().loadBalancers();
        List<String> ours = List.of(wanted.namespace(), hostNamespace);
        return new LoadBalancers(
                mode, mode == LoadBalancers.Mode.AUTO ? finder.balanced(ours) : "");
    }
}
