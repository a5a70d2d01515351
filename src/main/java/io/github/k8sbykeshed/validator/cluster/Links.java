package io.github.k8sbykeshed.validator.cluster;

import io.github.k8sbykeshed.validator.probe.Probe;
import io.github.k8sbykeshed.validator.probe.Sighting;
import io.github.k8sbykeshed.validator.probe.Sought;
import io.github.k8sbykeshed.validator.scenario.Place;
import io.github.k8sbykeshed.validator.scenario.Prober;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The links to all agents of a run. */
final class Links implements Prober, AutoCloseable {

    private final Map<String, AgentLink> links;

    /**
     * @param links by the identity of the agent
     */
    Links(Map<String, AgentLink> links) {
        this.links = Map.copyOf(links);
    }

    @Override
    public Batch start(Place from, List<Probe> probes, int inFlight) {
        return link(from).start(probes, inFlight);
    }

    @Override
    public Optional<String> lost(Place place) {
        return link(place).lost();
    }

    @Override
    public List<Sighting> seek(Place at, List<Sought> attempts, Duration most)
            throws InterruptedException {
        return link(at).seek(attempts, most);
    }

    private AgentLink link(Place place) {
        AgentLink link = links.get(place.id());
        if (link == null) {
            throw new IllegalArgumentException("there is no agent " + place.id());
        }
        return link;
    }

    @Override
    public void close() {
        links.values().forEach(AgentLink::close);
    }
}
