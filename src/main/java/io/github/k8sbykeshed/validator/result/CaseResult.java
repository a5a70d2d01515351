package io.github.k8sbykeshed.validator.result;

import io.github.k8sbykeshed.validator.probe.Family;
import io.github.k8sbykeshed.validator.probe.Protocol;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of one case: a scenario in one protocol and family.
 *
 * @param scenario its id, {@code feature/name}
 * @param title what must hold, one clause
 * @param protocol null where the scenario runs once for all protocols
 * @param family null where the scenario runs once for all families
 * @param labels {@code key=value}
 * @param outcome what came of it
 * @param millis how long it took, milliseconds
 * @param steps what was probed, in order
 * @param startMillis when it began, milliseconds after the first case could; null if it never did,
 *     or where results of earlier versions do not say
 * @param left what it made and could not delete, a sentence each
 */
public record CaseResult(
        String scenario,
        String title,
        @Nullable Protocol protocol,
        @Nullable Family family,
        List<String> labels,
        Outcome outcome,
        long millis,
        List<Step> steps,
        @Nullable Long startMillis,
        List<String> left) {

    public CaseResult {
        labels = List.copyOf(labels);
        steps = List.copyOf(steps);
        // Older results do not have it.
        left = left == null ? List.of() : List.copyOf(left);
    }

    /** This result of a case that could not delete these things. */
    public CaseResult leaving(List<String> things) {
        return new CaseResult(
                scenario,
                title,
                protocol,
                family,
                labels,
                outcome,
                millis,
                steps,
                startMillis,
                things);
    }

    /** A case that left nothing, and of which it is not known when it began. */
    public CaseResult(
            String scenario,
            String title,
            @Nullable Protocol protocol,
            @Nullable Family family,
            List<String> labels,
            Outcome outcome,
            long millis,
            List<Step> steps) {
        this(scenario, title, protocol, family, labels, outcome, millis, steps, null, List.of());
    }

    /** This result of a case that began so many milliseconds after the first case could. */
    public CaseResult startedAt(long afterMillis) {
        return new CaseResult(
                scenario,
                title,
                protocol,
                family,
                labels,
                outcome,
                millis,
                steps,
                afterMillis,
                left);
    }

    /** The scenario with its protocol and family: unique in a run. */
    public String name() {
        return name(scenario, protocol, family);
    }

    /** The name of a case: unique in a run. */
    public static String name(
            String scenario, @Nullable Protocol protocol, @Nullable Family family) {
        return scenario
                + (protocol == null ? "" : " " + protocol)
                + (family == null ? "" : " " + family.apiName());
    }

    /** The part of the id before the slash. */
    public String feature() {
        return scenario.substring(0, scenario.indexOf('/'));
    }
}
