package io.github.k8sbykeshed.validator.diagnosis;

import io.github.k8sbykeshed.validator.diagnosis.Cell.State;
import io.github.k8sbykeshed.validator.result.Run;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Finds the few patterns that explain all cells that fail and hold of none that does not. What no
 * pattern explains is traced to the fewest sources and targets.
 */
public final class Diagnosis {

    /** One failing cell alone is never enough to blame the one or the other. */
    private static final int FEWEST = 2;

    private final List<Cell> cells;
    private final List<Cell> failing;
    private final boolean podNetwork;

    private Diagnosis(List<Cell> cells, State failure) {
        this.cells = cells;
        this.failing = cells.stream().filter(each -> each.state() == failure).toList();
        this.podNetwork = failure == State.CONTROL_FAILS;
    }

    /** The findings, what is to be mended first at first; none of a run without failures. */
    public static List<Finding> of(Run run) {
        List<Cell> cells = Cell.of(run);
        List<Finding> all = new ArrayList<>();
        all.addAll(new Diagnosis(cells, State.CONTROL_FAILS).findings());
        all.addAll(new Diagnosis(cells, State.VIOLATES).findings());
        return all;
    }

    private List<Finding> findings() {
        if (failing.isEmpty()) {
            return List.of();
        }
        Map<Pattern, BitSet> explained = new LinkedHashMap<>();
        for (int i = 0; i < failing.size(); i++) {
            for (Pattern pattern : Pattern.explaining(failing.get(i))) {
                explained.computeIfAbsent(pattern, p -> new BitSet()).set(i);
            }
        }
        explained
                .entrySet()
                .removeIf(
                        each -> of(each.getValue()).stream().noneMatch(each.getKey()::isBackedBy));
        for (Cell cell : cells) {
            if (isWell(cell)) {
                explained.keySet().removeAll(Pattern.acquitted(cell));
            }
        }
        var left = new BitSet();
        left.set(0, failing.size());
        Map<Pattern, BitSet> chosen = chosen(explained, left);
        List<Finding> findings = new ArrayList<>();
        chosen.forEach((pattern, which) ->
                findings.add(new Sentence(pattern, cells, podNetwork).about(of(which))));
        if (!left.isEmpty()) {
            findings.addAll(Culprits.of(of(left), podNetwork));
        }
        return findings;
    }

    /** Whether it shows that what it has in common with others works. */
    private boolean isWell(Cell cell) {
        if (podNetwork && cell.isToItself()) {
            return false;
        }
        return switch (cell.state()) {
            case CONFORMS -> true;
            // Its control holds, so that the pod network does.
            case VIOLATES -> podNetwork;
            case CONTROL_FAILS, NOT_PROBED -> false;
        };
    }

    /** Takes again and again what explains most of what is left. */
    private static Map<Pattern, BitSet> chosen(Map<Pattern, BitSet> explained, BitSet left) {
        Map<Pattern, BitSet> chosen = new LinkedHashMap<>();
        while (!left.isEmpty()) {
            Map<Pattern, Integer> gains = new HashMap<>();
            explained.forEach((pattern, which) -> gains.put(pattern, common(which, left)));
            var best =
                    gains.entrySet().stream()
                            .max(
                                    Map.Entry.<Pattern, Integer>comparingByValue()
                                            .thenComparing(
                                                    Map.Entry::getKey,
                                                    Comparator.comparing((Pattern pattern) ->
                                                                    !pattern.scenario().isEmpty())
                                                            .thenComparing(Pattern::kind)
                                                            .thenComparing(Pattern::value)
                                                            .thenComparing(Pattern::scenario)
                                                            .reversed()));
            if (best.isEmpty() || best.get().getValue() < FEWEST) {
                return chosen;
            }
            Pattern pattern = best.get().getKey();
            BitSet which = explained.getOrDefault(pattern, new BitSet());
            left.andNot(which);
            chosen.put(pattern, which);
        }
        return chosen;
    }

    private static int common(BitSet a, BitSet b) {
        var both = (BitSet) a.clone();
        both.and(b);
        return both.cardinality();
    }

    private List<Cell> of(BitSet which) {
        return which.stream().mapToObj(failing::get).toList();
    }

    /** The names of the cases that cells are in. */
    static List<String> cases(List<Cell> cells) {
        return List.copyOf(new TreeSet<>(cells.stream().map(each -> each.of().name()).toList()));
    }
}
