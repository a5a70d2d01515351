package io.github.k8sbykeshed.validator.diagnosis;

import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.probe.Target;
import io.github.k8sbykeshed.validator.probe.Traits;

/**
 * The closed vocabulary of rules: in which respects trials may be alike. Every attribute has one
 * value a trial, or none where it is not known or means nothing; {@link #LINK} may have two.
 */
enum Attribute {
    /** The node whose Service proxy has the first say. */
    FORWARDER(0),
    /** Whether the backend is the client itself, or on its node; see {@link Relation}. */
    RELATION(0),
    FAMILY(0),
    PROTOCOL(0),
    /** By which kind of address; see {@link Target.Reach}. */
    REACH(0.5),
    /** Whether the Service was there before the run; see {@link Origin}. */
    ORIGIN(0),
    /** Whether the payload fits one packet everywhere; see {@link Size}. */
    SIZE(0.5),
    /** Whether the socket, or its port, was used before; see {@link Use}. */
    USE(0.5),
    /** The node whose address is dialled, for node ports and host ports. */
    DIALLED(0.5),
    /** Pod, host or outside. */
    SOURCE_KIND(0.5),
    /** The node from which packets go on to another one, and that one. */
    PATH(0.5),
    /** Those two nodes, whichever sends. */
    BETWEEN(0),
    /** A node at either end of a path between two nodes. */
    LINK(0.5),
    BACKEND_NODE(0.5),
    BACKEND(1),
    /** Whether the Service has several backends; see {@link Company}. */
    COMPANY(2),
    /** The one DNS server that is asked, past its Service or by it. */
    SERVER(0.5),
    /** Whether the Service was made when the run began or later; see {@link Made}. */
    MADE(1),
    /** Whether the Service was changed before the step; see {@link Stage}. */
    STAGE(1),
    /** The class of the payload; see {@link Payload}. */
    PAYLOAD(1),
    /** Which socket; see {@link Traits.Socket}. */
    SOCKET(1),
    /** The type of the DNS records that are asked for. */
    RECORD(1),
    SOURCE_NODE(2),
    SOURCE_AGENT(4.5),
    SERVICE(3),
    /** What is expected; see {@link Wanted.Kind}. */
    WANTED(3),
    /** A part of the catalogue: the last resort, with {@link #SCENARIO}. */
    FEATURE(5),
    SCENARIO(5);

    /** What any literal costs, in nats: the attribute is one of some twenty. */
    private static final double LITERAL = 2;

    /**
     * What it costs beyond that to blame the way between nodes where the pod network works, in
     * nats: one in twenty.
     */
    private static final double UNLIKELY = 3;

    private final double weight;

    Attribute(double weight) {
        this.weight = weight;
    }

    /**
     * What it costs to say a value of this attribute, in nats.
     *
     * @param values how many different values it has
     * @param facet of what: where the pod network works, no Service fails between two nodes alone
     */
    double cost(int values, Facet facet) {
        boolean isUnlikely = isOfPath() && facet != Facet.NETWORK;
        return LITERAL + weight + (isUnlikely ? UNLIKELY : 0) + Math.log(Math.max(2, values));
    }

    private boolean isOfPath() {
        return this == PATH || this == BETWEEN || this == LINK;
    }

    /** Whether its values are nodes. */
    boolean isOfNodes() {
        return switch (this) {
            case FORWARDER, DIALLED, LINK, BACKEND_NODE, SOURCE_NODE -> true;
            case RELATION,
                    FAMILY,
                    PROTOCOL,
                    REACH,
                    ORIGIN,
                    SIZE,
                    USE,
                    SOURCE_KIND,
                    PATH,
                    BETWEEN,
                    BACKEND,
                    COMPANY,
                    SERVER,
                    MADE,
                    STAGE,
                    PAYLOAD,
                    SOCKET,
                    RECORD,
                    SOURCE_AGENT,
                    SERVICE,
                    WANTED,
                    FEATURE,
                    SCENARIO ->
                    false;
        };
    }

    /** Who answers, as seen from the client or, for node ports, from the node that is dialled. */
    enum Relation {
        ITSELF,
        SAME_NODE,
        OTHER_NODE
    }

    /** How many backends a Service has. */
    enum Company {
        ALONE,
        SEVERAL
    }

    /** When a Service was made. */
    enum Origin {
        BEFORE_RUN,
        OF_RUN
    }

    /** When a Service of the run was made. */
    enum Made {
        AT_START,
        BY_CASE
    }

    /**
     * A DNS server, by whatever address.
     *
     * @param name its pod's, or an address
     * @param node the node that it is on; empty if that is not known
     */
    record Server(String name, String node) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** When in its case a step asks. */
    enum Stage {
        FIRST,
        AFTER_CHANGE
    }

    /** Whether a flow is new to connection tracking. */
    enum Use {
        NEW,
        USED
    }

    /** Whether a payload fits the least MTU that IPv6 allows. */
    enum Size {
        SMALL,
        OVER_1000
    }

    /** Classes of payloads, each way. */
    enum Payload {
        UP_TO_1000,
        /** In one packet, where the path's MTU is that of Ethernet. */
        UP_TO_1450,
        /** In several segments of TCP. */
        SEGMENTED,
        /** In several fragments of one datagram. */
        FRAGMENTED;

        private static final int SMALL = 1_000;
        private static final int ONE_PACKET = 1_450;

        static Payload of(int bytes, Protocol protocol) {
            return bytes <= SMALL
                    ? UP_TO_1000
                    : bytes <= ONE_PACKET
                            ? UP_TO_1450
                            : protocol == Protocol.TCP ? SEGMENTED : FRAGMENTED;
        }
    }
}
