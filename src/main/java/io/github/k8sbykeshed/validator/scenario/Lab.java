package io.github.k8sbykeshed.validator.scenario;

import static io.github.k8sbykeshed.validator.scenario.Expected.answeredByBackends;

import io.github.k8sbykeshed.validator.expect.Expectation;
import io.github.k8sbykeshed.validator.probe.Address;
import io.github.k8sbykeshed.validator.probe.Facts;
import io.github.k8sbykeshed.validator.probe.Family;
import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.probe.Target;
import io.github.k8sbykeshed.validator.result.CaseResult;
import io.github.k8sbykeshed.validator.result.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.function.BiPredicate;

/**
 * What a scenario works with, in one case: the cluster's parts by their nouns, and what it expects
 * of them. Waiting, controls and cleaning up are done here.
 */
public final class Lab {

    /** The most backends of one Service; with more, seeing each of them takes too many draws. */
    public static final int MOST_BACKENDS = 10;

    /** The labels that agents' pods carry. */
    public static final String LABEL_PREFIX = "k8s-service-validator/";

    /** The label with the agent's own name, so that a Service can select exactly it. */
    public static final String AGENT_LABEL = LABEL_PREFIX + "agent";

    /** The label of the agents of the pod network that stand ready as backends, in groups. */
    public static final String GROUP_LABEL = LABEL_PREFIX + "group";

    /**
     * The name by which agents of the pod network declare the first of their TCP ports, which has
     * not the same number in all spares. A spare declares its second one by its own name.
     */
    public static final String FIRST_PORT_NAME = "first";

    private final Case theCase;
    private final Surroundings around;
    private final Steps steps;
    private final ChangeClock clock;
    private final Clients clients;
    private final Services services;
    private final DedicatedAgents dedicated;
    private final ClusterDns dns;

    Lab(CaseObjects objects, Steps steps, ChangeClock clock) {
        this.theCase = objects.theCase();
        this.around = objects.around();
        this.steps = steps;
        this.clock = clock;
        this.clients = new Clients(around);
        this.services = new Services(objects, clock);
        this.dedicated = new DedicatedAgents(objects);
        this.dns = new ClusterDns(objects, null);
    }

    /**
     * Runs a case and leaves nothing of it behind. Never throws: what goes wrong is the outcome.
     */
    public static CaseResult run(Case theCase, Surroundings around) {
        return CaseRun.run(theCase, around);
    }

    // The parts of the cluster.

    /** The agents to ask from. */
    public Clients clients() {
        return clients;
    }

    /** The Services, to make and to find. */
    public Services services() {
        return services;
    }

    /** The agents that the case has for itself. */
    public DedicatedAgents dedicated() {
        return dedicated;
    }

    /** The cluster's DNS Service. */
    public ClusterDns dns() {
        return dns;
    }

    /** What kube-proxy says of itself. */
    public KubeProxy kubeProxy() {
        return new KubeProxy(around);
    }

    public Facts facts() {
        return around.facts();
    }

    /**
     * The case's family.
     *
     * @throws IllegalStateException if the scenario runs once for all
     */
    public Family family() {
        return theCase.onlyFamily();
    }

    /**
     * The case's protocol.
     *
     * @throws IllegalStateException if the scenario runs once for all
     */
    public Protocol protocol() {
        return theCase.onlyProtocol();
    }

    /** Short for {@link Clients#pods}. */
    public List<Place> pods() {
        return clients.pods();
    }

    /** Short for {@link Clients#hosts}. */
    public List<Place> hosts() {
        return clients.hosts();
    }

    /** Short for {@link Clients#spares}. */
    public List<Place> spares() {
        return clients.spares();
    }

    /** Short for {@link Clients#podsAndHosts}. */
    public List<Place> podsAndHosts() {
        return clients.podsAndHosts();
    }

    /** Short for {@link Clients#everywhere}. */
    public List<Place> everywhere() {
        return clients.everywhere();
    }

    /** Short for {@link Clients#sample}. */
    public List<Place> sample() {
        return clients.sample();
    }

    /** The address of the case's family by which a place is known; not applicable without one. */
    public Address addressOf(Place place) {
        return place.known(family());
    }

    /**
     * A pod's own address, past every Service. It is its own control: where the pod network fails,
     * nothing is said of Services.
     */
    public Access directly(Place pod) {
        Target target = pod.direct(family(), protocol());
        return new Access(target, List.of(pod), List.of(target), List.of(), null);
    }

    /**
     * These targets, each dialled by a new socket from one local port for the whole case: to
     * connection tracking all attempts are one flow.
     */
    public List<Access> fromPinnedPort(List<Access> accesses) {
        return accesses.stream().map(access -> access.fromPinnedPort(sourcePort(access))).toList();
    }

    /**
     * These targets, each over one socket that is kept until the case ends: a connected UDP socket,
     * which is connected anew only after an error, or a TCP stream, which is never.
     */
    public List<Access> overKeptSockets(List<Access> accesses) {
        return accesses.stream().map(access -> access.overKeptSocket(sourcePort(access))).toList();
    }

    private int sourcePort(Access access) {
        return around.addresses().sourcePortFor(access.target());
    }

    // What the case comes to.

    /**
     * Ends the case unless this holds: as not applicable, or as inconclusive while agents are
     * missing.
     *
     * @param what for a person: follows "needs"
     */
    public void require(boolean holds, String what) {
        if (!holds) {
            throw new Ended(around.without(what));
        }
    }

    /**
     * Ends the case as not applicable, whatever it has recorded.
     *
     * @param why for a person, one clause
     */
    public void notApplicable(String why) {
        throw new Ended(new Outcome.NotApplicable(why));
    }

    /**
     * Ends the case as a violation unless something holds that no packet shows.
     *
     * @param sentence what is wrong if not
     */
    public void check(boolean holds, String sentence) {
        if (!holds) {
            throw new Ended(new Outcome.Violates(sentence));
        }
    }

    /**
     * Waits until everything is as expected or the budget of the last change ends, then asks each
     * cell once more and judges that. What does not conform ends the case.
     *
     * <p>Expected silence may only mean that a proxy has not seen the Service yet. So a new Service
     * is created first and must be served: proxies hear of changes in their order.
     */
    public void expect(String step, List<Place> from, List<Access> to, Expected expected) {
        Grid grid = Grid.of(from, to, expected);
        beforeAsking(step, steps.silentFromTheFirst(grid));
        steps.ask(step, grid);
    }

    /** A node port that was in use short ago has to be forgotten by every node's proxy first. */
    private void beforeAsking(String step, List<Place> silent) {
        List<Place> from = services.takeReused() ? steps.everyNode() : silent;
        if (!from.isEmpty()) {
            awaitChanges("before \"" + step + "\": a Service made later", from);
        }
    }

    /**
     * Waits until the proxies of these places have seen all changes so far, which no answer of the
     * changed Service may show: a Service that is made now has to be served.
     */
    public void awaitChanges(String step, List<Place> from) {
        Duration most = clock.budget();
        steps.ask(step, Grid.of(from, services.later().clusterIp(), answeredByBackends()));
        services.takeReused();
        clock.budget(most);
    }

    /**
     * Asks where there is no backend yet, from the first moment on, when proxies may not have heard
     * of the Service: what they remember of that is the next step's matter. An answer ends the
     * case.
     */
    public void askTooEarly(String step, List<Place> from, List<Access> to) {
        services.settle();
        beforeAsking(step, List.of());
        steps.ask(step, Grid.of(from, to, Expected.everywhere(Expectation.notAnswered())));
    }

    /**
     * Like {@link #expect}, but the waiting begins before the change does, so that the time until
     * the change is seen is measured from its beginning.
     */
    public void expectAfter(
            Runnable change, String step, List<Place> from, List<Access> to, Expected expected) {
        beforeAsking(step, List.of());
        steps.ask(step, Grid.of(from, to, expected), change, Judging::judge);
    }

    /**
     * Asks all the time while something is done, such as changes and the steps that see them: every
     * attempt counts. What does not conform ends the case.
     */
    public void during(
            String step, List<Place> from, List<Access> to, Expected expected, Runnable done) {
        beforeAsking(step, List.of());
        steps.during(step, Grid.of(from, to, expected), done);
    }

    /** Notes what happens in each cell; judges nothing. */
    public void record(String step, List<Place> from, List<Access> to) {
        record(step, from, to, (place, access) -> true);
    }

    /** Notes what happens in these cells; judges nothing. */
    public Recording record(
            String step, List<Place> from, List<Access> to, BiPredicate<Place, Access> cells) {
        beforeAsking(step, List.of());
        Grid grid = Grid.of(from, to, Expected.recordedWhere(cells));
        return new Recording(grid, steps.ask(step, grid));
    }

    /**
     * Moves a payload from each place to each target's one backend and back, several times, one
     * after another, and notes how long that takes; a place to itself is not asked. Next to every
     * transfer through a Service there is one past it.
     */
    public void measure(String step, List<Place> from, List<Access> to) {
        steps.ask(step, Grid.of(from, to, Expected.measured()), null, Measuring::measure);
    }
}
