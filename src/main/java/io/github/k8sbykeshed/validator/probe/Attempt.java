package io.github.k8sbykeshed.validator.probe;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One attempt and what it saw.
 *
 * @param startMicros when it began, microseconds since its batch began on the agent's monotonic
 *     clock
 * @param tookMicros how long it took, microseconds
 * @param observation what it saw
 * @param trail what is known of its packets
 */
public record Attempt(long startMicros, int tookMicros, Observation observation, Trail trail) {

    /** An attempt of whose packets nothing is known. */
    public Attempt(long startMicros, int tookMicros, Observation observation) {
        this(startMicros, tookMicros, observation, Trail.NONE);
    }

    /** An attempt that could not be made. */
    public static Attempt notObserved(String why) {
        return new Attempt(0, 0, new Observation.NotObserved(why));
    }

    /** Equal observations once, with how often each was seen; for a person. */
    public static String summary(List<Attempt> attempts) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (Attempt attempt : attempts) {
            counts.merge(describe(attempt.observation()), 1, Integer::sum);
        }
        return counts.entrySet().stream()
                .map(e ->
                        attempts.size() == 1
                                ? e.getKey()
                                : e.getKey() + " (" + e.getValue() + " of " + attempts.size() + ")")
                .collect(Collectors.joining(", "));
    }

    private static String describe(Observation observation) {
        return observation instanceof Observation.Answered(Reply.Identity identity)
                ? observation.describe() + " seeing " + identity.client()
                : observation.describe();
    }

    /**
     * What is known of an attempt's packets beside what came back.
     *
     * @param localPort the port that it was made from; 0 if that is not known
     * @param nonce the number by which an agent that it reaches knows it again; 0 if it has none
     * @param first what became of its first packet
     */
    public record Trail(int localPort, long nonce, First first) {
        public static final Trail NONE = new Trail(0, 0, First.UNKNOWN);
    }

    /**
     * What became of the first packet of an attempt, a SYN or a datagram. A lost one is sent again
     * after a second, which an answer alone does not show.
     */
    public enum First {
        /** Something came back within less than a second. */
        ANSWERED,
        /** It, or what came back for it, was lost. */
        LOST,
        /** Somebody was too slow to tell, or the attempt too short. */
        UNKNOWN
    }
}
