package io.github.k8sbykeshed.validator.cluster;

import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.EndpointsBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.github.k8sbykeshed.validator.probe.Address;
import io.github.k8sbykeshed.validator.probe.Family;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects.Endpoint;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects.Manifest;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects.Slice;
import io.github.k8sbykeshed.validator.scenario.ServiceSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The objects of a run as the API has them: they carry its labels, and go with its owners. */
final class RunObjects {

    /** The label of EndpointSlices that names their Service. */
    static final String SERVICE_NAME = "kubernetes.io/service-name";

    private final KubernetesSerialization serialization;
    private final Map<String, String> labels;
    private final List<OwnerReference> owners;
    private final Map<String, String> annotations;

    /**
     * @param labels what every object carries, so that it can be found again
     * @param owners of every object, without which it is of no use
     * @param annotations of Services of type LoadBalancer
     */
    RunObjects(
            KubernetesSerialization serialization,
            Map<String, String> labels,
            List<OwnerReference> owners,
            Map<String, String> annotations) {
        this.serialization = serialization;
        this.labels = Map.copyOf(labels);
        this.owners = List.copyOf(owners);
        this.annotations = Map.copyOf(annotations);
    }

    Service service(Manifest manifest) {
        Map<String, Object> spec = new LinkedHashMap<>(manifest.spec().fields());
        spec.put("type", manifest.spec().type().apiName());
        List<Map<String, Object>> ports = new ArrayList<>();
        for (Manifest.Port port : manifest.ports()) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("name", port.name());
            fields.put("port", port.port());
            boolean named = !port.targetName().isEmpty();
            fields.put("targetPort", named ? port.targetName() : port.targetPort());
            fields.put("protocol", port.protocol().name());
            if (port.nodePort() != 0) {
                fields.put("nodePort", port.nodePort());
            }
            ports.add(fields);
        }
        spec.put("ports", ports);
        if (manifest.spec().type() != ServiceSpec.Type.EXTERNAL_NAME) {
            boolean several = manifest.families().size() > 1;
            spec.putIfAbsent("ipFamilyPolicy", several ? "RequireDualStack" : "SingleStack");
            spec.put("ipFamilies", manifest.families().stream().map(Family::apiName).toList());
            spec.put("selector", manifest.selector());
        }
        Map<String, String> all = new LinkedHashMap<>(labels);
        all.putAll(manifest.spec().labels());
        boolean isBalanced = manifest.spec().type() == ServiceSpec.Type.LOAD_BALANCER;
        return new ServiceBuilder()
                .withNewMetadata()
                .withNamespace(manifest.namespace())
                .withName(manifest.name())
                .withLabels(all)
                .withAnnotations(isBalanced ? annotations : null)
                .withOwnerReferences(owners)
                .endMetadata()
                .withSpec(
                        serialization.convertValue(
                                spec, io.fabric8.kubernetes.api.model.ServiceSpec.class))
                .build();
    }

    EndpointSlice slice(Slice slice) {
        var made =
                new EndpointSliceBuilder()
                        .withNewMetadata()
                        .withNamespace(slice.namespace())
                        .withName(slice.name())
                        .withLabels(labels)
                        .addToLabels(slice.labels())
                        .addToLabels(SERVICE_NAME, slice.service())
                        .withOwnerReferences(owners)
                        .endMetadata()
                        .withAddressType(slice.family().apiName());
        for (Manifest.Port port : slice.ports()) {
            made.addNewPort()
                    .withName(port.name())
                    .withPort(port.targetPort())
                    .withProtocol(port.protocol().name())
                    .endPort();
        }
        for (Endpoint each : slice.endpoints()) {
            var endpoint =
                    made.addNewEndpoint()
                            .withAddresses(each.address().canonical())
                            .withNodeName(each.node().isEmpty() ? null : each.node())
                            .withNewConditions()
                            .withReady(each.ready())
                            .endConditions();
            if (!each.zone().isEmpty()) {
                endpoint.withNewHints().addNewForZone(each.zone()).endHints();
            }
            endpoint.endEndpoint();
        }
        return made.build();
    }

    /**
     * @param backends the only one of each of the Service's ports
     */
    Endpoints endpoints(Manifest service, List<Address> backends) {
        var made =
                new EndpointsBuilder()
                        .withNewMetadata()
                        .withNamespace(service.namespace())
                        .withName(service.name())
                        .withLabels(labels)
                        .withOwnerReferences(owners)
                        .endMetadata();
        for (int i = 0; i < backends.size(); i++) {
            Manifest.Port port = service.ports().get(i);
            made.addNewSubset()
                    .addNewPort()
                    .withName(port.name())
                    .withPort(port.targetPort())
                    .withProtocol(port.protocol().name())
                    .endPort()
                    .addNewAddress()
                    .withIp(backends.get(i).canonical())
                    .endAddress()
                    .endSubset();
        }
        return made.build();
    }

    /** What the API server gave a Service. */
    static ClusterObjects.Created created(Service service) {
        var spec = service.getSpec();
        List<Address> addresses =
                spec.getClusterIPs().stream()
                        .filter(ip -> !ip.isEmpty() && !"None".equals(ip))
                        .map(Address::new)
                        .toList();
        List<Integer> nodePorts =
                spec.getPorts().stream().map(port -> orZero(port.getNodePort())).toList();
        return new ClusterObjects.Created(
                addresses, nodePorts, orZero(spec.getHealthCheckNodePort()));
    }

    private static int orZero(@Nullable Integer port) {
        return port == null ? 0 : port;
    }
}
