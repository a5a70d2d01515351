package io.github.k8sbykeshed.validator.acceptance;

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
     * The truth, but before it is told of a Service the first time, this rule is added to the
     * packet filter of the listener's node.
     *
     * @param rule with {@code %ip}, {@code %vip} in place of the family and the ClusterIP
     */
    static Lie rules(String chain, String rule) {
        Set<String> done = ConcurrentHashMap.newKeySet();
        return claim -> {
            if (!claim.slice() && !claim.deleted() && done.add(claim.key())) {
                String vip = claim.object().at("/spec/clusterIP").asString();
                String text =
                        rule.replace("%ip", vip.contains(":") ? "ip6" : "ip").replace("%vip", vip);
                PacketFilter.rule(claim.listener(), chain, text);
            }
            return claim.truth();
        };
    }

    /**
     * The truth, but a flow from a fixed port never leaves the first endpoint, as if connection
     * tracking had not forgotten it.
     */
    static Lie sticking() {
        // Services and their slices are told of in no order.
        Map<String, CompletableFuture<String>> vips = new ConcurrentHashMap<>();
        Set<String> done = ConcurrentHashMap.newKeySet();
        return claim -> {
            var known = vips.computeIfAbsent(claim.service(), service -> new CompletableFuture<>());
            if (!claim.slice()) {
                known.complete(claim.object().at("/spec/clusterIP").asString());
            }
            String first = claim.object().at("/endpoints/0/addresses/0").asString("");
            if (claim.slice() && !first.isEmpty() && done.add(claim.key())) {
                String vip = known.orTimeout(10, TimeUnit.SECONDS).join();
                boolean v6 = vip.contains(":");
                int port = claim.object().at("/ports/0/port").asInt();
                for (String chain : List.of(PacketFilter.TARGETS, PacketFilter.TARGETS_OWN)) {
                    PacketFilter.rule(
                            claim.listener(),
                            chain,
                            "udp sport 10000-19999 "
                                    + (v6 ? "ip6" : "ip")
                                    + " daddr "
                                    + vip
                                    + " dnat "
                                    + (v6 ? "ip6 to [" + first + "]" : "ip to " + first)
                                    + ":"
                                    + port);
                }
            }
            return claim.truth();
        };
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
