package io.github.k8sbykeshed.validator.engine;

import io.github.k8sbykeshed.validator.result.CaseResult;
import io.github.k8sbykeshed.validator.result.Outcome;
import io.github.k8sbykeshed.validator.scenario.Case;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.platform.engine.EngineExecutionListener;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;

/**
 * Tells the JUnit Platform what happens, in the order that it asks for: parents around children.
 */
final class Events {

    /** A case that violates: a failed assertion, as every JUnit listener knows it. */
    static final class Violation extends AssertionError {
        private static final long serialVersionUID = 1;

        Violation(String message) {
            super(message);
        }
    }

    /** A case of which nothing can be said: failed, but by no assertion. */
    static final class Unclear extends RuntimeException {
        private static final long serialVersionUID = 1;

        Unclear(String message) {
            super(message, null, false, false);
        }
    }

    private final TestDescriptor root;
    private final EngineExecutionListener listener;
    private final Map<String, Descriptors.OfCase> descriptors = new HashMap<>();
    private final Map<TestDescriptor, Integer> left = new HashMap<>();
    private final Set<TestDescriptor> started = new HashSet<>();

    Events(TestDescriptor root, EngineExecutionListener listener, List<Descriptors.OfCase> cases) {
        this.root = root;
        this.listener = listener;
        for (Descriptors.OfCase each : cases) {
            descriptors.put(each.get().name(), each);
            left.merge(parent(each), 1, Integer::sum);
        }
    }

    void engineStarted() {
        listener.executionStarted(root);
    }

    void engineFinished() {
        listener.executionFinished(root, TestExecutionResult.successful());
    }

    synchronized void started(Case theCase) {
        start(descriptor(theCase.name()));
    }

    synchronized void finished(CaseResult result) {
        Descriptors.OfCase descriptor = descriptor(result.name());
        if (!started.contains(descriptor)) {
            startParent(descriptor);
            listener.executionSkipped(descriptor, result.outcome().reason());
        } else {
            listener.executionFinished(
                    descriptor,
                    switch (result.outcome()) {
                        case Outcome.Conforms() -> TestExecutionResult.successful();
                        case Outcome.Violates(String why) ->
                                TestExecutionResult.failed(new Violation(why));
                        case Outcome.Inconclusive(String why) ->
                                TestExecutionResult.failed(new Unclear(why));
                        case Outcome.NotRun(String why) ->
                                TestExecutionResult.failed(new Unclear(why));
                        case Outcome.NotApplicable(String why) ->
                                TestExecutionResult.aborted(new Unclear(why));
                    });
        }
        TestDescriptor parent = parent(descriptor);
        if (left.merge(parent, -1, Integer::sum) == 0) {
            listener.executionFinished(parent, TestExecutionResult.successful());
        }
    }

    private void start(Descriptors.OfCase descriptor) {
        if (started.add(descriptor)) {
            startParent(descriptor);
            listener.executionStarted(descriptor);
        }
    }

    private void startParent(Descriptors.OfCase descriptor) {
        TestDescriptor parent = parent(descriptor);
        if (started.add(parent)) {
            listener.executionStarted(parent);
        }
    }

    private Descriptors.OfCase descriptor(String name) {
        Descriptors.OfCase descriptor = descriptors.get(name);
        if (descriptor == null) {
            throw new IllegalArgumentException("no case of this run is named " + name);
        }
        return descriptor;
    }

    private static TestDescriptor parent(TestDescriptor descriptor) {
        return descriptor.getParent().orElseThrow();
    }
}
