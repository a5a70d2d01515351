package io.github.k8sbykeshed.validator.engine;

import io.github.k8sbykeshed.validator.result.CaseResult;
import io.github.k8sbykeshed.validator.result.Progress;
import java.util.function.Function;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Passes what the JUnit Platform tells of a run on to a {@link Progress}, with the whole result of
 * a case, of which the platform itself knows only whether it failed and why.
 */
final class ProgressListener implements TestExecutionListener {

    private final Progress progress;
    private final Function<String, CaseResult> results;

    /**
     * @param results the result of the case that has this name and has ended
     */
    ProgressListener(Progress progress, Function<String, CaseResult> results) {
        this.progress = progress;
        this.results = results;
    }

    @Override
    public void testPlanExecutionStarted(TestPlan plan) {
        progress.planned(Math.toIntExact(plan.countTestIdentifiers(TestIdentifier::isTest)));
    }

    @Override
    public void executionStarted(TestIdentifier identifier) {
        if (identifier.isTest()) {
            progress.started(identifier.getDisplayName());
        }
    }

    @Override
    public void executionSkipped(TestIdentifier identifier, String reason) {
        ended(identifier);
    }

    @Override
    public void executionFinished(TestIdentifier identifier, TestExecutionResult result) {
        ended(identifier);
    }

    private void ended(TestIdentifier identifier) {
        if (identifier.isTest()) {
            progress.finished(results.apply(identifier.getDisplayName()));
        }
    }
}
