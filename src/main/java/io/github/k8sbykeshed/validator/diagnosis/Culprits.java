package io.github.k8sbykeshed.validator.diagnosis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The fewest sources and targets that all of some failing cells lie in: a minimum vertex cover of
 * the graph between them, which by Kőnig's theorem follows from a maximum matching.
 */
final class Culprits {

    /** The rest is told together. */
    private static final int MOST = 3;

    private final Map<String, Set<String>> targetsOf = new LinkedHashMap<>();
    private final Map<String, String> sourceOf = new HashMap<>();

    private Culprits(List<Cell> cells) {
        cells.forEach(each ->
                targetsOf
                        .computeIfAbsent(each.source().id(), s -> new LinkedHashSet<>())
                        .add(target(each)));
        targetsOf.keySet().forEach(source -> match(source, new HashSet<>()));
    }

    private static String target(Cell cell) {
        return cell.target().label() + " of " + cell.of().scenario();
    }

    static List<Finding> of(List<Cell> cells, boolean podNetwork) {
        Set<String> reached = new Culprits(cells).reached();
        Map<String, List<Cell>> blamed = new LinkedHashMap<>();
        for (Cell cell : cells) {
            String source = cell.source().id();
            // Kőnig: sources that alternating paths do not reach, and targets that they do.
            String culprit =
                    reached.contains(source) ? "target " + target(cell) : "source " + source;
            blamed.computeIfAbsent(culprit, c -> new ArrayList<>()).add(cell);
        }
        String what = podNetwork ? "the pod network fails in" : "there are";
        List<Finding> findings = new ArrayList<>();
        List<Cell> rest = new ArrayList<>();
        blamed.entrySet().stream()
                .sorted(Comparator.comparingInt(each -> -each.getValue().size()))
                .forEach(each -> {
                    if (each.getValue().size() == 1 || findings.size() == MOST) {
                        rest.addAll(each.getValue());
                    } else {
                        findings.add(
                                new Finding(
                                        what
                                                + " cells that have the "
                                                + each.getKey()
                                                + " in common, which works elsewhere",
                                        each.getValue().size(),
                                        Diagnosis.cases(each.getValue()),
                                        "whether it is late, overloaded or loses packets"));
                    }
                });
        if (!rest.isEmpty()) {
            Cell first = rest.getFirst();
            findings.add(
                    new Finding(
                            what
                                    + " single cells that fail, such as "
                                    + first.source().id()
                                    + " -> "
                                    + first.target().label()
                                    + ": ambiguous, source and target may each be the cause",
                            rest.size(),
                            Diagnosis.cases(rest),
                            "the same source to other targets, and other sources to the same target,"
                                    + " in another run"));
        }
        return findings;
    }

    /** Finds a target for a source, if need be by finding another one for another source. */
    private boolean match(String source, Set<String> tried) {
        for (String target : targetsOf.getOrDefault(source, Set.of())) {
            if (tried.add(target)) {
                String taken = sourceOf.get(target);
                if (taken == null || match(taken, tried)) {
                    sourceOf.put(target, source);
                    return true;
                }
            }
        }
        return false;
    }

    /** The sources that alternating paths reach from sources without a target. */
    private Set<String> reached() {
        Set<String> reached = new HashSet<>();
        List<String> next = new ArrayList<>(targetsOf.keySet());
        next.removeAll(sourceOf.values());
        while (!next.isEmpty()) {
            String source = next.removeLast();
            if (reached.add(source)) {
                for (String target : targetsOf.getOrDefault(source, Set.of())) {
                    String partner = sourceOf.get(target);
                    if (partner != null) {
                        next.add(partner);
                    }
                }
            }
        }
        return reached;
    }
}
