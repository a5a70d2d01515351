package io.github.k8sbykeshed.validator.probe;

import java.util.List;

/**
 * What driver and agent say to each other over the control connection.
 *
 * <p>A batch runs whatever becomes of the connection. After a break the driver says {@link Run}
 * again with the number of results that it has; the agent continues from there, so that no probe is
 * made twice.
 */
public sealed interface Message {

    /** The version of this protocol; both sides must have the same. */
    int VERSION = 3;

    /** Driver, first: the run's token. */
    record Hello(int version, String token) implements Message {}

    /** Agent, in answer to the right token. */
    record Welcome(AgentInfo info) implements Message {}

    /**
     * Driver: run these probes, or, where the batch is known, go on reporting.
     *
     * @param batch chosen by the driver, never used again
     * @param from how many results the driver has already
     * @param inFlight how many of the probes may be under way at once, at least 1
     */
    record Run(long batch, int from, int inFlight, List<Probe> probes) implements Message {
        public Run {
            probes = List.copyOf(probes);
        }
    }

    /**
     * Agent: a batch began, or was already running.
     *
     * @param ageMicros how long ago it began
     */
    record Started(long batch, long ageMicros) implements Message {}

    /** Agent: what came of one probe of the batch, given by its index. */
    record Result(long batch, int probe, Series series) implements Message {}

    /** Agent: all results of the batch were sent. */
    record Finished(long batch, int results) implements Message {}

    /** Driver: repeat nothing any more; report what there is. */
    record Stop(long batch) implements Message {}

    /** Driver: all results arrived; the batch can be forgotten. */
    record Forget(long batch) implements Message {}

    /**
     * Driver: what became of these attempts at this end?
     *
     * @param question chosen by the driver, never used again
     */
    record Seek(long question, List<Sought> attempts) implements Message {
        public Seek {
            attempts = List.copyOf(attempts);
        }
    }

    /** Agent, in answer: what it knows of each of them, in their order. */
    record Seen(long question, List<Sighting> attempts) implements Message {
        public Seen {
            attempts = List.copyOf(attempts);
        }
    }

    /** Agent, every second: the connection is alive. */
    record Alive() implements Message {}

    /** Agent, before it hangs up: why. */
    record Rejected(String why) implements Message {}
}
