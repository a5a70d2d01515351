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
 */
public record Access(
        Target target,
        List<Place> backends,
        List<Target> direct,
        List<Target> directOutside,
        @Nullable Target unserved,
        int sourcePort) {

    public Access {
        backends = List.copyOf(backends);
        direct = List.copyOf(direct);
        directOutside = List.copyOf(directOutside);
    }

    /** A target that no agent stands behind, with the servers behind it as its control. */
    public static Access of(Target target, List<Target> direct) {
        return new Access(target, List.of(), direct, List.of(), null, 0);
    }

    /** The same target, which these agents stand behind: what becomes of them matters to it. */
    public Access behind(List<Place> agents) {
        return new Access(target, agents, direct, directOutside, unserved, sourcePort);
    }

    /** The same target, dialled from this port: to connection tracking it is one flow for ever. */
    Access from(int port) {
        return new Access(target, backends, direct, directOutside, unserved, port);
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
