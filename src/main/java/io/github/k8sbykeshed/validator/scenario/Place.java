package io.github.k8sbykeshed.validator.scenario;

import io.github.k8sbykeshed.validator.probe.Address;
import io.github.k8sbykeshed.validator.probe.Family;
import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.probe.Source;
import io.github.k8sbykeshed.validator.probe.Target;
import io.github.k8sbykeshed.validator.probe.Traits;
import io.github.k8sbykeshed.validator.result.Outcome;
import java.util.List;
import java.util.Optional;

/**
 * An agent as a scenario sees it: a place to probe from, and a backend.
 *
 * @param source who it is
 * @param addresses its own addresses, one a family at most: the pod's or the node's
 * @param ports the ports that it serves, TCP and UDP alike
 * @param searchDomains the DNS search path of its pod
 * @param nameservers the DNS servers that its pod was given
 */
public record Place(
        Source source,
        List<Address> addresses,
        List<Integer> ports,
        List<String> searchDomains,
        List<Address> nameservers) {

    public Place {
        addresses = List.copyOf(addresses);
        ports = List.copyOf(ports);
        searchDomains = List.copyOf(searchDomains);
        nameservers = List.copyOf(nameservers);
    }

    /** Its identity: {@code node/namespace/pod}. */
    public String id() {
        return source.id();
    }

    public String node() {
        return source.node();
    }

    public Source.Kind kind() {
        return source.kind();
    }

    public Optional<Address> address(Family family) {
        return addresses.stream().filter(a -> a.family() == family).findFirst();
    }

    /**
     * Its address of the family. A case that needs one that it has not ends: not applicable to a
     * node, inconclusive with a pod, which has to have one of each family that Services have.
     */
    Address known(Family family) {
        String why = id() + " has no known " + family.apiName();
        return address(family)
                .orElseThrow(() ->
                        new Ended(
                                kind() == Source.Kind.POD
                                        ? new Outcome.Inconclusive(why)
                                        : new Outcome.NotApplicable(why)));
    }

    /** Its own port past every Service, at its {@link #known} address. */
    public Target direct(Family family, Protocol protocol) {
        return direct(family, protocol, 0);
    }

    /** Another one of its own ports past every Service, by its place among them. */
    Target direct(Family family, Protocol protocol, int port) {
        Address address = known(family);
        return Target.agent(Target.Reach.DIRECT, id(), address, ports.get(port), protocol)
                .with(Traits.ofAgent(id()));
    }
}
