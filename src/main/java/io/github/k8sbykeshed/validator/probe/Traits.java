package io.github.k8sbykeshed.validator.probe;

/**
 * What is known of a target beside where its packets go. No probe is made differently for it:
 * diagnosis compares targets by it.
 *
 * @param node the node that has the address, of a node port or a host port; empty if it is no
 *     node's
 * @param agent the identity of the agent whose own address it is; empty if it is none's
 * @param service the name of the Service behind it; empty if there is none
 * @param age since when that Service exists
 * @param payloadBytes how many bytes of payload are sent each way
 * @param socket which socket it is dialled from
 */
public record Traits(
        String node, String agent, String service, Age age, int payloadBytes, Socket socket) {

    /** Of a target of which nothing more is known. */
    public static final Traits NONE = new Traits("", "", "", Age.NONE, 0, Socket.FRESH);

    /** Since when a Service exists. */
    public enum Age {
        /** There is no Service. */
        NONE,
        /** It was there before the run. */
        BEFORE_RUN,
        /** It was made when the run began, for all cases. */
        RUN,
        /** It was made by the case that asks for it. */
        CASE
    }

    /** Which socket a target is dialled from. */
    public enum Socket {
        /** A new one from a port that the kernel chooses. */
        FRESH,
        /** A new one for each attempt, always from one port: connection tracking sees one flow. */
        PINNED_PORT,
        /** One that is kept from attempt to attempt. */
        KEPT
    }

    /** An address of this node. */
    public static Traits ofNode(String node) {
        return NONE.atNode(node);
    }

    /** An agent's own address. */
    public static Traits ofAgent(String agent) {
        return new Traits("", agent, "", Age.NONE, 0, Socket.FRESH);
    }

    /** A Service. */
    public static Traits ofService(String service, Age age) {
        return new Traits("", "", service, age, 0, Socket.FRESH);
    }

    /** These, at an address of this node. */
    public Traits atNode(String at) {
        return new Traits(at, agent, service, age, payloadBytes, socket);
    }

    /** These, dialled with so much payload from this socket. */
    public Traits dialled(int payload, Socket from) {
        return new Traits(node, agent, service, age, payload, from);
    }
}
