package io.github.k8sbykeshed.validator.scenario;

import java.util.function.Predicate;

/**
 * Something that there must be for a scenario to mean anything.
 *
 * @param what for a person: follows "needs"
 * @param hint what to do or where to look if it is missing; may be empty
 * @param met whether it is there
 */
public record Need(String what, String hint, Predicate<Surroundings> met) {

    private static final Need LOAD_BALANCER = new Need("a load balancer", "", around -> true);

    public static Need nodes(int count) {
        return new Need(
                count + " nodes that agents can run on",
                "",
                around -> around.facts().nodes().size() >= count);
    }

    public static Need zones(int count) {
        return new Need(
                count + " zones with nodes that agents can run on",
                "",
                around -> around.facts().zones().size() >= count);
    }

    public static Need dualStack() {
        return new Need(
                "both address families", "", around -> around.facts().families().size() > 1);
    }

    /** Kubernetes 1.N or newer. */
    public static Need minor(int minor) {
        return new Need(
                "Kubernetes 1." + minor, "", around -> minor(around.facts().version()) >= minor);
    }

    private static int minor(String version) {
        return Integer.parseInt(version.replaceFirst("^v1\\.(\\d+).*", "$1"));
    }

    public static Need dns() {
        return new Need("a cluster DNS Service", "", around -> around.facts().dns() != null);
    }

    public static Need hostNetwork() {
        return new Need(
                "agents on the host network",
                "why there are none is said of what was left out",
                around -> !around.hosts().isEmpty());
    }

    public static Need outsideClient() {
        return new Need(
                "a client outside the cluster",
                "give one with --outside-client",
                around -> !around.outside().isEmpty());
    }

    /** Whether there is one shows only when a Service asks for an address. */
    public static Need loadBalancer() {
        return LOAD_BALANCER;
    }

    /** Why a case does not apply without it. */
    String missing() {
        return "needs " + what + (hint.isEmpty() ? "" : "; " + hint);
    }
}
