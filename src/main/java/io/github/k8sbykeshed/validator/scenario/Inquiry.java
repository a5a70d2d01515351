package io.github.k8sbykeshed.validator.scenario;

import io.github.k8sbykeshed.validator.expect.Arrival;
import io.github.k8sbykeshed.validator.probe.Attempt;
import io.github.k8sbykeshed.validator.probe.Observation.TimedOut;
import io.github.k8sbykeshed.validator.probe.Sighting;
import io.github.k8sbykeshed.validator.probe.Sought;
import io.github.k8sbykeshed.validator.probe.Target.Speech;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Asks the other end about attempts that were silent: whether they reached the backend, and whether
 * it answered in time.
 */
final class Inquiry {

    /** As long as an overloaded agent may take to say what reached it. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    /** More silent attempts of a round than this tell nothing new. */
    private static final int MAX_ATTEMPTS = 1_000;

    /** How many agents are asked beside the backends, where attempts may have gone by mistake. */
    private static final int MAX_OTHERS = 50;

    /**
     * An answer that was given so shortly before the client gave up is late: the clocks of both
     * ends meet in the driver, which asks each of them in turn.
     */
    private static final long MARGIN_MICROS = 500_000;

    /**
     * A cell of which some attempts were silent.
     *
     * @param attempts all of its attempts
     * @param startedNanos when their batch began, by {@link System#nanoTime} of this process
     */
    record Silent(Place from, Access to, List<Attempt> attempts, long startedNanos) {

        /** Whether there was a silence that an agent can know of, as a DNS server does not. */
        boolean canBeAskedAbout() {
            return !to.backends().isEmpty()
                    && to.target().speech() instanceof Speech.ToAgent
                    && attempts.stream().anyMatch(each -> each.observation() instanceof TimedOut);
        }

        private List<Sought> sought(long now) {
            List<Sought> all = new ArrayList<>();
            for (Attempt each : attempts) {
                if (each.observation() instanceof TimedOut) {
                    long began = startedNanos + each.startMicros() * 1_000;
                    all.add(
                            new Sought(
                                    to.target().protocol(),
                                    each.trail().nonce(),
                                    each.trail().localPort(),
                                    Math.max(0, (now - began) / 1_000),
                                    each.tookMicros()));
                }
            }
            return all;
        }
    }

    private enum Fate {
        NOWHERE,
        ELSEWHERE,
        ANSWERED,
        LATE,
        UNKNOWN
    }

    private final Prober prober;
    private final Map<Place, List<Sighting>> said = new HashMap<>();

    private Inquiry(Prober prober) {
        this.prober = prober;
    }

    /**
     * What became of the silent attempts of each of these cells, in their order.
     *
     * @param others agents that are asked beside the backends
     */
    static List<Arrival> about(List<Silent> cells, Collection<Place> others, Prober prober)
            throws InterruptedException {
        return new Inquiry(prober).of(cells, others);
    }

    private List<Arrival> of(List<Silent> cells, Collection<Place> others)
            throws InterruptedException {
        long now = System.nanoTime();
        List<Sought> sought = new ArrayList<>();
        Set<Place> backends = new LinkedHashSet<>();
        for (Silent cell : cells) {
            if (sought.size() < MAX_ATTEMPTS) {
                sought.addAll(cell.sought(now));
                backends.addAll(cell.to().backends());
            }
        }
        Set<Place> asked = new LinkedHashSet<>(backends);
        others.stream()
                .filter(each -> !each.ports().isEmpty())
                .limit(MAX_OTHERS)
                .forEach(asked::add);
        ask(List.copyOf(asked), sought);
        List<Arrival> arrivals = new ArrayList<>();
        int next = 0;
        for (Silent cell : cells) {
            int[] counts = new int[Fate.values().length];
            for (Sought each : cell.sought(now)) {
                Fate fate =
                        next < sought.size()
                                ? fate(cell.to().backends(), each, next)
                                : Fate.UNKNOWN;
                counts[fate.ordinal()]++;
                next++;
            }
            arrivals.add(
                    new Arrival(
                            counts[Fate.NOWHERE.ordinal()],
                            counts[Fate.ELSEWHERE.ordinal()],
                            counts[Fate.ANSWERED.ordinal()],
                            counts[Fate.LATE.ordinal()],
                            counts[Fate.UNKNOWN.ordinal()]));
        }
        return arrivals;
    }

    private void ask(List<Place> places, List<Sought> sought) throws InterruptedException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<List<Sighting>>> questions = new ArrayList<>();
            for (Place place : places) {
                questions.add(() -> prober.seek(place, sought, PATIENCE));
            }
            List<Future<List<Sighting>>> answers = threads.invokeAll(questions);
            for (int i = 0; i < places.size(); i++) {
                if (answers.get(i).state() == Future.State.SUCCESS
                        && answers.get(i).resultNow().size() == sought.size()) {
                    said.put(places.get(i), answers.get(i).resultNow());
                }
            }
        }
    }

    private Fate fate(List<Place> backends, Sought attempt, int number) {
        boolean stalled = false;
        for (Place backend : backends) {
            List<Sighting> all = said.get(backend);
            if (all == null) {
                continue;
            }
            Sighting seen = all.get(number);
            if (seen.arrivals() > 0) {
                return isInTime(seen, attempt) ? Fate.ANSWERED : Fate.LATE;
            }
            // What waits to be accepted has arrived, which an agent that stands still cannot know.
            stalled |= seen.stalledMicros() > attempt.tookMicros() / 2;
        }
        if (stalled) {
            return Fate.LATE;
        }
        boolean elsewhere = said.values().stream().anyMatch(all -> all.get(number).arrivals() > 0);
        return elsewhere
                ? Fate.ELSEWHERE
                : said.keySet().containsAll(backends) ? Fate.NOWHERE : Fate.UNKNOWN;
    }

    private static boolean isInTime(Sighting seen, Sought attempt) {
        return seen.answeredMicros() >= 0
                && seen.answeredMicros() < attempt.tookMicros() - MARGIN_MICROS;
    }
}
