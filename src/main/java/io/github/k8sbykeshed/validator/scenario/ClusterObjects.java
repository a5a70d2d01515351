package io.github.k8sbykeshed.validator.scenario;

import io.github.k8sbykeshed.validator.probe.Address;
import io.github.k8sbykeshed.validator.probe.Family;
import io.github.k8sbykeshed.validator.probe.Protocol;
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

    /**
     * A Service to be.
     *
     * @param port its port, 1 to 65535
     * @param portName the name of the port
     * @param targetPort the backends' port
     * @param selector labels of its backends
     */
    record Manifest(
            String namespace,
            String name,
            ServiceSpec spec,
            Family family,
            Protocol protocol,
            int port,
            String portName,
            int targetPort,
            Map<String, String> selector) {}

    /**
     * What the API server gave it.
     *
     * @param clusterIps its cluster IPs, none for a headless one
     * @param nodePort its node port, 0 if it has none
     */
    record Created(List<Address> clusterIps, int nodePort) {}

    /** The API server could not be asked, or refused. The message is fit for a person. */
    final class ClusterException extends RuntimeException {
        private static final long serialVersionUID = 1;

        public ClusterException(String sentence, @Nullable Throwable cause) {
            super(sentence, cause);
        }
    }
}
