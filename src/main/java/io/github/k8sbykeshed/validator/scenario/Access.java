package io.github.k8sbykeshed.validator.scenario;

import io.github.k8sbykeshed.validator.probe.Target;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A column of a matrix: a target, who stands behind it, and its controls.
 *
 * @param target what is probed
 * @param backends the agents behind it
 * @param direct the same backends past the Service, for sources inside the cluster
 * @param directOutside what shows that the target's address can be reached from outside the
 *     cluster, such as the host agent of the node that is dialled
 * @param unserved a port of the same address that nobody serves; null where there is none to be
 *     sure of
 * @param forwarders agents on nodes that packets pass on their way to the backends: what is broken
 *     between them and the backends is no fault of the Service
 */
public record Access(
        Target target,
        List<Place> backends,
        List<Target> direct,
        List<Target> directOutside,
        @Nullable Target unserved,
        int sourcePort,
        List<Place> forwarders) {

    public Access {
        backends = List.copyOf(backends);
        direct = List.copyOf(direct);
        directOutside = List.copyOf(directOutside);
        forwarders = List.copyOf(forwarders);
    }

    Access(
            Target target,
            List<Place> backends,
            List<Target> direct,
            List<Target> directOutside,
            @Nullable Target unserved,
            int sourcePort) {
        this(target, backends, direct, directOutside, unserved, sourcePort, List.of());
    }

    /** The same target, where these agents are on the way to it. */
    Access through(List<Place> agents) {
        return new Access(target, backends, direct, directOutside, unserved, sourcePort, agents);
    }

    /** A target that no agent stands behind, with the servers behind it as its control. */
    public static Access of(Target target, List<Target> direct) {
        return new Access(target, List.of(), direct, List.of(), null, 0);
    }

    /** The same target, which these agents stand behind: what becomes of them matters to it. */
    public Access behind(List<Place> agents) {
        return new Access(target, agents, direct, directOutside, unserved, sourcePort, forwarders);
    }

    /** The same target, dialled from this port: to connection tracking it is one flow for ever. */
    Access from(int port) {
        return new Access(target, backends, direct, directOutside, unserved, port, forwarders);
    }

    /** Whether the target is a node port of this node. */
    public boolean isAtNode(String node) {
        return target.reach() == Target.Reach.NODE_PORT && target.label().startsWith(node + ":");
    }

    /** The identities of the backends. */
    public Set<String> agents() {
        return backends.stream().map(Place::id).collect(Collectors.toUnmodifiableSet());
    }
}
