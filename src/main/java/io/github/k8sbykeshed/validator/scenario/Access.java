package io.github.k8sbykeshed.validator.scenario;

import io.github.k8sbykeshed.validator.probe.Probe;
import io.github.k8sbykeshed.validator.probe.Target;
import io.github.k8sbykeshed.validator.probe.Traits.Socket;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A column of a matrix: a target, its backends and its controls.
 *
 * @param target what is probed
 * @param backends the agents behind it
 * @param candidates how many agents may get a probe of it, including those that should not be
 *     behind it any more, or not yet; at least 1
 * @param controls what shows whether the Service is to blame
 * @param dialling how it is dialled
 */
public record Access(
        Target target, List<Place> backends, int candidates, Controls controls, Dialling dialling) {

    /**
     * What is probed beside the target.
     *
     * @param direct the same backends past the Service, for sources inside the cluster
     * @param directOutside what shows that the target's address can be reached from outside the
     *     cluster, such as the host agent of the node that is dialled
     * @param unserved a port of the same address that is not served; null where none is known
     * @param forwarders agents on nodes that packets pass on their way to the backends: what is
     *     broken between them and the backends is no fault of the Service
     */
    public record Controls(
            List<Target> direct,
            List<Target> directOutside,
            @Nullable Target unserved,
            List<Place> forwarders) {
        public Controls {
            direct = List.copyOf(direct);
            directOutside = List.copyOf(directOutside);
            forwarders = List.copyOf(forwarders);
        }
    }

    /**
     * How a target is dialled.
     *
     * @param sourcePort the local port to dial from, 0 for any
     * @param kept whether the socket at that port is kept until the case ends
     * @param payloadBytes bytes of payload each way
     */
    public record Dialling(int sourcePort, boolean kept, int payloadBytes) {
        static final Dialling ANYHOW = new Dialling(0, false, 0);
    }

    public Access {
        backends = List.copyOf(backends);
    }

    Access(
            Target target,
            List<Place> backends,
            List<Target> direct,
            List<Target> directOutside,
            @Nullable Target unserved) {
        this(
                target,
                backends,
                Math.max(1, backends.size()),
                new Controls(direct, directOutside, unserved, List.of()),
                Dialling.ANYHOW);
    }

    /** A target that no agent stands behind, with the servers behind it as its control. */
    public static Access of(Target target, List<Target> direct) {
        return new Access(target, List.of(), direct, List.of(), null);
    }

    /** This target, where these agents are on nodes that packets pass. */
    Access through(List<Place> agents) {
        var seen =
                new Controls(
                        controls.direct(), controls.directOutside(), controls.unserved(), agents);
        return new Access(target, backends, candidates, seen, dialling);
    }

    /** This target with only these agents behind it: the others have left it. */
    public Access behind(List<Place> agents) {
        return new Access(target, agents, Math.max(candidates, agents.size()), controls, dialling);
    }

    /** This target, dialled by a new socket from this port each time. */
    Access fromPinnedPort(int port) {
        return dialled(new Dialling(port, false, dialling.payloadBytes()));
    }

    /** This target over one socket, which is kept, at this port. */
    Access overKeptSocket(int port) {
        return dialled(new Dialling(port, true, dialling.payloadBytes()));
    }

    /** All attempts are one flow, for which one backend has been chosen. */
    private Access dialled(Dialling asOneFlow) {
        return new Access(known(target, asOneFlow), backends, 1, controls, asOneFlow);
    }

    private static Target known(Target target, Dialling dialling) {
        return target.with(
                target.traits()
                        .dialled(
                                dialling.payloadBytes(),
                                dialling.kept()
                                        ? Socket.KEPT
                                        : dialling.sourcePort() == 0
                                                ? Socket.FRESH
                                                : Socket.PINNED_PORT));
    }

    /** This target, with so many bytes of payload each way. */
    public Access carrying(int bytes) {
        Target labelled = target.labelled(target.label() + " +" + bytes + " B");
        var loaded = new Dialling(dialling.sourcePort(), dialling.kept(), bytes);
        return new Access(known(labelled, loaded), backends, candidates, controls, loaded);
    }

    /** This target by another name. */
    Access by(String name) {
        return new Access(target.labelled(name), backends, candidates, controls, dialling);
    }

    /** A probe of the target, made the way that it is to be dialled. */
    Probe dialled(Probe probe) {
        return dialling.kept()
                ? probe.overFlow(dialling.sourcePort())
                : probe.fromPort(dialling.sourcePort()).withPayload(dialling.payloadBytes());
    }

    /** Whether the target is a node port of this node. */
    public boolean isAtNode(String node) {
        return target.reach() == Target.Reach.NODE_PORT && target.traits().node().equals(node);
    }

    /** The identities of the backends. */
    public Set<String> agents() {
        return backends.stream().map(Place::id).collect(Collectors.toUnmodifiableSet());
    }
}
