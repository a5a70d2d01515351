package io.github.k8sbykeshed.validator.acceptance;

import static io.github.k8sbykeshed.validator.acceptance.Fault.Cells.all;
import static io.github.k8sbykeshed.validator.acceptance.Fault.Cells.from;
import static io.github.k8sbykeshed.validator.acceptance.Fault.Cells.none;
import static io.github.k8sbykeshed.validator.acceptance.Fault.Cells.to;

import io.github.k8sbykeshed.validator.probe.Family;
import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.probe.Source;
import io.github.k8sbykeshed.validator.probe.Target;
import io.github.k8sbykeshed.validator.probe.Target.Reach;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * For every scenario of the catalogue a fault that it has to report. Those of one round do not
 * touch each other, so they are in the cluster at the same time; and they touch none of its
 * sentinels.
 */
final class Faults {

    /** The node that something is wrong with, where it is only one. */
    static final String NODE = "worker-2";

    /**
     * The node in place of {@link #NODE} for scenarios whose backend is on that one, or that do not
     * ask from its pods.
     */
    private static final String FIRST_NODE = "worker-1";

    /** The Services that start with the agents, which several scenarios read. */
    private static final String POD_SERVICES = "agent-worker-[0-9]+";

    private static final String GROUP_SERVICES = "group-[0-9]+";

    /** The addresses of pods in the local cluster. */
    private static final String PODS = "10.244.0.0/16";

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
                                "policy/internal-local")),
                new Round(
                        "third",
                        THIRD,
                        // None that asks DNS: one node does not know its servers.
                        Set.of(
                                "affinity/client-ip",
                                "clusterip/basic",
                                "clusterip/named-target-port",
                                "clusterip/recreate",
                                "conntrack/udp-stale",
                                "lb/basic",
                                "nodeport/every-node",
                                "policy/internal-local")),
                new Round(
                        "fourth",
                        FOURTH,
                        Set.of(
                                "affinity/backend-gone",
                                "clusterip/all-backends",
                                "clusterip/host-network-source",
                                "dns/service-names",
                                "externalname/basic",
                                "lb/external-local",
                                "nodeport/type-change",
                                "policy/external-local")));
    }

    private static final List<Fault> FIRST =
            List.of(
                    Fault.of(
                            "affinity/load-balancer",
                            "no node ever learns that affinity is switched off",
                            Lie.affinityStays().atEveryNode(),
                            "switched off",
                            all()),
                    new Fault(
                            "clusterip/no-selector-slices",
                            "one node knows of one EndpointSlice only",
                            "clusterip-no-selector-slices-tcp-ipv[46]-1",
                            Lie.oneSlice().at(NODE),
                            "a slice for each port",
                            from(NODE).and((source, target) -> target.label().endsWith(" two"))),
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
                    new Fault(
                            "clusterip/large-payload",
                            "what is large gets lost on one node",
                            POD_SERVICES,
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
                            from(NODE).and(Faults::isDropped)),
                    Fault.of(
                            "clusterip/ports-change",
                            "one node never learns of the change",
                            Lie.frozen().at(FIRST_NODE),
                            "another one",
                            from(FIRST_NODE)
                                    .and((source, target) -> target.label().endsWith(" second"))),
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
                            "same ports",
                            pods(NODE)),
                    Fault.of(
                            "conntrack/udp-stale",
                            "one node does not forget flows to a removed endpoint",
                            Lie.sticking().at(NODE),
                            "same ports",
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
                            "one node never learns of endpoints",
                            Lie.withoutEndpoints().at(NODE),
                            "Service created -> answers",
                            from(NODE)),
                    Fault.of(
                            "latency/removal",
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
                                                if (isUdp(port)) {
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
                            "affinity/load-balancer-local",
                            "no node ever learns that affinity is switched off",
                            Lie.affinityStays().atEveryNode(),
                            "switched off",
                            all()),
                    Fault.of(
                            "lb/external-local",
                            "one node does not know the endpoints",
                            Lie.withoutEndpoints().at(FIRST_NODE),
                            "from inside",
                            from(FIRST_NODE)),
                    new Fault(
                            "lb/udp-stale",
                            "no proxy hears of the replacement",
                            "lb-udp-stale-udp-ipv[46]-1",
                            Lie.endpointsNeverChange().atEveryNode(),
                            "same ports on the same node",
                            all()),
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
                            "dns/pod-names",
                            "another pod has the name in DNS",
                            Lie.endpoints(Faults::exchangeHostnames).inDns(),
                            "the pod's name",
                            (source, target) -> target.label().contains(" own-")),
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
                            to(NODE)),
                    Fault.of(
                            "rollout/drain",
                            "one node forgets its connections when an endpoint terminates",
                            Lie.breakingAtTermination().at(FIRST_NODE),
                            "open streams",
                            from(FIRST_NODE).and(via(Reach.CLUSTER_IP))));

    private static final List<Fault> THIRD =
            List.of(
                    Fault.of(
                            "clusterip/endpoint-mirroring",
                            "one node does not know the endpoints",
                            Lie.withoutEndpoints().at(NODE),
                            "created",
                            from(NODE)),
                    Fault.of(
                            "affinity/load-balancer-local",
                            "no node knows of affinity",
                            Lie.spec(spec -> spec.put("sessionAffinity", "None")).atEveryNode(),
                            "from outside",
                            all()),
                    Fault.of(
                            "lb/external-local",
                            "no proxy hears that the backend moved",
                            Lie.endpointsNeverChange().atEveryNode(),
                            "moved, from outside",
                            all()),
                    Fault.of(
                            "clusterip/cross-namespace",
                            "the node of the other namespace's pod does not know the endpoints",
                            Lie.withoutEndpoints().at(NODE),
                            "from both namespaces",
                            from(NODE)),
                    Fault.of(
                            "clusterip/endpoint-removed",
                            "one node goes on to send to who terminates",
                            Lie.everybodyReady().at(NODE),
                            "without the deleted one",
                            from(NODE)),
                    Fault.of(
                            "clusterip/long-lived",
                            "one node forgets its connections when an endpoint comes",
                            Lie.breaking().at(FIRST_NODE),
                            "same streams",
                            from(FIRST_NODE)),
                    Fault.of(
                            "clusterip/no-selector-slices",
                            "one node knows of one EndpointSlice only",
                            Lie.oneSlice().at(NODE),
                            "two slices",
                            from(NODE)),
                    Fault.of(
                            "clusterip/publish-not-ready",
                            "one node takes everybody for ready",
                            Lie.everybodyReady().at(NODE),
                            "unready: not published",
                            from(NODE)),
                    Fault.of(
                            "conntrack/connected-udp",
                            "one node drops flows when another endpoint comes",
                            Lie.losing().at(NODE),
                            "same sockets",
                            pods(NODE).and(via(Reach.CLUSTER_IP))),
                    Fault.of(
                            "conntrack/source-port-reuse",
                            "one node lets no pod use a source port again",
                            Lie.refusingUsedPorts().at(FIRST_NODE),
                            "the same port each time",
                            pods(FIRST_NODE).and(via(Reach.CLUSTER_IP))),
                    Fault.of(
                            "conntrack/udp-scale-to-zero",
                            "one node does not forget flows to a removed endpoint",
                            Lie.sticking().at(NODE),
                            "same ports",
                            from(NODE)),
                    Fault.of(
                            "conntrack/udp-stale-internal-local",
                            "a removed endpoint stays in its own node's rotation",
                            Lie.endpointsStay().at(NODE),
                            "no backend here, same ports",
                            all()),
                    Fault.of(
                            "conntrack/udp-target-port-change",
                            "one node never learns of the change",
                            Lie.frozen().at(FIRST_NODE),
                            "the other one, same ports",
                            through(FIRST_NODE)),
                    Fault.of(
                            "conntrack/udp-unready-first",
                            "one node does not forget a flow that had no ready endpoint",
                            Lie.filtering(
                                            "add rule inet svcfault early udp sport 10000-19999 %ip daddr %vip drop")
                                    .at(FIRST_NODE),
                            "ready, same ports",
                            pods(FIRST_NODE).and(via(Reach.CLUSTER_IP))),
                    new Fault(
                            "dns/resolv-conf",
                            "one node does not know the DNS servers",
                            "kube-dns",
                            Lie.withoutEndpoints().at(NODE),
                            "each source at its own servers",
                            from(NODE)),
                    Fault.of(
                            "dualstack/families",
                            "one node does not know a second ClusterIP",
                            Lie.spec(
                                            spec -> {
                                                if (spec.path("clusterIPs").size() > 1) {
                                                    spec.withArray("clusterIPs").remove(1);
                                                    spec.withArray("ipFamilies").remove(1);
                                                }
                                            })
                                    .at(NODE),
                            "each ClusterIP",
                            from(NODE).and((source, target) -> target.family() == Family.IPV6)),
                    new Fault(
                            "hostport/basic",
                            "one node drops what comes to UDP host ports",
                            // There is no Service of its own; these are told of in every run.
                            POD_SERVICES,
                            Lie.filtering(dropsHostPort("tracked"), dropsHostPort("tracked-own"))
                                    .at(NODE),
                            "every source",
                            over(Protocol.UDP)),
                    Fault.of(
                            "topology/hints",
                            "one node takes the zones for each other",
                            otherZones().at(NODE),
                            "each zone",
                            from(NODE)),
                    Fault.of(
                            "topology/prefer-same-node",
                            "one node takes what is meant for others for its own",
                            Lie.endpoints(Faults::hintAtOtherNodes).at(NODE),
                            "both backends",
                            from(NODE)),
                    Fault.of(
                            "topology/prefer-same-zone",
                            "one node takes the zones for each other",
                            otherZones().at(NODE),
                            "the client's own zone",
                            from(NODE)));

    private static final List<Fault> FOURTH =
            List.of(
                    Fault.of(
                            "affinity/across-ports",
                            "one node knows of no affinity",
                            Lie.spec(spec -> spec.put("sessionAffinity", "None")).at(FIRST_NODE),
                            "each port by itself",
                            from(FIRST_NODE)),
                    Fault.of(
                            "affinity/load-balancer",
                            "no node knows of affinity",
                            Lie.spec(spec -> spec.put("sessionAffinity", "None")).atEveryNode(),
                            "every source",
                            all()),
                    Fault.of(
                            "affinity/timeout",
                            "one node forgets its clients after hours only",
                            Lie.spec(spec ->
                                            ((ObjectNode)
                                                            spec.at(
                                                                    "/sessionAffinityConfig/clientIP"))
                                                    .put("timeoutSeconds", 10_800))
                                    .at(NODE),
                            "after silence",
                            from(NODE)),
                    Fault.of(
                            "affinity/toggle",
                            "one node never learns that affinity is switched off",
                            Lie.affinityStays().at(NODE),
                            "without again",
                            from(NODE)),
                    new Fault(
                            "bandwidth/pod-to-pod",
                            "one node takes the pods of the other nodes for each other",
                            GROUP_SERVICES,
                            Lie.exchanging().at(NODE),
                            "every pod to every other",
                            from(NODE)),
                    Fault.of(
                            "bandwidth/service",
                            "one node does not know the endpoints",
                            Lie.withoutEndpoints().at(NODE),
                            "every pod to every other's Service",
                            from(NODE)),
                    Fault.of(
                            "conntrack/invalid-state",
                            "segments out of the window, and the resets for them, are let through",
                            Lie.lettingStraysThrough().atEveryNode(),
                            "a kept connection, a stray segment before each answer",
                            all()),
                    Fault.of(
                            "externalname/type-change",
                            "one node never learns of the changes",
                            Lie.frozen().at(NODE),
                            "served afterwards",
                            through(NODE)),
                    Fault.of(
                            "lb/both-protocols",
                            "no node knows the UDP port",
                            Lie.spec(spec -> spec.withArray("ports").removeIf(Faults::isUdp))
                                    .atEveryNode(),
                            "both protocols",
                            over(Protocol.UDP)),
                    Fault.of(
                            "lb/class",
                            "a load balancer heeds no class",
                            // At one node that is asked from: it is asked after the change.
                            Lie.classIgnored("198.51.100.1").at(NODE),
                            "ours, and the foreign one's ClusterIP",
                            none()),
                    Fault.of(
                            "lb/hostname",
                            "one node loses a Service whose load balancer has no address",
                            Lie.hiddenOnceNamed().at(NODE),
                            "every source",
                            through(NODE)),
                    Fault.of(
                            "lb/ip-mode",
                            "one node takes each load balancer for one that does not proxy",
                            Lie.ingress(ingress -> ingress.put("ipMode", "VIP")).at(FIRST_NODE),
                            "Proxy",
                            from(FIRST_NODE).and(via(Reach.LOAD_BALANCER))),
                    Fault.of(
                            "lb/type-change",
                            "one node goes on to serve the old address",
                            // Not to clients outside: which node they still find is chance.
                            Lie.loadBalancerStays(PODS).at(FIRST_NODE),
                            "NodePort: the old address",
                            pods(FIRST_NODE)),
                    Fault.of(
                            "lb/udp-stale",
                            "no proxy hears of the replacement",
                            // Were both in rotation, a client whose packets come to another node,
                            // because the load balancer moves, might be lucky.
                            Lie.endpointsNeverChange().atEveryNode(),
                            "same ports",
                            all()),
                    Fault.of(
                            "policy/health-check-node-port",
                            "one node takes another node's backend for its own",
                            Lie.endpoints(endpoints ->
                                            endpoints.forEach(endpoint ->
                                                    ((ObjectNode) endpoint)
                                                            .put("nodeName", FIRST_NODE)))
                                    .at(FIRST_NODE),
                            "Local",
                            to(FIRST_NODE)),
                    Fault.of(
                            "policy/pnra-terminating",
                            "one node serves who terminates if it should not, and only then",
                            Lie.terminatingSwapped().at(NODE),
                            "terminating",
                            from(NODE).and((source, target) -> target.label().contains("/own-"))),
                    Fault.of(
                            "policy/terminating-fallback",
                            "one node never sends to who terminates",
                            Lie.withoutTerminating().at(NODE),
                            "terminating",
                            through(NODE)),
                    Fault.of(
                            "rollout/no-loss",
                            "one node turns pods away for a moment when another endpoint comes",
                            Lie.interrupting().at(FIRST_NODE),
                            "all the time",
                            pods(FIRST_NODE).and(via(Reach.CLUSTER_IP))));

    /** Not what answers a client whose own port, translated, happens to be one of these. */
    private static String dropsHostPort(String chain) {
        return "add rule inet svcfault "
                + chain
                + " ct direction original udp dport 29000-29999 drop";
    }

    /**
     * kube-proxy drops what goes to a ClusterIP that no Service has, but in its nftables mode also
     * where a node's own process sends it: that is told as much, at once, where it waits for no
     * connection.
     */
    private static boolean isDropped(Source source, Target target) {
        return source.kind() != Source.Kind.HOST
                || target.protocol() != Protocol.UDP
                || !LocalCluster.isNftables();
    }

    /** The two zones of the local cluster are exchanged. */
    private static Lie otherZones() {
        return Lie.endpoints(endpoints -> {
            for (JsonNode endpoint : endpoints) {
                for (JsonNode hint : endpoint.at("/hints/forZones")) {
                    boolean a = hint.path("name").asString().equals("zone-a");
                    ((ObjectNode) hint).put("name", a ? "zone-b" : "zone-a");
                }
            }
        });
    }

    /** Each of two endpoints has the other one's name, or its lack of one. */
    private static void exchangeHostnames(ArrayNode endpoints) {
        if (endpoints.size() == 2) {
            ObjectNode one = (ObjectNode) endpoints.get(0);
            ObjectNode two = (ObjectNode) endpoints.get(1);
            JsonNode name = one.remove("hostname");
            if (two.remove("hostname") instanceof JsonNode other) {
                one.set("hostname", other);
            }
            if (name != null) {
                two.set("hostname", name);
            }
        }
    }

    /** The node's own endpoints are meant for another one, all others for it. */
    private static void hintAtOtherNodes(ArrayNode endpoints) {
        if (endpoints.size() == 1) {
            // Alone it would serve everybody, as is right until its proxy hears of the other one.
            endpoints.removeAll();
        }
        for (JsonNode endpoint : endpoints) {
            boolean own = endpoint.path("nodeName").asString().equals(NODE);
            for (JsonNode hint : endpoint.at("/hints/forNodes")) {
                ((ObjectNode) hint).put("name", own ? FIRST_NODE : NODE);
            }
        }
    }

    private static boolean isUdp(JsonNode port) {
        return port.path("protocol").asString().equals("UDP");
    }

    /** What the proxy of this node sends on. */
    private static Fault.Cells through(String node) {
        return to(node).or(from(node).and(via(Reach.CLUSTER_IP)));
    }

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
