package io.github.k8sbykeshed.validator.scenario;

import io.github.k8sbykeshed.validator.probe.Probe;
import io.github.k8sbykeshed.validator.probe.Target;
import io.github.k8sbykeshed.validator.probe.Traits.Socket;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A column of a matrix: a target, who stands behind it, and its controls.
 *
 * @param target what is probed
 * @param backends the agents behind it
 * @param candidates among how many agents a probe of it may be decided, those included that should
 *     not be behind it any more, or not yet; at least 1
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
     * @param unserved a port of the same address that nobody serves; null where there is none to be
     *     sure of
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

    /** The same target, where these agents are on the way to it. */
    Access through(List<Place> agents) {
        var seen =
                new Controls(
                        controls.direct(), controls.directOutside(), controls.unserved(), agents);
        return new Access(target, backends, candidates, seen, dialling);
    }

    /** The same target, which these agents stand behind: what becomes of others is not its. */
    public Access behind(List<Place> agents) {
        return new Access(target, agents, Math.max(candidates, agents.size()), controls, dialling);
    }

    /** The same target, dialled from this port: to connection tracking it is one flow for ever. */
    Access from(int port) {
        return dialled(new Dialling(port, false, dialling.payloadBytes()));
    }

    /** The same target over one socket, at this port. */
    Access overFlow(int port) {
        return dialled(new Dialling(port, true, dialling.payloadBytes()));
    }

    /** One flow has been decided: that it is asked again and again says nothing of others. */
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

    /** The same target, with this many bytes of payload each way. */
    public Access carrying(int bytes) {
        Target labelled = target.labelled(target.label() + " +" + bytes + " B");
        var loaded = new Dialling(dialling.sourcePort(), dialling.kept(), bytes);
        return new Access(known(labelled, loaded), backends, candidates, controls, loaded);
    }

    /** The same target by a name that it has. */
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
