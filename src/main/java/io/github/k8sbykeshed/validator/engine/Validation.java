package io.github.k8sbykeshed.validator.engine;

import io.github.k8sbykeshed.validator.result.CaseResult;
import io.github.k8sbykeshed.validator.result.Progress;
import io.github.k8sbykeshed.validator.scenario.Case;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.platform.commons.JUnitException;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TagFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The cases that a selection holds: the JUnit Platform launcher finds them once, and runs them. */
public final class Validation {

    private final ValidatorEngine engine;
    private final Launcher launcher;
    private final TestPlan plan;
    private final List<Case> cases;

    private Validation(ValidatorEngine engine, Launcher launcher, TestPlan plan, List<Case> all) {
        this.engine = engine;
        this.launcher = launcher;
        this.plan = plan;
        Set<String> names =
                plan.getRoots().stream()
                        .flatMap(root -> plan.getDescendants(root).stream())
                        .filter(TestIdentifier::isTest)
                        .map(TestIdentifier::getDisplayName)
                        .collect(Collectors.toSet());
        this.cases = all.stream().filter(each -> names.contains(each.name())).toList();
    }

    /**
     * Selects cases.
     *
     * @throws IllegalArgumentException if the selection's labels are no expression, or one of its
     *     names is of no case at all; the message is fit for a person
     */
    public static Validation of(List<Scenario> scenarios, Selection selection) {
        List<Case> all = scenarios.stream().flatMap(each -> Case.of(each).stream()).toList();
        refuseUnknown(all, selection);
        var engine = new ValidatorEngine(scenarios);
        Launcher launcher = LauncherFactory.create(config(engine));
        return new Validation(engine, launcher, launcher.discover(request(selection)), all);
    }

    /** The cases that a selection holds, in order; as {@link #of}, where nothing is to be run. */
    public static List<Case> select(List<Scenario> scenarios, Selection selection) {
        return of(scenarios, selection).cases();
    }

    /** Beside a good name, a misspelt one would not be missed. */
    private static void refuseUnknown(List<Case> all, Selection selection) {
        for (String name : selection.plainNames()) {
            var alone = new Selection(null, null, List.of(name));
            if (all.stream().noneMatch(alone::holds)) {
                throw new IllegalArgumentException(
                        "There is no scenario, feature or case "
                                + name
                                + "; svc-test list shows all names.");
            }
        }
    }

    /** What is selected, in order. */
    public List<Case> cases() {
        return cases;
    }

    /**
     * Runs what is selected and blocks until it is done; may be called once. An interrupt stops it:
     * what did not run is reported as such.
     *
     * @param body runs one case
     * @param concurrency how many cases at a time, at least 1
     * @param left the time that all may take together
     * @param told hear of every case
     */
    public void run(
            Function<Case, CaseResult> body, int concurrency, Duration left, List<Progress> told) {
        var runner = new CaseRunner(body, concurrency, left);
        engine.runsWith(runner);
        launcher.execute(
                plan,
                told.stream()
                        .map(each -> new ProgressListener(each, runner::result))
                        .toArray(TestExecutionListener[]::new));
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
