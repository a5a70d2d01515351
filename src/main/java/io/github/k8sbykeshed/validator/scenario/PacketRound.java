package io.github.k8sbykeshed.validator.scenario;

import io.github.k8sbykeshed.validator.expect.Chance;
import io.github.k8sbykeshed.validator.probe.Attempt;
import io.github.k8sbykeshed.validator.probe.Family;
import io.github.k8sbykeshed.validator.probe.Observation.Answered;
import io.github.k8sbykeshed.validator.probe.Observation.NotObserved;
import io.github.k8sbykeshed.validator.probe.Probe;
import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.probe.Reply;
import io.github.k8sbykeshed.validator.probe.Target;
import io.github.k8sbykeshed.validator.result.LossTable;
import io.github.k8sbykeshed.validator.result.LossTable.Draw;
import io.github.k8sbykeshed.validator.result.LossTable.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The round at the end of a run: so many new connections from each node by Services, and as many
 * past them to the same backends, that a proxy that fails few of all connections shows, and a
 * network that loses packets. Both take turns.
 *
 * <p>Whether a proxy fails more than the way past it is asked once more, with draws of its own,
 * where some of the first ones failed: what was looked for among many is not judged by the draws
 * that it was found in.
 */
public final class PacketRound {

    /** The share of failing connections that is to be seen. */
    static final double SHARE = 0.02;

    /** From each node in each protocol and family: 2% are missed three times in ten thousand. */
    static final int DRAWS = 400;

    /** Where some of them failed: enough to blame a proxy for 2%. */
    static final int CONFIRMING = 2_000;

    /** Other nodes that each node draws from, the next ones in a ring. */
    private static final int PEERS = 8;

    /** One in so many draws is of a Service of several pods. */
    private static final int GROUP_EVERY = 5;

    /** Of all nodes together: of a thousand nodes fewer are drawn from each. */
    private static final int MOST_PAIRS = 200_000;

    private static final int IN_FLIGHT = 32;

    private static final Duration MOST = Duration.ofSeconds(8);

    private static final Duration REPORTING = Duration.ofSeconds(5);

    /** What is drawn: from one node, in one protocol and family. */
    private record Lot(String node, Protocol protocol, Family family) {}

    /** One draw by a Service, and one past it to a pod that is behind it. */
    private record Pair(Place from, Probe by, List<Place> backends, Probe past, Place backend) {
        static Pair of(Place from, Access to, Place backend, Lot lot) {
            Target direct = backend.direct(lot.family(), lot.protocol());
            return new Pair(
                    from,
                    Probe.once(to.target(), Asking.PACKET_MILLIS),
                    to.backends(),
                    Probe.once(direct, Asking.PACKET_MILLIS),
                    backend);
        }
    }

    private record Drawn(Pair pair, Plan.Ref by, Plan.Ref past) {
        static Drawn of(Plan plan, Pair pair) {
            return new Drawn(
                    pair, plan.add(pair.from(), pair.by()), plan.add(pair.from(), pair.past()));
        }
    }

    private final Surroundings around;

    private PacketRound(Surroundings around) {
        this.around = around;
    }

    /**
     * Asks, and says how many packets were lost in the run as a whole.
     *
     * @param maxLoss the share that may be lost, 0 to 1
     * @throws InterruptedException if interrupted; what is under way is given up
     */
    public static LossTable ask(Surroundings around, double maxLoss) throws InterruptedException {
        return new PacketRound(around).ask(maxLoss);
    }

    private LossTable ask(double maxLoss) throws InterruptedException {
        List<Lot> lots = new ArrayList<>();
        for (Place pod : around.pods()) {
            for (Protocol protocol : Protocol.values()) {
                for (Family family : around.facts().families()) {
                    lots.add(new Lot(pod.node(), protocol, family));
                }
            }
        }
        List<Draw> draws = draw(lots, DRAWS);
        List<Integer> doubtful = new ArrayList<>();
        for (int i = 0; i < draws.size(); i++) {
            if (isDoubtful(draws.get(i))) {
                doubtful.add(i);
            }
        }
        if (!doubtful.isEmpty()) {
            List<Draw> again = draw(doubtful.stream().map(lots::get).toList(), CONFIRMING);
            for (int i = 0; i < doubtful.size(); i++) {
                draws.set(doubtful.get(i), again.get(i));
            }
        }
        return new LossTable(
                maxLoss,
                around.memory().packets().counts(),
                draws.stream().filter(each -> each.drawn() > 0).toList());
    }

    /** Failed more often than past it, if only a little. */
    static boolean isDoubtful(Draw draw) {
        return draw.failed() > 0
                && Chance.thatOneIsHitMore(
                                draw.failed(),
                                draw.drawn(),
                                draw.directFailed(),
                                draw.directDrawn())
                        < 0.6;
    }

    private List<Draw> draw(List<Lot> lots, int times) throws InterruptedException {
        Plan plan = new Plan();
        int most = Math.min(times, MOST_PAIRS / Math.max(1, lots.size()));
        List<List<Drawn>> drawn = new ArrayList<>();
        List<List<Pair>> pairs = lots.stream().map(this::pairs).toList();
        lots.forEach(lot -> drawn.add(new ArrayList<>()));
        // In turns, so that what is cut short is cut short for all.
        for (int i = 0; i < most; i++) {
            for (int lot = 0; lot < lots.size(); lot++) {
                List<Pair> of = pairs.get(lot);
                if (!of.isEmpty()) {
                    drawn.get(lot).add(Drawn.of(plan, of.get(i % of.size())));
                }
            }
        }
        Plan.Running running = plan.start(around.prober(), IN_FLIGHT);
        try {
            if (!running.await(MOST)) {
                running.stop();
                running.await(REPORTING);
            }
        } catch (InterruptedException e) {
            running.abandon();
            throw e;
        }
        List<Draw> draws = new ArrayList<>();
        for (int lot = 0; lot < lots.size(); lot++) {
            draws.add(count(lots.get(lot), drawn.get(lot), running));
        }
        return draws;
    }

    private Draw count(Lot lot, List<Drawn> drawn, Plan.Running running) {
        int by = 0;
        int byFailed = 0;
        int past = 0;
        int pastFailed = 0;
        for (Drawn each : drawn) {
            Pair pair = each.pair();
            List<Place> alone = List.of(pair.backend());
            Attempt service = running.attempts(each.by()).getFirst();
            Attempt direct = running.attempts(each.past()).getFirst();
            if (!(service.observation() instanceof NotObserved)) {
                by++;
                byFailed += isBy(pair.backends(), service) ? 0 : 1;
                count(pair.from(), pair.by(), pair.backends(), Path.SERVICE, service);
            }
            if (!(direct.observation() instanceof NotObserved)) {
                past++;
                pastFailed += isBy(alone, direct) ? 0 : 1;
                count(pair.from(), pair.past(), alone, Path.DIRECT, direct);
            }
        }
        return new Draw(lot.node(), lot.protocol(), lot.family(), by, byFailed, past, pastFailed);
    }

    private void count(Place from, Probe probe, List<Place> to, Path path, Attempt attempt) {
        around.memory().packets().count(from, probe.target(), to, path, attempt);
    }

    private static boolean isBy(List<Place> backends, Attempt attempt) {
        return attempt.observation() instanceof Answered(Reply.Identity by)
                && backends.stream().anyMatch(each -> each.id().equals(by.agent()));
    }

    /** What is drawn from a node, in turns: by each of its agents, of each of some other pods. */
    private List<Pair> pairs(Lot lot) {
        List<Place> from = new ArrayList<>();
        around.pods().stream().filter(each -> isAt(each, lot)).forEach(from::add);
        around.hosts().stream().filter(each -> isAt(each, lot)).forEach(from::add);
        List<Access> single = new ArrayList<>();
        List<Access> group = new ArrayList<>();
        for (Service service : around.standing().services()) {
            List<Access> accesses =
                    service.only(List.of(lot.family()), List.of(lot.protocol()))
                            .state()
                            .viaClusterIps();
            if (!accesses.isEmpty() && !service.backends().isEmpty()) {
                (service.backends().size() == 1 ? single : group).add(accesses.getFirst());
            }
        }
        List<Access> peers = peers(lot, single);
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < GROUP_EVERY * Math.max(1, peers.size()); i++) {
            for (Place place : from) {
                boolean isGroup = i % GROUP_EVERY == GROUP_EVERY - 1 && !group.isEmpty();
                List<Access> targets = isGroup ? group : peers;
                if (!targets.isEmpty()) {
                    Access to = targets.get(i % targets.size());
                    Place backend = to.backends().get(i % to.backends().size());
                    if (!backend.equals(place)) {
                        pairs.add(Pair.of(place, to, backend, lot));
                    }
                }
            }
        }
        return pairs;
    }

    private boolean isAt(Place place, Lot lot) {
        return place.node().equals(lot.node()) && place.address(lot.family()).isPresent();
    }

    /** The Services of the next nodes in a ring. */
    private static List<Access> peers(Lot lot, List<Access> single) {
        int own = 0;
        for (int i = 0; i < single.size(); i++) {
            if (single.get(i).backends().getFirst().node().equals(lot.node())) {
                own = i;
            }
        }
        List<Access> peers = new ArrayList<>();
        for (int i = 1; i <= single.size() && peers.size() < PEERS; i++) {
            Access next = single.get((own + i) % single.size());
            Place backend = next.backends().getFirst();
            if (!backend.node().equals(lot.node()) && backend.address(lot.family()).isPresent()) {
                peers.add(next);
            }
        }
        return peers;
    }
}
