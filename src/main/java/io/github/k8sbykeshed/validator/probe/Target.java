package io.github.k8sbykeshed.validator.probe;

import java.util.List;

/**
 * Something to probe: an address and port, and how that is reached.
 *
 * @param reach by which kind of Service address, or directly
 * @param label what tables call it, for instance {@code node/namespace/pod} of the one backend
 * @param address where the packets go; for a name, the DNS server that is asked
 * @param port 1 to 65535
 * @param protocol the transport
 * @param speech what is said once connected
 * @param traits what else is known of it
 */
public record Target(
        Reach reach,
        String label,
        Address address,
        int port,
        Protocol protocol,
        Speech speech,
        Traits traits) {

    public Target {
        if (traits == null) {
            // Results of the first version have none.
            traits = Traits.NONE;
        }
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port " + port + " is not in 1..65535");
        }
    }

    /** How a target is reached. */
    public enum Reach {
        CLUSTER_IP,
        NODE_PORT,
        LOAD_BALANCER,
        EXTERNAL_IP,
        DNS_NAME,
        /** An address of a node, at a port that one pod there has taken for itself. */
        HOST_PORT,
        /** Past every Service: the pod's or the host's own address, as controls do. */
        DIRECT
    }

    /** What is said to a target, and so what counts as its answer. */
    public sealed interface Speech {
        /** An agent: it says who it is. */
        record ToAgent() implements Speech {}

        /** An HTTP GET. */
        record Http(String path) implements Speech {}

        /** The first word of TLS, which any server that speaks it answers; no secret is made. */
        record Tls() implements Speech {}

        /**
         * A DNS question.
         *
         * @param name absolute, or relative to the search path
         * @param type A, AAAA, CNAME, SRV or PTR
         * @param search the domains to try in turn behind the name; empty for an absolute name
         */
        record Dns(String name, String type, List<String> search) implements Speech {
            public Dns {
                search = List.copyOf(search);
            }
        }
    }

    /** A target of which nothing more is known. */
    public Target(
            Reach reach,
            String label,
            Address address,
            int port,
            Protocol protocol,
            Speech speech) {
        this(reach, label, address, port, protocol, speech, Traits.NONE);
    }

    /** An agent's port reached by the given kind of address. */
    public static Target agent(
            Reach reach, String label, Address address, int port, Protocol protocol) {
        return new Target(reach, label, address, port, protocol, new Speech.ToAgent());
    }

    /** This target, of which that is known. */
    public Target with(Traits known) {
        return new Target(reach, label, address, port, protocol, speech, known);
    }

    /** This target by another name. */
    public Target labelled(String name) {
        return new Target(reach, name, address, port, protocol, speech, traits);
    }

    /** Whether it is a DNS question for records of this type. */
    public boolean isDns(String type) {
        return speech instanceof Speech.Dns dns && dns.type().equals(type);
    }

    public Family family() {
        return address.family();
    }

    /** Where it is and what is asked there, in one line. */
    public String describe() {
        String at = protocol + " " + address.withPort(port);
        return switch (speech) {
            case Speech.ToAgent() -> at;
            case Speech.Http(String path) -> at + " GET " + path;
            case Speech.Tls() -> at + " TLS";
            case Speech.Dns(String name, String type, var search) -> at + " " + type + " " + name;
        };
    }
}
