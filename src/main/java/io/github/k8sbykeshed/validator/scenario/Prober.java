package io.github.k8sbykeshed.validator.scenario;

import io.github.k8sbykeshed.validator.probe.Probe;
import io.github.k8sbykeshed.validator.probe.Series;
import io.github.k8sbykeshed.validator.probe.Sighting;
import io.github.k8sbykeshed.validator.probe.Sought;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The port to the agents. All methods may be called from many threads. */
public interface Prober {

    /**
     * Starts probes at a place and returns at once.
     *
     * @param inFlight how many may be under way at the same time
     */
    Batch start(Place from, List<Probe> probes, int inFlight);

    /** Why the agent at this place is gone for good, if it is. */
    Optional<String> lost(Place place);

    /**
     * What an agent knows of attempts that others made and heard nothing of.
     *
     * @return in their order; empty if it cannot be asked
     */
    default List<Sighting> seek(Place at, List<Sought> attempts, Duration most)
            throws InterruptedException {
        return List.of();
    }

    /** Probes under way at one place. */
    interface Batch {

        /** Waits until all results are there, or so long; whether they are. */
        boolean await(Duration most) throws InterruptedException;

        /** Results by the probes' places; what is missing could not be observed. */
        List<Series> results();

        /**
         * When the agent began, by {@link System#nanoTime()} of this process; empty before it did.
         */
        OptionalLong startedNanos();

        /** Repeats nothing any more; results arrive soon. */
        void stop();

        /** No result is of interest any more. */
        void abandon();
    }
}
