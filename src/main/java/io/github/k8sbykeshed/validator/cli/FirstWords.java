package io.github.k8sbykeshed.validator.cli;

import io.github.k8sbykeshed.validator.cluster.Cluster;
import io.github.k8sbykeshed.validator.cluster.Cluster.Leftover;
import io.github.k8sbykeshed.validator.probe.Facts;
import io.github.k8sbykeshed.validator.report.Reports;
import io.github.k8sbykeshed.validator.scenario.AgentRole;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects.ClusterException;
import io.github.k8sbykeshed.validator.scenario.Surroundings;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is said of the cluster and its agents before the cases begin. */
final class FirstWords {

    /** How many nodes one line names. */
    private static final int NAMED = 12;

    private final PrintStream out;

    FirstWords(PrintStream out) {
        this.out = out;
    }

    /**
     * The cluster, and what of it is not validated.
     *
     * @param millis how long the agents took to start, milliseconds
     */
    void of(Surroundings around, long millis) {
        int agents =
                around.pods().size()
                        + around.hosts().size()
                        + around.spares().size()
                        + around.own().values().stream().mapToInt(List::size).sum();
        Facts facts = around.facts();
        say(facts.describe() + "; " + agents + " agents after " + millis + " ms");
        Map<String, List<String>> leftOut = new LinkedHashMap<>();
        facts.leftOut()
                .forEach(left ->
                        leftOut.computeIfAbsent(left.why(), why -> new ArrayList<>())
                                .add(left.node()));
        leftOut.forEach((why, nodes) -> say("Left out: " + some(nodes) + ": " + why));
        facts.coverage()
                .missing()
                .forEach(each -> say("Not validated: " + each.what() + ": " + each.why()));
        around.absent().stream()
                .filter(each -> !isOfNode(each.role()))
                .forEach(each -> say("No agent: " + each.why()));
    }

    /** What is not validated without it is said by node. */
    private static boolean isOfNode(AgentRole role) {
        return switch (role) {
            case AgentRole.Shared r -> true;
            case AgentRole.Host r -> true;
            case AgentRole.Spare r -> false;
            case AgentRole.Dedicated r -> false;
        };
    }

    /** The nodes that take part, where the user leaves some out. */
    void chosen(List<Facts.Node> nodes) {
        say("Chosen: " + some(nodes.stream().map(Facts.Node::name).toList()));
    }

    /** What other runs left, or are still using. */
    void leftBy(Cluster cluster) {
        try {
            for (Leftover left : cluster.leftovers()) {
                say(
                        left.isExpired()
                                ? "Found what a killed run left: the namespace "
                                        + left.namespace()
                                        + "; svc-test cleanup removes it."
                                : "Found another run's namespace "
                                        + left.namespace()
                                        + "; if that run was killed, svc-test cleanup "
                                        + left.namespace()
                                        + " removes it.");
            }
        } catch (ClusterException e) {
            // It is no business of this run, which may have rights in its own namespaces only.
        }
    }

    private static String some(List<String> names) {
        return names.size() <= NAMED
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, NAMED))
                        + " and "
                        + (names.size() - NAMED)
                        + " more";
    }

    private void say(String line) {
        out.println(Reports.plain(line));
    }
}
