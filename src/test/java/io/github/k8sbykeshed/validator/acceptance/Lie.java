package io.github.k8sbykeshed.validator.acceptance;

import java.util.HashSet;
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

        /** The same, after somebody lied of it already. */
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
        Map<String, JsonNode> last = new ConcurrentHashMap<>();
        return claim -> {
            if (!claim.slice() && claim.object().at("/spec/type").asString().equals("NodePort")) {
                last.put(claim.key(), claim.object().path("spec"));
            } else if (!claim.slice() && last.get(claim.key()) instanceof JsonNode spec) {
                claim.object().set("spec", spec);
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
        // Services and their slices are told of in no order.
        Map<String, CompletableFuture<String>> vips = new ConcurrentHashMap<>();
        Set<String> done = ConcurrentHashMap.newKeySet();
        return claim -> {
            var vip = vips.computeIfAbsent(claim.service(), service -> new CompletableFuture<>());
            if (!claim.slice()) {
                vip.complete(clusterIp(claim));
            } else if (claim.object().path("endpoints").size() >= endpoints
                    && done.add(claim.key())) {
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
                    String first = slice.at("/endpoints/0/addresses/0").asString();
                    String where = vip.contains(":") ? "[" + first + "]" : first;
                    int port = slice.at("/ports/0/port").asInt();
                    String rule =
                            " udp sport 10000-19999 %ip daddr %vip dnat %ip to "
                                    + where
                                    + ":"
                                    + port;
                    PacketFilter.change(
                            node,
                            of(
                                    vip,
                                    "add rule inet svcfault targets" + rule,
                                    "add rule inet svcfault targets-own" + rule));
                });
    }

    /** When a second endpoint comes, connections that are open are broken. */
    static Lie breaking() {
        return once(
                2,
                (node, vip, slice) -> {
                    PacketFilter.change(
                            node,
                            of(
                                    vip,
                                    "add rule inet svcfault tracked"
                                            + " %ip daddr %vip tcp flags & syn == 0 ct state new drop"));
                    PacketFilter.forget(node, "tcp", vip);
                });
    }

    /** When a second endpoint comes, UDP flows that are open go nowhere any more. */
    static Lie losing() {
        Lie learning =
                filtering(
                        "add set inet svcfault %name"
                                + " { typeof %ip saddr . udp sport; flags dynamic; size 4096; }",
                        "add chain inet svcfault %name",
                        "add rule inet svcfault early %ip daddr %vip udp dport 80 jump %name",
                        "add rule inet svcfault %name add @%name { %ip saddr . udp sport }");
        Lie dropping =
                once(
                        2,
                        (node, vip, slice) ->
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
        Map<String, ObjectNode> first = new ConcurrentHashMap<>();
        return claim ->
                claim.deleted() ? null : first.computeIfAbsent(claim.key(), key -> claim.object());
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
