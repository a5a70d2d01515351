package io.github.k8sbykeshed.validator.cluster;

import io.github.k8sbykeshed.validator.probe.Address;
import io.github.k8sbykeshed.validator.probe.Observation;
import io.github.k8sbykeshed.validator.probe.Probe;
import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.probe.Reply;
import io.github.k8sbykeshed.validator.probe.Series;
import io.github.k8sbykeshed.validator.probe.Source;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects.ClusterException;
import io.github.k8sbykeshed.validator.scenario.Place;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A client outside the cluster, which a command runs. It starts while the agents do. */
final class OutsideClient {

    private static final int ANSWER_MILLIS = 2_000;

    /** How long it may take to reach a host, while all agents start. */
    private static final int FIRST_WORDS_MILLIS = 10_000;

    private static final Duration MOST = Duration.ofSeconds(20);

    static final Source SOURCE = new Source(Source.Kind.OUTSIDE, "outside", "cluster", "client");

    private final String command;
    private final AgentLink link;

    OutsideClient(String command, String token) {
        this.command = command;
        this.link = new AgentLink(SOURCE.id(), token, new CommandConnector(command));
    }

    AgentLink link() {
        return link;
    }

    /**
     * Waits for its first word.
     *
     * @param hosts the agents on host networks, the first of which is asked how it sees the client
     * @throws ClusterException if it says none
     */
    Place await(List<Place> hosts) throws InterruptedException {
        if (link.awaitInfo(MOST).isEmpty()) {
            String why = link.lost().orElse("this command says nothing: " + command);
            throw new ClusterException(
                    "The outside client does not answer; check that its command runs an agent on"
                            + " its standard input and output: "
                            + why,
                    null);
        }
        return new Place(SOURCE, addresses(hosts), List.of(), List.of(), List.of());
    }

    /** The addresses that a host agent sees the client come from, past every Service. */
    private List<Address> addresses(List<Place> hosts) throws InterruptedException {
        List<Probe> probes = new ArrayList<>();
        for (Place host : hosts.stream().limit(1).toList()) {
            for (Address address : host.addresses()) {
                probes.add(
                        Probe.once(host.direct(address.family(), Protocol.TCP), ANSWER_MILLIS)
                                .repeated(
                                        Probe.Repeat.until(
                                                Probe.Goal.answered(Set.of(), false),
                                                1,
                                                0,
                                                FIRST_WORDS_MILLIS)));
            }
        }
        var batch = link.start(probes, probes.size());
        batch.await(Duration.ofMillis(2 * FIRST_WORDS_MILLIS));
        List<Address> seen = new ArrayList<>();
        for (Series series : batch.results()) {
            if (series.attempts().getLast().observation()
                    instanceof Observation.Answered(Reply.Identity identity)) {
                seen.add(identity.client());
            }
        }
        return seen;
    }
}
