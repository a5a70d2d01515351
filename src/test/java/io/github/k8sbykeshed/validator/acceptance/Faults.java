package io.github.k8sbykeshed.validator.acceptance;

import static io.github.k8sbykeshed.validator.acceptance.Fault.Cells.all;
import static io.github.k8sbykeshed.validator.acceptance.Fault.Cells.from;
import static io.github.k8sbykeshed.validator.acceptance.Fault.Cells.to;

import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.probe.Source;
import io.github.k8sbykeshed.validator.probe.Target.Reach;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * For every scenario of the catalogue a fault that it has to report. Those of one round do not
 * touch each other, so they are in the cluster at the same time; and they touch none of its
 * sentinels.
 */
final class Faults {

    /** The node that something is wrong with, where it is only one. */
    static final String NODE = "worker-2";

    /** The same for scenarios whose backend is on that one, or that do not ask from its pods. */
    private static final String FIRST_NODE = "worker-1";

    /** The Services that start with the agents, which several scenarios read. */
    private static final String POD_SERVICES = "agent-worker-[0-9]+";

    private static final String GROUP_SERVICES = "group-[0-9]+";

    /** Faults that are there at the same time, and scenarios that must not mind any of them. */
    record Round(String name, List<Fault> faults, Set<String> sentinels) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** Scenarios that only record, so that nothing could be wrong for them, with the reason. */
    static final Map<String, String> RECORDING = Map.of();

    private Faults() {}

    static List<Round> rounds() {
        return List.of(
                new Round(
                        "first",
                        FIRST,
                        Set.of(
                                "affinity/client-ip",
                                "clusterip/all-backends",
                                "clusterip/basic",
                                "clusterip/named-target-port",
                                "dns/service-names",
                                "headless/basic",
                                "lb/basic",
                                "nodeport/every-node")),
                new Round(
                        "second",
                        SECOND,
                        Set.of(
                                "affinity/node-port",
                                "clusterip/existing",
                                "clusterip/host-network-backend",
                                "clusterip/neighbours",
                                "externalname/basic",
                                "nodeport/localhost",
                                "policy/external-local",
                                "policy/internal-local")));
    }

    private static final List<Fault> FIRST =
            List.of(
                    Fault.of(
                            "affinity/backend-gone",
                            "a removed endpoint stays in every proxy's rotation",
                            Lie.endpointsStay().atEveryNode(),
                            "moved on",
                            all()),
                    Fault.of(
                            "affinity/node-port",
                            "one node knows of no affinity",
                            Lie.spec(spec -> spec.put("sessionAffinity", "None")).at(NODE),
                            "every source to every node",
                            to(NODE)),
                    new Fault(
                            "clusterip/existing",
                            "the name of the API server's Service leads elsewhere",
                            "kubernetes",
                            Lie.spec(spec -> clusterIp(spec, "198.51.100.1", "2001:db8::1"))
                                    .inDns(),
                            "every source to the cluster's own Services",
                            (source, target) -> target.reach() == Reach.DNS_NAME),
                    Fault.of(
                            "clusterip/external-ips",
                            "one node does not know the external address",
                            Lie.spec(spec -> spec.remove("externalIPs")).at(FIRST_NODE),
                            "from pods",
                            from(FIRST_NODE)),
                    new Fault(
                            "clusterip/hairpin",
                            "one node does not masquerade what comes back to its sender",
                            POD_SERVICES,
                            Lie.filtering(
                                            "add rule inet svcfault marks ct original %ip daddr %vip meta mark set mark and 0xffffbfff")
                                    .at(FIRST_NODE),
                            "every pod to its own Service",
                            from(FIRST_NODE)),
                    Fault.of(
                            "clusterip/headless-label",
                            "the label is not heeded",
                            Lie.stays().atEveryNode(),
                            "with the label",
                            all()),
                    Fault.of(
                            "clusterip/host-network-backend",
                            "one node does not know the endpoints",
                            Lie.withoutEndpoints().at(NODE),
                            "every pod to every node's Service",
                            from(NODE)),
                    new Fault(
                            "clusterip/host-network-source",
                            "one node does not translate what its own processes send",
                            POD_SERVICES,
                            Lie.filtering("add rule inet svcfault early-own %ip daddr %vip drop")
                                    .at(NODE),
                            "every node to every Service",
                            from(NODE)),
                    Fault.of(
                            "clusterip/large-payload",
                            "what is large gets lost on one node",
                            Lie.filtering(
                                            "add rule inet svcfault early %ip daddr %vip meta length > 900 drop")
                                    .at(FIRST_NODE),
                            "each size",
                            from(FIRST_NODE)),
                    Fault.of(
                            "clusterip/multiport",
                            "one node takes each port for the other one",
                            Lie.ports((port, i) -> port.put("name", i == 0 ? "two" : "one"))
                                    .at(FIRST_NODE),
                            "each port",
                            from(FIRST_NODE)),
                    Fault.of(
                            "clusterip/neighbours",
                            "one node goes on to serve what was deleted",
                            Lie.stays().at(FIRST_NODE),
                            "alone again",
                            from(FIRST_NODE)
                                    .and((source, target) -> target.label().contains("spare-2"))),
                    Fault.of(
                            "clusterip/no-endpoints",
                            "one node drops instead of refusing",
                            Lie.hidden().at(NODE),
                            "refused without endpoints",
                            from(NODE)),
                    Fault.of(
                            "clusterip/ports-change",
                            "one node never learns of the change",
                            Lie.frozen().at(FIRST_NODE),
                            "another one",
                            from(FIRST_NODE).and((source, target) -> target.port() == 81)),
                    Fault.of(
                            "clusterip/proxy-name-label",
                            "one node does not heed the label",
                            Lie.stays().at(NODE),
                            "with the label",
                            from(NODE)),
                    Fault.of(
                            "clusterip/recreate",
                            "one node goes on to serve what was deleted",
                            Lie.stays().at(FIRST_NODE),
                            "deleted",
                            from(FIRST_NODE)),
                    Fault.of(
                            "clusterip/same-port-two-protocols",
                            "one node never learns of the change",
                            Lie.frozen().at(FIRST_NODE),
                            "without UDP",
                            from(FIRST_NODE).and(over(Protocol.UDP))),
                    new Fault(
                            "clusterip/source-ip",
                            "one node masquerades all that goes through the Service",
                            POD_SERVICES,
                            Lie.filtering(
                                            "add rule inet svcfault sources ct original %ip daddr %vip masquerade")
                                    .at(NODE),
                            "every pod to every Service",
                            from(NODE)),
                    Fault.of(
                            "clusterip/two-services-one-selector",
                            "one node goes on to serve what was deleted",
                            Lie.stays().at(FIRST_NODE),
                            "one of them",
                            from(FIRST_NODE)
                                    .and((source, target) -> target.label().contains("-0["))),
                    Fault.of(
                            "conntrack/udp-empty-first",
                            "one node does not forget a flow that had no endpoint",
                            Lie.filtering(
                                            "add rule inet svcfault early udp sport 10000-19999 %ip daddr %vip drop")
                                    .at(NODE),
                            "same sockets",
                            pods(NODE)),
                    Fault.of(
                            "conntrack/udp-stale",
                            "one node does not forget flows to a removed endpoint",
                            Lie.sticking().at(NODE),
                            "same sockets",
                            from(NODE).and(via(Reach.CLUSTER_IP))),
                    Fault.of(
                            "externalname/basic",
                            "the name stands for another one",
                            Lie.spec(
                                            spec -> {
                                                if (spec.has("externalName")) {
                                                    spec.put(
                                                            "externalName",
                                                            "kubernetes.default.svc.cluster.local");
                                                }
                                            })
                                    .inDns(),
                            "its name from every pod",
                            all()),
                    Fault.of(
                            "latency/programming",
                            "one node never learns that an endpoint is gone",
                            Lie.endpointsStay().at(NODE),
                            "endpoint removed -> unreachable",
                            from(NODE)),
                    Fault.of(
                            "lb/external-local",
                            "no node heeds externalTrafficPolicy Local",
                            Lie.spec(spec -> spec.put("externalTrafficPolicy", "Cluster"))
                                    .atEveryNode(),
                            "from outside",
                            all()),
                    Fault.of(
                            "lb/no-node-ports",
                            "one node does not open the node port that is added",
                            Lie.withoutNodePorts().at(NODE),
                            "with node ports",
                            to(NODE)),
                    Fault.of(
                            "lb/source-ranges",
                            "no node heeds the ranges",
                            Lie.spec(spec -> spec.remove("loadBalancerSourceRanges")).atEveryNode(),
                            "others are listed",
                            all()),
                    Fault.of(
                            "nodeport/localhost",
                            "one node does not open the node port",
                            Lie.withoutNodePorts().at(NODE),
                            "its own address",
                            from(NODE)),
                    Fault.of(
                            "nodeport/same-number-two-protocols",
                            "one node opens the node port for TCP alone",
                            Lie.ports(
                                            (port, i) -> {
                                                if (port.path("protocol")
                                                        .asString()
                                                        .equals("UDP")) {
                                                    port.remove("nodePort");
                                                }
                                            })
                                    .at(NODE),
                            "both protocols",
                            to(NODE).and(over(Protocol.UDP))),
                    Fault.of(
                            "nodeport/type-change",
                            "one node never closes a node port",
                            Lie.nodePortsStay().at(NODE),
                            "ClusterIP again: node ports",
                            to(NODE)),
                    Fault.of(
                            "policy/external-local",
                            "one node does not heed externalTrafficPolicy Local",
                            Lie.spec(spec -> spec.put("externalTrafficPolicy", "Cluster")).at(NODE),
                            "from outside",
                            to(NODE)),
                    Fault.of(
                            "policy/internal-local",
                            "one node does not heed internalTrafficPolicy Local",
                            Lie.spec(spec -> spec.put("internalTrafficPolicy", "Cluster"))
                                    .at(FIRST_NODE),
                            "every source",
                            from(FIRST_NODE)));

    private static final List<Fault> SECOND =
            List.of(
                    Fault.of(
                            "affinity/client-ip",
                            "one node knows of no affinity",
                            Lie.spec(spec -> spec.put("sessionAffinity", "None")).at(NODE),
                            "every source",
                            from(NODE)),
                    new Fault(
                            "clusterip/all-backends",
                            "one node misses an endpoint",
                            GROUP_SERVICES,
                            Lie.withoutOneEndpoint().at(NODE),
                            "every pod to a Service of all pods",
                            from(NODE)),
                    new Fault(
                            "clusterip/basic",
                            "one node never hears of the Services",
                            POD_SERVICES,
                            Lie.hidden().at(NODE),
                            "every pod to every Service",
                            from(NODE)),
                    Fault.of(
                            "clusterip/named-target-port",
                            "one node takes the first number that it learns for everybody's",
                            Lie.samePortEverywhere().at(FIRST_NODE),
                            "both backends",
                            from(FIRST_NODE)),
                    Fault.of(
                            "dns/service-names",
                            "the port of a Service is another one in DNS",
                            Lie.spec(spec ->
                                            spec.path("ports")
                                                    .forEach(port ->
                                                            ((ObjectNode) port).put("port", 81)))
                                    .inDns(),
                            "every name from every pod",
                            (source, target) -> target.label().startsWith("SRV")),
                    Fault.of(
                            "headless/basic",
                            "one pod is missing in DNS",
                            Lie.withoutOneEndpoint().inDns(),
                            "its name from every pod",
                            all()),
                    Fault.of(
                            "lb/basic",
                            "no node knows the load balancer's address",
                            Lie.withoutIngress().atEveryNode(),
                            "every source",
                            all()),
                    Fault.of(
                            "nodeport/every-node",
                            "one node does not open node ports",
                            Lie.withoutNodePorts().at(NODE),
                            "every source to every node",
                            to(NODE)));

    private static Fault.Cells pods(String node) {
        return from(node).and((source, target) -> source.kind() == Source.Kind.POD);
    }

    private static Fault.Cells over(Protocol protocol) {
        return (source, target) -> target.protocol() == protocol;
    }

    private static Fault.Cells via(Reach reach) {
        return (source, target) -> target.reach() == reach;
    }

    private static void clusterIp(ObjectNode spec, String v4, String v6) {
        String address = spec.path("clusterIP").asString().contains(":") ? v6 : v4;
        spec.put("clusterIP", address);
        spec.putArray("clusterIPs").add(address);
    }
}
