package io.github.k8sbykeshed.validator.cluster;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * The node ports of a run, none of which two of its Services get one after the other: a case may
 * still be asking whether the first one's is closed.
 */
final class NodePorts {

    /** How many numbers after one that cannot be kept are tried. */
    private static final int MOST = 50;

    private final Map<Integer, String> owners = new ConcurrentHashMap<>();

    /**
     * Replaces the numbers that another Service of the run had before.
     *
     * @param service as the API server made it
     * @param asked the numbers that were asked for, by port, which stay; 0 for any
     * @param update changes the Service and returns what became of it
     * @return the Service as it is now
     */
    Service keepApart(Service service, List<Integer> asked, UnaryOperator<Service> update) {
        String owner = service.getMetadata().getUid();
        Integer health = service.getSpec().getHealthCheckNodePort();
        if (health != null && health != 0) {
            owners.put(health, owner);
        }
        Service now = service;
        for (int i = 0; i < asked.size(); i++) {
            Integer number = now.getSpec().getPorts().get(i).getNodePort();
            if (number == null || number == 0) {
                continue;
            }
            if (asked.get(i) != 0) {
                owners.put(number, owner);
            } else if (!isFree(number, owner)) {
                now = moved(now, i, number, update);
            }
        }
        return now;
    }

    private boolean isFree(int number, String owner) {
        String other = owners.putIfAbsent(number, owner);
        return other == null || other.equals(owner);
    }

    /** With one of the next numbers; as it is if they are all taken. */
    private Service moved(Service service, int port, int number, UnaryOperator<Service> update) {
        ServicePort changed = service.getSpec().getPorts().get(port);
        for (int next = number + 1; next <= number + MOST; next++) {
            if (!isFree(next, service.getMetadata().getUid())) {
                continue;
            }
            changed.setNodePort(next);
            try {
                return update.apply(service);
            } catch (KubernetesClientException e) {
                // Taken by others, or beyond the cluster's range.
                if (e.getCode() != 422) {
                    throw e;
                }
            }
        }
        changed.setNodePort(number);
        return service;
    }
}
