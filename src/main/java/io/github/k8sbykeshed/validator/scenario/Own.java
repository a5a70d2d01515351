package io.github.k8sbykeshed.validator.scenario;

import io.github.k8sbykeshed.validator.probe.Address;
import io.github.k8sbykeshed.validator.probe.Facts;
import io.github.k8sbykeshed.validator.probe.Family;
import io.github.k8sbykeshed.validator.probe.Protocol;
import java.util.ArrayList;
import java.util.List;

/**
 * An agent that a case has for itself, to be done with what would disturb others. It starts with
 * the others if the case is selected, is not ready until the case says so, and goes on serving
 * while it terminates. Its subdomain is the name of the case's first Service: if that is headless,
 * DNS knows the pod by its own name below the Service's.
 */
public enum Own {
    /** In the pod network, in the namespace of the others there. */
    POD,
    /** In the pod network, in the namespace of the agents on the host network. */
    POD_OF_OTHER_NAMESPACE,
    /**
     * In that other namespace, and before each answer over a kept TCP connection it sends a segment
     * far out of the window. It has the capability NET_RAW, which only root can have in a pod.
     */
    POD_THAT_STRAYS,
    /** In that namespace too, and its first TCP port is one of its node's own addresses too. */
    POD_AT_HOST_PORT,
    /** As {@link #POD_AT_HOST_PORT}, with its first UDP port. */
    POD_AT_HOST_PORT_UDP,
    /** As {@link #POD_AT_HOST_PORT}, at its node's loopback address alone. */
    POD_AT_LOOPBACK_HOST_PORT;

    /** Beside the ports of nodes and those that agents on the host network take. */
    private static final int FIRST_HOST_PORT = 29_000;

    private static final int HOST_PORTS = 1_000;

    /** Whether it is in the namespace of the other agents of the pod network. */
    public boolean isAmongPods() {
        return this == POD;
    }

    /** Whether it takes a port of its node: all of a case that do are on the same one. */
    public boolean takesHostPort() {
        return switch (this) {
            case POD, POD_OF_OTHER_NAMESPACE, POD_THAT_STRAYS -> false;
            case POD_AT_HOST_PORT, POD_AT_HOST_PORT_UDP, POD_AT_LOOPBACK_HOST_PORT -> true;
        };
    }

    /** The protocol of its host port. */
    public Protocol protocol() {
        return this == POD_AT_HOST_PORT_UDP ? Protocol.UDP : Protocol.TCP;
    }

    /** The addresses of its node at which it has its host port, one a family; none without it. */
    public List<Address> hostIps(Facts.Node node) {
        List<Address> all = new ArrayList<>();
        if (takesHostPort()) {
            for (Family family : Family.values()) {
                node.address(family).ifPresent(all::add);
            }
        }
        return this != POD_AT_LOOPBACK_HOST_PORT || all.isEmpty()
                ? all
                : List.of(
                        new Address(all.getFirst().family() == Family.IPV4 ? "127.0.0.1" : "::1"));
    }

    /**
     * The number of all host ports of a run. It is chosen by the namespace, so that runs at the
     * same time are hardly in each other's way, and whoever knows the pod knows it.
     */
    public static int hostPort(String namespace) {
        return FIRST_HOST_PORT + Math.floorMod(namespace.hashCode(), HOST_PORTS);
    }
}
