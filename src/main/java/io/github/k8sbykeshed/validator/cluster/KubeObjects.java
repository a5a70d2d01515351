package io.github.k8sbykeshed.validator.cluster;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.github.k8sbykeshed.validator.probe.Address;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects;
import io.github.k8sbykeshed.validator.scenario.Place;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The objects of cases, by the Kubernetes API. */
final class KubeObjects implements ClusterObjects {

    private final KubernetesClient client;
    private final Map<String, String> labels;

    /**
     * @param labels what every object carries, so that it can be found again
     */
    KubeObjects(KubernetesClient client, Map<String, String> labels) {
        this.client = client;
        this.labels = Map.copyOf(labels);
    }

    @Override
    public Created create(Manifest manifest) {
        Service wanted = service(manifest);
        var resource = client.services().inNamespace(manifest.namespace()).resource(wanted);
        return ApiErrors.doing(
                "create the Service " + manifest.namespace() + "/" + manifest.name(),
                () -> {
                    Service made;
                    try {
                        made = resource.create();
                    } catch (KubernetesClientException e) {
                        if (e.getCode() != 409) {
                            throw e;
                        }
                        // The client repeats a request whose answer was lost; names are this run's
                        // alone, so it is ours.
                        made = resource.get();
                    }
                    return created(made);
                });
    }

    private Service service(Manifest manifest) {
        var builder =
                new ServiceBuilder()
                        .withNewMetadata()
                        .withNamespace(manifest.namespace())
                        .withName(manifest.name())
                        .withLabels(labels)
                        .endMetadata()
                        .withNewSpec()
                        .withType(manifest.spec().type().apiName())
                        .withIpFamilyPolicy("SingleStack")
                        .withIpFamilies(manifest.family().apiName())
                        .withSelector(manifest.selector())
                        .addNewPort()
                        .withName(manifest.portName())
                        .withPort(manifest.port())
                        .withTargetPort(new IntOrString(manifest.targetPort()))
                        .withProtocol(manifest.protocol().name())
                        .endPort()
                        .endSpec();
        if (manifest.spec().headless()) {
            builder.editSpec().withClusterIP("None").endSpec();
        }
        return builder.build();
    }

    private static Created created(Service service) {
        var spec = service.getSpec();
        List<Address> addresses =
                spec.getClusterIPs().stream()
                        .filter(ip -> !"None".equals(ip))
                        .map(Address::new)
                        .toList();
        Integer nodePort = spec.getPorts().getFirst().getNodePort();
        return new Created(addresses, nodePort == null ? 0 : nodePort);
    }

    @Override
    public void deleteService(String namespace, String name) {
        ApiErrors.doing(
                "delete the Service " + namespace + "/" + name,
                () -> client.services().inNamespace(namespace).withName(name).delete());
    }

    @Override
    public void label(Place agent, String key, @Nullable String value) {
        String patch =
                "{\"metadata\":{\"labels\":{\""
                        + key
                        + "\":"
                        + (value == null ? "null" : "\"" + value + "\"")
                        + "}}}";
        ApiErrors.doing(
                "label the pod " + agent.source().namespace() + "/" + agent.source().pod(),
                () ->
                        client.pods()
                                .inNamespace(agent.source().namespace())
                                .withName(agent.source().pod())
                                .patch(PatchContext.of(PatchType.JSON_MERGE), patch));
    }
}
