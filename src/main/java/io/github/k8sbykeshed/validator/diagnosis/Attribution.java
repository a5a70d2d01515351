package io.github.k8sbykeshed.validator.diagnosis;

import io.github.k8sbykeshed.validator.diagnosis.Reader.Cell;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Puts each failing cell down to the explanation that explains most of it. */
final class Attribution {

    private final List<Explained> explained;
    private final Map<Explained, Double> weights = new HashMap<>();
    private final Map<Explained, Trial> trials = new HashMap<>();
    private final Set<String> cases = new TreeSet<>();
    private final Reader reader;
    private @Nullable Cell current;
    private @Nullable Cell first;
    private int cells;

    Attribution(Inquiry inquiry) {
        this.reader = inquiry.reader();
        this.explained =
                inquiry.explanations().stream()
                        .map(each -> new Explained(each, inquiry.vocabulary()))
                        .toList();
        reader.readFailing(this::visit);
        end();
    }

    private void visit(Cell cell, Trial trial) {
        if (current == null || !current.isAt(cell)) {
            end();
            current = cell;
        }
        if (trial.failed > 0) {
            add(trial, trial.isVague);
        }
    }

    private void add(Trial trial, boolean isVague) {
        Explained best = null;
        for (Explained each : explained) {
            Explanation explanation = each.explanation();
            boolean fits =
                    explanation.explains(trial.facet, trial.values)
                            || isVague && explanation.mayExplain(trial.facet, trial.values);
            if (fits && (best == null || each.rate() > best.rate())) {
                best = each;
            }
        }
        if (best != null) {
            weights.merge(best, trial.failed, Double::sum);
            best.add(trial);
        }
    }

    private void end() {
        Cell cell = current;
        current = null;
        if (cell == null) {
            return;
        }
        if (weights.isEmpty() && cell.hasFailingControl()) {
            // Its control has to do with more than one way, or is not kept by itself.
            reader.shadow(cell, (same, trial) -> add(trial, true));
        }
        Explained best = null;
        for (var each : weights.entrySet()) {
            if (best == null || each.getValue() > weights.getOrDefault(best, 0.0)) {
                best = each.getKey();
            }
        }
        if (best == null) {
            cells++;
            cases.add(cell.of().name());
            first = first == null ? cell : first;
        } else {
            best.add(cell);
        }
        weights.clear();
    }

    /** Those that explain any cell. */
    List<Explained> explained() {
        List<Explained> all = new ArrayList<>(explained);
        all.removeIf(each -> each.cells() == 0);
        return all;
    }

    /** How many failing cells nothing explains. */
    int cells() {
        return cells;
    }

    /** The names of the cases that these are in. */
    Set<String> cases() {
        return cases;
    }

    /** One of these cells; null if there is none. */
    @Nullable Cell first() {
        return first;
    }
}
