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
        List<String> left) {

    public CaseResult {
        labels = List.copyOf(labels);
        steps = List.copyOf(steps);
        // Older results do not have it.
        left = left == null ? List.of() : List.copyOf(left);
    }

    /** A case that left nothing. */
    public CaseResult(
            String scenario,
            String title,
            @Nullable Protocol protocol,
            @Nullable Family family,
            List<String> labels,
            Outcome outcome,
            long millis,
            List<Step> steps) {
        this(scenario, title, protocol, family, labels, outcome, millis, steps, List.of());
    }

    /** This result of a case that could not delete these things. */
    public CaseResult leaving(List<String> things) {
        return new CaseResult(
                scenario, title, protocol, family, labels, outcome, millis, steps, things);
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
