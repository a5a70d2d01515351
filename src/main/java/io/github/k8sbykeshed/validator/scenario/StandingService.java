package io.github.k8sbykeshed.validator.scenario;

import io.github.k8sbykeshed.validator.probe.Family;
import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.probe.Traits.Age;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects.Created;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects.Manifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A Service that starts with the agents and belongs to all cases, which only read it: in every
 * family and protocol that there is. Proxies program it while agents start, and each case that
 * needs no Service of its own saves the cluster one.
 *
 * @param pods the names of the agents' pods behind it
 */
public record StandingService(Manifest manifest, List<String> pods) {

    public StandingService {
        pods = List.copyOf(pods);
    }

    /**
     * One for each agent of the pod network, and one for each group of at most {@link
     * Lab#MOST_BACKENDS} of them.
     *
     * @param pods the names of their pods, whose groups are labelled in this order
     * @param port that they all serve
     */
    public static List<StandingService> of(
            String namespace, List<String> pods, int port, List<Family> families) {
        List<StandingService> all = new ArrayList<>();
        for (String pod : pods) {
            var selector = Map.of(Lab.AGENT_LABEL, pod);
            all.add(of(namespace, pod, port, families, selector, List.of(pod)));
        }
        for (int group = 0; group * Lab.MOST_BACKENDS < pods.size(); group++) {
            int first = group * Lab.MOST_BACKENDS;
            all.add(
                    of(
                            namespace,
                            "group-" + group,
                            port,
                            families,
                            Map.of(Lab.GROUP_LABEL, String.valueOf(group)),
                            pods.subList(first, Math.min(pods.size(), first + Lab.MOST_BACKENDS))));
        }
        return all;
    }

    private static StandingService of(
            String namespace,
            String name,
            int port,
            List<Family> families,
            Map<String, String> selector,
            List<String> pods) {
        ServiceSpec spec = ServiceSpec.clusterIp();
        List<Manifest.Port> ports = new ArrayList<>();
        for (ServiceSpec.Port each : spec.ports()) {
            for (Protocol protocol : Protocol.values()) {
                String portName = each.name() + "-" + protocol.name().toLowerCase(Locale.ROOT);
                ports.add(
                        new Manifest.Port(
                                portName, each.port(), each.backendPort(), port, "", protocol, 0));
            }
        }
        return new StandingService(
                new Manifest(namespace, name, spec, families, ports, selector), pods);
    }

    /**
     * The Service as scenarios see it.
     *
     * @param created what the API server gave it
     * @param places the agents that work
     */
    public Service with(Created created, List<Place> places) {
        List<Place> backends =
                places.stream().filter(place -> pods.contains(place.source().pod())).toList();
        return new Service(null, new ServiceState(manifest, created, backends, "", Age.RUN));
    }
}
