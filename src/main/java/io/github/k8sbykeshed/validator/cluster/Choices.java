package io.github.k8sbykeshed.validator.cluster;

import io.github.k8sbykeshed.validator.scenario.LoadBalancers;
import java.util.Map;

/**
 * What the user says of the cluster.
 *
 * @param nodes which nodes take part
 * @param pods what the pods of agents have
 * @param loadBalancers whether Services must get addresses of a load balancer
 * @param serviceAnnotations what Services of type LoadBalancer are annotated with
 */
public record Choices(
        NodeRules nodes,
        PodOptions pods,
        LoadBalancers.Mode loadBalancers,
        Map<String, String> serviceAnnotations) {
    public Choices {
        serviceAnnotations = Map.copyOf(serviceAnnotations);
    }

    /** Nothing in particular. */
    public static Choices none() {
        return new Choices(NodeRules.usual(), PodOptions.none(), LoadBalancers.Mode.AUTO, Map.of());
    }
}
