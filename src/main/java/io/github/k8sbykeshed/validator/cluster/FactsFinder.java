package io.github.k8sbykeshed.validator.cluster;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.github.k8sbykeshed.validator.probe.Address;
import io.github.k8sbykeshed.validator.probe.Facts;
import io.github.k8sbykeshed.validator.probe.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds out what a run has to know of the cluster. */
final class FactsFinder {

    /** Where distributions keep their cluster DNS Service: namespace, then name. */
    private static final List<Map.Entry<String, String>> DNS_SERVICES =
            List.of(
                    Map.entry("kube-system", "kube-dns"),
                    Map.entry("kube-system", "coredns"),
                    Map.entry("kube-system", "rke2-coredns-rke2-coredns"),
                    Map.entry("openshift-dns", "dns-default"));

    private final KubernetesClient client;

    FactsFinder(KubernetesClient client) {
        this.client = client;
    }

    String version() {
        return ApiErrors.doing(
                "ask the API server for its version",
                () -> client.getKubernetesVersion().getGitVersion());
    }

    List<Node> nodes() {
        return ApiErrors.doing("list the nodes", () -> client.nodes().list().getItems());
    }

    /** Those that a label selector holds of, as the API server reads it. */
    List<Node> nodes(String selector) {
        return ApiErrors.doing(
                "list the nodes with --node-selector " + selector,
                () -> client.nodes().withLabelSelector(selector).list().getItems());
    }

    /**
     * A Service that has an address or name of a load balancer, with it: {@code namespace/name has
     * ADDRESS}; empty if none has, or this user may not see.
     *
     * @param but the namespaces of this run
     */
    String balanced(List<String> but) {
        try {
            return client.services().inAnyNamespace().list().getItems().stream()
                    .filter(service -> !but.contains(service.getMetadata().getNamespace()))
                    .filter(service -> service.getStatus() != null)
                    .filter(service -> service.getStatus().getLoadBalancer() != null)
                    .flatMap(service ->
                            service.getStatus().getLoadBalancer().getIngress().stream()
                                    .map(ingress ->
                                            service.getMetadata().getNamespace()
                                                    + "/"
                                                    + service.getMetadata().getName()
                                                    + " has "
                                                    + (ingress.getIp() == null
                                                            ? ingress.getHostname()
                                                            : ingress.getIp())))
                    .findFirst()
                    .orElse("");
        } catch (KubernetesClientException e) {
            if (e.getCode() == 403) {
                return "";
            }
            throw ApiErrors.explain("list the Services", e);
        }
    }

    /** The families that a Service can have, by a Service that is asked for but never made. */
    List<Family> families(String namespace) {
        Service probe =
                new ServiceBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName("families")
                        .endMetadata()
                        .withNewSpec()
                        .withIpFamilyPolicy("PreferDualStack")
                        .addNewPort()
                        .withPort(80)
                        .endPort()
                        .endSpec()
                        .build();
        Service answer =
                ApiErrors.doing(
                        "ask for a Service's address families",
                        () ->
                                client.services()
                                        .inNamespace(namespace)
                                        .resource(probe)
                                        .dryRun(true)
                                        .create());
        List<Family> families = new ArrayList<>();
        for (String name : answer.getSpec().getIpFamilies()) {
            for (Family family : Family.values()) {
                if (family.apiName().equals(name)) {
                    families.add(family);
                }
            }
        }
        return families;
    }

    /** The cluster IPs of {@code default/kubernetes}. */
    List<Address> kubernetes() {
        return ApiErrors.doing(
                        "get the Service default/kubernetes",
                        () ->
                                Optional.ofNullable(
                                        client.services()
                                                .inNamespace("default")
                                                .withName("kubernetes")
                                                .get()))
                .map(FactsFinder::clusterIps)
                .orElse(List.of());
    }

    List<Facts.Endpoint> kubernetesEndpoints() {
        return endpoints("default", "kubernetes", "https");
    }

    /** The cluster's DNS Service, where it is at one of the usual places. */
    Facts.@Nullable Dns dns() {
        for (var place : DNS_SERVICES) {
            String namespace = place.getKey();
            String name = place.getValue();
            Service service =
                    ApiErrors.doing(
                            "get the Service " + namespace + "/" + name,
                            () -> client.services().inNamespace(namespace).withName(name).get());
            if (service != null && !clusterIps(service).isEmpty()) {
                return new Facts.Dns(
                        namespace + "/" + name,
                        clusterIps(service),
                        endpoints(namespace, name, "dns"));
            }
        }
        return null;
    }

    private static List<Address> clusterIps(Service service) {
        return service.getSpec().getClusterIPs().stream()
                .filter(ip -> !"None".equals(ip))
                .map(Address::new)
                .toList();
    }

    /** The ready endpoints of a Service's port of this name. */
    private List<Facts.Endpoint> endpoints(String namespace, String service, String portName) {
        List<EndpointSlice> slices =
                ApiErrors.doing(
                        "list the EndpointSlices of " + namespace + "/" + service,
                        () ->
                                client.discovery()
                                        .v1()
                                        .endpointSlices()
                                        .inNamespace(namespace)
                                        .withLabel("kubernetes.io/service-name", service)
                                        .list()
                                        .getItems());
        List<Facts.Endpoint> all = new ArrayList<>();
        for (EndpointSlice slice : slices) {
            for (var port : slice.getPorts()) {
                if (!portName.equals(port.getName())) {
                    continue;
                }
                for (var endpoint : slice.getEndpoints()) {
                    if (!Boolean.FALSE.equals(endpoint.getConditions().getReady())) {
                        var pod = endpoint.getTargetRef();
                        for (String address : endpoint.getAddresses()) {
                            all.add(
                                    new Facts.Endpoint(
                                            new Address(address),
                                            port.getPort(),
                                            pod == null ? "" : pod.getName(),
                                            Objects.requireNonNullElse(
                                                    endpoint.getNodeName(), "")));
                        }
                    }
                }
            }
        }
        return all;
    }
}
