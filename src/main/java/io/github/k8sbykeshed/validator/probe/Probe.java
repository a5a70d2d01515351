package io.github.k8sbykeshed.validator.probe;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One thing that an agent is asked to do: to dial a target, once or repeatedly. Every attempt uses
 * a connection and, unless pinned, a source port of its own; but for those over a flow, which share
 * the one socket that the agent keeps for it.
 *
 * @param target what to dial
 * @param timeoutMillis how long one attempt may take, 1 to 60000
 * @param payloadBytes bytes of payload each way, 0 to 16777216 for TCP and 60000 for UDP: of a
 *     stream beside the identity, of a datagram all that it carries, which is never less than the
 *     identity needs
 * @param sourcePort the local port to bind, or 0 for any
 * @param kept whether the socket at that port is a flow: kept for later attempts and later probes
 *     of the same target
 * @param repeat how often
 */
public record Probe(
        Target target,
        int timeoutMillis,
        int payloadBytes,
        int sourcePort,
        boolean kept,
        Repeat repeat) {

    /** The longest that one attempt may take, milliseconds. */
    public static final int MAX_TIMEOUT_MILLIS = 60_000;

    /** The largest TCP payload, bytes. */
    public static final int MAX_TCP_PAYLOAD = 1 << 24;

    /** The largest UDP payload, bytes: what fits a datagram. */
    public static final int MAX_UDP_PAYLOAD = 60_000;

    public Probe {
        require(timeoutMillis >= 1 && timeoutMillis <= MAX_TIMEOUT_MILLIS, "timeout");
        int most = target.protocol() == Protocol.TCP ? MAX_TCP_PAYLOAD : MAX_UDP_PAYLOAD;
        require(payloadBytes >= 0 && payloadBytes <= most, "payload");
        require(sourcePort >= 0 && sourcePort <= 65535, "source port");
        // A stream's replies are counted, and all of one length; and only agents keep talking.
        boolean fits = payloadBytes == 0 && target.speech() instanceof Target.Speech.ToAgent;
        require(!kept || sourcePort != 0 && fits, "flow");
    }

    /** One attempt without payload from any source port. */
    public static Probe once(Target target, int timeoutMillis) {
        return new Probe(target, timeoutMillis, 0, 0, false, Repeat.once());
    }

    public Probe repeated(Repeat how) {
        return new Probe(target, timeoutMillis, payloadBytes, sourcePort, kept, how);
    }

    /** This probe with this many bytes of payload each way. */
    public Probe withPayload(int bytes) {
        return new Probe(target, timeoutMillis, bytes, sourcePort, kept, repeat);
    }

    /** This probe from this local port. */
    public Probe fromPort(int port) {
        return new Probe(target, timeoutMillis, payloadBytes, port, false, repeat);
    }

    /** This probe over the flow that has this local port. */
    public Probe overFlow(int port) {
        return new Probe(target, timeoutMillis, payloadBytes, port, true, repeat);
    }

    /** This probe, ended by the first attempt that meets its goal. */
    public Probe onceMet() {
        return repeated(new Repeat(1, repeat.everyMillis(), repeat.goal(), repeat.budgetMillis()));
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalArgumentException("a probe's " + what + " is out of range");
        }
    }

    /**
     * How often to attempt.
     *
     * @param attempts a fixed number of attempts, each reported; with a goal, the length of the
     *     streak that reaches it
     * @param everyMillis from the start of one attempt to the start of the next at the earliest
     * @param goal with a goal the probe is repeated until the goal was met {@code attempts} times
     *     in a row, or the budget ends; null for a fixed number
     * @param budgetMillis the time after which a probe with a goal gives up
     */
    public record Repeat(int attempts, int everyMillis, @Nullable Goal goal, int budgetMillis) {

        /** The most attempts that one probe may ask for. */
        public static final int MAX_ATTEMPTS = 10_000;

        /** The longest budget, milliseconds: an hour. */
        public static final int MAX_BUDGET_MILLIS = 3_600_000;

        public Repeat {
            require(attempts >= 1 && attempts <= MAX_ATTEMPTS, "number of attempts");
            require(everyMillis >= 0 && everyMillis <= MAX_TIMEOUT_MILLIS, "interval");
            require(budgetMillis >= 0 && budgetMillis <= MAX_BUDGET_MILLIS, "budget");
        }

        public static Repeat once() {
            return new Repeat(1, 0, null, 0);
        }

        /**
         * A fixed number of attempts, one after another; back to back, several silent ones in a row
         * end it, since each takes the whole time-out.
         */
        public static Repeat times(int attempts, int everyMillis) {
            return new Repeat(attempts, everyMillis, null, 0);
        }

        /** Until the goal was met so many times in a row, or the budget ends. */
        public static Repeat until(Goal goal, int inARow, int everyMillis, int budgetMillis) {
            return new Repeat(inARow, everyMillis, goal, budgetMillis);
        }
    }

    /**
     * The kind of outcome that a repeated probe waits for. It only ends a wait; what is judged is
     * asked afterwards.
     *
     * @param kind which outcome
     * @param from for {@link Kind#ANSWERED} the identities that may answer (on any of their ports,
     *     or on the one of {@link #on}), or the DNS records, or the HTTP status; empty means any
     * @param client for {@link Kind#ANSWERED} the address that the answering agent has to see; null
     *     for any
     * @param all for {@link Kind#ANSWERED} whether each of them has to be seen in the streak
     */
    public record Goal(Kind kind, Set<String> from, boolean all, @Nullable Address client) {

        public Goal {
            from = Set.copyOf(from);
        }

        /** Which outcome is waited for. */
        public enum Kind {
            ANSWERED,
            /** Answered by an agent, and each time of a streak by the same one. */
            SAME_BACKEND,
            /** Refused, unreachable or reset: somebody said no. */
            REJECTED,
            /** No answer, for whichever reason. */
            NOT_ANSWERED
        }

        public static Goal answered(Set<String> from, boolean all) {
            return new Goal(Kind.ANSWERED, from, all, null);
        }

        /** An agent's identity where it is to answer on this one of its ports. */
        public static String on(String agent, int port) {
            return agent + ":" + port;
        }

        public static Goal sameBackend() {
            return new Goal(Kind.SAME_BACKEND, Set.of(), false, null);
        }

        public static Goal rejected() {
            return new Goal(Kind.REJECTED, Set.of(), false, null);
        }

        public static Goal notAnswered() {
            return new Goal(Kind.NOT_ANSWERED, Set.of(), false, null);
        }

        /** This goal, where the answering agent also has to see this client. */
        public Goal seeing(Address address) {
            return new Goal(kind, from, all, address);
        }

        /** Whether one observation is of this kind, whatever came before it. */
        public boolean isMetBy(Observation observation) {
            if (client != null
                    && observation instanceof Observation.Answered(Reply.Identity id)
                    && !id.client().equals(client)) {
                return false;
            }
            return switch (kind) {
                case ANSWERED ->
                        observation instanceof Observation.Answered(Reply reply)
                                && (from.isEmpty()
                                        || switch (reply) {
                                            case Reply.Identity id ->
                                                    from.contains(id.agent())
                                                            || from.contains(
                                                                    on(id.agent(), id.port()));
                                            case Reply.Records records ->
                                                    from.equals(records.prescribed());
                                            case Reply.Tls tls -> true;
                                            case Reply.Http http ->
                                                    from.contains(String.valueOf(http.status()));
                                            case Reply.Unknown unknown -> false;
                                        });
                case SAME_BACKEND ->
                        observation instanceof Observation.Answered(Reply.Identity identity);
                case REJECTED -> observation.isRejection();
                case NOT_ANSWERED ->
                        !(observation instanceof Observation.Answered)
                                && !(observation instanceof Observation.NotObserved);
            };
        }
    }
}
