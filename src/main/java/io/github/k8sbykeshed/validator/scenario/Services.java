package io.github.k8sbykeshed.validator.scenario;

import io.github.k8sbykeshed.validator.expect.Draw;
import io.github.k8sbykeshed.validator.probe.Address;
import io.github.k8sbykeshed.validator.probe.Traits.Age;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects.ClusterException;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects.Created;
import io.github.k8sbykeshed.validator.scenario.ClusterObjects.Manifest;
import java.util.List;
import java.util.Map;

/**
 * Makes Services of the case's protocol and family, and finds those that belong to all cases. All
 * that make one throw {@link ClusterException} if the API server refuses.
 */
public final class Services {

    /** At a port that no scenario uses: it may get an address which its case asks to be dead. */
    private static final ServiceSpec LATER =
            ServiceSpec.clusterIp().withPorts(new ServiceSpec.Port("later", 82, 0));

    private final CaseObjects objects;
    private final Surroundings around;
    private final ChangeClock clock;

    Services(CaseObjects objects, ChangeClock clock) {
        this.objects = objects;
        this.around = objects.around();
        this.clock = clock;
    }

    /** The name of one of a case's Services, the first of which is 0. */
    public static String name(String slug, int number) {
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
        String name = name(objects.theCase().slug() + "-later", objects.nextService());
        Manifest manifest = objects.manifests().of(name, LATER, group.backends(), selector);
        return service(manifest, objects.create(manifest), group.backends(), "");
    }

    private Service create(
            ServiceSpec spec, List<Place> backends, Map<String, String> selector, String label) {
        String name = name(objects.theCase().slug(), objects.nextService());
        Manifest manifest = objects.manifests().of(name, spec, backends, selector);
        return service(manifest, objects.create(manifest), backends, label);
    }

    private Service service(
            Manifest manifest, Created created, List<Place> backends, String label) {
        return new Service(objects, new ServiceState(manifest, created, backends, label, Age.CASE));
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
        settle();
        return find(label);
    }

    /**
     * Waits until proxies serve the Services that started with the agents: what was deleted before
     * this run they have seen then, too.
     */
    void settle() {
        // This may be the first case that waits for them.
        clock.budget(around.budgets().service());
        try {
            around.standing().settle(around);
        } catch (InterruptedException e) {
            throw Ended.stopped();
        }
    }

    /** Whether a Service got a node port that was in use short ago; only until the next call. */
    boolean takeReused() {
        return objects.takeReused();
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
        return Draw.cellsToChange(backends);
    }

    /**
     * An address of the case's family that no network routes: of the ranges for documentation (RFC
     * 5737, RFC 3849), another one each time.
     */
    public Address unroutedAddress() {
        return around.addresses().unrouted(objects.family());
    }
}
