package io.github.k8sbykeshed.validator.diagnosis;

import io.github.k8sbykeshed.validator.diagnosis.Reader.Cell;
import io.github.k8sbykeshed.validator.expect.ReasonCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Puts each failing cell down to the explanation that explains most of it. */
final class Attribution {

    /** What a cell is that cannot be judged since packets are lost. */
    private static final Set<ReasonCode> LOSS =
            EnumSet.of(
                    ReasonCode.NETWORK_LOSES,
                    ReasonCode.NOT_REPEATED,
                    ReasonCode.CONTROL_FAILS,
                    ReasonCode.CONTROL_MISSING);

    private final List<Explained> explained;

    /** How much of the current cell each of them explains. */
    private final double[] weights;

    private final Set<String> cases = new TreeSet<>();

    /** Those of cells that are in doubt alone, since the network may have lost their packets. */
    private final Set<String> doubtful = new TreeSet<>();

    private int doubts;
    private final Inquiry inquiry;
    private final Reader reader;
    private @Nullable Cell current;
    private @Nullable Cell first;
    private int cells;

    /** Each cell put down to what explains most of it, of what is needed to explain them all. */
    static Attribution of(Inquiry inquiry) {
        var all = new Attribution(inquiry, inquiry.explanations());
        List<Explanation> needed =
                all.explained().stream()
                        .filter(each -> !each.isLeftover())
                        .map(Explained::explanation)
                        .toList();
        return needed.size() == all.explained().size() ? all : new Attribution(inquiry, needed);
    }

    private Attribution(Inquiry inquiry, List<Explanation> explanations) {
        this.inquiry = inquiry;
        this.reader = inquiry.reader();
        this.explained =
                explanations.stream()
                        .map(each -> new Explained(each, inquiry.vocabulary(), inquiry.mayBeLoss()))
                        .toList();
        this.weights = new double[explained.size()];
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
        int best = -1;
        for (int i = 0; i < weights.length; i++) {
            Explanation explanation = explained.get(i).explanation();
            boolean fits =
                    inquiry.explains(explanation, trial.facet, trial.values)
                            || isVague && explanation.mayExplain(trial.facet, trial.values);
            if (fits && (best < 0 || explained.get(i).rate() > explained.get(best).rate())) {
                best = i;
            }
        }
        if (best >= 0) {
            weights[best] += trial.failed;
            explained.get(best).add(trial);
        }
    }

    private void end() {
        Cell cell = current;
        current = null;
        if (cell == null) {
            return;
        }
        int best = best();
        if (best < 0 && cell.hasFailingControl()) {
            // Its control has to do with more than one way, or is not kept by itself.
            reader.shadow(cell, (same, trial) -> add(trial, true));
            best = best();
        }
        if (best < 0 && isInDoubt(cell)) {
            doubts++;
            doubtful.add(cell.of().name());
        } else if (best < 0) {
            cells++;
            cases.add(cell.of().name());
            first = first == null ? cell : first;
        } else {
            explained.get(best).add(cell);
        }
        Arrays.fill(weights, 0);
    }

    private boolean isInDoubt(Cell cell) {
        return inquiry.loss().isPresent()
                && cell.evidence() != null
                && LOSS.contains(cell.evidence().code());
    }

    /** How many cells cannot be judged for the loss that was measured, and nothing else. */
    int doubts() {
        return doubts;
    }

    /** The names of the cases that these are in. */
    Set<String> doubtful() {
        return doubtful;
    }

    /** The one that explains most of the current cell; -1 if none does. */
    private int best() {
        int best = -1;
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] > 0 && (best < 0 || weights[i] > weights[best])) {
                best = i;
            }
        }
        return best;
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
