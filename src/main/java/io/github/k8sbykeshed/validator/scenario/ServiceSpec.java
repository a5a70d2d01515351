package io.github.k8sbykeshed.validator.scenario;

/**
 * The kind of Service that a scenario wants. Protocol and family come from the case, the selector
 * from the backends.
 *
 * @param type of {@code spec.type}
 * @param headless whether {@code spec.clusterIP} is None
 */
public record ServiceSpec(Type type, boolean headless) {

    /** The types, by their names in the API. */
    public enum Type {
        CLUSTER_IP("ClusterIP"),
        NODE_PORT("NodePort");

        private final String apiName;

        Type(String apiName) {
            this.apiName = apiName;
        }

        public String apiName() {
            return apiName;
        }
    }

    public static ServiceSpec clusterIp() {
        return new ServiceSpec(Type.CLUSTER_IP, false);
    }

    public static ServiceSpec headlessService() {
        return new ServiceSpec(Type.CLUSTER_IP, true);
    }

    public static ServiceSpec nodePort() {
        return new ServiceSpec(Type.NODE_PORT, false);
    }
}
