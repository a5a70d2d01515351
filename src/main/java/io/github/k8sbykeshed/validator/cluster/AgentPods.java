package io.github.k8sbykeshed.validator.cluster;

import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Toleration;
import io.github.k8sbykeshed.validator.probe.Address;
import io.github.k8sbykeshed.validator.probe.Source;
import io.github.k8sbykeshed.validator.probe.Token;
import io.github.k8sbykeshed.validator.scenario.AgentPlan;
import io.github.k8sbykeshed.validator.scenario.AgentRole;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Own;
import io.github.k8sbykeshed.validator.scenario.Services;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

/** The manifests of the agents' pods. */
final class AgentPods {

    /** Where agents of the pod network are controlled, on their loopback. */
    static final int CONTROL_PORT = 9091;

    /** The readiness gate of agents that a case has for itself. */
    static final String READY = Lab.LABEL_PREFIX + "ready";

    /** How long these may go on serving while they terminate, seconds. */
    private static final long LONG_GRACE = 120;

    /**
     * An agent to be and its pod.
     *
     * @param controlPorts the loopback ports on one of which it takes the driver
     */
    record Wanted(AgentPlan.Agent agent, List<Integer> controlPorts, Pod pod) {
        Source source() {
            return agent.source();
        }
    }

    private final String image;
    private final String tokenHash;
    private final Duration lifetime;
    private final Map<String, String> labels;
    private final List<OwnerReference> owners;
    private final List<Toleration> tolerations;
    private final PodOptions options;

    /**
     * @param tokenHash the {@link Token#hash} of what a driver has to say
     * @param lifetime after which the kubelet ends the pods, should nobody delete them
     * @param choices what the user says of nodes and pods
     */
    AgentPods(
            String image,
            String tokenHash,
            Duration lifetime,
            Map<String, String> labels,
            List<OwnerReference> owners,
            Choices choices) {
        this.image = image;
        this.tokenHash = tokenHash;
        this.lifetime = lifetime;
        this.labels = Map.copyOf(labels);
        this.owners = List.copyOf(owners);
        this.tolerations = choices.nodes().tolerated().stream().map(Tolerance::toleration).toList();
        this.options = choices.pods();
    }

    /** The manifest of an agent's pod. */
    Wanted of(AgentPlan.Agent agent) {
        return switch (agent.role()) {
            case AgentRole.Shared shared -> {
                String group = String.valueOf(shared.group());
                yield wanted(agent, onPodNetwork(agent, Map.of(Lab.GROUP_LABEL, group)));
            }
            case AgentRole.Spare r -> wanted(agent, spare(agent));
            case AgentRole.Dedicated role -> wanted(agent, dedicated(agent, role));
            case AgentRole.Host r -> host(agent);
        };
    }

    private static Wanted wanted(AgentPlan.Agent agent, PodBuilder pod) {
        return new Wanted(agent, List.of(CONTROL_PORT), pod.build());
    }

    /** It declares its ports, which have not the same order in all of them. */
    private PodBuilder spare(AgentPlan.Agent agent) {
        List<Integer> ports = agent.ports();
        var declared = onPodNetwork(agent, Map.of()).editSpec().editFirstContainer();
        for (int i = 0; i < ports.size(); i++) {
            declared.addNewPort()
                    .withName(i == 0 ? Lab.FIRST_PORT_NAME : agent.source().pod())
                    .withContainerPort(ports.get(i))
                    .endPort();
        }
        return declared.endContainer().endSpec();
    }

    private PodBuilder dedicated(AgentPlan.Agent agent, AgentRole.Dedicated role) {
        String name = agent.source().pod();
        Own kind = role.kind();
        var container =
                onPodNetwork(agent, Map.of())
                        .editSpec()
                        .withHostname(name)
                        .withSubdomain(Services.name(role.slug(), 0))
                        .addNewReadinessGate(READY)
                        .withTerminationGracePeriodSeconds(LONG_GRACE)
                        .editFirstContainer()
                        .editResources()
                        // Only one case asks it, and a node may get many.
                        .addToRequests("cpu", new Quantity("50m"))
                        .endResources()
                        .addToArgs("--linger");
        if (kind == Own.POD_THAT_STRAYS) {
            container
                    .addToArgs("--stray")
                    .editSecurityContext()
                    .withRunAsNonRoot(false)
                    .withRunAsUser(0L)
                    .editCapabilities()
                    .addToAdd("NET_RAW")
                    .endCapabilities()
                    .endSecurityContext();
        }
        for (Address hostIp : kind.hostIps(agent.node())) {
            container
                    .addNewPort()
                    .withContainerPort(agent.ports().getFirst())
                    .withProtocol(kind.protocol().name())
                    .withHostIP(hostIp.canonical())
                    .withHostPort(Own.hostPort(agent.source().namespace()))
                    .endPort();
        }
        return container.endContainer().endSpec();
    }

    private PodBuilder onPodNetwork(AgentPlan.Agent agent, Map<String, String> own) {
        List<Integer> ports = agent.ports();
        return pod(agent.source(), ports, ports.size(), List.of(CONTROL_PORT), own);
    }

    /**
     * On a node's host network. It declares no ports, since these would become host ports; it takes
     * the first that are free of some outside the ranges of node ports and ephemeral ports, and
     * beside the host ports of {@link Own}.
     */
    private Wanted host(AgentPlan.Agent agent) {
        List<Integer> candidates =
                ThreadLocalRandom.current()
                        .ints(20_000, 29_000)
                        .distinct()
                        .limit(16)
                        .boxed()
                        .toList();
        List<Integer> control = candidates.subList(0, 4);
        List<Integer> serve = candidates.subList(4, 16);
        var pod =
                pod(agent.source(), serve, AgentPlan.PORTS.size(), control, Map.of())
                        .editSpec()
                        .withHostNetwork(true)
                        .withDnsPolicy("ClusterFirstWithHostNet")
                        .endSpec()
                        .build();
        return new Wanted(agent, control, pod);
    }

    private PodBuilder pod(
            Source source,
            List<Integer> servePorts,
            int serveCount,
            List<Integer> controlPorts,
            Map<String, String> own) {
        // A sidecar would answer for every Service address.
        Map<String, String> all = new HashMap<>(Map.of("sidecar.istio.io/inject", "false"));
        all.putAll(options.labels());
        all.putAll(labels);
        all.put(Lab.AGENT_LABEL, source.pod());
        all.putAll(own);
        Map<String, String> annotations =
                new HashMap<>(
                        Map.of(
                                "linkerd.io/inject",
                                "disabled",
                                "sidecar.istio.io/inject",
                                "false"));
        annotations.putAll(options.annotations());
        List<String> args = new ArrayList<>();
        args.add("agent");
        args.add("--identity=" + source.id());
        args.add("--serve=" + join(servePorts));
        args.add("--serve-count=" + serveCount);
        args.add("--control=" + join(controlPorts));
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace(source.namespace())
                .withName(source.pod())
                .withLabels(all)
                .withOwnerReferences(owners)
                .withAnnotations(annotations)
                .endMetadata()
                .withNewSpec()
                .withNodeName(source.node())
                .withTolerations(tolerations)
                .withPriorityClassName(options.priorityClass())
                .withImagePullSecrets(
                        options.pullSecrets().stream().map(LocalObjectReference::new).toList())
                .withRestartPolicy("Never")
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withTerminationGracePeriodSeconds(1L)
                .withActiveDeadlineSeconds(lifetime.toSeconds())
                .withNewSecurityContext()
                .withRunAsNonRoot(true)
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .endSecurityContext()
                .addNewContainer()
                .withName("agent")
                .withImage(image)
                .withImagePullPolicy("IfNotPresent")
                // Why an agent could not start is said in its log alone.
                .withTerminationMessagePolicy("FallbackToLogsOnError")
                .withArgs(args)
                .addNewEnv()
                .withName("SVC_TEST_TOKEN_SHA256")
                .withValue(tokenHash)
                .endEnv()
                .addNewEnv()
                .withName("JDK_JAVA_OPTIONS")
                .withValue("-Xmx48m")
                .endEnv()
                .withNewResources()
                // Its share of a busy node: with less it would starve, and look like a slow
                // network.
                .addToRequests("cpu", new Quantity("100m"))
                .addToRequests("memory", new Quantity("64Mi"))
                .addToLimits("memory", new Quantity("192Mi"))
                .endResources()
                .withNewSecurityContext()
                .withAllowPrivilegeEscalation(false)
                .withReadOnlyRootFilesystem(true)
                .withNewCapabilities()
                .withDrop("ALL")
                .endCapabilities()
                .endSecurityContext()
                .endContainer()
                .endSpec();
    }

    private static String join(List<Integer> ports) {
        return ports.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
}
