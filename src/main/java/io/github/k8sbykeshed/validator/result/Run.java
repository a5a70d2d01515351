package io.github.k8sbykeshed.validator.result;

import io.github.k8sbykeshed.validator.probe.Facts;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
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
 */
public record Run(
        String tool,
        String id,
        Instant started,
        @Nullable Facts facts,
        Map<String, Long> phaseMillis,
        List<CaseResult> cases,
        @Nullable String problem) {

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

    /** The same run with this problem, or the one that it has already. */
    public Run withProblem(String why) {
        return new Run(
                tool, id, started, facts, phaseMillis, cases, problem == null ? why : problem);
    }

    /** The process's exit code: 0, 1 or 2, where 1 beats 2. */
    public int exitCode() {
        if (cases.stream().anyMatch(c -> c.outcome() instanceof Outcome.Violates)) {
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
        if (facts == null || facts.coverage().missing().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                facts.coverage().missing().stream()
                        .map(each -> each.what() + " was not validated: " + each.why())
                        .collect(Collectors.joining("\n")));
    }

    /** How many cases had this outcome. */
    public long count(Class<? extends Outcome> outcome) {
        return cases.stream().filter(c -> outcome.isInstance(c.outcome())).count();
    }
}
