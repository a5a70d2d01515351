package io.github.k8sbykeshed.validator.scenario;

import io.github.k8sbykeshed.validator.probe.Protocol;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The kind of Service that a scenario wants. Protocol and family come from the case, the selector
 * from the backends.
 *
 * @param type of {@code spec.type}
 * @param ports at least one, but for an ExternalName
 * @param fields further fields of {@code spec}, by their names in the API
 * @param labels of the Service itself
 */
public record ServiceSpec(
        Type type, List<Port> ports, Map<String, Object> fields, Map<String, String> labels) {

    public ServiceSpec {
        ports = List.copyOf(ports);
        fields = Collections.unmodifiableMap(new TreeMap<>(fields));
        labels = Map.copyOf(labels);
    }

    /** The types, by their names in the API. */
    public enum Type {
        CLUSTER_IP("ClusterIP"),
        NODE_PORT("NodePort"),
        LOAD_BALANCER("LoadBalancer"),
        EXTERNAL_NAME("ExternalName");

        private final String apiName;

        Type(String apiName) {
            this.apiName = apiName;
        }

        public String apiName() {
            return apiName;
        }
    }

    /**
     * A port of a Service.
     *
     * @param name unique in the Service
     * @param port to tell the Service's ports apart: each case adds a number of its own
     * @param backendPort which of the backends' ports stands behind it: 0 for their first
     * @param targetName the name by which pods declare that port; empty to give its number
     * @param protocol null for the case's, or for each of them where it has none of its own
     * @param nodePort the number to ask for; 0 for any
     */
    public record Port(
            String name,
            int port,
            int backendPort,
            String targetName,
            @Nullable Protocol protocol,
            int nodePort) {

        public Port(String name, int port, int backendPort) {
            this(name, port, backendPort, "", null, 0);
        }

        /** A port with that one of the backends' behind it which they declare by this name. */
        public static Port named(String name, int port, String targetName, int backendPort) {
            return new Port(name, port, backendPort, targetName, null, 0);
        }

        /** This port over this protocol, in place of the case's. */
        public Port over(Protocol other) {
            return new Port(name, port, backendPort, targetName, other, nodePort);
        }

        /** This port with this node port. */
        public Port at(int number) {
            return new Port(name, port, backendPort, targetName, protocol, number);
        }
    }

    /** The one port that Services have unless they are given others. */
    public static final Port PORT = new Port("probe", 80, 0);

    private static final List<Port> ONE = List.of(PORT);

    private static ServiceSpec of(Type type) {
        return new ServiceSpec(type, ONE, Map.of(), Map.of());
    }

    public static ServiceSpec clusterIp() {
        return of(Type.CLUSTER_IP);
    }

    public static ServiceSpec headlessService() {
        return of(Type.CLUSTER_IP).with("clusterIP", "None");
    }

    public static ServiceSpec nodePort() {
        return of(Type.NODE_PORT);
    }

    public static ServiceSpec loadBalancer() {
        return of(Type.LOAD_BALANCER);
    }

    /**
     * A load balancer's Service of a class that has no controller: it has all but the load
     * balancer, which could cost money.
     */
    public static ServiceSpec loadBalancerOfUnservedClass() {
        return of(Type.LOAD_BALANCER).with("loadBalancerClass", "k8s-service-validator/nobody");
    }

    /** A Service whose name is an alias of another name. */
    public static ServiceSpec externalName(String name) {
        return new ServiceSpec(
                Type.EXTERNAL_NAME, List.of(), Map.of("externalName", name), Map.of());
    }

    public ServiceSpec externalTrafficPolicyLocal() {
        return with("externalTrafficPolicy", "Local");
    }

    public ServiceSpec internalTrafficPolicyLocal() {
        return with("internalTrafficPolicy", "Local");
    }

    /** Session affinity by client IP, which ends after a silence of the client of this length. */
    public ServiceSpec clientIpAffinity(Duration timeout) {
        return with("sessionAffinity", "ClientIP")
                .with(
                        "sessionAffinityConfig",
                        Map.of("clientIP", Map.of("timeoutSeconds", timeout.toSeconds())));
    }

    /** This spec with a field of {@code spec}, or without it where the value is null. */
    public ServiceSpec with(String field, @Nullable Object value) {
        Map<String, Object> all = new LinkedHashMap<>(fields);
        if (value == null) {
            all.remove(field);
        } else {
            all.put(field, value);
        }
        return new ServiceSpec(type, ports, all, labels);
    }

    /** This spec with a label. */
    public ServiceSpec labelled(String key, String value) {
        Map<String, String> all = new LinkedHashMap<>(labels);
        all.put(key, value);
        return new ServiceSpec(type, ports, fields, all);
    }

    /** This spec with these ports. */
    public ServiceSpec withPorts(Port... these) {
        return new ServiceSpec(type, List.of(these), fields, labels);
    }

    public boolean isHeadless() {
        return "None".equals(fields.get("clusterIP"));
    }
}
