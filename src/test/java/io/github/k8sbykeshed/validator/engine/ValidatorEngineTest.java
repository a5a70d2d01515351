package io.github.k8sbykeshed.validator.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.k8sbykeshed.validator.result.CaseResult;
import io.github.k8sbykeshed.validator.result.Outcome;
import io.github.k8sbykeshed.validator.scenario.Case;
import io.github.k8sbykeshed.validator.scenario.Scenario;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.platform.engine.EngineExecutionListener;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestEngine;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.engine.TestTag;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** What the JUnit Platform is told. */
@Timeout(60)
class ValidatorEngineTest {

    /** What a listener was told, in order. */
    private static final class Heard implements TestExecutionListener {
        private final List<String> events = new ArrayList<>();
        private final Map<String, TestExecutionResult> results = new LinkedHashMap<>();
        private TestPlan plan;

        @Override
        public void testPlanExecutionStarted(TestPlan plan) {
            this.plan = plan;
        }

        @Override
        public synchronized void executionStarted(TestIdentifier id) {
            events.add("start " + name(id));
        }

        @Override
        public synchronized void executionSkipped(TestIdentifier id, String reason) {
            events.add("skip " + name(id));
        }

        @Override
        public synchronized void executionFinished(TestIdentifier id, TestExecutionResult result) {
            events.add("finish " + name(id));
            results.put(id.getDisplayName(), result);
        }

        private static String name(TestIdentifier id) {
            return id.getUniqueId();
        }

        /** Every node starts and ends once, within its parent. */
        void assertNested() {
            for (TestIdentifier root : plan.getRoots()) {
                assertOnce(root);
                for (TestIdentifier each : plan.getDescendants(root)) {
                    assertOnce(each);
                    TestIdentifier parent = plan.getParent(each).orElseThrow();
                    assertTrue(at("start", parent) < at("start", each), each::getUniqueId);
                    assertTrue(at("finish", parent) > at("finish", each), each::getUniqueId);
                    assertTrue(at("start", each) < at("finish", each), each::getUniqueId);
                }
            }
        }

        private void assertOnce(TestIdentifier id) {
            assertEquals(1, Collections.frequency(events, "start " + name(id)), name(id));
            assertEquals(1, Collections.frequency(events, "finish " + name(id)), name(id));
        }

        private int at(String what, TestIdentifier id) {
            return events.indexOf(what + " " + name(id));
        }
    }

    private static Launcher launcher(TestEngine engine) {
        return LauncherFactory.create(
                LauncherConfig.builder()
                        .enableTestEngineAutoRegistration(false)
                        .enableTestExecutionListenerAutoRegistration(false)
                        .enablePostDiscoveryFilterAutoRegistration(false)
                        .enableLauncherSessionListenerAutoRegistration(false)
                        .addTestEngines(engine)
                        .build());
    }

    private static ValidatorEngine engine(
            List<Scenario> scenarios, Function<Case, CaseResult> body, int atOnce) {
        var engine = new ValidatorEngine(scenarios);
        engine.runsWith(new CaseRunner(body, atOnce, Duration.ofMinutes(10)));
        return engine;
    }

    private static Heard run(
            List<Scenario> scenarios, Function<Case, CaseResult> body, int atOnce) {
        var heard = new Heard();
        launcher(engine(scenarios, body, atOnce))
                .execute(LauncherDiscoveryRequestBuilder.request().build(), heard);
        return heard;
    }

    @Test
    void theWholeTreeIsDiscovered() {
        TestPlan plan =
                launcher(engine(Scenarios.four(), Scenarios.conforming(), 1))
                        .discover(LauncherDiscoveryRequestBuilder.request().build());
        TestIdentifier root = plan.getRoots().iterator().next();
        List<TestIdentifier> scenarios = List.copyOf(plan.getChildren(root));
        assertEquals(4, scenarios.size());
        List<String> cases = new ArrayList<>();
        for (TestIdentifier scenario : scenarios) {
            assertTrue(scenario.isContainer() && !scenario.isTest());
            for (TestIdentifier each : plan.getChildren(scenario)) {
                assertTrue(each.isTest());
                cases.add(each.getDisplayName());
            }
        }
        assertEquals(Scenarios.names(Scenarios.four()), cases.stream().sorted().toList());
    }

    @Test
    void aCaseHasItsLabelsAsTags() {
        TestPlan plan =
                launcher(engine(Scenarios.four(), Scenarios.conforming(), 1))
                        .discover(LauncherDiscoveryRequestBuilder.request().build());
        TestIdentifier found =
                plan.getDescendants(plan.getRoots().iterator().next()).stream()
                        .filter(each ->
                                each.getDisplayName().equals("clusterip/basic-more UDP IPv6"))
                        .findFirst()
                        .orElseThrow();
        assertEquals(
                Set.of(
                        TestTag.create("feature=clusterip"),
                        TestTag.create("type=cluster_ip"),
                        TestTag.create("slow=yes"),
                        TestTag.create("protocol=UDP"),
                        TestTag.create("family=IPv6")),
                found.getTags());
    }

    @Test
    void parentsAreAroundTheirChildren() {
        run(Scenarios.four(), Scenarios.conforming(), 1).assertNested();
    }

    @Test
    void parentsAreAroundTheirChildrenConcurrently() {
        List<Scenario> scenarios = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            scenarios.add(
                    i % 5 == 0
                            ? Scenarios.quiet("latency/number-" + i)
                            : Scenarios.of("many/number-" + i));
        }
        Heard heard =
                run(
                        scenarios,
                        each -> {
                            Thread.yield();
                            return each.without(new Outcome.Conforms());
                        },
                        16);
        heard.assertNested();
        assertEquals(2 * (80 + 20 + 1), heard.events.size());
    }

    @Test
    void outcomesAreToldApart() {
        Map<String, Outcome> outcomes =
                Map.of(
                        "clusterip/basic TCP IPv4", new Outcome.Violates("expected this"),
                        "clusterip/basic TCP IPv6", new Outcome.Inconclusive("could not probe"),
                        "clusterip/basic UDP IPv4", new Outcome.NotRun("stopped"),
                        "clusterip/basic UDP IPv6", new Outcome.NotApplicable("has not"));
        Heard heard =
                run(
                        List.of(Scenarios.of("clusterip/basic"), Scenarios.of("dns/names")),
                        each ->
                                each.without(
                                        outcomes.getOrDefault(each.name(), new Outcome.Conforms())),
                        4);
        heard.assertNested();
        assertEquals(Status.SUCCESSFUL, heard.results.get("dns/names TCP IPv4").getStatus());

        TestExecutionResult violates = heard.results.get("clusterip/basic TCP IPv4");
        assertEquals(Status.FAILED, violates.getStatus());
        assertInstanceOf(AssertionError.class, violates.getThrowable().orElseThrow());
        assertEquals("expected this", violates.getThrowable().orElseThrow().getMessage());

        for (String name : List.of("clusterip/basic TCP IPv6", "clusterip/basic UDP IPv4")) {
            TestExecutionResult unclear = heard.results.get(name);
            // Never aborted, which writers show as skipped; and no assertion that failed.
            assertEquals(Status.FAILED, unclear.getStatus());
            assertFalse(unclear.getThrowable().orElseThrow() instanceof AssertionError);
        }
        // It began, so it cannot be skipped any more; aborted is what writers show as skipped.
        assertEquals(Status.ABORTED, heard.results.get("clusterip/basic UDP IPv6").getStatus());
    }

    @Test
    void whatNeverBeganIsSkipped() {
        Scenario scenario = Scenarios.of("clusterip/basic");
        TestDescriptor root =
                engine(List.of(scenario), Scenarios.conforming(), 1)
                        .discover(null, UniqueId.forEngine("k8s-service-validator"));
        List<String> events = new ArrayList<>();
        var listener =
                new EngineExecutionListener() {
                    @Override
                    public void executionStarted(TestDescriptor descriptor) {
                        events.add("start " + descriptor.getDisplayName());
                    }

                    @Override
                    public void executionSkipped(TestDescriptor descriptor, String reason) {
                        events.add("skip " + descriptor.getDisplayName() + ": " + reason);
                    }

                    @Override
                    public void executionFinished(
                            TestDescriptor descriptor, TestExecutionResult result) {
                        events.add("finish " + descriptor.getDisplayName());
                    }
                };
        List<Descriptors.OfCase> cases =
                root.getDescendants().stream()
                        .filter(Descriptors.OfCase.class::isInstance)
                        .map(Descriptors.OfCase.class::cast)
                        .toList();
        var told = new Events(root, listener, cases);
        for (Case each : Case.of(scenario)) {
            told.finished(each.without(new Outcome.NotApplicable("has not")));
        }
        String parent = "clusterip/basic: what clusterip/basic shows";
        assertEquals("start " + parent, events.getFirst());
        assertEquals("skip clusterip/basic TCP IPv4: has not", events.get(1));
        assertEquals("finish " + parent, events.getLast());
        assertEquals(6, events.size());
    }

    /** Else a build that has it on its class path would validate somebody's cluster. */
    @Test
    void itIsNoService() throws IOException {
        var loader = ValidatorEngine.class.getClassLoader();
        List<URL> files =
                Collections.list(
                        loader.getResources("META-INF/services/" + TestEngine.class.getName()));
        assertFalse(files.isEmpty(), "Jupiter's own is to be found");
        for (URL file : files) {
            assertFalse(text(file).contains("k8sbykeshed"), file::toString);
        }
        assertTrue(
                ServiceLoader.load(TestEngine.class, loader).stream()
                        .noneMatch(provider -> provider.type().getName().contains("k8sbykeshed")));
    }

    private static String text(URL file) {
        try (var in = file.openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
