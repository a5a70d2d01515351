package io.github.k8sbykeshed.validator.cli;

import io.github.k8sbykeshed.validator.cluster.Cluster;
import io.github.k8sbykeshed.validator.cluster.Cluster.Leftover;
import io.github.k8sbykeshed.validator.report.Reports;
import io.github.k8sbykeshed.validator.scenario.AgentRole;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects.ClusterException;
import io.github.k8sbykeshed.validator.scenario.Surroundings;
import java.io.PrintStream;
import java.util.List;

/** What a run says of the cluster before it validates. */
final class Opening {

    private final PrintStream out;

    Opening(PrintStream out) {
        this.out = out;
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
                .leftOut()
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
