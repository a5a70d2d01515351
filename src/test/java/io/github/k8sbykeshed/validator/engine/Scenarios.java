package io.github.k8sbykeshed.validator.engine;

import io.github.k8sbykeshed.validator.result.CaseResult;
import io.github.k8sbykeshed.validator.result.Outcome;
import io.github.k8sbykeshed.validator.result.Progress;
import io.github.k8sbykeshed.validator.scenario.Case;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import io.github.k8sbykeshed.validator.scenario.Spec;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Scenarios that no cluster is needed for: what becomes of a case is up to the test. */
final class Scenarios {

    private Scenarios() {}

    record Idle(Spec spec) implements Scenario {
        @Override
        public void run(Lab lab) {
            throw new IllegalStateException("a test runs cases by itself");
        }
    }

    static Scenario of(String id, String... labels) {
        Spec spec = Spec.of(id, "what " + id + " shows");
        for (String label : labels) {
            spec = spec.label(label);
        }
        return new Idle(spec);
    }

    static Scenario lasting(String id) {
        return new Idle(of(id).spec().lasts());
    }

    static Scenario quiet(String id) {
        return new Idle(Spec.of(id, "what " + id + " measures").runsInQuiet());
    }

    static Scenario onRequest(String id, String... labels) {
        return new Idle(of(id, labels).spec().runsOnRequest());
    }

    /** Two features with two scenarios each, of four cases each. */
    static List<Scenario> four() {
        return List.of(
                of("clusterip/basic", "type=cluster_ip"),
                of("clusterip/basic-more", "type=cluster_ip", "slow=yes"),
                of("dns/names", "type=dns"),
                of("nodeport/basic", "type=node_port", "slow=yes"));
    }

    static Function<Case, CaseResult> conforming() {
        return each -> each.without(new Outcome.Conforms());
    }

    /** What a run told of itself. */
    static final class Told implements Progress {
        final List<Integer> planned = new ArrayList<>();
        final List<String> started = new ArrayList<>();
        final List<CaseResult> finished = new ArrayList<>();

        @Override
        public synchronized void planned(int cases) {
            planned.add(cases);
        }

        @Override
        public synchronized void started(String name) {
            started.add(name);
        }

        @Override
        public synchronized void finished(CaseResult result) {
            finished.add(result);
        }

        synchronized List<String> names() {
            return finished.stream().map(CaseResult::name).sorted().toList();
        }

        synchronized Outcome outcome(String name) {
            return finished.stream()
                    .filter(result -> result.name().equals(name))
                    .findFirst()
                    .orElseThrow()
                    .outcome();
        }
    }

    static List<String> names(List<Scenario> scenarios) {
        return scenarios.stream()
                .flatMap(scenario -> Case.of(scenario).stream())
                .map(Case::name)
                .sorted()
                .toList();
    }
}
