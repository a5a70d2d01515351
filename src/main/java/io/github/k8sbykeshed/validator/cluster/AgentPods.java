package io.github.k8sbykeshed.validator.cluster;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.github.k8sbykeshed.validator.probe.Address;
import io.github.k8sbykeshed.validator.probe.Facts;
import io.github.k8sbykeshed.validator.probe.Source;
import io.github.k8sbykeshed.validator.scenario.Lab;
import io.github.k8sbykeshed.validator.scenario.Own;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

/** The manifests of the agents' pods. */
final class AgentPods {

    /** Served by agents of the pod network, on TCP and UDP. */
    static final List<Integer> SERVE_PORTS = List.of(8080, 8081);

    /** Where agents of the pod network are controlled, on their loopback. */
    static final int CONTROL_PORT = 9091;

    /** The readiness gate of agents that a case has for itself. */
    static final String READY = Lab.LABEL_PREFIX + "ready";

    /** How long these may go on serving while they terminate, seconds. */
    private static final long LONG_GRACE = 120;

    /** An agent to be. */
    record Wanted(Source source, List<Integer> controlPorts, Pod pod) {}

    private final String image;
    private final String token;
    private final Duration lifetime;
    private final Map<String, String> labels;
    private final List<OwnerReference> owners;

    /**
     * @param lifetime after which the kubelet ends the pods, should nobody delete them
     */
    AgentPods(
            String image,
            String token,
            Duration lifetime,
            Map<String, String> labels,
            List<OwnerReference> owners) {
        this.image = image;
        this.token = token;
        this.lifetime = lifetime;
        this.labels = Map.copyOf(labels);
        this.owners = List.copyOf(owners);
    }

    /** An agent in the pod network that stands behind Services by its labels. */
    Wanted backend(String namespace, String node, String name, int index) {
        return onPodNetwork(
                namespace,
                node,
                name,
                SERVE_PORTS,
                Map.of(
                        Lab.AGENT_LABEL,
                        name,
                        Lab.GROUP_LABEL,
                        String.valueOf(index / Lab.MOST_BACKENDS)));
    }

    /**
     * An agent in the pod network that only its own label selects. It declares its ports, which
     * have not the same order in all of them.
     */
    Wanted spare(String namespace, String node, String name, int index) {
        List<Integer> ports = index % 2 == 0 ? SERVE_PORTS : SERVE_PORTS.reversed();
        Wanted spare = onPodNetwork(namespace, node, name, ports, Map.of(Lab.AGENT_LABEL, name));
        var declared = new PodBuilder(spare.pod()).editSpec().editFirstContainer();
        for (int i = 0; i < ports.size(); i++) {
            declared.addNewPort()
                    .withName(i == 0 ? Lab.FIRST_PORT_NAME : name)
                    .withContainerPort(ports.get(i))
                    .endPort();
        }
        return new Wanted(
                spare.source(), spare.controlPorts(), declared.endContainer().endSpec().build());
    }

    /** An agent that a case has for itself. */
    Wanted own(Own kind, String namespace, Facts.Node node, String name, String subdomain) {
        Wanted own =
                onPodNetwork(
                        namespace, node.name(), name, SERVE_PORTS, Map.of(Lab.AGENT_LABEL, name));
        var container =
                new PodBuilder(own.pod())
                        .editSpec()
                        .withHostname(name)
                        .withSubdomain(subdomain)
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
        for (Address hostIp : kind.hostIps(node)) {
            container
                    .addNewPort()
                    .withContainerPort(SERVE_PORTS.getFirst())
                    .withProtocol(kind.protocol().name())
                    .withHostIP(hostIp.canonical())
                    .withHostPort(Own.hostPort(namespace))
                    .endPort();
        }
        return new Wanted(
                own.source(), own.controlPorts(), container.endContainer().endSpec().build());
    }

    private Wanted onPodNetwork(
            String namespace,
            String node,
            String name,
            List<Integer> ports,
            Map<String, String> own) {
        var source = new Source(Source.Kind.POD, node, namespace, name);
        var pod = pod(source, ports, ports.size(), List.of(CONTROL_PORT), own).build();
        return new Wanted(source, List.of(CONTROL_PORT), pod);
    }

    /**
     * An agent on a node's host network. It declares no ports, since these would become host ports;
     * it takes the first that are free of some outside the ranges of node ports and ephemeral
     * ports, and beside the host ports of {@link Own}.
     */
    Wanted host(String namespace, String node, String name) {
        var source = new Source(Source.Kind.HOST, node, namespace, name);
        List<Integer> candidates =
                ThreadLocalRandom.current()
                        .ints(20_000, 29_000)
                        .distinct()
                        .limit(16)
                        .boxed()
                        .toList();
        List<Integer> control = candidates.subList(0, 4);
        var pod =
                pod(
                                source,
                                candidates.subList(4, 16),
                                SERVE_PORTS.size(),
                                control,
                                Map.of(Lab.AGENT_LABEL, name))
                        .editSpec()
                        .withHostNetwork(true)
                        .withDnsPolicy("ClusterFirstWithHostNet")
                        .endSpec()
                        .build();
        return new Wanted(source, control, pod);
    }

    private PodBuilder pod(
            Source source,
            List<Integer> servePorts,
            int serveCount,
            List<Integer> controlPorts,
            Map<String, String> own) {
        Map<String, String> all = new HashMap<>(labels);
        all.putAll(own);
        all.put("sidecar.istio.io/inject", "false");
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
                // A sidecar would answer for every Service address.
                .withAnnotations(
                        Map.of("linkerd.io/inject", "disabled", "sidecar.istio.io/inject", "false"))
                .endMetadata()
                .withNewSpec()
                .withNodeName(source.node())
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
                .withName("SVC_TEST_TOKEN")
                .withValue(token)
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
