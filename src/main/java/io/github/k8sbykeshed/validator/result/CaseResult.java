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
 */
public record CaseResult(
        String scenario,
        String title,
        @Nullable Protocol protocol,
        @Nullable Family family,
        List<String> labels,
        Outcome outcome,
        long millis,
        List<Step> steps) {

    public CaseResult {
        labels = List.copyOf(labels);
        steps = List.copyOf(steps);
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
