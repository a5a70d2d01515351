package io.github.k8sbykeshed.validator.scenario;

import io.github.k8sbykeshed.validator.probe.Probe;
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
 * @param sourcePort the local port to dial from, 0 for any
 * @param kept whether the socket at that port is kept until the case ends
 * @param forwarders agents on nodes that packets pass on their way to the backends: what is broken
 *     between them and the backends is no fault of the Service
 * @param payloadBytes bytes of payload each way
 */
public record Access(
        Target target,
        List<Place> backends,
        List<Target> direct,
        List<Target> directOutside,
        @Nullable Target unserved,
        int sourcePort,
        boolean kept,
        List<Place> forwarders,
        int payloadBytes) {

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
        this(target, backends, direct, directOutside, unserved, sourcePort, false, List.of(), 0);
    }

    /** The same target, where these agents are on the way to it. */
    Access through(List<Place> agents) {
        return new Access(
                target,
                backends,
                direct,
                directOutside,
                unserved,
                sourcePort,
                kept,
                agents,
                payloadBytes);
    }

    /** A target that no agent stands behind, with the servers behind it as its control. */
    public static Access of(Target target, List<Target> direct) {
        return new Access(target, List.of(), direct, List.of(), null, 0);
    }

    /** The same target, which these agents stand behind: what becomes of them matters to it. */
    public Access behind(List<Place> agents) {
        return new Access(
                target,
                agents,
                direct,
                directOutside,
                unserved,
                sourcePort,
                kept,
                forwarders,
                payloadBytes);
    }

    /** The same target, dialled from this port: to connection tracking it is one flow for ever. */
    Access from(int port) {
        return from(port, false);
    }

    /** The same target over one socket, at this port. */
    Access overFlow(int port) {
        return from(port, true);
    }

    private Access from(int port, boolean keep) {
        return new Access(
                target,
                backends,
                direct,
                directOutside,
                unserved,
                port,
                keep,
                forwarders,
                payloadBytes);
    }

    /** The same target, with this many bytes of payload each way. */
    public Access carrying(int bytes) {
        return new Access(
                new Target(
                        target.reach(),
                        target.label() + " +" + bytes + " B",
                        target.address(),
                        target.port(),
                        target.protocol(),
                        target.speech()),
                backends,
                direct,
                directOutside,
                unserved,
                sourcePort,
                kept,
                forwarders,
                bytes);
    }

    /** A probe of the target, made the way that it is to be dialled. */
    Probe dialled(Probe probe) {
        return kept
                ? probe.overFlow(sourcePort)
                : probe.fromPort(sourcePort).withPayload(payloadBytes);
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
