package io.github.k8sbykeshed.validator.scenario;

import io.github.k8sbykeshed.validator.result.Outcome;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects.Ingress;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What is known of load balancers before a case asks for one.
 *
 * @param mode what the user says of them
 * @param witness a Service of others that has an address of one, with that address; empty if none
 *     has, or it is not known
 */
public record LoadBalancers(Mode mode, String witness) {

    /** Whether Services must get addresses of a load balancer. */
    public enum Mode {
        /** If a Service of others has one. */
        AUTO,
        /** Yes. */
        REQUIRED,
        /** The cluster has none: nothing is asked of it. */
        NONE
    }

    /** Whether a case that asks for a load balancer can mean anything. */
    boolean mayBe() {
        return mode != Mode.NONE;
    }

    /**
     * What comes of a case whose Service got no address to ask at.
     *
     * @param most how long it waited, if it got nothing
     * @param named what it got instead: names alone
     */
    Outcome without(Duration most, List<Ingress> named) {
        if (!named.isEmpty()) {
            return new Outcome.Inconclusive(
                    "its load balancer has a name and no address, and names are not asked yet: "
                            + named.stream()
                                    .map(Ingress::hostname)
                                    .collect(Collectors.joining(", "))
                            + "; --load-balancer none leaves such cases out");
        }
        String none = "none gave the Service one within " + most.toSeconds() + " s";
        return switch (mode) {
            case REQUIRED ->
                    new Outcome.Violates(
                            "a load balancer must give addresses (--load-balancer required); "
                                    + none);
            case AUTO ->
                    witness.isEmpty()
                            ? new Outcome.NotApplicable(
                                    "needs a load balancer that gives addresses; " + none)
                            : new Outcome.Violates(
                                    "a load balancer must give addresses, since "
                                            + witness
                                            + "; "
                                            + none);
            case NONE -> new Outcome.NotApplicable("needs a load balancer; " + none);
        };
    }
}
