package io.github.k8sbykeshed.validator.scenario;

import io.github.k8sbykeshed.validator.probe.Facts;
import java.util.List;
import java.util.Map;

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
        Addresses addresses) {

    public Surroundings {
        pods = List.copyOf(pods);
        hosts = List.copyOf(hosts);
        outside = List.copyOf(outside);
        spares = List.copyOf(spares);
        own = Map.copyOf(own);
    }

    /** All that cases find when the run starts: no address of it was used before. */
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
            Map<String, List<Place>> own) {
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
                new Addresses());
    }
}
