package io.github.k8sbykeshed.validator.cli;

import io.github.k8sbykeshed.validator.cluster.Cluster;
import io.github.k8sbykeshed.validator.cluster.Cluster.Deployment;
import io.github.k8sbykeshed.validator.cluster.Cluster.Leftover;
import io.github.k8sbykeshed.validator.cluster.Prospect;
import io.github.k8sbykeshed.validator.probe.Facts;
import io.github.k8sbykeshed.validator.report.Reports;
import io.github.k8sbykeshed.validator.scenario.AgentRole;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects.ClusterException;
import io.github.k8sbykeshed.validator.scenario.Surroundings;
import java.io.PrintStream;
import java.util.List;

/** What a run says of the cluster before it validates. */
final class Opening {

    /** How many nodes one line names. */
    private static final int NAMED = 12;

    private final PrintStream out;

    Opening(PrintStream out) {
        this.out = out;
    }

    /** Which cluster it is, and who says so. */
    void cluster(Cluster cluster) {
        say("Validating " + cluster.describe());
    }

    /** What will be made, and for how long. */
    void prospect(Deployment wanted, Prospect prospect) {
        Consent.sentences(wanted, prospect.pods(), prospect.nodes()).forEach(this::say);
    }

    /**
     * Who takes part, and what is not validated for want of whom.
     *
     * @param millis how long it took until they could be spoken to
     */
    void agents(Surroundings around, long millis) {
        int agents =
                around.pods().size()
                        + around.hosts().size()
                        + around.spares().size()
                        + around.own().values().stream().mapToInt(List::size).sum();
        out.println(
                Reports.plain(around.facts().describe())
                        + "; "
                        + agents
                        + " agents after "
                        + millis
                        + " ms");
        around.facts()
                .leftOutByReason()
                .forEach(left -> say("Left out: " + left.node() + ": " + left.why()));
        around.facts()
                .coverage()
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

    /** What other runs left, or are still using. */
    void leftovers(Cluster cluster) {
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
}
