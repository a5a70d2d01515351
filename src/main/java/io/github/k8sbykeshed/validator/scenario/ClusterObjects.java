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

    /** Makes an agent that a case has for itself ready to serve, or not. */
    void ready(Place agent, boolean ready);

    /** Deletes an agent's pod, which may go on for so long; one that is gone already is fine. */
    void terminate(Place agent, Duration most);

    /** Creates an EndpointSlice of a Service without selector. */
    void create(Slice slice);

    /** Deletes the EndpointSlices that were created of a Service. */
    void deleteSlices(String namespace, String service);

    /**
     * Gives a Service without selector an Endpoints object, or changes the one that it has.
     *
     * @param backends the only one of each of its ports, each in a subset of its own
     */
    void putEndpoints(Manifest service, List<Address> backends);

    /** Deletes the Endpoints object of a Service; one that is gone already is fine. */
    void deleteEndpoints(String namespace, String service);

    /** Changes a Service to be like this; what the API server gave it stays. */
    Created update(Manifest manifest);

    /**
     * Waits for the addresses or names that a load balancer gives a Service; empty if it does not
     * in time.
     */
    List<Ingress> loadBalancerAddresses(String namespace, String name, Duration most)
            throws InterruptedException;

    /** Says in a Service's status how it is balanced, as its load balancer would, and no other. */
    void balance(String namespace, String name, Ingress ingress);

    /**
     * A Service to be.
     *
     * @param families its address families, the primary one first; where there are several it has
     *     them all
     * @param ports none for an ExternalName
     * @param selector labels of its backends; empty for none
     */
    record Manifest(
            String namespace,
            String name,
            ServiceSpec spec,
            List<Family> families,
            List<Port> ports,
            Map<String, String> selector) {
        public Manifest {
            families = List.copyOf(families);
            ports = List.copyOf(ports);
            selector = Map.copyOf(selector);
        }

        /**
         * A port of a Service.
         *
         * @param name unique in the Service
         * @param backendPort which of the backends' ports stands behind it: 0 for their first
         * @param targetPort that port's number
         * @param targetName the name by which pods declare it; empty if the number is given
         * @param nodePort the number to ask for; 0 for any
         */
        public record Port(
                String name,
                int port,
                int backendPort,
                int targetPort,
                String targetName,
                Protocol protocol,
                int nodePort) {}

        /** The primary family. */
        public Family family() {
            return families.getFirst();
        }

        Manifest with(ServiceSpec other, List<Family> theirs, List<Port> these) {
            return new Manifest(namespace, name, other, theirs, these, selector);
        }
    }

    /**
     * An EndpointSlice to be.
     *
     * @param family of all its addresses
     * @param labels beside those of every object of the run
     */
    record Slice(
            String namespace,
            String service,
            String name,
            Family family,
            List<Manifest.Port> ports,
            List<Endpoint> endpoints,
            Map<String, String> labels) {
        public Slice {
            ports = List.copyOf(ports);
            endpoints = List.copyOf(endpoints);
            labels = Map.copyOf(labels);
        }
    }

    /**
     * An endpoint.
     *
     * @param node that it is on, or empty
     * @param zone that it is meant for, or empty for all
     */
    record Endpoint(Address address, String node, boolean ready, String zone) {}

    /**
     * Where a load balancer takes a Service's traffic, by the names of the API; empty for what is
     * not said.
     *
     * @param ip an address, unless it has a name
     * @param ipMode VIP if packets come to nodes with that address, Proxy if with the node's own
     * @param hostname a name in place of an address
     */
    record Ingress(String ip, String ipMode, String hostname) {}

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

        private final boolean byPolicy;
        private boolean full;

        public ClusterException(String sentence, @Nullable Throwable cause) {
            this(sentence, cause, false);
        }

        /**
         * @param byPolicy whether a policy of the cluster forbids what was asked, whoever asks
         */
        public ClusterException(String sentence, @Nullable Throwable cause, boolean byPolicy) {
            super(sentence, cause);
            this.byPolicy = byPolicy;
        }

        /**
         * Whether a policy of the cluster forbids it, such as an admission webhook or a quota; lack
         * of rights is none.
         */
        public boolean isByPolicy() {
            return byPolicy;
        }

        /** All addresses of the Service range, or all node ports, are in use. */
        public static ClusterException full(String sentence, @Nullable Throwable cause) {
            var full = new ClusterException(sentence, cause);
            full.full = true;
            return full;
        }

        /** Whether all addresses of the Service range, or all node ports, are in use. */
        public boolean isFull() {
            return full;
        }
    }
}
