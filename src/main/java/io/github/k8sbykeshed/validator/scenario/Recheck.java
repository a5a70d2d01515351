package io.github.k8sbykeshed.validator.scenario;

import io.github.k8sbykeshed.validator.expect.Chance;
import io.github.k8sbykeshed.validator.expect.Comparison;
import io.github.k8sbykeshed.validator.probe.Source;
import io.github.k8sbykeshed.validator.probe.Target;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Asks again where a cell was silent: by the Service and past it, alternately and equally often,
 * and each packet counts. Only a Service that loses more than the network between the same nodes is
 * to blame. It is a test of its own, with its own draws: what led to it is not counted again.
 */
final class Recheck {

    /**
     * How often each of both is asked, stage after stage; a stage follows only if those before do
     * not tell. Twelve of twelve beside none of twelve are enough to blame a Service, and twenty of
     * two thousand beside none. Forty are enough to meet a network that loses 5% both ways, and all
     * of them to meet one that loses 0.1%, whose silences are as rare as one in some thousand runs.
     */
    static final int[] STAGES = {12, 28, 412, 2_000};

    /** From this stage on a stage is long. */
    private static final int LONG = 2;

    /**
     * Cells of one round that are asked about in each stage: some ten thousand packets at most. The
     * others follow what comes of these.
     */
    private static final int[] MAX_CELLS = {48, 48, 16, 4};

    /** A difference that chance makes more rarely than this is worth another stage. */
    private static final double SUSPICION = 0.2;

    /** What {@link #SUSPICION} is where the network is known to lose more than {@link #EVIDENT}. */
    private static final double SUSPICION_BESIDE_LOSS = 1e-3;

    /** A share of packets that no healthy network loses. */
    private static final double EVIDENT = 0.01;

    /** How rarely a network may be called one that loses {@link #EVIDENT}. */
    private static final double EVIDENT_MISS = 1e-3;

    /**
     * Few, since other cases ask from the same agent, which makes 512 attempts at a time: those of
     * all cases that recheck at once must not keep theirs waiting.
     */
    private static final int IN_FLIGHT = 32;

    /** Of Services with many backends, and load balancers whose clients come to any node. */
    private static final int MAX_WAYS = 12;

    /** A cell whose silence is in question. */
    record Doubt(Place from, Access to) {}

    /** What is found out about one cell. */
    private static final class Question {
        private final String node;
        private final Leg service;

        /** The ways that packets may take past the Service, each leg after leg. */
        private final List<List<Leg>> ways;

        Question(Doubt doubt) {
            node = doubt.from().node();
            service = Leg.byService(doubt.from(), doubt.to());
            ways = ways(doubt.from(), doubt.to());
        }

        List<Leg> legs() {
            List<Leg> all = new ArrayList<>(List.of(service));
            ways.forEach(all::addAll);
            return all;
        }

        /**
         * Alternately, so that both meet the same network. In the long stages the ways share what
         * is sent past the Service.
         */
        void ask(Plan plan, int stage) {
            int times = STAGES[stage];
            legs().forEach(leg -> leg.begin(plan, times));
            for (int i = 0; i < times; i++) {
                service.ask(plan);
                if (stage < LONG) {
                    ways.forEach(way -> way.forEach(leg -> leg.ask(plan)));
                } else {
                    ways.get(i % ways.size()).forEach(leg -> leg.ask(plan));
                }
            }
        }

        /** Of several ways it may have been the worst; if none of them loses, it was any. */
        Comparison comparison() {
            int sent = 0;
            int lost = -1;
            for (List<Leg> way : ways) {
                int sum = way.stream().mapToInt(Leg::lost).sum();
                if (sum > lost) {
                    lost = sum;
                    sent = leastSent(way);
                }
            }
            if (lost == 0) {
                sent = ways.stream().mapToInt(Question::leastSent).sum();
            }
            return new Comparison(service.sent(), service.lost(), sent, Math.clamp(lost, 0, sent));
        }

        private static int leastSent(List<Leg> way) {
            return way.stream().mapToInt(Leg::sent).min().orElse(0);
        }

        boolean isDecided() {
            return Recheck.isDecided(comparison());
        }
    }

    private Recheck() {}

    /** Whether what is known by now tells, so that no further stage is needed. */
    static boolean isDecided(Comparison now) {
        return now.blamesService()
                || now.blamesNetwork()
                        && now.directSent() >= STAGES[0] + STAGES[1]
                        && now.chance() > (isEvident(now) ? SUSPICION_BESIDE_LOSS : SUSPICION);
    }

    private static boolean isEvident(Comparison now) {
        var share = Chance.interval(now.directLost(), now.directSent(), EVIDENT_MISS);
        return share.low() > EVIDENT;
    }

    /** Whether a cell can be asked about: there has to be a way past the Service. */
    static boolean isPossible(Place from, Access to) {
        return !to.backends().equals(List.of(from)) && !ways(from, to).isEmpty();
    }

    /** What is found out about each of these cells, in their order. */
    static List<Comparison> of(List<Doubt> doubts, Surroundings around)
            throws InterruptedException {
        List<Doubt> asked = spread(doubts);
        List<Question> questions = asked.stream().map(Question::new).toList();
        List<Question> open = questions;
        for (int stage = 0; stage < STAGES.length && !open.isEmpty(); stage++) {
            open = open.subList(0, Math.min(open.size(), MAX_CELLS[stage]));
            open = stage < LONG ? ask(open, stage, around) : askAlone(open, stage, around);
        }
        Map<Doubt, Comparison> found = new LinkedHashMap<>();
        for (int i = 0; i < asked.size(); i++) {
            found.put(asked.get(i), questions.get(i).comparison());
        }
        return doubts.stream()
                .map(doubt -> found.containsKey(doubt) ? found.get(doubt) : like(doubt, found))
                .toList();
    }

    /** Asks in a stage; returns what is not decided by then. */
    private static List<Question> ask(List<Question> open, int stage, Surroundings around)
            throws InterruptedException {
        Plan plan = new Plan();
        open.forEach(question -> question.ask(plan, stage));
        Plan.Running running = plan.run(around.prober(), IN_FLIGHT);
        for (Question question : open) {
            question.legs().forEach(leg -> leg.hear(running));
            around.memory().rechecked().know(question.node, question, question.comparison());
        }
        return open.stream().filter(question -> !question.isDecided()).toList();
    }

    /**
     * A long stage is for one case at a time: what it shows of a node may spare all others theirs.
     */
    private static List<Question> askAlone(List<Question> open, int stage, Surroundings around)
            throws InterruptedException {
        Rechecked known = around.memory().rechecked();
        known.turn().acquire();
        try {
            List<Question> left =
                    open.stream().filter(question -> !known.isShown(question.node)).toList();
            return left.isEmpty() ? left : ask(left, stage, around);
        } finally {
            known.turn().release();
        }
    }

    /** As many as are asked about, from all sources alike. */
    private static List<Doubt> spread(List<Doubt> doubts) {
        if (doubts.size() <= MAX_CELLS[0]) {
            return doubts;
        }
        Map<Place, List<Doubt>> bySource = new HashMap<>();
        doubts.forEach(
                each -> bySource.computeIfAbsent(each.from(), f -> new ArrayList<>()).add(each));
        List<Doubt> spread = new ArrayList<>();
        for (int round = 0; spread.size() < MAX_CELLS[0]; round++) {
            Set<Place> seen = new HashSet<>();
            for (Doubt each : doubts) {
                List<Doubt> own = bySource.getOrDefault(each.from(), List.of());
                if (seen.add(each.from()) && round < own.size() && spread.size() < MAX_CELLS[0]) {
                    spread.add(own.get(round));
                }
            }
        }
        return spread;
    }

    /**
     * What is known of a cell that was not asked about: what speaks for the Service comes first.
     */
    private static Comparison like(Doubt doubt, Map<Doubt, Comparison> found) {
        return found.entrySet().stream()
                .sorted(
                        Comparator.comparing((Map.Entry<Doubt, Comparison> each) ->
                                        !each.getKey().from().equals(doubt.from()))
                                .thenComparing(each -> !each.getValue().blamesNetwork()))
                .findFirst()
                .orElseThrow()
                .getValue();
    }

    /**
     * One for each backend and each node that may forward to it. A client may be sent to one of the
     * backends alone: what is lost on the way to all of them together says nothing of that.
     */
    private static List<List<Leg>> ways(Place from, Access to) {
        List<Target> direct =
                to.controls().direct().stream()
                        .filter(target -> !target.traits().agent().equals(from.id()))
                        .toList();
        if (direct.isEmpty()) {
            return List.of();
        }
        List<Place> forwarders =
                to.controls().forwarders().stream()
                        .filter(each -> mayForward(each, from, to))
                        .toList();
        List<List<Leg>> ways = new ArrayList<>();
        if (forwarders.isEmpty()) {
            boolean outside = from.kind() == Source.Kind.OUTSIDE;
            List<Target> targets = outside ? to.controls().directOutside() : direct;
            targets.forEach(target -> ways.add(List.of(Leg.past(from, target, to))));
        }
        for (Place by : forwarders) {
            if (by.node().equals(from.node())) {
                direct.forEach(target -> ways.add(List.of(Leg.past(from, target, to))));
            } else {
                to.controls().direct().forEach(target -> ways.add(way(from, by, target, to)));
            }
        }
        return ways.size() > MAX_WAYS ? ways.subList(0, MAX_WAYS) : ways;
    }

    /** To the node that forwards, and on to a backend. */
    private static List<Leg> way(Place from, Place by, Target backend, Access to) {
        List<Leg> legs = new ArrayList<>();
        if (by.address(to.target().family()).isPresent()) {
            Target own = by.direct(to.target().family(), to.target().protocol());
            legs.add(Leg.past(from, own, to));
        }
        legs.add(Leg.past(by, backend, to));
        return legs;
    }

    /** A load balancer's address is served on a client's own node, if it is on one. */
    static boolean mayForward(Place forwarder, Place from, Access to) {
        return to.target().reach() != Target.Reach.LOAD_BALANCER
                || from.kind() == Source.Kind.OUTSIDE
                || forwarder.node().equals(from.node());
    }
}
