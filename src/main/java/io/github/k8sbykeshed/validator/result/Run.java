package io.github.k8sbykeshed.validator.result;

import io.github.k8sbykeshed.validator.probe.Facts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A run as a whole.
 *
 * @param tool the version of this program
 * @param id the run's random id, part of the names of all its objects
 * @param started when it began
 * @param facts the cluster; null if it could not be asked
 * @param phaseMillis how long each phase took, milliseconds, in order
 * @param cases every case that was selected, whatever came of it
 * @param problem why the run as a whole could not do its work; null if it could
 * @param loss how many packets were lost between nodes; null if that was not counted
 */
public record Run(
        String tool,
        String id,
        Instant started,
        @Nullable Facts facts,
        Map<String, Long> phaseMillis,
        List<CaseResult> cases,
        @Nullable String problem,
        @Nullable LossTable loss) {

    /** Every case conforms or is not applicable, at least one conforms, and no node is missing. */
    public static final int EXIT_CONFORMS = 0;

    /** At least one case violates. */
    public static final int EXIT_VIOLATES = 1;

    /** Nothing violates, but something is inconclusive, could not run, or was not validated. */
    public static final int EXIT_INCONCLUSIVE = 2;

    public Run {
        cases = List.copyOf(cases);
        phaseMillis = Collections.unmodifiableMap(new LinkedHashMap<>(phaseMillis));
    }

    /** A run whose packets were not counted. */
    public Run(
            String tool,
            String id,
            Instant started,
            @Nullable Facts facts,
            Map<String, Long> phaseMillis,
            List<CaseResult> cases,
            @Nullable String problem) {
        this(tool, id, started, facts, phaseMillis, cases, problem, null);
    }

    /** This run with this problem, or the one that it has already. */
    public Run withProblem(String why) {
        String first = problem == null ? why : problem;
        return new Run(tool, id, started, facts, phaseMillis, cases, first, loss);
    }

    /** This run, of whose packets so many were lost. */
    public Run withLoss(@Nullable LossTable counted) {
        return new Run(tool, id, started, facts, phaseMillis, cases, problem, counted);
    }

    /** The process's exit code: 0, 1 or 2, where 1 beats 2. */
    public int exitCode() {
        boolean loses =
                lossFindings().stream().anyMatch(each -> each.kind() != LossFinding.Kind.NETWORK);
        if (loses || cases.stream().anyMatch(c -> c.outcome() instanceof Outcome.Violates)) {
            return EXIT_VIOLATES;
        }
        boolean unclear =
                cases.stream()
                        .anyMatch(c ->
                                c.outcome() instanceof Outcome.Inconclusive
                                        || c.outcome() instanceof Outcome.NotRun);
        boolean some = cases.stream().anyMatch(c -> c.outcome() instanceof Outcome.Conforms);
        return shortfall().isPresent() || unclear || !some ? EXIT_INCONCLUSIVE : EXIT_CONFORMS;
    }

    /**
     * Why the run is no pass whatever its cases say, if so: it could not do its work, or some of
     * what should have been validated was not.
     */
    public Optional<String> shortfall() {
        if (problem != null) {
            return Optional.of(problem);
        }
        List<String> sentences = new ArrayList<>();
        if (facts != null) {
            facts.coverage()
                    .missing()
                    .forEach(each ->
                            sentences.add(each.what() + " was not validated: " + each.why()));
        }
        lossFindings().forEach(each -> sentences.add(each.sentence()));
        return sentences.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", sentences));
    }

    /** That more packets were lost than may be. */
    public List<LossFinding> lossFindings() {
        return loss == null ? List.of() : loss.findings();
    }

    /** How many cases had this outcome. */
    public long count(Class<? extends Outcome> outcome) {
        return cases.stream().filter(c -> outcome.isInstance(c.outcome())).count();
    }
}
