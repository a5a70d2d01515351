package io.github.k8sbykeshed.validator.scenario;

import static java.util.Locale.ROOT;

import io.github.k8sbykeshed.validator.probe.Facts;
import io.github.k8sbykeshed.validator.probe.Family;
import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects.Manifest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes the manifests of a case's Services, in the case's protocol and family. */
final class Manifests {

    private final Case theCase;
    private final Facts facts;

    /** By how much the ports of the case's Services are higher than its scenario says. */
    private final int higher;

    Manifests(Case theCase, Facts facts, Addresses addresses) {
        this.theCase = theCase;
        this.facts = facts;
        this.higher = addresses.portOffset();
    }

    /** A Service beside its backends, of which there is at least one. */
    Manifest of(String name, ServiceSpec spec, List<Place> backends, Map<String, String> selector) {
        String namespace = backends.getFirst().source().namespace();
        return new Manifest(namespace, name, spec, families(spec), ports(spec, backends), selector);
    }

    /** A Service after a change of its spec. */
    Manifest changed(Manifest before, ServiceSpec spec, List<Place> backends) {
        return before.with(spec, families(spec), ports(spec, backends));
    }

    /** The families of a Service: it may ask for more than the case's, which comes first then. */
    private List<Family> families(ServiceSpec spec) {
        Set<Family> all = new LinkedHashSet<>(theCase.families(facts));
        Object policy = spec.fields().get("ipFamilyPolicy");
        if (policy != null && !policy.equals("SingleStack")) {
            all.addAll(facts.families());
        }
        return List.copyOf(all);
    }

    private List<Manifest.Port> ports(ServiceSpec spec, List<Place> backends) {
        List<Manifest.Port> all = new ArrayList<>();
        for (ServiceSpec.Port port : spec.ports()) {
            Protocol own = port.protocol();
            List<Protocol> protocols = own == null ? theCase.protocols() : List.of(own);
            for (Protocol protocol : protocols) {
                String suffix = protocols.size() > 1 ? "-" + protocol.name().toLowerCase(ROOT) : "";
                all.add(
                        new Manifest.Port(
                                port.name() + suffix,
                                port.port() + higher,
                                port.backendPort(),
                                backends.getFirst().ports().get(port.backendPort()),
                                port.targetName(),
                                protocol,
                                port.nodePort()));
            }
        }
        return all;
    }
}
