package io.github.k8sbykeshed.validator.scenario;

import io.github.k8sbykeshed.validator.probe.Facts;
import io.github.k8sbykeshed.validator.probe.Facts.Missing;
import io.github.k8sbykeshed.validator.result.Outcome;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Something that there must be for a scenario to mean anything. What the cluster lacks makes a case
 * not applicable; what only the run lacks, since an agent does not work, makes it inconclusive.
 *
 * @param what for a person: follows "needs"
 * @param met whether it is there
 * @param without what comes of a case if it is not
 */
public record Need(
        String what, Predicate<Surroundings> met, Function<Surroundings, Outcome> without) {

    private static final Pattern VERSION = Pattern.compile("v?(\\d+)\\.(\\d+).*");

    private static final Need LOAD_BALANCER =
            ofCluster(
                    "a load balancer",
                    "; --load-balancer none says that there is none",
                    around -> around.loadBalancers().mayBe());

    /**
     * Something that the cluster has or has not.
     *
     * @param hint behind the sentence that says that it is missing; may be empty
     */
    private static Need ofCluster(String what, String hint, Predicate<Surroundings> met) {
        var without = new Outcome.NotApplicable("needs " + what + hint);
        return new Need(what, met, around -> without);
    }

    /**
     * Something that agents make.
     *
     * @param inCluster whether the cluster would have it if all its agents worked
     */
    private static Need ofAgents(
            String what, Predicate<Surroundings> met, Predicate<Facts> inCluster) {
        return new Need(
                what,
                met,
                around ->
                        inCluster.test(around.facts())
                                ? new Outcome.Inconclusive(
                                        "needs " + what + ", and " + around.whatIsMissing())
                                : new Outcome.NotApplicable("needs " + what));
    }

    public static Need nodes(int count) {
        return ofAgents(
                count + " nodes that agents can run on",
                around -> around.pods().size() >= count,
                facts -> facts.coverage().expected() >= count);
    }

    public static Need zones(int count) {
        return ofAgents(
                count + " zones with nodes that agents can run on",
                around -> around.facts().zones().size() >= count,
                facts -> expectedZones(facts) >= count);
    }

    private static long expectedZones(Facts facts) {
        List<Missing> missing = facts.coverage().missing();
        return Stream.concat(facts.zones().stream(), missing.stream().map(Missing::zone))
                .filter(zone -> !zone.isEmpty())
                .distinct()
                .count();
    }

    public static Need dualStack() {
        return ofCluster(
                "both address families", "", around -> around.facts().families().size() > 1);
    }

    /** Kubernetes 1.N or newer. */
    public static Need minor(int minor) {
        return ofCluster(
                "Kubernetes 1." + minor, "", around -> isAtLeast(around.facts().version(), minor));
    }

    private static boolean isAtLeast(String version, int minor) {
        Matcher numbers = VERSION.matcher(version);
        return numbers.matches()
                && (Integer.parseInt(numbers.group(1)) > 1
                        || Integer.parseInt(numbers.group(2)) >= minor);
    }

    public static Need dns() {
        return ofCluster("a cluster DNS Service", "", around -> around.facts().dns() != null);
    }

    public static Need hostNetwork() {
        return new Need(
                "agents on the host network",
                around -> !around.hosts().isEmpty(),
                Surroundings::withoutHosts);
    }

    public static Need outsideClient() {
        return ofCluster(
                "a client outside the cluster",
                "; give one with --outside-client",
                around -> !around.outside().isEmpty());
    }

    /** Whether there is one shows only when a Service asks for an address. */
    public static Need loadBalancer() {
        return LOAD_BALANCER;
    }
}
