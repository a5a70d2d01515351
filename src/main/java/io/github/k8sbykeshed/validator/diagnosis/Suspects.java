package io.github.k8sbykeshed.validator.diagnosis;

import io.github.k8sbykeshed.validator.diagnosis.Pattern.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The patterns that failing cells have, less those that cells have which do not fail. */
final class Suspects {

    /** One failing cell alone is never enough to blame the one or the other. */
    private static final int FEWEST = 2;

    /** What explains more is better, then what is said of all scenarios, then the better kind. */
    private static final Comparator<Suspect> BEST =
            Comparator.comparingInt((Suspect each) -> -each.cells)
                    .thenComparing(each -> !each.pattern.scenario().isEmpty())
                    .thenComparing(each -> each.pattern.kind())
                    .thenComparing(each -> each.pattern.value())
                    .thenComparing(each -> each.pattern.scenario());

    private static final class Suspect {
        private final Pattern pattern;
        private boolean backed;
        private int cells;
        private int last = -1;

        private Suspect(Pattern pattern) {
            this.pattern = pattern;
        }
    }

    private static final String ALL = "";

    /** By scenario, empty for all, then by kind, then by value. */
    private final Map<String, List<Map<String, Suspect>>> suspects = new HashMap<>();

    Suspects(List<Cell> failing) {
        for (Cell cell : failing) {
            Pattern.explaining(
                    cell,
                    (kind, value) -> {
                        suspect(new Pattern(kind, value, ALL), cell);
                        suspect(new Pattern(kind, value, cell.of().scenario()), cell);
                    });
        }
        suspects.values()
                .forEach(kinds ->
                        kinds.forEach(values -> values.values().removeIf(each -> !each.backed)));
    }

    private void suspect(Pattern pattern, Cell cell) {
        Suspect suspect =
                suspects.computeIfAbsent(pattern.scenario(), s -> kinds())
                        .get(pattern.kind().ordinal())
                        .computeIfAbsent(pattern.value(), v -> new Suspect(pattern));
        suspect.backed |= pattern.isBackedBy(cell);
    }

    private static List<Map<String, Suspect>> kinds() {
        List<Map<String, Suspect>> kinds = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            kinds.add(new HashMap<>());
        }
        return kinds;
    }

    /** Whatever this cell has in common with failing ones, it is not why they fail. */
    void acquit(Cell cell) {
        List<Map<String, Suspect>> here = suspects.getOrDefault(cell.of().scenario(), List.of());
        // Silence where it is hoped for, or an older Service, says nothing of other scenarios.
        List<Map<String, Suspect>> everywhere =
                cell.isEvidence() ? suspects.getOrDefault(ALL, List.of()) : List.of();
        Pattern.acquitted(
                cell,
                (kind, value) -> {
                    remove(here, kind, value);
                    remove(everywhere, kind, value);
                });
    }

    private static void remove(List<Map<String, Suspect>> from, Kind kind, String value) {
        if (!from.isEmpty() && !from.get(kind.ordinal()).isEmpty()) {
            from.get(kind.ordinal()).remove(value);
        }
    }

    /** What explains most of these cells, if anything explains more than one. */
    Optional<Pattern> best(List<Cell> left) {
        all().forEach(each -> {
            each.cells = 0;
            each.last = -1;
        });
        for (int i = 0; i < left.size(); i++) {
            int number = i;
            String scenario = left.get(i).of().scenario();
            Pattern.explaining(
                    left.get(i),
                    (kind, value) -> {
                        count(ALL, kind, value, number);
                        count(scenario, kind, value, number);
                    });
        }
        return all().stream()
                .filter(each -> each.cells >= FEWEST)
                .min(BEST)
                .map(each -> each.pattern);
    }

    /** Once a cell, though several of its backends may have it. */
    private void count(String scenario, Kind kind, String value, int number) {
        List<Map<String, Suspect>> kinds = suspects.get(scenario);
        Suspect suspect = kinds == null ? null : kinds.get(kind.ordinal()).get(value);
        if (suspect != null && suspect.last != number) {
            suspect.last = number;
            suspect.cells++;
        }
    }

    private List<Suspect> all() {
        List<Suspect> all = new ArrayList<>();
        suspects.values().forEach(kinds -> kinds.forEach(values -> all.addAll(values.values())));
        return all;
    }
}
