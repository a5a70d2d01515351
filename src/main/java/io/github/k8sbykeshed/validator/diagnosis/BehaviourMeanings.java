package io.github.k8sbykeshed.validator.diagnosis;

import static io.github.k8sbykeshed.validator.diagnosis.Meaning.ANY;
import static io.github.k8sbykeshed.validator.diagnosis.Meaning.is;
import static io.github.k8sbykeshed.validator.diagnosis.Meaning.ofNode;
import static io.github.k8sbykeshed.validator.diagnosis.Meaning.only;
import static io.github.k8sbykeshed.validator.diagnosis.Meaning.says;

import io.github.k8sbykeshed.validator.diagnosis.Attribute.Stage;
import io.github.k8sbykeshed.validator.diagnosis.Attribute.Use;
import io.github.k8sbykeshed.validator.diagnosis.Meaning.Shape;
import io.github.k8sbykeshed.validator.probe.Protocol;
import java.util.List;

/** What rules mean where Services answer, but not as they must. */
final class BehaviourMeanings {

    private static final Attribute[] ANY_PLACE = {
        Attribute.ORIGIN,
        Attribute.MADE,
        Attribute.STAGE,
        Attribute.USE,
        Attribute.SOCKET,
        Attribute.REACH,
        Attribute.WANTED,
        Attribute.SCENARIO,
        Attribute.FEATURE,
        Attribute.COMPANY,
        Attribute.SERVICE,
        Attribute.RELATION,
        Attribute.BACKEND,
        Attribute.BACKEND_NODE,
        Attribute.PATH,
        Attribute.SOURCE_KIND,
        Attribute.SOURCE_AGENT
    };

    private static final Shape USED = is(Attribute.USE, Use.USED).or(only(Attribute.USE, Use.USED));

    private static final Shape CHANGED =
            is(Attribute.STAGE, Stage.AFTER_CHANGE).or(only(Attribute.STAGE, Stage.AFTER_CHANGE));

    /** The first that fits is meant. */
    static final List<Meaning> ALL =
            List.of(
                    Meaning.of(
                                    Code.WRONG_BACKEND,
                                    ANY,
                                    "somebody on the way answers{from}{with} for Services, also at ports that none has")
                            .in(Facet.UNSERVED)
                            .implies(ANY_PLACE)
                            .or(
                                    "a transparent proxy or middlebox, or a proxy that forwards every port of an address")
                            .look(Commands.RULES)
                            .like("kubernetes/kubernetes#72236"),
                    Meaning.of(
                                    Code.HOST_PORTS,
                                    ANY,
                                    "host ports{at} fail{with}: pods are not reached by the ports of their node that they have taken")
                            .in(Facet.HOST_PORT)
                            .implies(ANY_PLACE)
                            .or(
                                    "a pod network that maps no host ports (the CNI plugin portmap), or a firewall")
                            .look(
                                    "kubectl debug node/{NODE} -it --image=busybox -- chroot /host cat /etc/cni/net.d/*"),
                    Meaning.of(
                                    Code.AFFINITY,
                                    ANY,
                                    "session affinity is not heeded{from}{with}: a client does not get the backend that it has to get")
                            .in(Facet.AFFINITY, Facet.FORGETTING)
                            .implies(ANY_PLACE)
                            .look(
                                    "kubectl get services -A -o custom-columns=NS:.metadata.namespace,NAME:.metadata.name,AFFINITY:.spec.sessionAffinity")
                            .look(Commands.RULES)
                            .like("kubernetes/kubernetes#110302", "cilium/cilium#27096"),
                    Meaning.of(
                                    Code.NO_REFUSAL,
                                    ANY,
                                    "{isSilent} where a refusal is due{with}: clients of a Service without endpoints wait for their own time-out")
                            .in(Facet.DROPPED)
                            .implies(ANY_PLACE)
                            .or(
                                    "a firewall that drops ICMP errors or resets, or a kernel that limits their rate")
                            .look(Commands.RULES),
                    Meaning.of(
                                    Code.STALE_UDP,
                                    USED.and(only(Attribute.PROTOCOL, Protocol.UDP)),
                                    "{protocol} clients{from} that ask on from a port that they used before stay with a backend that is gone{with}: connection tracking is not cleaned")
                            .in(Facet.STRANGER, Facet.LINGERING, Facet.PORT, Facet.MISSING)
                            .implies(ANY_PLACE)
                            .tells(Attribute.PROTOCOL)
                            .look(Commands.CONNTRACK)
                            .like(
                                    "kubernetes/kubernetes#106163",
                                    "kubernetes/kubernetes#125467",
                                    "kubernetes/kubernetes#126934"),
                    Meaning.of(
                                    Code.STALE_SOCKET,
                                    USED,
                                    "connections{from} that are kept open, or use a source port again, go astray{with}; fresh ones do not")
                            .in(Facet.STRANGER, Facet.LINGERING, Facet.PORT, Facet.MISSING)
                            .implies(ANY_PLACE)
                            .tells(Attribute.PROTOCOL)
                            .look(Commands.RULES),
                    Meaning.of(
                                    Code.SOURCE_RANGES,
                                    only(Attribute.SCENARIO, "lb/source-ranges"),
                                    "the ranges of clients that a Service allows are not heeded{from}{with}: others are served")
                            .in(Facet.LINGERING)
                            .implies(ANY_PLACE)
                            .tells(Attribute.REACH)
                            .like("cilium/cilium#12940"),
                    Meaning.of(
                                    Code.TRAFFIC_POLICY,
                                    only(Attribute.FEATURE, "policy", "topology")
                                            .or(only(Attribute.SCENARIO, "lb/external-local")),
                                    "traffic policies or topology are not heeded{from}{with}: clients get backends that are not meant for them, or none")
                            .in(Facet.STRANGER, Facet.LINGERING, Facet.MISSING)
                            .implies(ANY_PLACE)
                            .look(
                                    "kubectl get services -A -o custom-columns=NS:.metadata.namespace,NAME:.metadata.name,INTERNAL:.spec.internalTrafficPolicy,EXTERNAL:.spec.externalTrafficPolicy")
                            .look(Commands.SLICES)
                            .like("kubernetes/kubernetes#75262", "kubernetes/kubernetes#71596"),
                    Meaning.of(
                                    Code.STALE_SERVICE,
                                    only(Attribute.WANTED, Wanted.Kind.SILENCE),
                                    "Services, ports or addresses that are gone are still served{from}{with}")
                            .in(Facet.LINGERING)
                            .implies(ANY_PLACE)
                            .or("a proxy that has stopped programming, or is late")
                            .look(Commands.PROXY_LOG)
                            .look(Commands.RULES),
                    Meaning.of(
                                    Code.STALE_ENDPOINT,
                                    CHANGED.or(
                                            only(
                                                    Attribute.SCENARIO,
                                                    "clusterip/publish-not-ready",
                                                    "policy/pnra-terminating",
                                                    "policy/terminating-fallback")),
                                    "changes of endpoints are not followed{from}{with}: those that left, or are not ready, are still sent to, or new ones are not")
                            .in(Facet.STRANGER, Facet.LINGERING, Facet.MISSING, Facet.PORT)
                            .implies(ANY_PLACE)
                            .or("a proxy that has stopped programming, or is late")
                            .look(Commands.PROXY_LOG)
                            .look(Commands.SLICES)
                            .like("kubernetes/kubernetes#85643", "cilium/cilium#27096"),
                    Meaning.of(
                                    Code.STALE_ENDPOINT,
                                    ANY,
                                    "Services that should refuse are answered{from}{with}: endpoints that left are still sent to")
                            .in(Facet.LINGERING)
                            .implies(ANY_PLACE)
                            .look(Commands.PROXY_LOG)
                            .look(Commands.SLICES),
                    Meaning.of(
                                    Code.BACKEND,
                                    says(Attribute.BACKEND).and(ofNode().not()),
                                    "the backend {backend} is in no rotation{with}: no client gets it")
                            .in(Facet.MISSING)
                            .look(Commands.SLICES),
                    Meaning.of(
                                    Code.UNEVEN_OR_PARTIAL,
                                    ANY,
                                    "some backends of a Service with several never get a connection{from}{with}")
                            .in(Facet.MISSING)
                            .implies(ANY_PLACE)
                            .or(
                                    "a proxy that did not hear of an endpoint, or has a limit of how many it takes")
                            .look(Commands.SLICES)
                            .look(Commands.RULES)
                            .like("antrea-io/antrea#5942", "kubernetes/kubernetes#83599"),
                    Meaning.of(
                                    Code.WRONG_BACKEND,
                                    ANY,
                                    "Services are answered by backends that are not theirs{from}{with}")
                            .in(Facet.STRANGER, Facet.PORT)
                            .implies(ANY_PLACE)
                            .or("a pod's address that is taken twice, or leftover rules")
                            .look(Commands.SLICES)
                            .look(Commands.RULES),
                    Meaning.of(
                                    Code.SOURCE_ADDRESS,
                                    ANY,
                                    "backends do not see the client's own address{from}{with}: it is masqueraded where it must not be")
                            .in(Facet.CLIENT)
                            .implies(
                                    Attribute.ORIGIN,
                                    Attribute.MADE,
                                    Attribute.STAGE,
                                    Attribute.REACH,
                                    Attribute.WANTED,
                                    Attribute.SCENARIO,
                                    Attribute.FEATURE,
                                    Attribute.RELATION)
                            .or("a proxy that is told to masquerade everything")
                            .look(Commands.PROXY_CONFIG)
                            .look(Commands.RULES),
                    Meaning.of(
                                    Code.HEALTH_CHECK,
                                    ANY,
                                    "health check node ports{at} do not say where backends are{with}: load balancers send to the wrong nodes")
                            .in(Facet.STATUS)
                            .implies(ANY_PLACE)
                            .look(
                                    "kubectl get services -A -o custom-columns=NS:.metadata.namespace,NAME:.metadata.name,PORT:.spec.healthCheckNodePort")
                            .look(Commands.PROXY_LOG));

    private BehaviourMeanings() {}
}
