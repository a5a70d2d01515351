package io.github.k8sbykeshed.validator.diagnosis;

/**
 * What may be wrong, for programs: the closed list of causes that a {@link Finding} names. Where it
 * is wrong, and under which condition, is said by its {@link Place}.
 */
public enum Code {
    POD_NETWORK_DOWN("Pods do not reach each other past any Service; on other nodes, or anywhere."),
    POD_NETWORK_PAIR("Pods of one node do not reach those of another one."),
    POD_NETWORK_NODE("Pods of one node and those of the others do not reach each other."),
    POD_NETWORK_FAMILY("Pods do not reach each other over one IP family, and do over the other."),
    POD_UNREACHABLE("One pod is not reached by its own address, or reaches nobody."),
    PACKET_LOSS("A part of the packets is lost between nodes, by Service and past it."),
    PATH_MTU("Payloads over a size do not arrive, smaller ones do."),
    FRAGMENTS_LOST("Datagrams that come in fragments do not arrive, those in one packet do."),
    NODE_NOT_VALIDATED("A node that should take part was not validated."),

    PROXY_STOPPED(
            "A node's proxy has stopped programming: Services from before the run work there."),
    PROXY_DOWN("A node's proxy forwards nothing, not even to Services from before the run."),
    PROXIES_STOPPED_FAMILY("All proxies have stopped programming one IP family."),
    NODE_PROXY_PARTIAL("A node's proxy fails for a part of the connections, or under a condition."),
    SLOW_PROGRAMMING("Changes are programmed, but late."),

    SERVICES_DOWN("No Service works."),
    FAMILY("Services fail over one IP family."),
    PROTOCOL("Services fail over one protocol."),
    FAMILY_AND_PROTOCOL("Services fail over one protocol and IP family together."),
    UNEVEN_OR_PARTIAL(
            "A part of all connections through Services fails, or some backends get none."),
    HAIRPIN("Pods do not reach themselves through a Service."),
    SAME_NODE("Services fail where the backend is on the client's node."),
    CROSS_NODE("Services fail where the backend is on another node."),
    HOST_NETWORK("Services fail from nodes' own network."),
    HOST_NETWORK_CONJUNCTION("Services fail from nodes' own network under a further condition."),
    SOURCE("Services fail from one place, whichever proxy has the first say."),
    BACKEND("One backend is not reached through Services."),
    SERVICE("One Service fails, and others do not."),
    SCENARIO("What one scenario alone asks for fails."),

    CLUSTER_IPS("ClusterIPs fail, and other addresses of Services do not."),
    CLUSTER_IP_NODE("ClusterIPs fail from one node, and its proxy works otherwise."),
    NODE_PORTS("Node ports fail."),
    NODE_PORT_NODE("Node ports of one node fail."),
    NODE_PORT_MASQUERADE("Node ports fail where the backend is on another node than the port."),
    HOST_PORTS("Host ports fail."),
    EXTERNAL_ADDRESSES("Addresses of load balancers and external IPs fail."),
    LOAD_BALANCER_UNANNOUNCED(
            "Addresses of load balancers work inside the cluster, and not from outside."),

    NO_REFUSAL("Silence where a refusal is due."),
    STALE_ENDPOINT(
            "Endpoints that left, or are not ready, are still sent to, or new ones are not."),
    STALE_SERVICE("Services, ports or addresses that are gone are still served."),
    STALE_UDP("Flows of UDP from sockets or ports that were used before go astray."),
    STALE_SOCKET("Streams that are kept, or ports that are used again, fail over TCP."),
    AFFINITY("Session affinity is not heeded."),
    TRAFFIC_POLICY("Traffic policies or topology are not heeded."),
    SOURCE_RANGES("The ranges of clients that a Service allows are not heeded."),
    HEALTH_CHECK("Health check node ports do not say what is so."),
    SOURCE_ADDRESS("Backends do not see the client's address."),
    WRONG_BACKEND("Somebody else answers for Services, or for ports that none has."),
    OLD_SERVICES("Services from before the run fail, and new ones work."),

    DNS_DOWN("The cluster's DNS does not answer."),
    DNS_SERVER("One of several DNS servers does not answer, or does not know."),
    DNS_PROTOCOL("DNS does not answer over one protocol."),
    DNS_RECORDS("DNS answers with other records than it has to."),

    UNEXPLAINED("Cells that no finding explains.");

    private final String means;

    Code(String means) {
        this.means = means;
    }

    /** What is wrong, wherever it is: one sentence. */
    public String means() {
        return means;
    }
}
