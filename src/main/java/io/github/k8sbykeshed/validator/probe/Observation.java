package io.github.k8sbykeshed.validator.probe;

/** What one attempt saw. */
public sealed interface Observation {

    /** Somebody answered. */
    record Answered(Reply reply) implements Observation {}

    /** TCP reset in reply to a SYN, or ICMP port unreachable in reply to a datagram. */
    record Refused() implements Observation {}

    /** Nothing came back in time. */
    record TimedOut(Phase phase) implements Observation {}

    /** The connection was made and then reset or closed before the answer was complete. */
    record Reset() implements Observation {}

    /**
     * The network, or the local kernel, said that there is no way.
     *
     * @param detail the system's words
     */
    record Unreachable(String detail) implements Observation {}

    /** The DNS server says that there is no such name, or no record of the asked type. */
    record NameNotFound() implements Observation {}

    /**
     * The attempt could not be made, so it is evidence of nothing.
     *
     * @param why one clause: what stood in the way
     */
    record NotObserved(String why) implements Observation {}

    /** What was waited for when time ran out. */
    enum Phase {
        /** The TCP handshake did not complete: no packet of the other side was seen. */
        CONNECT,
        /** Connected (or, for UDP, sent), but nothing was said. */
        READ
    }

    /** Somebody said no: refused, reset or unreachable, as opposed to silence. */
    default boolean isRejection() {
        return this instanceof Refused || this instanceof Reset || this instanceof Unreachable;
    }

    /**
     * Whether it is what a lost packet looks like: silence; the local kernel's word that there is
     * no way, which it gives, too, for a packet that is dropped before it leaves; or a reset, by
     * which a server gives up a client whose words were lost.
     */
    default boolean mayBeLoss() {
        return this instanceof TimedOut || this instanceof Unreachable || this instanceof Reset;
    }

    /** The identity of the agent that answered; empty if none did. */
    default String agent() {
        return this instanceof Answered(Reply.Identity identity) ? identity.agent() : "";
    }

    /** In a few words, for a person. */
    default String describe() {
        return switch (this) {
            case Answered(Reply reply) -> "answered by " + reply.describe();
            case Refused() -> "refused";
            case TimedOut(Phase phase) ->
                    phase == Phase.CONNECT
                            ? "timed out connecting"
                            : "timed out waiting for an answer";
            case Reset() -> "reset";
            case Unreachable(String detail) -> "unreachable (" + detail + ")";
            case NameNotFound() -> "name not found";
            case NotObserved(String why) -> "could not probe: " + why;
        };
    }
}
