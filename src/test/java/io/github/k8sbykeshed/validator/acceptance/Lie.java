package io.github.k8sbykeshed.validator.acceptance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What is told of a Service or an EndpointSlice instead of the truth. */
@FunctionalInterface
interface Lie {

    /** Who the cluster's DNS servers are to the lying API server; kube-proxies are their nodes. */
    String DNS = "dns";

    /** Much longer than from one attempt to the next, much shorter than a change may take. */
    Duration MOMENT = Duration.ofSeconds(1);

    /**
     * The truth.
     *
     * @param listener who is to be told: a node's kube-proxy, or {@link #DNS}
     * @param slice whether it is an EndpointSlice, not a Service
     * @param object the listener's own copy
     * @param deleted whether it is gone, and this is how it was
     */
    record Claim(String listener, boolean slice, ObjectNode object, boolean deleted) {

        /** The Service that it is or belongs to. */
        String service() {
            JsonNode metadata = object.path("metadata");
            return slice
                    ? metadata.path("labels").path("kubernetes.io/service-name").asString("")
                    : metadata.path("name").asString();
        }

        /** The listener and the object: what a lie can remember it by. */
        private String key() {
            return listener + (slice ? " slice " : " service ") + object.at("/metadata/uid");
        }

        /** This claim, after somebody lied of it already. */
        Claim about(ObjectNode told) {
            return new Claim(listener, slice, told, deleted);
        }

        private @Nullable ObjectNode truth() {
            return deleted ? null : object;
        }
    }

    /** What the listener is told; null if it is to believe that there is no such thing. */
    @Nullable ObjectNode tell(Claim claim);

    static Lie truth() {
        return Claim::truth;
    }

    /** It was never heard of. */
    static Lie hidden() {
        return claim -> null;
    }

    /** Another place where a load balancer takes its traffic. */
    static Lie ingress(Consumer<ObjectNode> edit) {
        return claim -> {
            for (JsonNode ingress : claim.object().at("/status/loadBalancer/ingress")) {
                edit.accept((ObjectNode) ingress);
            }
            return claim.truth();
        };
    }

    /** It was deleted when its load balancer got a name. */
    static Lie hiddenOnceNamed() {
        return claim -> {
            JsonNode ingress = claim.object().at("/status/loadBalancer/ingress/0");
            return !claim.slice() && ingress.has("hostname") ? null : claim.truth();
        };
    }

    /** Nobody stands behind it. */
    static Lie withoutEndpoints() {
        return claim -> claim.slice() ? null : claim.truth();
    }

    /** Another {@code spec}. */
    static Lie spec(Consumer<ObjectNode> edit) {
        return claim -> {
            if (!claim.slice()) {
                edit.accept((ObjectNode) claim.object().path("spec"));
            }
            return claim.truth();
        };
    }

    /** Other endpoints. */
    static Lie endpoints(Consumer<ArrayNode> edit) {
        return claim -> {
            if (claim.slice() && claim.object().path("endpoints") instanceof ArrayNode endpoints) {
                edit.accept(endpoints);
            }
            return claim.truth();
        };
    }

    /** The first of its endpoints is not told of. */
    static Lie withoutOneEndpoint() {
        return endpoints(endpoints -> {
            if (!endpoints.isEmpty()) {
                endpoints.remove(0);
            }
        });
    }

    /** Nobody who terminates is among its endpoints. */
    static Lie withoutTerminating() {
        return endpoints(endpoints -> endpoints.removeIf(Lie::isTerminating));
    }

    /** All its endpoints are ready, and none terminates. */
    static Lie everybodyReady() {
        return endpoints(endpoints -> {
            for (JsonNode endpoint : endpoints) {
                conditions(endpoint).put("ready", true).put("terminating", false);
            }
        });
    }

    /** Of its endpoints that terminate those are ready that are not. */
    static Lie terminatingSwapped() {
        return endpoints(endpoints -> {
            for (JsonNode endpoint : endpoints) {
                if (isTerminating(endpoint)) {
                    boolean ready = endpoint.at("/conditions/ready").asBoolean(false);
                    conditions(endpoint).put("ready", !ready);
                }
            }
        });
    }

    private static ObjectNode conditions(JsonNode endpoint) {
        return (ObjectNode) endpoint.path("conditions");
    }

    private static boolean isTerminating(JsonNode endpoint) {
        return endpoint.at("/conditions/terminating").asBoolean(false);
    }

    /** It has no EndpointSlice but the first that was told of. */
    static Lie oneSlice() {
        Map<String, String> first = new ConcurrentHashMap<>();
        return claim -> {
            boolean another =
                    claim.slice()
                            && !first.computeIfAbsent(
                                            claim.listener() + " " + claim.service(),
                                            service -> claim.key())
                                    .equals(claim.key());
            return another ? null : claim.truth();
        };
    }

    /** Other ports of the Service itself. */
    static Lie ports(BiConsumer<ObjectNode, Integer> edit) {
        return spec(spec -> {
            int i = 0;
            for (JsonNode port : spec.path("ports")) {
                edit.accept((ObjectNode) port, i++);
            }
        });
    }

    /** It cannot be reached by node ports. */
    static Lie withoutNodePorts() {
        return ports((port, i) -> port.remove("nodePort"));
    }

    /** The node ports that it once had it never loses. */
    static Lie nodePortsStay() {
        return staying(service -> hasType(service, "NodePort"), spec -> {});
    }

    /** Session affinity that it once had it never loses. */
    static Lie affinityStays() {
        return staying(
                service -> service.at("/spec/sessionAffinity").asString().equals("ClientIP"),
                spec -> {});
    }

    /**
     * The address of a load balancer that it once had it never loses, but is served there no longer
     * except to these clients.
     */
    static Lie loadBalancerStays(String clients) {
        return staying(
                service -> hasType(service, "LoadBalancer"),
                spec -> spec.putArray("loadBalancerSourceRanges").add(clients));
    }

    private static boolean hasType(JsonNode service, String type) {
        return service.at("/spec/type").asString().equals(type);
    }

    /** Once a Service was like this, it stays as it last was so, but for this edit. */
    private static Lie staying(Predicate<JsonNode> like, Consumer<ObjectNode> edit) {
        Map<String, ObjectNode> last = new ConcurrentHashMap<>();
        return claim -> {
            ObjectNode object = claim.object();
            if (!claim.slice() && like.test(object)) {
                last.put(claim.key(), object.deepCopy());
            } else if (!claim.slice() && last.get(claim.key()) instanceof ObjectNode before) {
                ObjectNode spec = (ObjectNode) before.path("spec").deepCopy();
                edit.accept(spec);
                object.set("spec", spec);
                object.set("status", before.path("status"));
            }
            return claim.truth();
        };
    }

    /** All endpoints of a Service listen on the port of the first that was told of. */
    static Lie samePortEverywhere() {
        Map<String, JsonNode> first = new ConcurrentHashMap<>();
        return claim -> {
            JsonNode port = claim.object().at("/ports/0/port");
            if (claim.slice() && claim.object().at("/ports/0") instanceof ObjectNode told) {
                told.set("port", first.computeIfAbsent(claim.service(), service -> port));
            }
            return claim.truth();
        };
    }

    /** No load balancer gave it an address. */
    static Lie withoutIngress() {
        return claim -> {
            if (!claim.slice()) {
                claim.object().putObject("status");
            }
            return claim.truth();
        };
    }

    /**
     * The truth, but before it is told of a Service the first time, this is done to the packet
     * filter of the listener's node.
     *
     * @param commands in nft's language, see {@link #of}
     */
    static Lie filtering(String... commands) {
        Set<String> done = ConcurrentHashMap.newKeySet();
        return claim -> {
            if (!claim.slice() && !claim.deleted() && done.add(claim.key())) {
                for (JsonNode vip : claim.object().at("/spec/clusterIPs")) {
                    PacketFilter.change(claim.listener(), of(vip.asString(), commands));
                }
            }
            return claim.truth();
        };
    }

    /**
     * The truth, but before it is told of a Service of some class the first time, a load balancer
     * gives it this address, whatever the class.
     */
    static Lie classIgnored(String address) {
        Set<String> done = ConcurrentHashMap.newKeySet();
        return claim -> {
            JsonNode metadata = claim.object().path("metadata");
            if (!claim.deleted()
                    && claim.object().path("spec").has("loadBalancerClass")
                    && done.add(claim.key())) {
                try {
                    LocalCluster.kubectl(
                            "patch",
                            "-n",
                            metadata.path("namespace").asString(),
                            "service",
                            metadata.path("name").asString(),
                            "--subresource=status",
                            "--patch",
                            "{\"status\":{\"loadBalancer\":{\"ingress\":[{\"ip\":\""
                                    + address
                                    + "\"}]}}}");
                } catch (Exception | AssertionError e) {
                    throw new IllegalStateException("no address for " + metadata, e);
                }
            }
            return claim.truth();
        };
    }

    private static String clusterIp(Claim service) {
        return service.object().at("/spec/clusterIP").asString();
    }

    /**
     * These commands for a Service: {@code %ip} and {@code %vip} stand for its family and its
     * ClusterIP, {@code %name} for a name of its own.
     */
    private static String of(String vip, String... commands) {
        return String.join("\n", commands)
                .replace("%ip", vip.contains(":") ? "ip6" : "ip")
                .replace("%vip", vip)
                .replace("%name", "of-" + vip.replaceAll("[.:]", "-"));
    }

    /** What happens with the node, the ClusterIP and a slice before that is told of. */
    @FunctionalInterface
    interface Happening {
        void happen(String node, String clusterIp, JsonNode slice);
    }

    /** The truth, but once a Service has so many endpoints, something happens before it is told. */
    static Lie once(int endpoints, Happening happening) {
        return once(claim -> claim.object().path("endpoints").size() >= endpoints, happening);
    }

    /**
     * The truth, but something happens before it is told that there is another endpoint than the
     * first; that may be gone already.
     */
    static Lie onceAnother(Happening happening) {
        Map<String, String> first = new ConcurrentHashMap<>();
        return once(
                claim -> {
                    for (JsonNode endpoint : claim.object().path("endpoints")) {
                        String address = address(endpoint);
                        if (!first.computeIfAbsent(claim.key(), key -> address).equals(address)) {
                            return true;
                        }
                    }
                    return false;
                },
                happening);
    }

    private static Lie once(Predicate<Claim> slice, Happening happening) {
        // Services and their slices are told of in no order.
        Map<String, CompletableFuture<String>> vips = new ConcurrentHashMap<>();
        Set<String> done = ConcurrentHashMap.newKeySet();
        return claim -> {
            var vip = vips.computeIfAbsent(claim.service(), service -> new CompletableFuture<>());
            if (!claim.slice()) {
                vip.complete(clusterIp(claim));
            } else if (slice.test(claim) && done.add(claim.key())) {
                happening.happen(
                        claim.listener(),
                        vip.orTimeout(10, TimeUnit.SECONDS).join(),
                        claim.object());
            }
            return claim.truth();
        };
    }

    /** A flow from a fixed port never leaves the first endpoint: its node does not forget it. */
    static Lie sticking() {
        return once(
                1,
                (node, vip, slice) -> {
                    String rule =
                            " udp sport 10000-19999 %ip daddr %vip dnat %ip to "
                                    + atFirst(slice, slice.at("/ports/0/port").asInt());
                    PacketFilter.change(
                            node,
                            of(
                                    vip,
                                    "add rule inet svcfault targets" + rule,
                                    "add rule inet svcfault targets-own" + rule));
                });
    }

    /**
     * What the first endpoint sends out of its connections' windows comes through, and so do the
     * resets that answer it. kube-proxy drops packets of state INVALID in a chain of its own, which
     * no rule elsewhere can keep it from and which it mends: so connection tracking is not shown
     * these, and takes them for nothing. By state they cannot be told that early; but all other
     * segments have the option of timestamps, and a header of more than five words with it.
     */
    static Lie lettingStraysThrough() {
        return once(
                1,
                (node, vip, slice) -> {
                    String pod = address(slice.at("/endpoints/0"));
                    String rule = "add rule inet svcfault early tcp doff 5 tcp flags & ";
                    PacketFilter.change(
                            node,
                            of(
                                    vip,
                                    rule + "(syn|rst|psh) == psh %ip saddr " + pod + " notrack",
                                    rule + "rst == rst %ip daddr " + pod + " notrack"));
                });
    }

    /** A port of the first endpoint. */
    private static String atFirst(JsonNode slice, int port) {
        String first = address(slice.at("/endpoints/0"));
        return (first.contains(":") ? "[" + first + "]" : first) + ":" + port;
    }

    /** When a second endpoint comes, connections that are open are broken. */
    static Lie breaking() {
        return once(2, Lie::breakConnections);
    }

    /** When an endpoint terminates, connections that are open are broken. */
    static Lie breakingAtTermination() {
        return once(
                claim ->
                        claim.object().path("endpoints").valueStream().anyMatch(Lie::isTerminating),
                Lie::breakConnections);
    }

    private static void breakConnections(String node, String vip, JsonNode slice) {
        String rule = " %ip daddr %vip tcp flags & syn == 0 ct state new drop";
        PacketFilter.change(
                node,
                of(
                        vip,
                        "add rule inet svcfault tracked" + rule,
                        "add rule inet svcfault tracked-own" + rule));
        PacketFilter.forget(node, "tcp", vip);
    }

    /** When another endpoint comes, UDP flows that are open go nowhere any more. */
    static Lie losing() {
        Lie learning =
                filtering(
                        "add set inet svcfault %name"
                                + " { typeof %ip saddr . udp sport; flags dynamic; size 4096; }",
                        "add chain inet svcfault %name",
                        "add rule inet svcfault early %ip daddr %vip udp dport > 30000 jump %name",
                        "add rule inet svcfault %name add @%name { %ip saddr . udp sport }");
        Lie dropping =
                onceAnother((node, vip, slice) ->
                        PacketFilter.change(
                                node,
                                of(
                                        vip,
                                        "flush chain inet svcfault %name",
                                        "add rule inet svcfault %name"
                                                + " %ip saddr . udp sport @%name drop")));
        return claim -> {
            learning.tell(claim);
            return dropping.tell(claim);
        };
    }

    /**
     * When another endpoint comes, what pods send goes to a port that nobody serves for a moment.
     */
    static Lie interrupting() {
        return onceAnother((node, vip, slice) -> {
            String dnat = " dport > 30000 dnat %ip to " + atFirst(slice, 1);
            PacketFilter.change(
                    node,
                    of(
                            vip,
                            "add chain inet svcfault %name",
                            "add rule inet svcfault %name tcp" + dnat,
                            "add rule inet svcfault %name udp" + dnat,
                            "add rule inet svcfault targets %ip daddr %vip jump %name"));
            try {
                Thread.sleep(MOMENT);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            PacketFilter.change(node, of(vip, "flush chain inet svcfault %name"));
        });
    }

    /**
     * Once a Service has three endpoints, what pods send to the own addresses of those two that are
     * on other nodes is exchanged.
     */
    static Lie exchanging() {
        return once(
                3,
                (node, vip, slice) -> {
                    String ip = slice.path("addressType").asString().equals("IPv6") ? "ip6" : "ip";
                    List<String> others = new ArrayList<>();
                    for (JsonNode endpoint : slice.path("endpoints")) {
                        if (!endpoint.path("nodeName").asString().equals(node)) {
                            others.add(address(endpoint));
                        }
                    }
                    String rule = "add rule inet svcfault targets %s daddr %s dnat %s to %s\n";
                    String one = others.getFirst();
                    String two = others.getLast();
                    PacketFilter.change(
                            node,
                            rule.formatted(ip, one, ip, two) + rule.formatted(ip, two, ip, one));
                });
    }

    /** A source port that was used once is never let through again. */
    static Lie refusingUsedPorts() {
        String first = " %ip daddr %vip tcp flags & (fin|syn|rst|ack) == syn";
        return filtering(
                "add set inet svcfault %name"
                        + " { typeof %ip saddr . tcp sport; flags dynamic; size 4096; }",
                "add rule inet svcfault early" + first + " %ip saddr . tcp sport @%name drop",
                "add rule inet svcfault early" + first + " add @%name { %ip saddr . tcp sport }");
    }

    /** It is never deleted, nor hidden by a label. */
    static Lie stays() {
        return Claim::object;
    }

    /** It stays for ever as it was first. */
    static Lie frozen() {
        return frozenOnce(claim -> true);
    }

    /** The first endpoints of a slice are its only ones for ever. */
    static Lie endpointsNeverChange() {
        return frozenOnce(claim -> claim.slice() && !claim.object().path("endpoints").isEmpty());
    }

    private static Lie frozenOnce(Predicate<Claim> like) {
        Map<String, ObjectNode> first = new ConcurrentHashMap<>();
        return claim -> {
            if (like.test(claim)) {
                first.putIfAbsent(claim.key(), claim.object());
            }
            return claim.deleted() ? null : first.getOrDefault(claim.key(), claim.object());
        };
    }

    /** Whoever once was an endpoint stays one, also when nobody is left. */
    static Lie endpointsStay() {
        Map<String, ObjectNode> known = new ConcurrentHashMap<>();
        return claim -> {
            if (!claim.slice()) {
                return claim.truth();
            }
            ObjectNode before = known.get(claim.key());
            ObjectNode now = claim.object();
            if (before != null) {
                Set<String> there = new HashSet<>();
                now.path("endpoints").forEach(endpoint -> there.add(address(endpoint)));
                ArrayNode all = now.withArray("endpoints");
                for (JsonNode endpoint : before.path("endpoints")) {
                    if (there.add(address(endpoint))) {
                        all.add(endpoint);
                    }
                }
                if (now.path("ports").isEmpty()) {
                    now.set("ports", before.path("ports"));
                }
            }
            known.put(claim.key(), now.deepCopy());
            return now;
        };
    }

    private static String address(JsonNode endpoint) {
        return endpoint.at("/addresses/0").asString();
    }

    /** This lie for these listeners, the truth for all others. */
    default Lie to(Predicate<String> listeners) {
        return claim -> listeners.test(claim.listener()) ? tell(claim) : claim.truth();
    }

    /** This lie for the kube-proxy of this node alone. */
    default Lie at(String node) {
        return to(node::equals);
    }

    /** This lie for every kube-proxy. */
    default Lie atEveryNode() {
        return to(listener -> !listener.equals(DNS));
    }

    /** This lie for the cluster's DNS servers. */
    default Lie inDns() {
        return to(DNS::equals);
    }
}
