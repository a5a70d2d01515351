package io.github.k8sbykeshed.validator.scenario;

/** What an agent in the cluster is for. */
public sealed interface AgentRole {

    /**
     * In the pod network, one a node: a source, and a backend of the shared Services.
     *
     * @param index its place among the nodes, from 0
     */
    record Shared(int index) implements AgentRole {

        /** The group of at most {@link Lab#MOST_BACKENDS} that stand behind one Service with it. */
        public int group() {
            return index / Lab.MOST_BACKENDS;
        }
    }

    /** On the host network, one a node. */
    record Host() implements AgentRole {}

    /**
     * In the pod network, behind no Service until a case puts it there.
     *
     * @param number its place among the spares, from 0
     */
    record Spare(int number) implements AgentRole {}

    /**
     * For one case alone.
     *
     * @param slug the case's {@link Case#slug()}
     * @param number its place among the agents of that case, from 0
     */
    record Dedicated(String slug, int number, Own kind) implements AgentRole {}
}
