package io.github.k8sbykeshed.validator.cli;

import io.github.k8sbykeshed.validator.cluster.NodeRules;
import io.github.k8sbykeshed.validator.cluster.Tolerance;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which nodes take part. */
final class NodeOptions {

    @Option(
            names = "--tolerate",
            paramLabel = "TAINT",
            converter = Tolerances.class,
            description =
                    "nodes with this taint take part, too: KEY, KEY=VALUE, either with :EFFECT, or all;"
                            + " may be given several times. A cordon is the taint"
                            + " node.kubernetes.io/unschedulable")
    private List<Tolerance> tolerated = List.of();

    @Option(
            names = "--allowed-not-ready-nodes",
            paramLabel = "N",
            description =
                    "so many nodes may be not Ready: with more the run is no pass; -1: any number;"
                            + " default: ${DEFAULT-VALUE}")
    private int notReady;

    @Option(
            names = "--nodes",
            split = ",",
            paramLabel = "NAME",
            description =
                    "only these nodes take part; without one of them the run is no pass. May be"
                            + " given several times")
    private List<String> names = List.of();

    @Option(
            names = "--node-selector",
            paramLabel = "SELECTOR",
            description =
                    "only nodes with these labels take part, written as for kubectl get nodes -l")
    private @Nullable String selector;

    @Option(
            names = "--max-nodes",
            paramLabel = "N",
            description =
                    "at most so many nodes take part: Ready ones, in turns from each zone, by name;"
                            + " default: all")
    private int most;

    /**
     * What is asked for.
     *
     * @throws IllegalArgumentException if it cannot be; the message is one sentence
     */
    NodeRules get() {
        if (most < 0) {
            throw new IllegalArgumentException("--max-nodes must be at least 1, or 0 for all.");
        }
        return new NodeRules(tolerated, notReady, names, selector, most);
    }
}
