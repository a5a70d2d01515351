package io.github.k8sbykeshed.validator.scenario;

import io.github.k8sbykeshed.validator.expect.Table;
import io.github.k8sbykeshed.validator.probe.Address;
import io.github.k8sbykeshed.validator.probe.Attempt;
import io.github.k8sbykeshed.validator.probe.Observation.Answered;
import io.github.k8sbykeshed.validator.probe.Reply;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a step saw that judges nothing, for what a later step has to expect. */
public final class Recording {

    private record Way(String from, List<Place> backends, int payloadBytes) {
        static Way of(Place from, Access to) {
            return new Way(from.id(), to.backends(), to.dialling().payloadBytes());
        }
    }

    private final Map<Way, Reply> replies = new HashMap<>();

    Recording(Grid grid, Table table) {
        grid.forEach((row, column, from, to, expectation) -> {
            Table.Evidence evidence = table.evidence(row, column);
            if (evidence == null) {
                return;
            }
            for (Attempt attempt : evidence.attempts()) {
                if (attempt.observation() instanceof Answered(Reply reply)) {
                    replies.put(Way.of(from, to), reply);
                }
            }
        });
    }

    /**
     * Whether a target with these backends answered when it was asked from there with this payload,
     * however it was reached.
     */
    public boolean isAnswered(Place from, Access to) {
        return replies.containsKey(Way.of(from, to));
    }

    /** The address that the answering agent saw; empty if none answered. */
    public Optional<Address> client(Place from, Access to) {
        return replies.get(Way.of(from, to)) instanceof Reply.Identity id
                ? Optional.of(id.client())
                : Optional.empty();
    }
}
