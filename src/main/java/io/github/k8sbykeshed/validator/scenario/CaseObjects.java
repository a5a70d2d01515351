package io.github.k8sbykeshed.validator.scenario;

import io.github.k8sbykeshed.validator.probe.Address;
import io.github.k8sbykeshed.validator.probe.Family;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects.ClusterException;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects.Created;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects.Ingress;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects.Manifest;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects.Slice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a case creates and changes in the cluster. It keeps a journal of all that has to be taken
 * back, and tells the clock when each change begins.
 */
final class CaseObjects {

    /** How long a backend that terminates goes on serving: longer than any step takes. */
    private static final Duration TERMINATING = Duration.ofMinutes(2);

    /** The grace period of a case's own pods after the case, when they have no clients left. */
    private static final Duration ENDING = Duration.ofSeconds(1);

    /** How long all of a case's deletions may take; what is left goes with the run's namespaces. */
    private static final Duration CLEAN_UP = Duration.ofSeconds(30);

    private final Case theCase;
    private final Surroundings around;
    private final ChangeClock clock;
    private final Manifests manifests;
    private final int earlier;

    /** How to take back what was made, by what it is, in the order of its making. */
    private final Map<String, Runnable> journal = new LinkedHashMap<>();

    /** The addresses by which Services were asked that a load balancer gave them. */
    private final Map<Manifest, List<Ingress>> balanced = new LinkedHashMap<>();

    private final CaseServices created;

    private int services;
    private int slices;

    /**
     * @param earlier how many Services the case made before it began again
     */
    CaseObjects(Case theCase, Surroundings around, ChangeClock clock, int earlier) {
        this.theCase = theCase;
        this.around = around;
        this.clock = clock;
        this.manifests = new Manifests(theCase, around.facts(), around.addresses());
        this.earlier = earlier;
        this.created = new CaseServices(around);
        for (Place agent : around.own().getOrDefault(theCase.slug(), List.of())) {
            journal.put(
                    "the pod " + agent.source(), () -> around.objects().terminate(agent, ENDING));
        }
    }

    /** The number of the next Service, from 0; the case's names and labels are made of it. */
    int nextService() {
        return earlier + services;
    }

    Created create(Manifest manifest) {
        clock.change(around.budgets().service());
        services++;
        // It may be made although no answer comes: it is to be deleted whatever happens now.
        deleteAtTheEnd(manifest);
        return created.create(manifest);
    }

    /** Whether a Service got a node port that was in use short ago; only until the next call. */
    boolean takeReused() {
        return created.takeReused();
    }

    private void deleteAtTheEnd(Manifest manifest) {
        journal.put(
                "the Service " + manifest.namespace() + "/" + manifest.name(),
                () -> around.objects().deleteService(manifest.namespace(), manifest.name()));
    }

    Created update(Manifest manifest) {
        clock.change(around.budgets().service());
        return created.update(manifest);
    }

    void delete(Manifest manifest) {
        clock.change(around.budgets().service());
        created.delete(manifest);
    }

    /** Creates a Service again that was deleted. */
    Created recreate(Manifest manifest) {
        clock.change(around.budgets().service());
        return created.create(manifest);
    }

    /**
     * Sets a label of an agent, or removes it, which puts the agent behind a Service or takes it
     * from there.
     *
     * @param value null to remove it
     */
    void label(Manifest service, Place agent, String label, @Nullable String value) {
        // A load balancer finds out by asking the nodes now and then.
        clock.change(
                service.spec().type() == ServiceSpec.Type.LOAD_BALANCER
                        ? around.budgets().loadBalancer()
                        : around.budgets().endpoint());
        journal.put(
                "the label " + label + " of the pod " + agent.source(),
                () -> around.objects().label(agent, label, null));
        around.objects().label(agent, label, value);
    }

    /** Makes an agent that the case has for itself ready to serve, or not. */
    void ready(Place agent, boolean ready) {
        clock.change(around.budgets().endpoint());
        around.objects().ready(agent, ready);
    }

    /** Deletes the pod of an agent that the case has for itself; it goes on serving for long. */
    void terminate(Place agent) {
        clock.change(around.budgets().endpoint());
        around.objects().terminate(agent, TERMINATING);
    }

    /** The number of the next EndpointSlice, from 0. */
    int nextSlice() {
        return slices;
    }

    void create(Slice slice) {
        clock.change(around.budgets().endpoint());
        slices++;
        journal.put(
                "the EndpointSlices of the Service " + slice.namespace() + "/" + slice.service(),
                () -> around.objects().deleteSlices(slice.namespace(), slice.service()));
        around.objects().create(slice);
    }

    void deleteSlices(Manifest service) {
        clock.change(around.budgets().endpoint());
        around.objects().deleteSlices(service.namespace(), service.name());
    }

    void putEndpoints(Manifest service, List<Address> backends) {
        clock.change(around.budgets().endpoint());
        journal.put(
                "the Endpoints " + service.namespace() + "/" + service.name(),
                () -> around.objects().deleteEndpoints(service.namespace(), service.name()));
        around.objects().putEndpoints(service, backends);
    }

    void deleteEndpoints(Manifest service) {
        clock.change(around.budgets().endpoint());
        around.objects().deleteEndpoints(service.namespace(), service.name());
    }

    void balance(Manifest service, Ingress ingress) {
        clock.change(around.budgets().service());
        around.objects().balance(service.namespace(), service.name(), ingress);
    }

    /** The addresses that a load balancer gave a Service by now; waits for them for so long. */
    List<Ingress> loadBalancerAddresses(Manifest service, Duration most) {
        try {
            return around.objects()
                    .loadBalancerAddresses(service.namespace(), service.name(), most);
        } catch (InterruptedException e) {
            throw Ended.stopped();
        }
    }

    /** From now on the case asks by these addresses. */
    void askedBy(Manifest service, List<Ingress> addresses) {
        balanced.put(service, addresses);
    }

    /** That a load balancer gave a Service another address than it was asked by; empty if not. */
    String moved() {
        if (Thread.currentThread().isInterrupted()) {
            return "";
        }
        try {
            for (var each : balanced.entrySet()) {
                List<Ingress> now = loadBalancerAddresses(each.getKey(), Duration.ZERO);
                if (!now.isEmpty() && !now.equals(each.getValue())) {
                    return "the load balancer gave "
                            + each.getKey().name()
                            + " "
                            + ips(now)
                            + " in place of "
                            + ips(each.getValue());
                }
            }
        } catch (Ended | ClusterException e) {
            // Stopped, or the API server does not say: what was seen stands.
        }
        return "";
    }

    private static String ips(List<Ingress> addresses) {
        return addresses.stream().map(Ingress::ip).collect(Collectors.joining(" and "));
    }

    /**
     * Takes everything back, each thing by itself.
     *
     * @return a sentence for each thing that could not be taken back
     */
    List<String> cleanUp() {
        // An interrupted thread fails its first blocking call, and the objects would stay.
        boolean interrupted = Thread.interrupted();
        long end = System.nanoTime() + CLEAN_UP.toNanos();
        List<String> left = new ArrayList<>();
        try {
            journal.forEach((what, takeBack) -> {
                if (System.nanoTime() > end) {
                    left.add(what + ": no time was left to delete it");
                    return;
                }
                try {
                    takeBack.run();
                } catch (ClusterException e) {
                    left.add(String.valueOf(e.getMessage()));
                } catch (RuntimeException e) {
                    left.add(what + ": " + e);
                }
            });
        } finally {
            created.end();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return left;
    }

    Manifests manifests() {
        return manifests;
    }

    Case theCase() {
        return theCase;
    }

    /** The case's family; an error where it has none of its own. */
    Family family() {
        return theCase.onlyFamily();
    }

    /** The case's family, or all that Services have. */
    List<Family> families() {
        return theCase.families(around.facts());
    }

    Surroundings around() {
        return around;
    }
}
