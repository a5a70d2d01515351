package io.github.k8sbykeshed.validator.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NodePortsTest {

    private final NodePorts nodePorts = new NodePorts();
    private final Set<Integer> taken = new HashSet<>();
    private final List<List<Integer>> updates = new ArrayList<>();

    private static Service service(String uid, Integer... numbers) {
        var spec = new ServiceBuilder().withNewMetadata().withUid(uid).endMetadata().withNewSpec();
        for (Integer number : numbers) {
            spec.addNewPort().withNodePort(number).endPort();
        }
        return spec.endSpec().build();
    }

    private static List<Integer> numbers(Service service) {
        return service.getSpec().getPorts().stream().map(ServicePort::getNodePort).toList();
    }

    private Service update(Service service) {
        updates.add(numbers(service));
        if (numbers(service).stream().anyMatch(taken::contains)) {
            throw new KubernetesClientException(
                    "provided port is already allocated", 422, /* status= */ null);
        }
        return service;
    }

    private List<Integer> keepApart(Service service, Integer... asked) {
        return numbers(nodePorts.keepApart(service, Arrays.asList(asked), this::update));
    }

    @Test
    void newNumbersStayAsTheyAre() {
        assertEquals(List.of(31_000, 31_001), keepApart(service("a", 31_000, 31_001), 0, 0));
        assertEquals(List.of(31_000, 31_001), keepApart(service("a", 31_000, 31_001), 0, 0));
        assertEquals(List.of(31_002), keepApart(service("b", 31_002), 0));
        assertEquals(List.of(), updates);
    }

    @Test
    void aNumberThatAnotherServiceHadIsReplacedByTheNextOneThatIsFree() {
        keepApart(service("a", 31_000), 0);
        keepApart(service("b", 31_001), 0);
        taken.add(31_002);
        assertEquals(List.of(31_007, 31_003), keepApart(service("c", 31_007, 31_000), 0, 0));
        assertEquals(List.of(List.of(31_007, 31_002), List.of(31_007, 31_003)), updates);
    }

    @Test
    void aNumberThatWasAskedForStays() {
        keepApart(service("a", 31_000), 0);
        assertEquals(List.of(31_000), keepApart(service("b", 31_000), 31_000));
        assertEquals(List.of(), updates);
    }

    @Test
    void noNumberIsNoneToReplace() {
        keepApart(service("a", 0), 0);
        assertEquals(Arrays.asList((Integer) null), keepApart(service("b", (Integer) null), 0));
        assertEquals(List.of(), updates);
    }
}
