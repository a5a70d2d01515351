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

    public static Need zones(int count) {
        return new Need(
                count + " zones with nodes that agents can run on",
                facts -> facts.nodes().stream().map(Facts.Node::zone).distinct().count() >= count);
    }

    public static Need dualStack() {
        return new Need("both address families", facts -> facts.families().size() > 1);
    }

    /** Kubernetes 1.N or newer. */
    public static Need minor(int minor) {
        return new Need("Kubernetes 1." + minor, facts -> minor(facts.version()) >= minor);
    }

    private static int minor(String version) {
        return Integer.parseInt(version.replaceFirst("^v1\\.(\\d+).*", "$1"));
    }

    public static Need dns() {
        return new Need("a cluster DNS Service", facts -> facts.dns() != null);
    }
}
