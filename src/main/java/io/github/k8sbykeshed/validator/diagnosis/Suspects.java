package io.github.k8sbykeshed.validator.diagnosis;

import io.github.k8sbykeshed.validator.diagnosis.Pattern.Kind;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The patterns that failing cells have, less those that cells have which do not fail. One that some
 * scenario contradicts may still be why others fail, and is then one cause in all of these.
 */
final class Suspects {

    /** One failing cell alone is never enough to blame the one or the other. */
    private static final int FEWEST = 2;

    /** What explains more is better, then what is said of all scenarios, then the better kind. */
    private static final Comparator<Charge> BEST =
            Comparator.comparingInt((Charge each) -> -each.cells())
                    .thenComparing(each -> !each.pattern().isOfAll())
                    .thenComparing(each -> each.pattern().kind())
                    .thenComparing(each -> each.pattern().value())
                    .thenComparing(each -> String.join(" ", each.pattern().scenarios()));

    /** A pattern and how many cells it explains. */
    private record Charge(Pattern pattern, int cells) {}

    private static final class Suspect {
        private final Kind kind;
        private final String value;

        /** Whether a Service of the run speaks for it and none against it. */
        private boolean isOfAll;

        /** By the scenarios in which no Service of the run speaks against it. */
        private final Map<String, Part> scenarios = new HashMap<>();

        private int cells;
        private int last = -1;

        private Suspect(Kind kind, String value) {
            this.kind = kind;
            this.value = value;
        }

        /** Silence where it is hoped for, or an older Service, says nothing of other scenarios. */
        private void acquit(String scenario, boolean isEvidence) {
            if (isEvidence) {
                isOfAll = false;
                scenarios.remove(scenario);
            } else {
                Part here = scenarios.get(scenario);
                if (here != null) {
                    here.isContradicted = true;
                }
            }
        }

        private void forget() {
            cells = 0;
            last = -1;
            scenarios.values().forEach(each -> each.cells = 0);
        }
    }

    /** What a pattern explains of one scenario. */
    private static final class Part {
        private int cells;

        /** Whether anything has it and does not fail, be it silence that is hoped for. */
        private boolean isContradicted;
    }

    /** By kind, then by value. */
    private final List<Map<String, Suspect>> suspects =
            Stream.of(Kind.values())
                    .map(kind -> (Map<String, Suspect>) new HashMap<String, Suspect>())
                    .toList();

    Suspects(List<Cell> failing) {
        for (Cell cell : failing) {
            Pattern.explaining(cell, (kind, value) -> suspect(kind, value, cell));
        }
    }

    private Map<String, Suspect> of(Kind kind) {
        return suspects.get(kind.ordinal());
    }

    private void suspect(Kind kind, String value, Cell cell) {
        if (Pattern.isBacked(kind, cell)) {
            Suspect suspect = of(kind).computeIfAbsent(value, v -> new Suspect(kind, value));
            suspect.isOfAll |= cell.isEvidence();
            suspect.scenarios.computeIfAbsent(cell.of().scenario(), s -> new Part());
        }
    }

    /** Whatever this cell has in common with failing ones, it is not why they fail. */
    void acquit(Cell cell) {
        String scenario = cell.of().scenario();
        boolean isEvidence = cell.isEvidence();
        Pattern.acquitted(
                cell,
                (kind, value) -> {
                    Suspect suspect = of(kind).get(value);
                    if (suspect != null) {
                        suspect.acquit(scenario, isEvidence);
                        if (!suspect.isOfAll && suspect.scenarios.isEmpty()) {
                            of(kind).remove(value);
                        }
                    }
                });
    }

    /** What explains most of these cells, if anything explains more than one. */
    Optional<Pattern> best(List<Cell> left) {
        all().forEach(Suspect::forget);
        for (int i = 0; i < left.size(); i++) {
            int number = i;
            String scenario = left.get(i).of().scenario();
            Pattern.explaining(
                    left.get(i), (kind, value) -> count(of(kind).get(value), scenario, number));
        }
        return all().flatMap(this::charges)
                .filter(each -> each.cells() >= FEWEST)
                .min(BEST)
                .map(Charge::pattern);
    }

    private Stream<Suspect> all() {
        return suspects.stream().flatMap(values -> values.values().stream());
    }

    /** Once a cell, though several of its backends may have it. */
    private static void count(@Nullable Suspect suspect, String scenario, int number) {
        if (suspect == null || suspect.last == number) {
            return;
        }
        Part here = suspect.scenarios.get(scenario);
        if (here != null) {
            here.cells++;
        }
        if (here != null || suspect.isOfAll) {
            suspect.cells++;
            suspect.last = number;
        }
    }

    /**
     * As one cause of all scenarios; or of those that do not contradict it, if one of them shows it
     * by itself. One of which nothing works shows nothing, and is not divided among causes.
     */
    private Stream<Charge> charges(Suspect suspect) {
        if (suspect.isOfAll) {
            return Stream.of(charge(suspect, Set.of(), suspect.cells));
        }
        if (suspect.kind == Kind.EVERYTHING) {
            // That nothing works in two scenarios is no reason to think of one cause.
            return suspect.scenarios.entrySet().stream()
                    .filter(each -> !each.getValue().isContradicted)
                    .map(each -> charge(suspect, Set.of(each.getKey()), each.getValue().cells));
        }
        Map<String, Integer> explained = new HashMap<>();
        boolean[] isShown = new boolean[1];
        suspect.scenarios.forEach((scenario, part) -> {
            int all = cellsIfNothingWorks(scenario);
            if (part.cells > 0 && part.cells >= all) {
                explained.put(scenario, part.cells);
                isShown[0] |= all == 0 && part.cells >= FEWEST && !part.isContradicted;
            }
        });
        int cells = explained.values().stream().mapToInt(Integer::intValue).sum();
        return isShown[0] ? Stream.of(charge(suspect, explained.keySet(), cells)) : Stream.of();
    }

    private static Charge charge(Suspect suspect, Set<String> scenarios, int cells) {
        var names = Collections.unmodifiableSortedSet(new TreeSet<>(scenarios));
        return new Charge(new Pattern(suspect.kind, suspect.value, names), cells);
    }

    /** How many cells fail there, or 0 if something works. */
    private int cellsIfNothingWorks(String scenario) {
        Suspect everything = of(Kind.EVERYTHING).get("");
        Part here = everything == null ? null : everything.scenarios.get(scenario);
        return here == null || here.isContradicted ? 0 : here.cells;
    }
}
