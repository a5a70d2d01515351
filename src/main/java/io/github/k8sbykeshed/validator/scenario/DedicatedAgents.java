package io.github.k8sbykeshed.validator.scenario;

import io.github.k8sbykeshed.validator.probe.Address;
import io.github.k8sbykeshed.validator.probe.Facts;
import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.probe.Target;
import io.github.k8sbykeshed.validator.probe.Target.Reach;
import io.github.k8sbykeshed.validator.probe.Traits;
import java.util.ArrayList;
import java.util.List;

/**
 * The agents that a case has for itself, as its {@link Spec} asks for them. None is ready before
 * the case says so.
 */
public final class DedicatedAgents {

    private final CaseObjects objects;
    private final Surroundings around;

    DedicatedAgents(CaseObjects objects) {
        this.objects = objects;
        this.around = objects.around();
    }

    /** The first of them. */
    public Place first() {
        return all().getFirst();
    }

    private List<Place> all() {
        List<Place> own = around.own().getOrDefault(objects.theCase().slug(), List.of());
        if (own.size() < objects.theCase().spec().own().size()) {
            throw new Ended(around.withoutOwn(objects.theCase().slug()));
        }
        return own;
    }

    /** Makes one ready to serve. */
    public void ready(Place own) {
        objects.ready(own, true);
    }

    /** Makes one unready again. */
    public void unready(Place own) {
        objects.ready(own, false);
    }

    /** Deletes the pod of one; it goes on serving for two minutes. */
    public void terminate(Place own) {
        objects.terminate(own);
    }

    /**
     * The host ports of those that take one, each at its node's addresses; all have the same number
     * at the same node.
     */
    public List<Access> hostPorts() {
        List<Place> own = all();
        String home = own.getFirst().node();
        List<Own> kinds = objects.theCase().spec().own();
        Facts.Node node =
                around.facts().nodes().stream()
                        .filter(each -> each.name().equals(home))
                        .findFirst()
                        .orElseThrow();
        List<Place> hosts =
                around.hosts().stream().filter(host -> host.node().equals(home)).toList();
        List<Access> all = new ArrayList<>();
        for (int i = 0; i < kinds.size(); i++) {
            for (Address address : kinds.get(i).hostIps(node)) {
                if (objects.families().contains(address.family())) {
                    all.add(hostPort(own.get(i), address, kinds.get(i).protocol(), hosts));
                }
            }
        }
        return all;
    }

    private static Access hostPort(
            Place own, Address address, Protocol protocol, List<Place> hosts) {
        int port = Own.hostPort(own.source().namespace());
        String at = address.inet().isLoopbackAddress() ? "localhost" : own.node();
        String label = at + ":" + port + " " + protocol + " " + address.family().apiName();
        return new Access(
                        Target.agent(Reach.HOST_PORT, label, address, port, protocol)
                                .with(Traits.ofNode(own.node())),
                        List.of(own),
                        List.of(own.direct(address.family(), protocol)),
                        hosts.stream()
                                .map(host -> host.direct(address.family(), protocol))
                                .toList(),
                        null)
                .through(hosts);
    }
}
