package io.github.k8sbykeshed.validator.diagnosis;

/**
 * What may be wrong, for programs: the closed list of causes that a {@link Finding} names. Where it
 * is wrong, and under which condition, is said by its {@link Place}.
 */
public enum Code {
    /** Pods do not reach each other past any Service; on other nodes, or anywhere. */
    POD_NETWORK_DOWN,
    /** Pods of one node do not reach those of another one. */
    POD_NETWORK_PAIR,
    /** Pods of one node and those of the others do not reach each other. */
    POD_NETWORK_NODE,
    /** Pods do not reach each other over one IP family, and do over the other. */
    POD_NETWORK_FAMILY,
    /** One pod is not reached by its own address, or reaches nobody. */
    POD_UNREACHABLE,
    /** A part of the packets is lost between nodes, by Service and past it. */
    PACKET_LOSS,
    /** Payloads over a size do not arrive, smaller ones do. */
    PATH_MTU,
    /** Datagrams that come in fragments do not arrive, those in one packet do. */
    FRAGMENTS_LOST,
    /** A node that should take part was not validated. */
    NODE_NOT_VALIDATED,

    /** A node's proxy has stopped programming: Services from before the run work there. */
    PROXY_STOPPED,
    /** A node's proxy forwards nothing, not even to Services from before the run. */
    PROXY_DOWN,
    /** All proxies have stopped programming one IP family. */
    PROXIES_STOPPED_FAMILY,
    /** A node's proxy fails for a part of the connections, or under a condition. */
    NODE_PROXY_PARTIAL,
    /** Changes are programmed, but late. */
    SLOW_PROGRAMMING,

    /** No Service works. */
    SERVICES_DOWN,
    /** Services fail over one IP family. */
    FAMILY,
    /** Services fail over one protocol. */
    PROTOCOL,
    /** Services fail over one protocol and IP family together. */
    FAMILY_AND_PROTOCOL,
    /** A part of all connections through Services fails, or some backends get none. */
    UNEVEN_OR_PARTIAL,
    /** Pods do not reach themselves through a Service. */
    HAIRPIN,
    /** Services fail where the backend is on the client's node. */
    SAME_NODE,
    /** Services fail where the backend is on another node. */
    CROSS_NODE,
    /** Services fail from nodes' own network. */
    HOST_NETWORK,
    /** Services fail from nodes' own network under a further condition. */
    HOST_NETWORK_CONJUNCTION,
    /** Services fail from one place, whichever proxy has the first say. */
    SOURCE,
    /** One backend is not reached through Services. */
    BACKEND,
    /** One Service fails, and others do not. */
    SERVICE,
    /** What one scenario alone asks for fails. */
    SCENARIO,

    /** ClusterIPs fail, and other addresses of Services do not. */
    CLUSTER_IPS,
    /** ClusterIPs fail from one node, and its proxy works otherwise. */
    CLUSTER_IP_NODE,
    /** Node ports fail. */
    NODE_PORTS,
    /** Node ports of one node fail. */
    NODE_PORT_NODE,
    /** Node ports fail where the backend is on another node than the port. */
    NODE_PORT_MASQUERADE,
    /** Host ports fail. */
    HOST_PORTS,
    /** Addresses of load balancers and external IPs fail. */
    EXTERNAL_ADDRESSES,
    /** Addresses of load balancers work inside the cluster, and not from outside. */
    LOAD_BALANCER_UNANNOUNCED,

    /** Silence where a refusal is due. */
    NO_REFUSAL,
    /** Endpoints that left, or are not ready, are still sent to, or new ones are not. */
    STALE_ENDPOINT,
    /** Services, ports or addresses that are gone are still served. */
    STALE_SERVICE,
    /** Flows of UDP from sockets or ports that were used before go astray. */
    STALE_UDP,
    /** Streams that are kept, or ports that are used again, fail over TCP. */
    STALE_SOCKET,
    /** Session affinity is not heeded. */
    AFFINITY,
    /** Traffic policies or topology are not heeded. */
    TRAFFIC_POLICY,
    /** The ranges of clients that a Service allows are not heeded. */
    SOURCE_RANGES,
    /** Health check node ports do not say what is so. */
    HEALTH_CHECK,
    /** Backends do not see the client's address. */
    SOURCE_ADDRESS,
    /** Somebody else answers for Services, or for ports that none has. */
    WRONG_BACKEND,
    /** Services from before the run fail, and new ones work. */
    OLD_SERVICES,

    /** The cluster's DNS does not answer. */
    DNS_DOWN,
    /** One of several DNS servers does not answer, or does not know. */
    DNS_SERVER,
    /** DNS does not answer over one protocol. */
    DNS_PROTOCOL,
    /** DNS answers with other records than it has to. */
    DNS_RECORDS,

    /** Cells that no finding explains. */
    UNEXPLAINED
}
