package io.github.k8sbykeshed.validator.diagnosis;

import io.github.k8sbykeshed.validator.diagnosis.Cell.State;
import io.github.k8sbykeshed.validator.result.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Finds the few patterns that explain all cells that fail and hold of none that does not. What no
 * pattern explains is traced to the fewest sources and targets.
 */
public final class Diagnosis {

    /** A run that needs more of them has no few causes. */
    private static final int MOST = 8;

    private final Run run;
    private final State failure;
    private final boolean podNetwork;

    private Diagnosis(Run run, State failure) {
        this.run = run;
        this.failure = failure;
        this.podNetwork = failure == State.CONTROL_FAILS;
    }

    /** The findings, what is to be mended first at first; none of a run without failures. */
    public static List<Finding> of(Run run) {
        List<Finding> all = new ArrayList<>();
        all.addAll(new Diagnosis(run, State.CONTROL_FAILS).findings());
        all.addAll(new Diagnosis(run, State.VIOLATES).findings());
        return all;
    }

    private List<Finding> findings() {
        List<Cell> left = new ArrayList<>();
        Cell.forEach(
                run,
                cell -> {
                    if (cell.state() == failure) {
                        left.add(cell);
                    }
                });
        if (left.isEmpty()) {
            return List.of();
        }
        var suspects = new Suspects(left);
        Cell.forEach(
                run,
                cell -> {
                    if (isWell(cell)) {
                        suspects.acquit(cell);
                    }
                });
        List<Finding> findings = new ArrayList<>();
        Optional<Pattern> best = suspects.best(left);
        while (best.isPresent() && findings.size() < MOST) {
            Pattern pattern = best.get();
            List<Cell> explained = left.stream().filter(pattern::isOf).toList();
            findings.add(new Sentence(pattern, run, podNetwork).about(explained));
            left.removeIf(pattern::isOf);
            best = suspects.best(left);
        }
        if (!left.isEmpty()) {
            findings.addAll(Culprits.of(left, podNetwork));
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

    /** The names of the cases that cells are in. */
    static List<String> cases(List<Cell> cells) {
        return List.copyOf(new TreeSet<>(cells.stream().map(each -> each.of().name()).toList()));
    }
}
