package io.github.k8sbykeshed.validator.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.github.k8sbykeshed.validator.agent.Agent;
import io.github.k8sbykeshed.validator.cluster.AgentPods.Wanted;
import io.github.k8sbykeshed.validator.probe.Facts;
import io.github.k8sbykeshed.validator.probe.Token;
import io.github.k8sbykeshed.validator.scenario.AgentPlan;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects.ClusterException;
import io.github.k8sbykeshed.validator.scenario.Place;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Agents that start, and those that do not; by real agents in pods that only the API knows. */
@Timeout(120)
class FleetTest {

    private static final String TOKEN = "the run's token";
    private static final Map<String, String> LABELS = Map.of(Cluster.RUN, "abc");

    /** Enough for agents in this process on a machine that is busy. */
    private static final Duration STRAGGLER = Duration.ofSeconds(3);

    private final List<Agent> agents = new CopyOnWriteArrayList<>();
    private final List<String> said = new CopyOnWriteArrayList<>();

    /** Nodes whose kubelet says nothing. */
    private final Set<String> silent = new HashSet<>();

    private FakeApi api;
    private KubernetesClient client;
    private PodWatch watch;
    private Fleet fleet;

    @BeforeEach
    void start() throws IOException {
        api = new FakeApi(this::fate);
        client = api.client();
        watch = new PodWatch(client, List.of("ns", "ns-host"), LABELS);
        var pods =
                new AgentPods(
                        "image", Token.hash(TOKEN), STRAGGLER, LABELS, List.of(), Choices.none());
        fleet =
                new Fleet(
                        new PodStarter(client, watch, TOKEN, this::wayTo, said::add),
                        pods,
                        new Evidence(client, "image"));
    }

    @AfterEach
    void stop() throws Exception {
        fleet.links().values().forEach(AgentLink::close);
        watch.close();
        client.close();
        api.close();
        for (Agent agent : agents) {
            agent.close();
        }
    }

    private Pod fate(Pod pod) {
        return silent.contains(pod.getSpec().getNodeName())
                ? pod
                : new PodBuilder(pod)
                        .withNewStatus()
                        .withPhase("Running")
                        .addNewPodIP()
                        .withIp("127.0.0.1")
                        .endPodIP()
                        .endStatus()
                        .build();
    }

    private Connector wayTo(Wanted wanted) {
        try {
            Agent agent =
                    Agent.start(Agent.Config.serving(wanted.source().id(), TOKEN, List.of(0), 0));
            agents.add(agent);
            return new Loopback(agent.controlPort());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Loopback(int port) implements Connector {
        @Override
        public Connection connect() throws IOException {
            var socket = new Socket(InetAddress.getLoopbackAddress(), port);
            return new Connection() {
                @Override
                public InputStream in() {
                    return stream(socket::getInputStream);
                }

                @Override
                public OutputStream out() {
                    return stream(socket::getOutputStream);
                }

                @Override
                public void close() {
                    try {
                        socket.close();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            };
        }

        private interface Opening<T> {
            T open() throws IOException;
        }

        private static <T> T stream(Opening<T> opening) {
            try {
                return opening.open();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public Optional<String> gone() {
            return Optional.empty();
        }

        @Override
        public void close() {}
    }

    private void start(String... nodes) throws InterruptedException {
        AgentPlan plan =
                AgentPlan.of(
                        Stream.of(nodes).map(name -> new Facts.Node(name, List.of(), "")).toList(),
                        "ns",
                        "ns-host",
                        Map.of());
        fleet.start(plan, new Patience(Duration.ofSeconds(60), STRAGGLER, STRAGGLER));
    }

    private static List<String> ids(List<Place> places) {
        return places.stream().map(Place::id).toList();
    }

    @Test
    void allThatArePlannedStartAndAreReached() throws Exception {
        start("w1", "w2");
        assertEquals(List.of("w1/ns/agent-w1", "w2/ns/agent-w2"), ids(fleet.shared()));
        assertEquals(List.of("w1/ns-host/host-w1", "w2/ns-host/host-w2"), ids(fleet.hosts()));
        assertEquals(List.of("w2/ns/spare-1", "w1/ns/spare-2"), ids(fleet.spares()));
        assertEquals(Map.of(), fleet.absent());
        assertEquals(6, fleet.links().size());
        // One list and one watch a namespace, however long it takes.
        assertEquals(
                2, api.calls.stream().filter("GET /api/v1/namespaces/ns/pods"::equals).count());
    }

    @Test
    void aNodeThatStartsNoneIsGivenUpAndItsPodsAreGone() throws Exception {
        silent.add("w2");
        long begin = System.nanoTime();
        start("w1", "w2", "w3");
        long took = System.nanoTime() - begin;
        assertTrue(took < Duration.ofSeconds(50).toNanos(), () -> "it took " + took + " ns");
        assertEquals(List.of("w1/ns/agent-w1", "w3/ns/agent-w3"), ids(fleet.shared()));
        assertFalse(api.names().contains("agent-w2"), () -> api.names().toString());
        assertFalse(api.names().contains("host-w2"), () -> api.names().toString());
        assertFalse(api.names().contains("spare-1"), () -> api.names().toString());
        List<String> whys = fleet.absent().values().stream().map(each -> each.why()).toList();
        assertEquals(2, whys.size(), whys::toString);
        assertTrue(
                whys.getFirst().startsWith("agent-w2 was never taken up by its node's kubelet"),
                whys::toString);
        assertTrue(said.getFirst().startsWith("waiting for the agents on w2, "), said::toString);
    }

    /** Beside no other spare, where there is a node without one. */
    @Test
    void aSpareThatIsGivenUpStartsOnAnotherNode() throws Exception {
        silent.add("w2");
        start("w1", "w2", "w3");
        assertEquals(List.of("w1/ns/spare-1-2", "w3/ns/spare-2"), ids(fleet.spares()));
        assertEquals(
                List.of(8080, 8081),
                AgentPlan.spare(0, 1, new Facts.Node("w1", List.of(), ""), "ns").ports());
    }

    @Test
    void withoutAnyAgentThereIsNoRun() {
        silent.addAll(List.of("w1"));
        AgentPlan plan =
                AgentPlan.of(
                        List.of(new Facts.Node("w1", List.of(), "")), "ns", "ns-host", Map.of());
        String why =
                assertThrows(
                                ClusterException.class,
                                () ->
                                        fleet.start(
                                                plan,
                                                new Patience(
                                                        Duration.ofSeconds(1),
                                                        STRAGGLER,
                                                        STRAGGLER)))
                        .getMessage();
        assertTrue(
                why.startsWith("No agent works, so nothing can be probed: agent-w1 was never"),
                why);
        assertEquals(List.of(), api.names());
    }

    @Test
    void whatAPolicyForbidsIsSaidInItsWords() throws Exception {
        api.forbidden = pod -> Boolean.TRUE.equals(pod.getSpec().getHostNetwork());
        start("w1", "w2");
        assertEquals(List.of(), fleet.hosts());
        assertEquals(2, fleet.absent().size());
        fleet.absent()
                .values()
                .forEach(each -> {
                    assertTrue(each.forbidden());
                    assertTrue(each.why().contains("violates PodSecurity"), each.why());
                });
    }
}
