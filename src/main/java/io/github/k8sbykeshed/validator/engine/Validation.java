package io.github.k8sbykeshed.validator.engine;

import io.github.k8sbykeshed.validator.result.CaseResult;
import io.github.k8sbykeshed.validator.result.Progress;
import io.github.k8sbykeshed.validator.scenario.Case;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.platform.commons.JUnitException;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TagFilter;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Selects and runs cases through the JUnit Platform launcher. */
public final class Validation {

    private Validation() {}

    /**
     * The cases that a selection holds, in order.
     *
     * @throws IllegalArgumentException if the selection's labels are no expression, or one of its
     *     names is of no case at all; the message is fit for a person
     */
    public static List<Case> select(List<Scenario> scenarios, Selection selection) {
        refuseUnknown(scenarios, selection);
        List<Case> selected = new ArrayList<>();
        var launcher = LauncherFactory.create(config(new ValidatorEngine(scenarios, idle())));
        TestPlan plan = launcher.discover(request(selection));
        List<String> names = new ArrayList<>();
        for (TestIdentifier root : plan.getRoots()) {
            for (TestIdentifier each : plan.getDescendants(root)) {
                if (each.isTest()) {
                    names.add(each.getDisplayName());
                }
            }
        }
        for (Scenario scenario : scenarios) {
            for (Case each : Case.of(scenario)) {
                if (names.contains(each.name())) {
                    selected.add(each);
                }
            }
        }
        return selected;
    }

    /** Beside a good name, a misspelt one would not be missed. */
    private static void refuseUnknown(List<Scenario> scenarios, Selection selection) {
        for (String name : selection.names()) {
            var alone = new Selection(null, null, List.of(name));
            boolean known =
                    scenarios.stream()
                            .flatMap(scenario -> Case.of(scenario).stream())
                            .anyMatch(alone::holds);
            if (!known) {
                throw new IllegalArgumentException(
                        "There is no scenario, feature or case "
                                + name
                                + "; svc-test list shows all names.");
            }
        }
    }

    /**
     * Runs what is selected and blocks until it is done. An interrupt stops it: what did not run is
     * reported as such.
     *
     * @param body runs one case
     * @param concurrency how many cases at a time, at least 1
     * @param left the time that all may take together
     */
    public static void run(
            List<Scenario> scenarios,
            Selection selection,
            Function<Case, CaseResult> body,
            Progress progress,
            int concurrency,
            Duration left) {
        var runner = new CaseRunner(body, progress, concurrency, left);
        LauncherFactory.create(config(new ValidatorEngine(scenarios, runner)))
                .execute(request(selection));
    }

    private static CaseRunner idle() {
        return new CaseRunner(
                each -> {
                    throw new IllegalStateException("nothing runs while cases are selected");
                },
                Progress.UNHEARD,
                1,
                Duration.ZERO);
    }

    /** Nothing is found by itself: what is on the class path must not decide what a run does. */
    private static LauncherConfig config(ValidatorEngine engine) {
        return LauncherConfig.builder()
                .enableTestEngineAutoRegistration(false)
                .enableLauncherSessionListenerAutoRegistration(false)
                .enableLauncherDiscoveryListenerAutoRegistration(false)
                .enablePostDiscoveryFilterAutoRegistration(false)
                .enableTestExecutionListenerAutoRegistration(false)
                .addTestEngines(engine)
                .build();
    }

    private static LauncherDiscoveryRequest request(Selection selection) {
        var request =
                LauncherDiscoveryRequestBuilder.request()
                        .enableImplicitConfigurationParameters(false);
        try {
            String labels = selection.labels();
            if (labels != null && !labels.isBlank()) {
                request.filters(TagFilter.includeTags(Selection.expression(labels)));
            }
            String skip = selection.skipLabels();
            if (skip != null && !skip.isBlank()) {
                request.filters(TagFilter.excludeTags(Selection.expression(skip)));
            }
        } catch (JUnitException e) {
            throw new IllegalArgumentException(
                    "the labels are no expression: write key=value, separated by commas or by & | !"
                            + " and parentheses ("
                            + e.getMessage()
                            + ")",
                    e);
        }
        request.filters(
                (PostDiscoveryFilter)
                        descriptor ->
                                FilterResult.includedIf(
                                        !(descriptor instanceof Descriptors.OfCase each)
                                                || selection.holds(each.get())));
        return request.build();
    }
}
