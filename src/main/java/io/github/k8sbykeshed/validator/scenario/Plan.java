package io.github.k8sbykeshed.validator.scenario;

import io.github.k8sbykeshed.validator.probe.Attempt;
import io.github.k8sbykeshed.validator.probe.Probe;
import io.github.k8sbykeshed.validator.probe.Series;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Probes to make at several places at the same time: one batch a place. Controls that several cells
 * share are made once.
 */
final class Plan {

    /** Where the result of a probe will be found. */
    record Ref(Place place, int index) {}

    private final Map<Place, List<Probe>> probes = new LinkedHashMap<>();
    private final Map<Place, Map<Probe, Ref>> shared = new HashMap<>();

    Ref add(Place place, Probe probe) {
        List<Probe> there = probes.computeIfAbsent(place, p -> new ArrayList<>());
        there.add(probe);
        return new Ref(place, there.size() - 1);
    }

    /** Adds a probe, or finds the equal one that was shared before. */
    Ref share(Place place, Probe probe) {
        return shared.computeIfAbsent(place, p -> new HashMap<>())
                .computeIfAbsent(probe, p -> add(place, p));
    }

    /** Makes all probes and waits for their results. */
    Running run(Prober prober, int inFlight) throws InterruptedException {
        Running running = start(prober, inFlight);
        try {
            if (!running.await(longest(inFlight))) {
                // What nobody will hear of must not keep others from their turn.
                running.abandon();
            }
            return running;
        } catch (InterruptedException e) {
            running.abandon();
            throw e;
        }
    }

    /** The longest that the plan can take when every attempt times out, with time for reports. */
    private Duration longest(int inFlight) {
        long most = 0;
        for (List<Probe> list : probes.values()) {
            long sum = 0;
            long longest = 0;
            for (Probe probe : list) {
                Probe.Repeat repeat = probe.repeat();
                long attempt = Math.max(probe.timeoutMillis(), repeat.everyMillis());
                long all =
                        repeat.goal() == null
                                ? attempt * repeat.attempts()
                                : repeat.budgetMillis() + attempt;
                sum += all;
                longest = Math.max(longest, all);
            }
            most = Math.max(most, sum / inFlight + longest);
        }
        return Duration.ofMillis(most).plusSeconds(30);
    }

    Running start(Prober prober, int inFlight) {
        Map<Place, Prober.Batch> batches = new LinkedHashMap<>();
        probes.forEach((place, list) -> {
            // A probe with a goal holds its place until the goal is met: a few dead targets must
            // not
            // keep the others waiting.
            int waiting = (int) list.stream().filter(each -> each.repeat().goal() != null).count();
            batches.put(place, prober.start(place, list, Math.max(inFlight, waiting)));
        });
        return new Running(batches);
    }

    /** A plan under way. */
    static final class Running {

        private final Map<Place, Prober.Batch> batches;
        private final Map<Place, List<Series>> results = new HashMap<>();

        private Running(Map<Place, Prober.Batch> batches) {
            this.batches = batches;
        }

        /** Waits until all results of all places are there, or so long; whether they are. */
        boolean await(Duration most) throws InterruptedException {
            long end = System.nanoTime() + most.toNanos();
            for (Prober.Batch batch : batches.values()) {
                long left = Math.max(0, end - System.nanoTime());
                if (!batch.await(Duration.ofNanos(left))) {
                    return false;
                }
            }
            return true;
        }

        /** Waits until every batch began, or so long. */
        void awaitStarted(Duration most) throws InterruptedException {
            long end = System.nanoTime() + most.toNanos();
            for (Prober.Batch batch : batches.values()) {
                while (batch.startedNanos().isEmpty()
                        && System.nanoTime() < end
                        && !batch.await(Duration.ofMillis(1))) {
                    continue;
                }
            }
        }

        Series result(Ref ref) {
            Prober.Batch batch = batches.get(ref.place());
            if (batch == null) {
                throw new IllegalArgumentException("nothing was asked at " + ref.place().id());
            }
            return results.computeIfAbsent(ref.place(), place -> batch.results()).get(ref.index());
        }

        /** What a place has reported by now. */
        List<Series> sofar(Place place) {
            Prober.Batch batch = batches.get(place);
            if (batch == null) {
                throw new IllegalArgumentException("nothing was asked at " + place.id());
            }
            return batch.results();
        }

        List<Attempt> attempts(Ref ref) {
            return result(ref).attempts();
        }

        /** Those of several probes, one probe after another. */
        List<Attempt> attempts(List<Ref> refs) {
            return refs.stream().flatMap(ref -> attempts(ref).stream()).toList();
        }

        OptionalLong startedNanos(Place place) {
            Prober.Batch batch = batches.get(place);
            return batch == null ? OptionalLong.empty() : batch.startedNanos();
        }

        void stop() {
            batches.values().forEach(Prober.Batch::stop);
        }

        void abandon() {
            batches.values().forEach(Prober.Batch::abandon);
        }
    }
}
