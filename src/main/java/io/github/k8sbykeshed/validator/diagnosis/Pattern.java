package io.github.k8sbykeshed.validator.diagnosis;

import io.github.k8sbykeshed.validator.probe.Source;
import io.github.k8sbykeshed.validator.probe.Target.Reach;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Something that cells have in common, and that may be why they fail.
 *
 * @param kind in which respect
 * @param value what they have in common there
 * @param scenario the one scenario that they are of; empty for those of all
 */
record Pattern(Kind kind, String value, String scenario) {

    /** Of two that explain equally much, the earlier one is the better explanation. */
    enum Kind {
        EVERYTHING,
        /** The node whose proxy forwards. */
        PROXY,
        /** A pod that asks for itself. */
        HAIRPIN,
        /** The node whose port is dialled. */
        NODE_PORT,
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

    /** What a cell that fails may fail for: one of its backends is enough to spoil it. */
    static Set<Pattern> explaining(Cell cell) {
        Set<Pattern> all = new LinkedHashSet<>(ofSourceAndTarget(cell));
        cell.agents().forEach(agent -> all.addAll(ofBackend(cell, agent)));
        all.addAll(inScenario(all, cell));
        return all;
    }

    /** What cannot be why cells fail, since this one has it and does not. */
    static Set<Pattern> acquitted(Cell cell) {
        Set<Pattern> all = new LinkedHashSet<>(ofSourceAndTarget(cell));
        if (!cell.backend().isEmpty()) {
            all.addAll(ofBackend(cell, cell.backend()));
        }
        List<Pattern> here = inScenario(all, cell);
        if (!cell.isEvidence()) {
            // Silence where it is hoped for, or an older Service, says nothing of the others.
            all.clear();
        }
        all.addAll(here);
        return all;
    }

    private static List<Pattern> ofSourceAndTarget(Cell cell) {
        List<Pattern> all = new ArrayList<>();
        all.add(general(Kind.EVERYTHING, ""));
        if (!cell.proxy().isEmpty()) {
            all.add(general(Kind.PROXY, cell.proxy()));
            if (cell.target().reach() == Reach.NODE_PORT) {
                all.add(general(Kind.NODE_PORT, cell.proxy()));
            }
        }
        String family = cell.target().family().apiName();
        String protocol = cell.target().protocol().name();
        all.add(general(Kind.FAMILY, family));
        all.add(general(Kind.PROTOCOL, protocol));
        all.add(general(Kind.FAMILY_AND_PROTOCOL, protocol + " over " + family));
        all.add(general(Kind.REACH, cell.target().reach().name()));
        all.add(general(Kind.SOURCE_KIND, cell.source().kind().name()));
        all.add(general(Kind.SOURCE, cell.source().id()));
        return all;
    }

    private static List<Pattern> ofBackend(Cell cell, String agent) {
        List<Pattern> all = new ArrayList<>(List.of(general(Kind.BACKEND, agent)));
        String from =
                cell.target().reach() == Reach.NODE_PORT ? cell.proxy() : cell.source().node();
        String to = Cell.node(agent);
        if (agent.equals(cell.source().id())) {
            all.add(general(Kind.HAIRPIN, ""));
        } else if (cell.source().kind() == Source.Kind.OUTSIDE) {
            // Where it enters the cluster is not known.
            return all;
        } else if (from.equals(to)) {
            all.add(general(Kind.SAME_NODE, ""));
        } else {
            all.add(general(Kind.CROSS_NODE, ""));
            all.add(general(Kind.NODE, from));
            all.add(general(Kind.NODE, to));
        }
        return all;
    }

    /**
     * Whether a failing cell is reason enough to think of it. One is that asks a Service of the
     * run, if it is said of all; and one with a single backend, if it is said of backends: where
     * several may answer, which one spoiled it is not known.
     */
    boolean isBackedBy(Cell cell) {
        boolean isSingle =
                switch (kind) {
                    case HAIRPIN, SAME_NODE, CROSS_NODE, NODE, BACKEND -> !cell.backend().isEmpty();
                    case EVERYTHING,
                            PROXY,
                            NODE_PORT,
                            FAMILY,
                            PROTOCOL,
                            FAMILY_AND_PROTOCOL,
                            REACH,
                            SOURCE_KIND,
                            SOURCE ->
                            true;
                };
        return isSingle && (cell.isEvidence() || !scenario.isEmpty());
    }

    private static Pattern general(Kind kind, String value) {
        return new Pattern(kind, value, "");
    }

    private static List<Pattern> inScenario(Set<Pattern> general, Cell cell) {
        return general.stream()
                .map(each -> new Pattern(each.kind(), each.value(), cell.of().scenario()))
                .toList();
    }
}
