package io.github.k8sbykeshed.validator.cluster;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which nodes take part, as far as the user says so. A node that is left out by choice is no gap.
 *
 * @param tolerated taints of nodes that take part all the same
 * @param notReady how many nodes may be not Ready; negative for any number
 * @param names the only nodes that take part; empty for all. One of them that cannot is a gap
 * @param selector of labels, as the API server reads it, that holds of all that take part; null for
 *     none
 * @param most how many take part at most, taken from the zones in turns; 0 for all
 */
public record NodeRules(
        List<Tolerance> tolerated,
        int notReady,
        List<String> names,
        @Nullable String selector,
        int most) {
    public NodeRules {
        tolerated = List.copyOf(tolerated);
        names = List.copyOf(names);
    }

    /** Every node that is Ready and neither tainted nor cordoned. */
    public static NodeRules usual() {
        return new NodeRules(List.of(), 0, List.of(), null, 0);
    }

    /** Whether nodes that could take part may be left out. */
    public boolean areChosen() {
        return !names.isEmpty() || selector != null || most > 0;
    }
}
