package io.github.k8sbykeshed.validator.scenario;

import io.github.k8sbykeshed.validator.probe.Address;
import io.github.k8sbykeshed.validator.probe.Family;
import io.github.k8sbykeshed.validator.probe.Protocol;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The port to the Kubernetes API: what a case may create and change. All methods block, may be
 * called from many threads, and throw {@link ClusterException} with a sentence for a person.
 */
public interface ClusterObjects {

    /** Creates a Service and says what the API server gave it. */
    Created create(Manifest manifest);

    /** Deletes a Service; one that is gone already is fine. */
    void deleteService(String namespace, String name);

    /** Sets a label of an agent's pod, or removes it where the value is null. */
    void label(Place agent, String key, @Nullable String value);

    /** Changes a Service to be like this; what the API server gave it stays. */
    Created update(Manifest manifest);

    /**
     * Waits for the addresses that a load balancer gives a Service; none if it does not in time.
     */
    List<Address> loadBalancerAddresses(String namespace, String name, Duration most)
            throws InterruptedException;

    /**
     * A Service to be.
     *
     * @param family its one address family
     * @param protocol of all its ports
     * @param targetPorts the backends' ports, one for each of the spec's ports
     * @param selector labels of its backends; empty for none
     */
    record Manifest(
            String namespace,
            String name,
            ServiceSpec spec,
            Family family,
            Protocol protocol,
            List<Integer> targetPorts,
            Map<String, String> selector) {
        public Manifest {
            targetPorts = List.copyOf(targetPorts);
            selector = Map.copyOf(selector);
        }

        /** The first port. */
        public int port() {
            return spec.ports().getFirst().port();
        }

        /** The name of the first port. */
        public String portName() {
            return spec.ports().getFirst().name();
        }

        /** The backends' port behind the first port. */
        public int targetPort() {
            return targetPorts.getFirst();
        }

        Manifest with(ServiceSpec other, List<Integer> ports) {
            return new Manifest(namespace, name, other, family, protocol, ports, selector);
        }
    }

    /**
     * What the API server gave it.
     *
     * @param clusterIps its cluster IPs, none for a headless one
     * @param nodePorts the node ports of its ports, 0 where there is none
     * @param healthCheckNodePort 0 if it has none
     */
    record Created(List<Address> clusterIps, List<Integer> nodePorts, int healthCheckNodePort) {
        public Created {
            clusterIps = List.copyOf(clusterIps);
            nodePorts = List.copyOf(nodePorts);
        }

        /** The node port of the first port, 0 if it has none. */
        public int nodePort() {
            return nodePorts.isEmpty() ? 0 : nodePorts.getFirst();
        }
    }

    /** The API server could not be asked, or refused. The message is fit for a person. */
    final class ClusterException extends RuntimeException {
        private static final long serialVersionUID = 1;

        public ClusterException(String sentence, @Nullable Throwable cause) {
            super(sentence, cause);
        }
    }
}
