package io.github.k8sbykeshed.validator.engine;

import io.github.k8sbykeshed.validator.scenario.Case;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.EngineDiscoveryRequest;
import org.junit.platform.engine.ExecutionRequest;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestEngine;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.support.descriptor.EngineDescriptor;

/**
 * The JUnit Platform engine whose tests are cases. It is handed to a launcher and never registered
 * as a service: a build that happened to have it on its class path would validate somebody's
 * cluster.
 */
final class ValidatorEngine implements TestEngine {

    private final List<Scenario> scenarios;
    private volatile @Nullable CaseRunner runner;

    /**
     * @param scenarios what can be selected from
     */
    ValidatorEngine(List<Scenario> scenarios) {
        this.scenarios = List.copyOf(scenarios);
    }

    /** What is selected can be run from now on: the cluster is known only after the selection. */
    void runsWith(CaseRunner ready) {
        runner = ready;
    }

    @Override
    public String getId() {
        return "k8s-service-validator";
    }

    /** Engine, scenario, case: always the whole tree, which the launcher's filters then prune. */
    @Override
    public TestDescriptor discover(EngineDiscoveryRequest request, UniqueId uniqueId) {
        var root = new EngineDescriptor(uniqueId, "Kubernetes Services");
        for (Scenario scenario : scenarios) {
            var parent = new Descriptors.OfScenario(uniqueId, scenario.spec());
            root.addChild(parent);
            for (Case each : Case.of(scenario)) {
                parent.addChild(new Descriptors.OfCase(parent.getUniqueId(), each));
            }
        }
        return root;
    }

    /**
     * @throws IllegalStateException before {@link #runsWith}
     */
    @Override
    public void execute(ExecutionRequest request) {
        CaseRunner ready = runner;
        if (ready == null) {
            throw new IllegalStateException("nothing runs before a cluster is there");
        }
        TestDescriptor root = request.getRootTestDescriptor();
        List<Descriptors.OfCase> cases = new ArrayList<>();
        root.accept(descriptor -> {
            if (descriptor instanceof Descriptors.OfCase each) {
                cases.add(each);
            }
        });
        var events = new Events(root, request.getEngineExecutionListener(), cases);
        events.engineStarted();
        ready.run(cases.stream().map(Descriptors.OfCase::get).toList(), events);
        events.engineFinished();
    }
}
