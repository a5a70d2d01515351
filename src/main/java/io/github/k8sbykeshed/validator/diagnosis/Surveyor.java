package io.github.k8sbykeshed.validator.diagnosis;

import io.github.k8sbykeshed.validator.diagnosis.Attribute.Made;
import io.github.k8sbykeshed.validator.diagnosis.Attribute.Origin;
import io.github.k8sbykeshed.validator.diagnosis.Attribute.Payload;
import io.github.k8sbykeshed.validator.diagnosis.Attribute.Relation;
import io.github.k8sbykeshed.validator.diagnosis.Attribute.Server;
import io.github.k8sbykeshed.validator.diagnosis.Attribute.Size;
import io.github.k8sbykeshed.validator.diagnosis.Attribute.Use;
import io.github.k8sbykeshed.validator.probe.Address;
import io.github.k8sbykeshed.validator.probe.Facts;
import io.github.k8sbykeshed.validator.probe.Source;
import io.github.k8sbykeshed.validator.probe.Target;
import io.github.k8sbykeshed.validator.probe.Target.Speech;
import io.github.k8sbykeshed.validator.probe.Traits;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the values of the attributes of sources, targets and the ways between them. */
final class Surveyor {

    private static final List<Attribute> WAY =
            List.of(
                    Attribute.BACKEND,
                    Attribute.BACKEND_NODE,
                    Attribute.RELATION,
                    Attribute.LINK,
                    Attribute.PATH,
                    Attribute.BETWEEN);

    /** The numbers of a source. */
    private record Client(int kind, int agent, int node) {}

    /** The numbers of a backend, and of its node. */
    private record Backend(String node, int agent, int asBackend, int asEnd) {}

    private final Vocabulary vocabulary;
    private final Map<Source, Client> sources = new HashMap<>();
    private final Map<String, Backend> backends = new HashMap<>();
    private final Map<Address, String> nodes = new HashMap<>();
    private final List<Address> dnsServices;
    private final List<Facts.Endpoint> dnsServers;

    Surveyor(Vocabulary vocabulary, @Nullable Facts facts) {
        this.vocabulary = vocabulary;
        if (facts != null) {
            for (Facts.Node node : facts.nodes()) {
                node.addresses().forEach(address -> nodes.put(address, node.name()));
            }
        }
        Facts.Dns dns = facts == null ? null : facts.dns();
        this.dnsServices = dns == null ? List.of() : dns.addresses();
        this.dnsServers = dns == null ? List.of() : dns.endpoints();
    }

    /** Forgets what it has found: numbers may be others by now. */
    void begin() {
        backends.clear();
        sources.clear();
    }

    void set(Trial trial, Attribute attribute, Object value) {
        trial.set(attribute, vocabulary.number(attribute, value));
    }

    /** The servers behind the DNS Service, in the order in which controls ask them. */
    List<Facts.Endpoint> dnsServers(Target target) {
        return dnsServers.stream()
                .filter(each -> each.address().family() == target.family())
                .toList();
    }

    /** What a target has by itself. */
    void target(Trial trial, Target target) {
        Traits traits = target.traits();
        set(trial, Attribute.REACH, target.reach());
        set(trial, Attribute.FAMILY, target.family());
        set(trial, Attribute.PROTOCOL, target.protocol());
        payload(trial, target, traits.payloadBytes());
        set(trial, Attribute.SOCKET, traits.socket());
        set(trial, Attribute.USE, traits.socket() == Traits.Socket.FRESH ? Use.NEW : Use.USED);
        set(trial, Attribute.SERVICE, traits.service());
        switch (traits.age()) {
            case NONE -> {}
            case BEFORE_RUN -> set(trial, Attribute.ORIGIN, Origin.BEFORE_RUN);
            case RUN -> {
                set(trial, Attribute.ORIGIN, Origin.OF_RUN);
                set(trial, Attribute.MADE, Made.AT_START);
            }
            case CASE -> {
                set(trial, Attribute.ORIGIN, Origin.OF_RUN);
                set(trial, Attribute.MADE, Made.BY_CASE);
            }
        }
        if (target.speech() instanceof Speech.Dns dns) {
            set(trial, Attribute.RECORD, dns.type());
            set(trial, Attribute.SERVER, new Server(target.address().toString(), ""));
        }
    }

    /** What is sent to it each way. */
    void payload(Trial trial, Target target, int bytes) {
        Payload payload = Payload.of(bytes, target.protocol());
        set(trial, Attribute.PAYLOAD, payload);
        set(trial, Attribute.SIZE, payload == Payload.UP_TO_1000 ? Size.SMALL : Size.OVER_1000);
    }

    void source(Trial trial, Source source) {
        Client client = sources.computeIfAbsent(source, this::client);
        trial.set(Attribute.SOURCE_KIND, client.kind());
        trial.set(Attribute.SOURCE_AGENT, client.agent());
        trial.set(Attribute.SOURCE_NODE, client.node());
    }

    private Client client(Source source) {
        boolean outside = source.kind() == Source.Kind.OUTSIDE;
        return new Client(
                vocabulary.number(Attribute.SOURCE_KIND, source.kind()),
                vocabulary.number(Attribute.SOURCE_AGENT, source.id()),
                vocabulary.number(Attribute.SOURCE_NODE, outside ? "" : source.node()));
    }

    private Backend backend(String agent) {
        String node = Source.nodeOf(agent);
        return new Backend(
                node,
                vocabulary.number(Attribute.BACKEND, agent),
                vocabulary.number(Attribute.BACKEND_NODE, node),
                vocabulary.number(Attribute.LINK, node));
    }

    /** The node whose address a target is; empty if it is none's, or anyone's own. */
    String dialled(Source source, Target target) {
        return switch (target.reach()) {
            case NODE_PORT, HOST_PORT ->
                    target.address().inet().isLoopbackAddress()
                            ? source.node()
                            : target.traits().node().isEmpty()
                                    ? nodes.getOrDefault(target.address(), "")
                                    : target.traits().node();
            case CLUSTER_IP, LOAD_BALANCER, EXTERNAL_IP, DNS_NAME, DIRECT -> "";
        };
    }

    /**
     * The node whose proxy forwards; empty where that is not known. Where a node's proxy does not
     * know a load balancer's address, the network may take the packet to a node whose proxy does,
     * and a health check is answered by the proxy's own server: that these work says nothing of
     * what is forwarded.
     */
    String forwarder(Source source, Target target, boolean works) {
        boolean inside = source.kind() != Source.Kind.OUTSIDE;
        return switch (target.reach()) {
            case NODE_PORT ->
                    works && target.speech() instanceof Speech.Http ? "" : dialled(source, target);
            case CLUSTER_IP -> inside ? source.node() : "";
            case LOAD_BALANCER, EXTERNAL_IP -> inside && !works ? source.node() : "";
            case DNS_NAME -> inside && dnsServices.contains(target.address()) ? source.node() : "";
            case HOST_PORT, DIRECT -> "";
        };
    }

    /**
     * The way to a backend.
     *
     * @param from the node that packets go to it from; empty if not known
     * @param source who asks; a node port of another node is no way to oneself
     * @param backend the agent's identity; empty if it is not known
     */
    void way(Trial trial, String from, Source source, String backend) {
        for (Attribute each : WAY) {
            trial.set(each, Vocabulary.NONE);
        }
        trial.values[Trial.FAR_END] = Vocabulary.NONE;
        trial.backend = backend.hashCode();
        if (backend.isEmpty()) {
            return;
        }
        Backend to = backends.computeIfAbsent(backend, this::backend);
        trial.set(Attribute.BACKEND, to.agent());
        trial.set(Attribute.BACKEND_NODE, to.asBackend());
        if (from.isEmpty()) {
            return;
        }
        boolean same = from.equals(to.node());
        set(
                trial,
                Attribute.RELATION,
                same && source.id().equals(backend)
                        ? Relation.ITSELF
                        : same ? Relation.SAME_NODE : Relation.OTHER_NODE);
        if (!same) {
            int one = vocabulary.number(Attribute.LINK, from);
            int other = to.asEnd();
            trial.set(Attribute.LINK, one);
            trial.values[Trial.FAR_END] = other;
            trial.set(Attribute.PATH, vocabulary.pair(Attribute.PATH, one, other));
            trial.set(
                    Attribute.BETWEEN,
                    vocabulary.pair(Attribute.BETWEEN, Math.min(one, other), Math.max(one, other)));
        }
    }

    /** Where packets go on from to a backend: from the node that is dialled, or the client's. */
    String start(Source source, Target target) {
        String dialled = dialled(source, target);
        return !dialled.isEmpty()
                ? dialled
                : source.kind() == Source.Kind.OUTSIDE ? "" : source.node();
    }
}
