package io.github.k8sbykeshed.validator.scenario;

import io.github.k8sbykeshed.validator.probe.Address;
import io.github.k8sbykeshed.validator.probe.Family;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects.Endpoint;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects.Manifest;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The endpoints of a Service without selector, which no controller makes. */
public final class ManualEndpoints {

    private final CaseObjects objects;
    private final Manifest service;
    private final Family family;

    ManualEndpoints(CaseObjects objects, Manifest service) {
        this.objects = objects;
        this.service = service;
        this.family = objects.family();
    }

    /**
     * Adds an EndpointSlice with all ports of the Service.
     *
     * @param unready how many endpoints come before the backend, which are not ready and lead
     *     nowhere
     * @param zone of the nodes that the endpoints are meant for; empty for all
     */
    public void addSlice(int unready, Place backend, String zone) {
        List<Endpoint> endpoints = new ArrayList<>();
        String range = family == Family.IPV4 ? "192.0.2." : "2001:db8:1::";
        for (int i = 1; i <= unready; i++) {
            endpoints.add(new Endpoint(new Address(range + i), "", false, zone));
        }
        endpoints.add(ready(backend, zone));
        add(service.ports(), endpoints, Map.of());
    }

    /** Puts one EndpointSlice with these labels in the place of all that there are. */
    public void replaceSlices(Place backend, Map<String, String> labels) {
        objects.deleteSlices(service);
        add(service.ports(), List.of(ready(backend, "")), labels);
    }

    /** Adds an EndpointSlice with one of the Service's ports, by its name. */
    public void addSlice(String port, Place backend) {
        add(
                service.ports().stream().filter(each -> each.name().equals(port)).toList(),
                List.of(ready(backend, "")),
                Map.of());
    }

    private Endpoint ready(Place backend, String zone) {
        return new Endpoint(backend.known(family), backend.node(), true, zone);
    }

    private void add(
            List<Manifest.Port> ports, List<Endpoint> endpoints, Map<String, String> labels) {
        String name = service.name() + "-" + objects.nextSlice();
        objects.create(
                new Slice(
                        service.namespace(),
                        service.name(),
                        name,
                        family,
                        ports,
                        endpoints,
                        labels));
    }

    /**
     * Makes an Endpoints object, or changes the one that there is.
     *
     * @param backends the only one of each of the Service's ports
     */
    public void set(Place... backends) {
        objects.putEndpoints(service, Stream.of(backends).map(each -> each.known(family)).toList());
    }

    /** Deletes the Endpoints object. */
    public void delete() {
        objects.deleteEndpoints(service);
    }
}
