package io.github.k8sbykeshed.validator.scenario;

import io.github.k8sbykeshed.validator.probe.Facts;
import java.util.function.Predicate;

/**
 * Something that a cluster must have for a scenario to mean anything.
 *
 * @param what for a person: follows "needs"
 * @param met whether this cluster has it
 */
public record Need(String what, Predicate<Facts> met) {

    public static Need nodes(int count) {
        return new Need(
                count + " nodes that agents can run on", facts -> facts.nodes().size() >= count);
    }

    public static Need dns() {
        return new Need("a cluster DNS Service", facts -> facts.dns() != null);
    }
}
