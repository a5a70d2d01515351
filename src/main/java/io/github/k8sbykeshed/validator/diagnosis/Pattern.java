package io.github.k8sbykeshed.validator.diagnosis;

import io.github.k8sbykeshed.validator.probe.Family;
import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.probe.Source;
import io.github.k8sbykeshed.validator.probe.Target.Reach;
import java.util.SortedSet;

/**
 * Something that cells have in common, and that may be why they fail.
 *
 * @param kind in which respect
 * @param value what they have in common there
 * @param scenarios those that they are of; empty for all
 */
record Pattern(Kind kind, String value, SortedSet<String> scenarios) {

    /** Of two that explain equally much, the earlier one is the better explanation. */
    enum Kind {
        EVERYTHING,
        /** The node whose proxy forwards. */
        PROXY,
        /** A pod that asks for itself. */
        HAIRPIN,
        /** The node whose port is dialled. */
        NODE_PORT,
        /** The node from which ClusterIPs are dialled. */
        CLUSTER_IP,
        FAMILY,
        PROTOCOL,
        FAMILY_AND_PROTOCOL,
        SAME_NODE,
        CROSS_NODE,
        /** What passes between a node and the others. */
        NODE,
        REACH,
        SOURCE_KIND,
        /** A backend, from everywhere. */
        BACKEND,
        SOURCE
    }

    /** Is told a pattern's kind and value; no pattern is made for each of a million cells. */
    interface Visitor {
        void visit(Kind kind, String value);
    }

    /** What a cell that fails may fail for: one of its backends is enough to spoil it. */
    static void explaining(Cell cell, Visitor visitor) {
        ofSourceAndTarget(cell, visitor);
        for (String agent : cell.agents()) {
            ofBackend(cell, agent, visitor);
        }
    }

    /** What cannot be why cells fail, since this one has it and does not. */
    static void acquitted(Cell cell, Visitor visitor) {
        boolean isForwardedElsewhere = mayBeForwardedElsewhere(cell.target().reach());
        ofSourceAndTarget(
                cell,
                (kind, value) -> {
                    if (kind != Kind.PROXY || !isForwardedElsewhere) {
                        visitor.visit(kind, value);
                    }
                });
        if (!cell.backend().isEmpty()) {
            ofBackend(cell, cell.backend(), visitor);
        }
    }

    /**
     * Where a node's proxy does not know such an address, the network takes the packet to a node
     * whose proxy does.
     */
    private static boolean mayBeForwardedElsewhere(Reach reach) {
        return reach == Reach.LOAD_BALANCER || reach == Reach.EXTERNAL_IP;
    }

    private static void ofSourceAndTarget(Cell cell, Visitor visitor) {
        visitor.visit(Kind.EVERYTHING, "");
        String proxy = cell.proxy();
        if (!proxy.isEmpty()) {
            visitor.visit(Kind.PROXY, proxy);
            if (cell.target().reach() == Reach.NODE_PORT) {
                visitor.visit(Kind.NODE_PORT, proxy);
            } else if (cell.target().reach() == Reach.CLUSTER_IP) {
                visitor.visit(Kind.CLUSTER_IP, proxy);
            }
        }
        Family family = cell.target().family();
        Protocol protocol = cell.target().protocol();
        visitor.visit(Kind.FAMILY, family.apiName());
        visitor.visit(Kind.PROTOCOL, protocol.name());
        visitor.visit(Kind.FAMILY_AND_PROTOCOL, BOTH[protocol.ordinal()][family.ordinal()]);
        visitor.visit(Kind.REACH, cell.target().reach().name());
        visitor.visit(Kind.SOURCE_KIND, cell.source().kind().name());
        visitor.visit(Kind.SOURCE, cell.source().id());
    }

    private static void ofBackend(Cell cell, String agent, Visitor visitor) {
        visitor.visit(Kind.BACKEND, agent);
        String from =
                cell.target().reach() == Reach.NODE_PORT ? cell.proxy() : cell.source().node();
        String to = Source.nodeOf(agent);
        if (agent.equals(cell.source().id())) {
            visitor.visit(Kind.HAIRPIN, "");
        } else if (cell.source().kind() == Source.Kind.OUTSIDE) {
            // Where it enters the cluster is not known.
            return;
        } else if (from.equals(to)) {
            visitor.visit(Kind.SAME_NODE, "");
        } else {
            visitor.visit(Kind.CROSS_NODE, "");
            visitor.visit(Kind.NODE, from);
            visitor.visit(Kind.NODE, to);
        }
    }

    /** Whether no scenario contradicts it. */
    boolean isOfAll() {
        return scenarios.isEmpty();
    }

    /** Whether it may be why this cell fails. */
    boolean isOf(Cell cell) {
        if (!isOfAll() && !scenarios.contains(cell.of().scenario())) {
            return false;
        }
        boolean[] found = new boolean[1];
        explaining(cell, (k, v) -> found[0] |= k == kind && v.equals(value));
        return found[0];
    }

    private static final String[][] BOTH = both();

    private static String[][] both() {
        var both = new String[Protocol.values().length][Family.values().length];
        for (Protocol protocol : Protocol.values()) {
            for (Family family : Family.values()) {
                both[protocol.ordinal()][family.ordinal()] =
                        protocol.name() + " over " + family.apiName();
            }
        }
        return both;
    }

    /**
     * Whether a failing cell is reason enough to think of it in the cell's scenario. Of backends
     * one with a single backend is: where several may answer, which one spoiled it is not known.
     */
    static boolean isBacked(Kind kind, Cell cell) {
        return switch (kind) {
            case HAIRPIN, SAME_NODE, CROSS_NODE, NODE, BACKEND -> !cell.backend().isEmpty();
            case EVERYTHING,
                    PROXY,
                    NODE_PORT,
                    CLUSTER_IP,
                    FAMILY,
                    PROTOCOL,
                    FAMILY_AND_PROTOCOL,
                    REACH,
                    SOURCE_KIND,
                    SOURCE ->
                    true;
        };
    }
}
