package io.github.k8sbykeshed.validator.scenario;

import io.github.k8sbykeshed.validator.probe.Facts;
import io.github.k8sbykeshed.validator.probe.Source;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which agent runs on which node, and by what name.
 *
 * @param agents in the order of their rows in tables: those that are shared, the spares, those on
 *     the host network, those of single cases
 */
public record AgentPlan(List<Agent> agents) {

    /** Enough to replace one by another: cases share them, each by labels of its own. */
    public static final int SPARES = 2;

    /** The ports that agents of the pod network serve, on TCP and UDP. */
    public static final List<Integer> PORTS = List.of(8080, 8081);

    /** A node's name as the end of a pod's: the rest of a DNS label is for what comes before. */
    private static final int LONGEST_NAME = 50;

    /**
     * An agent to be.
     *
     * @param node where it runs
     * @param source its place, namespace and pod
     */
    public record Agent(AgentRole role, Facts.Node node, Source source) {

        /**
         * The ports that it serves, the first one first, which is not the same in all spares; none
         * are planned on the host network, where others may have taken them.
         */
        public List<Integer> ports() {
            return switch (role) {
                case AgentRole.Shared r -> PORTS;
                case AgentRole.Host r -> List.of();
                case AgentRole.Spare(int number) -> number % 2 == 0 ? PORTS : PORTS.reversed();
                case AgentRole.Dedicated r -> PORTS;
            };
        }
    }

    public AgentPlan {
        agents = List.copyOf(agents);
    }

    /**
     * Plans the agents of a run.
     *
     * @param nodes that take part, at least one
     * @param namespace of the agents in the pod network
     * @param hostNamespace of those on the host network and those of cases that may do more than
     *     others
     * @param dedicated the agents that cases have for themselves, by {@link Case#slug()}
     */
    public static AgentPlan of(
            List<Facts.Node> nodes,
            String namespace,
            String hostNamespace,
            Map<String, List<Own>> dedicated) {
        List<Agent> agents = new ArrayList<>();
        Map<String, String> names = names(nodes);
        for (int i = 0; i < nodes.size(); i++) {
            Facts.Node node = nodes.get(i);
            String pod = "agent-" + names.get(node.name());
            agents.add(pod(new AgentRole.Shared(i), node, namespace, pod));
        }
        for (int i = 0; i < SPARES; i++) {
            agents.add(spare(i, 0, nodes.get((i + 1) % nodes.size()), namespace));
        }
        for (Facts.Node node : nodes) {
            String pod = "host-" + names.get(node.name());
            var source = new Source(Source.Kind.HOST, node.name(), hostNamespace, pod);
            agents.add(new Agent(new AgentRole.Host(), node, source));
        }
        dedicated.forEach((slug, kinds) -> {
            for (int i = 0; i < kinds.size(); i++) {
                Own kind = kinds.get(i);
                // Those that have the same host port have it at the same node.
                int home = kind.takesHostPort() ? 1 : i + 1;
                agents.add(
                        pod(
                                new AgentRole.Dedicated(slug, i, kind),
                                nodes.get(home % nodes.size()),
                                kind.isAmongPods() ? namespace : hostNamespace,
                                "own-" + slug + "-" + i));
            }
        });
        return new AgentPlan(agents);
    }

    /**
     * A spare.
     *
     * @param number its place among the spares, from 0
     * @param earlier how many of this number were given up before
     */
    public static Agent spare(int number, int earlier, Facts.Node node, String namespace) {
        String name = "spare-" + (number + 1) + (earlier == 0 ? "" : "-" + (earlier + 1));
        return pod(new AgentRole.Spare(number), node, namespace, name);
    }

    private static Agent pod(AgentRole role, Facts.Node node, String namespace, String name) {
        return new Agent(role, node, new Source(Source.Kind.POD, node.name(), namespace, name));
    }

    /**
     * Those of the pod network that stand behind the shared Services, in the order of the nodes.
     */
    public List<Agent> shared() {
        return agents.stream().filter(each -> each.role() instanceof AgentRole.Shared).toList();
    }

    /**
     * The nodes' names as ends of pods' names, each another one: node names may be longer and have
     * dots, so that {@code a.b} and {@code a-b} would be the same.
     */
    private static Map<String, String> names(List<Facts.Node> nodes) {
        Map<String, String> names = new HashMap<>();
        Set<String> taken = new HashSet<>();
        for (Facts.Node node : nodes) {
            String name = shortened(node.name());
            String free = name;
            for (int i = 2; !taken.add(free); i++) {
                free = name + "-" + i;
            }
            names.put(node.name(), free);
        }
        return names;
    }

    private static String shortened(String node) {
        String name = node.replace('.', '-');
        return name.length() <= LONGEST_NAME
                ? name
                : name.substring(0, 40) + "-" + Integer.toHexString(node.hashCode());
    }
}
