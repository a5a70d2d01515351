package io.github.k8sbykeshed.validator.cluster;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.github.k8sbykeshed.validator.probe.Address;
import io.github.k8sbykeshed.validator.probe.Facts;
import io.github.k8sbykeshed.validator.probe.Family;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
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

    /** Nodes that agents can run on, and those that they cannot, by name. */
    record Nodes(List<Facts.Node> usable, List<Facts.LeftOut> leftOut) {}

    String version() {
        return ApiErrors.doing(
                "ask the API server for its version",
                () -> client.getKubernetesVersion().getGitVersion());
    }

    Nodes nodes() {
        List<Node> all =
                new ArrayList<>(
                        ApiErrors.doing("list the nodes", () -> client.nodes().list().getItems()));
        all.sort(Comparator.comparing(node -> node.getMetadata().getName()));
        List<Facts.Node> usable = new ArrayList<>();
        List<Facts.LeftOut> leftOut = new ArrayList<>();
        for (Node node : all) {
            String name = node.getMetadata().getName();
            String why = whyLeftOut(node);
            if (why == null) {
                usable.add(fact(node));
            } else {
                leftOut.add(new Facts.LeftOut(name, why));
            }
        }
        return new Nodes(usable, leftOut);
    }

    private static Facts.Node fact(Node node) {
        List<Address> addresses =
                node.getStatus().getAddresses().stream()
                        .filter(address -> "InternalIP".equals(address.getType()))
                        .map(address -> new Address(address.getAddress()))
                        .toList();
        Map<String, String> labels = node.getMetadata().getLabels();
        return new Facts.Node(
                node.getMetadata().getName(),
                addresses,
                labels.getOrDefault("topology.kubernetes.io/zone", ""));
    }

    static @Nullable String whyLeftOut(Node node) {
        String os = node.getMetadata().getLabels().getOrDefault("kubernetes.io/os", "linux");
        if (!os.equals("linux")) {
            return "its operating system is " + os;
        }
        boolean ready =
                node.getStatus().getConditions().stream()
                        .filter(condition -> "Ready".equals(condition.getType()))
                        .map(NodeCondition::getStatus)
                        .anyMatch("True"::equals);
        if (!ready) {
            return "it is not Ready";
        }
        if (Boolean.TRUE.equals(node.getSpec().getUnschedulable())) {
            return "it is cordoned";
        }
        for (Taint taint : node.getSpec().getTaints()) {
            if (!"PreferNoSchedule".equals(taint.getEffect())) {
                return "it has the taint " + taint.getKey() + ":" + taint.getEffect();
            }
        }
        return null;
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
                        for (String address : endpoint.getAddresses()) {
                            all.add(new Facts.Endpoint(new Address(address), port.getPort()));
                        }
                    }
                }
            }
        }
        return all;
    }
}
