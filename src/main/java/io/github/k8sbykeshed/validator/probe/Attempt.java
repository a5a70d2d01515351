package io.github.k8sbykeshed.validator.probe;

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
