package io.github.k8sbykeshed.validator.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.github.k8sbykeshed.validator.probe.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** The pods of a run, as the API server tells of them by one watch a namespace. */
final class PodWatch implements AutoCloseable {

    private final Map<String, Pod> pods = new ConcurrentHashMap<>();
    private final List<SharedIndexInformer<Pod>> informers = new ArrayList<>();
    private long changes;

    /**
     * Begins to watch.
     *
     * @param labels of the pods
     */
    PodWatch(KubernetesClient client, List<String> namespaces, Map<String, String> labels) {
        for (String namespace : namespaces) {
            informers.add(
                    ApiErrors.doing(
                            "watch the pods of " + namespace,
                            () ->
                                    client.pods()
                                            .inNamespace(namespace)
                                            .withLabels(labels)
                                            .inform(new Handler())));
        }
    }

    private final class Handler implements ResourceEventHandler<Pod> {
        @Override
        public void onAdd(Pod pod) {
            put(pod);
        }

        @Override
        public void onUpdate(Pod before, Pod pod) {
            put(pod);
        }

        @Override
        public void onDelete(Pod pod, boolean unknown) {
            pods.remove(key(pod));
            changed();
        }
    }

    private void put(Pod pod) {
        pods.put(key(pod), pod);
        changed();
    }

    private static String key(Pod pod) {
        return pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
    }

    /** The pod of an agent as it is now; empty if there is none. */
    Optional<Pod> get(Source agent) {
        return Optional.ofNullable(pods.get(agent.namespace() + "/" + agent.pod()));
    }

    /** How much has changed so far. */
    synchronized long changes() {
        return changes;
    }

    /** Wakes who waits: something changed that they may want to know. */
    synchronized void changed() {
        changes++;
        notifyAll();
    }

    /** Waits until something has changed since, or so long. */
    synchronized void await(long since, Duration most) throws InterruptedException {
        long end = System.nanoTime() + most.toNanos();
        long left = most.toNanos();
        while (changes == since && left > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
            left = end - System.nanoTime();
        }
    }

    @Override
    public void close() {
        informers.forEach(SharedIndexInformer::close);
    }
}
