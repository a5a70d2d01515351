package io.github.k8sbykeshed.validator.scenario;

import io.github.k8sbykeshed.validator.probe.Address;
import io.github.k8sbykeshed.validator.probe.Family;
import io.github.k8sbykeshed.validator.probe.Traits.Age;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects.ClusterException;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects.Manifest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Makes Services of the case's protocol and family, and finds those that belong to all cases. All
 * that make one throw {@link ClusterException} if the API server refuses.
 */
public final class Services {

    private final CaseObjects objects;
    private final Surroundings around;
    private final ChangeClock clock;

    Services(CaseObjects objects, ChangeClock clock) {
        this.objects = objects;
        this.around = objects.around();
        this.clock = clock;
    }

    /** The name of one of a case's Services, the first of which is 0. */
    static String name(String slug, int number) {
        return slug + "-" + number;
    }

    /** Makes a Service with one shared agent behind it. */
    public Service create(ServiceSpec spec, Place backend) {
        return create(spec, List.of(backend), Map.of(Lab.AGENT_LABEL, backend.source().pod()), "");
    }

    /** Makes a Service with shared agents of the pod network behind it, 10 at most. */
    public Service ofPods(ServiceSpec spec) {
        return createLike(sharedGroups().getFirst(), spec);
    }

    /**
     * Makes Services that have all shared agents of the pod network behind them, 10 at most each.
     */
    public List<Service> ofAllPods(ServiceSpec spec) {
        return sharedGroups().stream().map(group -> createLike(group, spec)).toList();
    }

    private Service createLike(Service group, ServiceSpec spec) {
        return create(spec, group.backends(), group.state().manifest().selector(), "");
    }

    /**
     * Makes a Service that has no endpoints until {@link Service#select} is called.
     *
     * @param soon the agents that will be behind it, which are the controls until then
     */
    public Service empty(ServiceSpec spec, Place... soon) {
        String label = Lab.LABEL_PREFIX + name(objects.theCase().slug(), objects.nextService());
        return create(spec, List.of(soon), Map.of(label, "backend"), label);
    }

    /**
     * Makes a Service without selector, whose {@link Service#endpoints} are made by hand.
     *
     * @param soon the agents that will be behind it, which are the controls until then
     */
    public Service withoutSelector(ServiceSpec spec, Place... soon) {
        return create(spec, List.of(soon), Map.of(), "");
    }

    /** Makes a Service of shared agents, of which nothing is expected but that it is served. */
    Service later() {
        Service group = find(Lab.GROUP_LABEL).getFirst();
        Map<String, String> selector = group.state().manifest().selector();
        return create("-later", ServiceSpec.clusterIp(), group.backends(), selector, "");
    }

    private Service create(
            ServiceSpec spec, List<Place> backends, Map<String, String> selector, String label) {
        return create("", spec, backends, selector, label);
    }

    private Service create(
            String suffix,
            ServiceSpec spec,
            List<Place> backends,
            Map<String, String> selector,
            String label) {
        String name = name(objects.theCase().slug() + suffix, objects.nextService());
        Manifest manifest = objects.manifests().of(name, spec, backends, selector);
        var state = new ServiceState(manifest, objects.create(manifest), backends, label, Age.CASE);
        return new Service(objects, state);
    }

    /**
     * A Service of each agent of the pod network. They start with the agents, belong to all cases
     * and are only read.
     */
    public List<Service> shared() {
        return served(Lab.AGENT_LABEL);
    }

    /** Such Services that have all agents of the pod network behind them, 10 at most each. */
    public List<Service> sharedGroups() {
        return served(Lab.GROUP_LABEL);
    }

    private List<Service> served(String label) {
        // This may be the first case that waits for them.
        clock.budget(around.budgets().service());
        try {
            around.standing().settle(around);
        } catch (InterruptedException e) {
            throw Ended.stopped();
        }
        return find(label);
    }

    private List<Service> find(String label) {
        return around.standing().services().stream()
                .filter(service -> service.state().manifest().selector().containsKey(label))
                .filter(service -> !service.backends().isEmpty())
                .map(service -> service.only(objects.families(), objects.theCase().protocols()))
                .toList();
    }

    /** How many Services a client has to ask to be sure that it leaves the backend of one. */
    public int toSeeAnotherBackend(int backends) {
        return Asking.cellsToChange(backends);
    }

    /**
     * An address of the case's family that no network routes: a random one of the ranges for
     * documentation (RFC 5737, RFC 3849).
     */
    public Address unroutedAddress() {
        var random = ThreadLocalRandom.current();
        return new Address(
                objects.family() == Family.IPV4
                        ? "203.0.113." + random.nextInt(1, 255)
                        : "2001:db8::" + Integer.toHexString(random.nextInt(1, 65536)));
    }
}
