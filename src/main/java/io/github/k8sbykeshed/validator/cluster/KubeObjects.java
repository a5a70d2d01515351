package io.github.k8sbykeshed.validator.cluster;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.fabric8.kubernetes.client.dsl.ServiceResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.github.k8sbykeshed.validator.cluster.Rights.Right;
import io.github.k8sbykeshed.validator.probe.Address;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects;
import io.github.k8sbykeshed.validator.scenario.Place;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The objects of cases, by the Kubernetes API. */
final class KubeObjects implements ClusterObjects {

    private static final int MOST_CONFLICTS = 10;

    /** How long a port's number may stay taken by another case's Service. */
    private static final Duration TAKEN = Duration.ofSeconds(30);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private final KubernetesClient client;
    private final Policies policies;
    private final String run;
    private final RunObjects objects;
    private final NodePorts nodePorts = new NodePorts();

    /**
     * @param labels what every object carries, so that it can be found again
     * @param owners of every object, without which it is of no use
     * @param annotations of Services of type LoadBalancer
     */
    KubeObjects(
            KubernetesClient client,
            Map<String, String> labels,
            List<OwnerReference> owners,
            Map<String, String> annotations) {
        this.client = client;
        this.policies = new Policies(client);
        this.run = Objects.requireNonNullElse(labels.get(Cluster.RUN), "");
        this.objects =
                new RunObjects(client.getKubernetesSerialization(), labels, owners, annotations);
    }

    @Override
    public Created create(Manifest manifest) {
        String namespace = manifest.namespace();
        String what = namespace + "/" + manifest.name();
        var services = client.services().inNamespace(namespace);
        try {
            return policies.doing(
                    "create the Service " + what,
                    right("create", "services", namespace),
                    () ->
                            RunObjects.created(
                                    apart(
                                            manifest,
                                            Creation.of(
                                                    run,
                                                    () ->
                                                            services.resource(
                                                                            objects.service(
                                                                                    manifest))
                                                                    .create(),
                                                    () ->
                                                            services.withName(manifest.name())
                                                                    .get()))));
        } catch (Creation.Stranger e) {
            throw new ClusterException(
                    "The Service " + what + " is there already and not of this run.", e);
        }
    }

    private static Right right(String verb, String resource, String namespace) {
        String group = resource.equals("endpointslices") ? "discovery.k8s.io" : "";
        return new Right(verb, group, resource, "", namespace);
    }

    @Override
    public Created update(Manifest manifest) {
        var resource =
                client.services()
                        .inNamespace(manifest.namespace())
                        .resource(objects.service(manifest));
        return policies.doing(
                "update the Service " + manifest.namespace() + "/" + manifest.name(),
                right("update", "services", manifest.namespace()),
                () -> {
                    long end = System.nanoTime() + TAKEN.toNanos();
                    while (true) {
                        try {
                            return RunObjects.created(apart(manifest, changed(resource)));
                        } catch (KubernetesClientException e) {
                            if (!Allocators.isTaken(e) || System.nanoTime() > end) {
                                throw e;
                            }
                            // A number that this Service gave up is another case's for now.
                            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
                        }
                    }
                });
    }

    /** With node ports that no other Service of the run had before. */
    private Service apart(Manifest manifest, Service service) {
        return nodePorts.keepApart(
                service,
                manifest.ports().stream().map(Manifest.Port::nodePort).toList(),
                each -> {
                    each.getMetadata().setResourceVersion(null);
                    return changed(
                            client.services().inNamespace(manifest.namespace()).resource(each));
                });
    }

    /** Updates it, whatever a load balancer's controller writes to the same object meanwhile. */
    private static Service changed(ServiceResource<Service> resource) {
        for (int conflicts = 0; ; conflicts++) {
            try {
                return resource.update();
            } catch (KubernetesClientException e) {
                if (!Creation.isPassing(e) || conflicts == MOST_CONFLICTS) {
                    throw e;
                }
                if (conflicts > 0) {
                    Creation.pause();
                }
            }
        }
    }

    @Override
    public List<Ingress> loadBalancerAddresses(String namespace, String name, Duration most)
            throws InterruptedException {
        long end = System.nanoTime() + most.toNanos();
        while (true) {
            List<Ingress> addresses = loadBalancerAddresses(namespace, name);
            if (!addresses.isEmpty() || System.nanoTime() > end) {
                return addresses;
            }
            Thread.sleep(LOOK_AGAIN);
        }
    }

    private List<Ingress> loadBalancerAddresses(String namespace, String name) {
        Service service =
                ApiErrors.doing(
                        "get the Service " + namespace + "/" + name,
                        () -> client.services().inNamespace(namespace).withName(name).get());
        if (service == null || service.getStatus().getLoadBalancer() == null) {
            return List.of();
        }
        return service.getStatus().getLoadBalancer().getIngress().stream()
                .map(each ->
                        new Ingress(
                                Objects.requireNonNullElse(each.getIp(), ""),
                                Objects.requireNonNullElse(each.getIpMode(), ""),
                                Objects.requireNonNullElse(each.getHostname(), "")))
                .toList();
    }

    @Override
    public void balance(String namespace, String name, Ingress ingress) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("ip", ingress.ip());
        fields.put("ipMode", ingress.ipMode());
        fields.put("hostname", ingress.hostname());
        fields.values().removeIf(String::isEmpty);
        String patch =
                client.getKubernetesSerialization()
                        .asJson(
                                Map.of(
                                        "status",
                                        Map.of(
                                                "loadBalancer",
                                                Map.of("ingress", List.of(fields)))));
        ApiErrors.doing(
                "change the status of the Service " + namespace + "/" + name,
                () ->
                        client.services()
                                .inNamespace(namespace)
                                .withName(name)
                                .subresource("status")
                                .patch(PatchContext.of(PatchType.JSON_MERGE), patch));
    }

    @Override
    public void deleteService(String namespace, String name) {
        ApiErrors.doing(
                "delete the Service " + namespace + "/" + name,
                () -> client.services().inNamespace(namespace).withName(name).delete());
    }

    @Override
    public void ready(Place agent, boolean ready) {
        String patch =
                "{\"status\":{\"conditions\":[{\"type\":\""
                        + AgentPods.READY
                        + "\",\"status\":\""
                        + (ready ? "True" : "False")
                        + "\"}]}}";
        ApiErrors.doing(
                "change the readiness of the pod " + agent.source(),
                () ->
                        pod(agent)
                                .subresource("status")
                                .patch(PatchContext.of(PatchType.STRATEGIC_MERGE), patch));
    }

    @Override
    public void terminate(Place agent, Duration most) {
        ApiErrors.doing(
                "delete the pod " + agent.source(),
                () -> pod(agent).withGracePeriod(most.toSeconds()).delete());
    }

    private PodResource pod(Place agent) {
        return client.pods().inNamespace(agent.source().namespace()).withName(agent.source().pod());
    }

    @Override
    public void create(Slice slice) {
        EndpointSlice made = objects.slice(slice);
        var slices = client.discovery().v1().endpointSlices().inNamespace(slice.namespace());
        policies.doing(
                "create the EndpointSlice " + slice.namespace() + "/" + slice.name(),
                right("create", "endpointslices", slice.namespace()),
                () ->
                        Creation.of(
                                run,
                                () -> slices.resource(made).create(),
                                () -> slices.withName(slice.name()).get()));
    }

    @Override
    public void deleteSlices(String namespace, String service) {
        ApiErrors.doing(
                "delete the EndpointSlices of " + namespace + "/" + service,
                () ->
                        client.discovery()
                                .v1()
                                .endpointSlices()
                                .inNamespace(namespace)
                                .withLabel(RunObjects.SERVICE_NAME, service)
                                .delete());
    }

    @Override
    public void putEndpoints(Manifest service, List<Address> backends) {
        policies.doing(
                "put the Endpoints " + service.namespace() + "/" + service.name(),
                right("create", "endpoints", service.namespace()),
                () ->
                        client.endpoints()
                                .inNamespace(service.namespace())
                                .resource(objects.endpoints(service, backends))
                                .createOr(NonDeletingOperation::update));
    }

    @Override
    public void deleteEndpoints(String namespace, String service) {
        ApiErrors.doing(
                "delete the Endpoints " + namespace + "/" + service,
                () -> client.endpoints().inNamespace(namespace).withName(service).delete());
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
                () -> pod(agent).patch(PatchContext.of(PatchType.JSON_MERGE), patch));
    }
}
