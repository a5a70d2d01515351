package io.github.k8sbykeshed.validator.scenario;

import io.github.k8sbykeshed.validator.probe.Address;
import io.github.k8sbykeshed.validator.probe.Facts;
import io.github.k8sbykeshed.validator.probe.Family;
import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.probe.Target;
import io.github.k8sbykeshed.validator.probe.Target.Reach;
import io.github.k8sbykeshed.validator.probe.Target.Speech;
import io.github.k8sbykeshed.validator.probe.Traits;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The cluster's DNS Service. The controls of a name are the servers behind that Service, and a name
 * that does not exist.
 */
public final class ClusterDns {

    private static final int PORT = 53;

    private final CaseObjects objects;
    private final Surroundings around;

    /** Null for the case's own. */
    private final @Nullable Protocol over;

    ClusterDns(CaseObjects objects, @Nullable Protocol over) {
        this.objects = objects;
        this.around = objects.around();
        this.over = over;
    }

    /** This Service, asked over another protocol than the case's. */
    public ClusterDns over(Protocol protocol) {
        return new ClusterDns(objects, protocol);
    }

    private Protocol protocol() {
        return over == null ? objects.theCase().onlyProtocol() : over;
    }

    /** The cluster's DNS domain by the search path of its pods, usually {@code cluster.local}. */
    public String domain() {
        return domain(around);
    }

    static String domain(Surroundings around) {
        return around.pods().getFirst().searchDomains().stream()
                .filter(domain -> domain.startsWith("svc."))
                .map(domain -> domain.substring("svc.".length()))
                .findFirst()
                .orElse("cluster.local");
    }

    /** The full name of a Service, without the last dot. */
    public String nameOf(Service service) {
        return service.dnsName() + "." + domain();
    }

    /** The type of the records that hold addresses of the case's family: A or AAAA. */
    public String addressRecord() {
        return objects.family() == Family.IPV4 ? "A" : "AAAA";
    }

    /**
     * An absolute name.
     *
     * @param name without the last dot
     * @param type A, AAAA, CNAME, SRV or PTR
     */
    public Access name(String name, String type) {
        return ask(service(), name, type, List.of());
    }

    /** The address records of a Service's full name. */
    public Access addressesOf(Service service) {
        return name(nameOf(service), addressRecord());
    }

    /** The SRV records of a Service's first port, by the port's name. */
    public Access portOf(Service service) {
        String port = service.state().manifest().ports().getFirst().name();
        String over = objects.theCase().onlyProtocol().name().toLowerCase(Locale.ROOT);
        return name("_" + port + "._" + over + "." + nameOf(service), "SRV");
    }

    /** A name that is completed by the search path of pods. */
    public Access shortName(String name, String type) {
        return ask(service(), name, type, around.pods().getFirst().searchDomains());
    }

    /** A name that is completed by the search path of pods, at each server that any place has. */
    public List<Access> shortNameAtServersOf(List<Place> places, String name, String type) {
        List<String> search = places.getFirst().searchDomains();
        return places.stream()
                .flatMap(place -> place.nameservers().stream())
                .distinct()
                .map(server -> ask(server, name, type, search))
                .toList();
    }

    /** The address of the Service, of the case's family if it has one. */
    private Address service() {
        Family family = objects.theCase().family();
        Optional<Address> own = family == null ? Optional.empty() : around.facts().dns(family);
        return own.orElse(dns().addresses().getFirst());
    }

    private Facts.Dns dns() {
        Facts.Dns dns = around.facts().dns();
        if (dns == null) {
            throw new Ended(Need.dns().without().apply(around));
        }
        return dns;
    }

    private Access ask(Address server, String name, String type, List<String> search) {
        Facts.Dns dns = dns();
        var question = new Speech.Dns(name, type, search);
        List<Target> direct = new ArrayList<>();
        for (Facts.Endpoint each : dns.endpoints()) {
            if (each.address().family() == server.family()) {
                direct.add(
                        new Target(
                                Reach.DIRECT,
                                dns.service(),
                                each.address(),
                                each.port(),
                                protocol(),
                                question));
            }
        }
        String label = type + " " + name;
        Traits old = Traits.ofService(dns.service(), Traits.Age.BEFORE_RUN);
        String none = "no-such-" + objects.theCase().slug() + "." + name;
        return new Access(
                new Target(Reach.DNS_NAME, label, server, PORT, protocol(), question, old),
                List.of(),
                direct,
                List.of(),
                new Target(
                        Reach.DNS_NAME,
                        label + " control",
                        server,
                        PORT,
                        protocol(),
                        new Speech.Dns(none, type, search)));
    }
}
