package io.github.k8sbykeshed.validator.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.github.k8sbykeshed.validator.cluster.AgentPods.Wanted;
import io.github.k8sbykeshed.validator.probe.AgentInfo;
import io.github.k8sbykeshed.validator.probe.Source;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects.ClusterException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;

/** Starts agents, and waits until each can be spoken to or is given up. */
final class PodStarter {

    /** How often who is waited for is said. */
    private static final Duration SAY = Duration.ofSeconds(1);

    private static final int NAMED = 3;

    private final KubernetesClient client;
    private final PodWatch watch;
    private final String token;
    private final Function<Wanted, Connector> ways;
    private final Consumer<String> says;

    /**
     * @param token what agents have to be told
     * @param ways the ways to agents whose pods run
     * @param says takes who is waited for, every second
     */
    PodStarter(
            KubernetesClient client,
            PodWatch watch,
            String token,
            Function<Wanted, Connector> ways,
            Consumer<String> says) {
        this.client = client;
        this.watch = watch;
        this.token = token;
        this.ways = ways;
        this.says = says;
    }

    /** An agent that can be spoken to. */
    record Come(Wanted wanted, Pod pod, AgentLink link, AgentInfo info) {}

    /**
     * An agent that does not work, and whose pod may still be there.
     *
     * @param words what is known beside the cause; may be empty
     */
    record Lost(Wanted wanted, Absent cause, String words) {}

    /** What came of all, in their order. */
    record Started(List<Come> come, List<Lost> lost) {}

    /**
     * Creates the pods of these agents and waits for them. Those that are given up are left as they
     * are: {@link #remove} deletes them.
     */
    Started start(List<Wanted> all, Patience patience) throws InterruptedException {
        Map<Source, Come> come = new LinkedHashMap<>();
        Map<Source, Lost> lost = new LinkedHashMap<>();
        create(all, lost);
        long begin = System.nanoTime();
        List<Awaited> waiting = new ArrayList<>();
        all.stream()
                .filter(each -> !lost.containsKey(each.source()))
                .map(each -> new Awaited(each, token, ways, watch))
                .forEach(waiting::add);
        Duration last = Duration.ZERO;
        Duration said = Duration.ZERO;
        try {
            while (!waiting.isEmpty()) {
                long changes = watch.changes();
                Duration now = Duration.ofNanos(System.nanoTime() - begin);
                for (Awaited each : List.copyOf(waiting)) {
                    Pod pod = watch.get(each.wanted().source()).orElse(null);
                    Come arrived = each.arrived(pod);
                    if (arrived != null) {
                        come.put(each.wanted().source(), arrived);
                        waiting.remove(each);
                        last = now;
                        continue;
                    }
                    boolean isPulling = pod != null && PodState.isPulling(pod);
                    Duration until = patience.until(last, come.size(), waiting.size(), isPulling);
                    if (each.isHopeless(pod) || now.compareTo(until) > 0) {
                        lost.put(each.wanted().source(), each.lost(pod, now));
                        waiting.remove(each);
                        each.close();
                    }
                }
                if (!waiting.isEmpty()) {
                    if (now.minus(said).compareTo(SAY) >= 0) {
                        says.accept(describe(waiting, now));
                        said = now;
                    }
                    watch.await(changes, SAY);
                }
            }
        } catch (InterruptedException | RuntimeException e) {
            waiting.forEach(Awaited::close);
            come.values().forEach(each -> each.link().close());
            throw e;
        }
        return new Started(
                all.stream().map(each -> come.get(each.source())).filter(Objects::nonNull).toList(),
                all.stream()
                        .map(each -> lost.get(each.source()))
                        .filter(Objects::nonNull)
                        .toList());
    }

    private void create(List<Wanted> all, Map<Source, Lost> lost) throws InterruptedException {
        List<Future<Pod>> created = Creation.all(all, this::create);
        for (int i = 0; i < all.size(); i++) {
            if (created.get(i).state() == Future.State.FAILED) {
                Throwable why = created.get(i).exceptionNow();
                boolean byPolicy = why instanceof ClusterException e && e.isByPolicy();
                lost.put(
                        all.get(i).source(),
                        new Lost(
                                all.get(i),
                                byPolicy ? Absent.FORBIDDEN : Absent.REFUSED,
                                why instanceof ClusterException
                                        ? String.valueOf(why.getMessage())
                                        : why.toString()));
            }
        }
    }

    private Pod create(Wanted each) {
        Source source = each.source();
        String what = source.namespace() + "/" + source.pod();
        var pods = client.pods().inNamespace(source.namespace());
        try {
            return new Policies(client)
                    .doing(
                            "create the pod " + what,
                            new Rights.Right("create", "", "pods", "", source.namespace()),
                            () ->
                                    Creation.of(
                                            each.pod().getMetadata().getLabels().get(Cluster.RUN),
                                            () -> pods.resource(each.pod()).create(),
                                            () -> pods.withName(source.pod()).get()));
        } catch (Creation.Stranger e) {
            throw new ClusterException(
                    "The pod "
                            + what
                            + " is there already and not of this run; wait for the other run's end,"
                            + " or choose another namespace.",
                    e);
        }
    }

    /** Who is waited for, in one short line. */
    private static String describe(List<Awaited> waiting, Duration now) {
        List<String> nodes =
                waiting.stream().map(each -> each.wanted().source().node()).distinct().toList();
        return "waiting for the agents on "
                + String.join(", ", nodes.subList(0, Math.min(NAMED, nodes.size())))
                + (nodes.size() > NAMED ? " and " + (nodes.size() - NAMED) + " more nodes" : "")
                + ", "
                + now.toSeconds()
                + " s";
    }

    /**
     * Deletes the pods of agents that were given up, and waits until they are gone: they would go
     * on standing behind Services as strangers, or start to.
     *
     * @throws ClusterException if one stays
     */
    void remove(List<Lost> lost, Duration most) throws InterruptedException {
        Creation.all(lost, this::delete);
        long end = System.nanoTime() + most.toNanos();
        for (Lost each : lost) {
            Source source = each.wanted().source();
            while (watch.get(source).isPresent()) {
                long changes = watch.changes();
                if (System.nanoTime() > end) {
                    throw new ClusterException(
                            "The pod "
                                    + source.namespace()
                                    + "/"
                                    + source.pod()
                                    + " was given up, cannot be deleted, and would stand behind"
                                    + " Services as a stranger; delete it, and see what keeps it.",
                            null);
                }
                if (watch.get(source).isPresent()) {
                    watch.await(changes, SAY);
                }
            }
        }
    }

    private boolean delete(Lost lost) {
        Source source = lost.wanted().source();
        try {
            // No kubelet is waited for: that of its node may be the one that is silent.
            client.pods()
                    .inNamespace(source.namespace())
                    .withName(source.pod())
                    .withGracePeriod(0)
                    .delete();
            return true;
        } catch (KubernetesClientException e) {
            // That it stays is seen.
            return false;
        }
    }
}
