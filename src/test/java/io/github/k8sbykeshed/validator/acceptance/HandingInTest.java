package io.github.k8sbykeshed.validator.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.k8sbykeshed.validator.result.CaseResult;
import io.github.k8sbykeshed.validator.result.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever becomes of a run, its results are handed in to Sonobuoy, and say in a sentence what went
 * wrong and which cases did not run.
 */
@Tag("cluster")
class HandingInTest {

    /** Namespaces that are given, each with something in it that refuses agents. */
    private static final String REFUSING =
            """
            apiVersion: v1
            kind: Namespace
            metadata: {name: given-quota}
            ---
            apiVersion: v1
            kind: ResourceQuota
            metadata: {name: no-pods, namespace: given-quota}
            spec: {hard: {pods: "0"}}
            ---
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: without-rights, namespace: given-quota}
            ---
            apiVersion: v1
            kind: Namespace
            metadata: {name: given-limits}
            ---
            apiVersion: v1
            kind: LimitRange
            metadata: {name: small, namespace: given-limits}
            spec: {limits: [{type: Container, max: {memory: 32Mi}}]}
            ---
            apiVersion: v1
            kind: Namespace
            metadata: {name: given-webhook}
            ---
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingWebhookConfiguration
            metadata: {name: given-webhook}
            webhooks:
            - name: away.example.com
              clientConfig: {url: "https://127.0.0.1:1/"}
              failurePolicy: Fail
              sideEffects: None
              admissionReviewVersions: [v1]
              rules:
              - {apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}
              namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: given-webhook}}
            ---
            apiVersion: v1
            kind: Namespace
            metadata: {name: given-policy}
            ---
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicy
            metadata: {name: given-policy}
            spec:
              matchConstraints:
                resourceRules:
                - {apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}
              validations: [{expression: "false", message: no agents here}]
            ---
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicyBinding
            metadata: {name: given-policy}
            spec:
              policyName: given-policy
              validationActions: [Deny]
              matchResources:
                namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: given-policy}}
            ---
            apiVersion: v1
            kind: Namespace
            metadata: {name: given-services}
            ---
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicy
            metadata: {name: given-services}
            spec:
              matchConstraints:
                resourceRules:
                - {apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [services]}
              validations: [{expression: "false", message: no Services here}]
            ---
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicyBinding
            metadata: {name: given-services}
            spec:
              policyName: given-services
              validationActions: [Deny]
              matchResources:
                namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: given-services}}
            ---
            apiVersion: v1
            kind: Namespace
            metadata: {name: given-hostless}
            ---
            apiVersion: v1
            kind: Namespace
            metadata:
              name: given-hostless-host
              labels: {pod-security.kubernetes.io/enforce: restricted}
            """;

    private static final List<String> GIVEN =
            List.of(
                    "given-quota",
                    "given-limits",
                    "given-webhook",
                    "given-policy",
                    "given-services",
                    "given-hostless",
                    "given-hostless-host");

    /** What cannot run has no cases. */
    private static final List<String> USAGE = List.of("usage", "name");

    @TempDir Path folder;

    private Path results(String name) throws Exception {
        return Files.createDirectories(folder.resolve(name).resolve("results"));
    }

    @Test
    void whatRefusesTheAgentsIsHandedInInOneSentence() throws Exception {
        LocalCluster.apply(REFUSING);
        // A quota that nobody has counted yet refuses in other words.
        LocalCluster.kubectl(
                "wait",
                "-n",
                "given-quota",
                "resourcequota",
                "--all",
                "--for=jsonpath={.status.hard}",
                "--timeout=60s");
        try (PluginRole role = PluginRole.granted()) {
            Path nobody = folder.resolve("nobody");
            LocalCluster.kubeconfig(
                    nobody,
                    LocalCluster.kubectl("create", "token", "-n", "given-quota", "without-rights")
                            .strip());
            Map<String, String> sentences = new LinkedHashMap<>();
            Map<String, SvcTest> runs = new LinkedHashMap<>();
            runs.put("rights", run("rights", "--kubeconfig=" + nobody));
            sentences.put("rights", "The API server does not allow this user to list nodes, ");
            runs.put("quota", run("quota", "-namespace", "given-quota"));
            sentences.put("quota", "exceeded quota: no-pods");
            runs.put("limits", run("limits", "-namespace", "given-limits"));
            sentences.put("limits", "maximum memory usage per Container is 32Mi");
            runs.put("webhook", run("webhook", "-namespace", "given-webhook"));
            sentences.put("webhook", "failed calling webhook");
            runs.put("services", run("services", "-namespace", "given-services"));
            sentences.put("services", "no Services here");
            runs.put("policy", run("policy", "-namespace", "given-policy"));
            sentences.put("policy", "no agents here");
            runs.put("image", run("image", "--image", "registry.invalid/none:1"));
            sentences.put("image", "check that the node can pull registry.invalid/none:1");
            runs.put("usage", run("usage", "--deadline", "soon"));
            sentences.put("usage", "is no duration");
            runs.put("name", run("name", "clusterip/basik"));
            sentences.put("name", "There is no scenario, feature or case clusterip/basik");
            SvcTest hostless =
                    run(
                            "hostless",
                            "-namespace",
                            "given-hostless",
                            "clusterip/host-network-source");
            for (var each : sentences.entrySet()) {
                SvcTest svcTest = runs.get(each.getKey());
                assertEquals(2, svcTest.exitCode(), svcTest::output);
                String junit = HandedIn.in(results(each.getKey())).junit();
                assertTrue(junit.contains(each.getValue()), () -> each + ": " + junit);
                assertTrue(junit.contains("<error "), junit);
                if (!USAGE.contains(each.getKey())) {
                    assertNothingRan(svcTest, junit);
                }
            }
            assertEquals(0, hostless.exitCode(), hostless::output);
            HandedIn.in(results("hostless"));
            for (CaseResult result : hostless.results().cases()) {
                if (result.scenario().equals("clusterip/basic")) {
                    assertEquals(new Outcome.Conforms(), result.outcome(), result.name());
                } else {
                    assertInstanceOf(Outcome.NotApplicable.class, result.outcome(), result.name());
                }
            }
            for (String given : GIVEN) {
                assertEquals(
                        "",
                        LocalCluster.kubectl("get", "pods,services", "-n", given, "-o", "name"));
            }
            assertEquals(List.of(), LocalCluster.namespacesOfRuns());
        } finally {
            LocalCluster.kubectl(
                    "delete",
                    "validatingadmissionpolicybindings,validatingadmissionpolicies",
                    "given-policy",
                    "given-services");
            LocalCluster.kubectl("delete", "validatingwebhookconfigurations", "given-webhook");
            for (String given : GIVEN) {
                LocalCluster.kubectl("delete", "namespace", given, "--wait=false");
            }
        }
    }

    private static void assertNothingRan(SvcTest svcTest, String junit) throws Exception {
        assertEquals(4, svcTest.results().cases().size(), svcTest::output);
        for (CaseResult result : svcTest.results().cases()) {
            assertInstanceOf(Outcome.NotRun.class, result.outcome(), result.name());
            assertTrue(junit.contains(result.name()), result.name());
        }
    }

    private SvcTest run(String name, String... arguments) throws Exception {
        String[] all = Arrays.copyOf(arguments, arguments.length + 1);
        all[arguments.length] = "clusterip/basic";
        return SvcTest.underSonobuoy(results(name), all);
    }

    @Test
    void aClusterWithoutUsableNodesIsHandedIn() throws Exception {
        try {
            LocalCluster.kubectl("cordon", "-l", "!node-role.kubernetes.io/control-plane");
            SvcTest svcTest = run("nodes");
            assertEquals(2, svcTest.exitCode(), svcTest::output);
            String junit = HandedIn.in(results("nodes")).junit();
            assertTrue(junit.contains("No node can run agents: "), junit);
            assertNothingRan(svcTest, junit);
            assertEquals(List.of(), LocalCluster.namespacesOfRuns());
        } finally {
            LocalCluster.kubectl("uncordon", "-l", "!node-role.kubernetes.io/control-plane");
        }
    }

    @Test
    void aRunThatIsCutShortHandsInWhatItHasAndNamesTheRest() throws Exception {
        Path late = results("late");
        Path stopped = results("stopped");
        SvcTest lateRun =
                SvcTest.underSonobuoy(
                        late, "--deadline", "3s", "clusterip", "affinity", "conntrack");
        SvcTest stoppedRun = SvcTest.underSonobuoy(stopped, "--concurrency", "1", "clusterip");
        stoppedRun.awaitLine("the end of a case", line -> line.startsWith("1/"));
        stoppedRun.terminate();
        for (SvcTest each : List.of(lateRun, stoppedRun)) {
            assertEquals(2, each.exitCode(), each::output);
        }
        assertNamesWhatDidNotRun(lateRun, late, "the run's deadline came first");
        assertNamesWhatDidNotRun(stoppedRun, stopped, "the run was stopped first");
        assertTrue(stoppedRun.results().count(Outcome.Conforms.class) >= 1, stoppedRun::output);
        LocalCluster.awaitNoNamespacesOfRuns(Duration.ofMinutes(2));
    }

    private static void assertNamesWhatDidNotRun(SvcTest svcTest, Path results, String why)
            throws Exception {
        String junit = HandedIn.in(results).junit();
        assertTrue(junit.contains(why), junit);
        assertTrue(svcTest.results().count(Outcome.NotRun.class) > 0, svcTest::output);
        for (CaseResult result : svcTest.results().cases()) {
            assertTrue(junit.contains(result.name()), result.name());
        }
    }

    /** A disk of a few blocks, in a mount namespace that ends with the run. */
    @Test
    void aFullDiskLeavesRoomForTheVerdicts() throws Exception {
        Path full = results("full");
        Path copied = results("copied");
        String script =
                "mount -t tmpfs -o size=24k none "
                        + full
                        + " && { \"$@\"; code=$?; cp -a "
                        + full
                        + "/. "
                        + copied
                        + "; exit $code; }";
        SvcTest svcTest =
                SvcTest.underSonobuoyIn(
                        full,
                        List.of("unshare", "--mount", "sh", "-c", script, "sh"),
                        "clusterip/basic");
        assertEquals(2, svcTest.exitCode(), svcTest::output);
        assertTrue(svcTest.output().contains("No space left on device"), svcTest::output);
        assertEquals(full + "/results.tar.gz", Files.readString(copied.resolve("done")));
        Files.writeString(copied.resolve("done"), copied + "/results.tar.gz");
        String junit = HandedIn.in(copied).junit();
        assertTrue(junit.contains("The reports cannot all be written"), junit);
        assertTrue(junit.contains("clusterip/basic TCP IPv4"), junit);
        assertTrue(!junit.contains("type=\"not run\""), junit);
    }
}
