package io.github.k8sbykeshed.validator.diagnosis;

import static io.github.k8sbykeshed.validator.diagnosis.Meaning.ALWAYS;
import static io.github.k8sbykeshed.validator.diagnosis.Meaning.ANY;
import static io.github.k8sbykeshed.validator.diagnosis.Meaning.is;
import static io.github.k8sbykeshed.validator.diagnosis.Meaning.ofNode;
import static io.github.k8sbykeshed.validator.diagnosis.Meaning.says;

import io.github.k8sbykeshed.validator.diagnosis.Attribute.Made;
import io.github.k8sbykeshed.validator.diagnosis.Attribute.Origin;
import io.github.k8sbykeshed.validator.diagnosis.Attribute.Stage;
import io.github.k8sbykeshed.validator.diagnosis.Meaning.Shape;
import io.github.k8sbykeshed.validator.probe.Target.Reach;
import java.util.List;

/** What rules mean of the proxies, and of Services as a whole, where these do not answer. */
final class ProxyMeanings {

    private static final Shape PROXY = says(Attribute.FORWARDER);

    private static final Shape OLD_WORK =
            (rule, explained) -> explained.isWellWhere(rule, Attribute.ORIGIN, Origin.BEFORE_RUN);

    private static final Shape OLD_FAIL =
            (rule, explained) -> explained.hasSome(Attribute.ORIGIN, Origin.BEFORE_RUN);

    private static final Shape RECENT =
            is(Attribute.MADE, Made.BY_CASE).or(is(Attribute.STAGE, Stage.AFTER_CHANGE));

    /** The first that fits is meant. */
    static final List<Meaning> ALL =
            List.of(
                    Meaning.of(
                                    Code.CLUSTER_IP_NODE,
                                    is(Attribute.REACH, Reach.CLUSTER_IP).and(ofNode()),
                                    "ClusterIPs fail{from}{with}, though its proxy works otherwise")
                            .implies(Attribute.REACH, Attribute.ORIGIN, Attribute.MADE)
                            .or(
                                    "what takes packets to ClusterIPs before the proxy does: hooks at sockets and interfaces, other rules, routes")
                            .look(Commands.RULES),
                    Meaning.of(
                                    Code.CLUSTER_IPS,
                                    is(Attribute.REACH, Reach.CLUSTER_IP),
                                    "ClusterIPs fail{with}, and other addresses of Services work")
                            .implies(Attribute.REACH, Attribute.ORIGIN)
                            .look(Commands.PROXY_LOGS),
                    Meaning.of(
                                    Code.NODE_PROXY_PARTIAL,
                                    PROXY.and(ALWAYS.not()),
                                    "the Service proxy of {node} fails for {rate} of the connections{with}, and the pod network does not")
                            .implies(
                                    Attribute.ORIGIN,
                                    Attribute.MADE,
                                    Attribute.STAGE,
                                    Attribute.REACH)
                            .or("a node that is overloaded, or whose connection tracking is full")
                            .look(Commands.PROXY_LOG)
                            .look(Commands.NODE)
                            .like("kubernetes/kubernetes#56903"),
                    Meaning.of(
                                    Code.SLOW_PROGRAMMING,
                                    PROXY.and(RECENT),
                                    "the Service proxy of {node} programs changes late: what the run began with works there, and what was made or changed since did not in time{with}")
                            .implies(
                                    Attribute.ORIGIN,
                                    Attribute.MADE,
                                    Attribute.STAGE,
                                    Attribute.REACH)
                            .or("a proxy that has stopped programming in the course of the run")
                            .look(Commands.PROXY_LOG)
                            .look(Commands.PROXY_HEALTH),
                    Meaning.of(
                                    Code.NODE_PROXY_PARTIAL,
                                    PROXY.and(says(Attribute.PROTOCOL)),
                                    "the Service proxy of {node} fails{with}, and works otherwise")
                            .implies(
                                    Attribute.ORIGIN,
                                    Attribute.MADE,
                                    Attribute.STAGE,
                                    Attribute.REACH)
                            .look(Commands.PROXY_LOG)
                            .look(Commands.RULES),
                    Meaning.of(
                                    Code.PROXY_STOPPED,
                                    PROXY.and(OLD_WORK),
                                    "the Service proxy of {node} has stopped programming{with} (Services from before the run still work there)")
                            .implies(Attribute.ORIGIN, Attribute.REACH)
                            .or(
                                    "a proxy that does not hear from the API server, or whose changes are all refused")
                            .look(Commands.PROXY_LOG)
                            .look(Commands.PROXY_HEALTH)
                            .like("kubernetes/kubernetes#38372", "kubernetes/kubernetes#28674"),
                    Meaning.of(
                                    Code.PROXY_DOWN,
                                    PROXY.and(OLD_FAIL.not()),
                                    "the Service proxy of {node} forwards nothing{with}; Services from before the run were not asked there")
                            .implies(Attribute.ORIGIN, Attribute.REACH)
                            .or(
                                    "a proxy that has stopped programming, if Services from before the run work there")
                            .look(Commands.PROXY_LOG)
                            .look(Commands.PROXY_HEALTH),
                    Meaning.of(
                                    Code.PROXY_DOWN,
                                    PROXY,
                                    "the Service proxy of {node} forwards nothing{with}, not even to Services from before the run")
                            .implies(Attribute.ORIGIN, Attribute.REACH)
                            .or("a node without the kernel's modules or tools that the proxy needs")
                            .look(Commands.PROXY_LOG)
                            .look(Commands.RULES)
                            .like("kubernetes/kubernetes#137501"),
                    Meaning.of(
                                    Code.SOURCE,
                                    ofNode(),
                                    "Services fail{from}{with}, whichever node's proxy has the first say: what leaves there is wrong already")
                            .implies(Attribute.ORIGIN, Attribute.REACH)
                            .or(
                                    "load balancing at the client's socket, policies, or routes of that place")
                            .look(Commands.RULES)
                            .look(Commands.POLICIES),
                    Meaning.of(
                                    Code.FAMILY_AND_PROTOCOL,
                                    says(Attribute.FAMILY)
                                            .and(says(Attribute.PROTOCOL))
                                            .and(ALWAYS),
                                    "Services fail with {protocol} over {family} together; each of the two works with the other one")
                            .implies(Attribute.ORIGIN, Attribute.MADE, Attribute.STAGE)
                            .look(Commands.PROXY_LOGS),
                    Meaning.of(
                                    Code.PROXIES_STOPPED_FAMILY,
                                    says(Attribute.FAMILY).and(OLD_WORK).and(ALWAYS),
                                    "on all nodes the proxies have stopped programming {family}: Services from before the run work, none of the run's does, and the other family is fine")
                            .implies(
                                    Attribute.ORIGIN,
                                    Attribute.MADE,
                                    Attribute.STAGE,
                                    Attribute.REACH)
                            .or(
                                    "one cause for every node: an object that all proxies refuse, such as a Service with a very long name and no endpoints")
                            .look(Commands.PROXY_LOGS + " | grep -i -e 'sync failed' -e error")
                            .look(
                                    "kubectl get services -A -o json | jq -r '.items[] |"
                                            + " .metadata.namespace + \"/\" + .metadata.name' | awk 'length > 100'")
                            .like("kubernetes/kubernetes#139515"),
                    Meaning.of(
                                    Code.FAMILY,
                                    says(Attribute.FAMILY).and(ALWAYS),
                                    "Services fail over {family}{with} and work over the other family; the pod network works")
                            .implies(Attribute.ORIGIN)
                            .look(Commands.PROXY_LOGS)
                            .look(Commands.PROXY_CONFIG)
                            .like("cilium/cilium#12247", "kubernetes/kubernetes#93858"),
                    Meaning.of(
                                    Code.PROTOCOL,
                                    says(Attribute.PROTOCOL).and(ALWAYS),
                                    "Services fail with {protocol}{with} and work with the other protocol; the pod network works")
                            .implies(Attribute.ORIGIN)
                            .or("a firewall or NetworkPolicy for that protocol")
                            .look(Commands.PROXY_LOGS),
                    Meaning.of(
                                    Code.SLOW_PROGRAMMING,
                                    RECENT.and(ALWAYS),
                                    "all proxies program changes late: what the run began with works, and what was made or changed since did not in time{with}")
                            .implies(Attribute.ORIGIN, Attribute.MADE, Attribute.STAGE)
                            .or(
                                    "an API server or controllers that are overloaded, or proxies that stopped in the course of the run")
                            .look(Commands.PROXY_LOGS)
                            .look("kubectl get --raw='/readyz?verbose'"),
                    Meaning.of(
                                    Code.PROXY_STOPPED,
                                    OLD_WORK.and(ALWAYS),
                                    "the Service proxies of all nodes have stopped programming{with} (Services from before the run still work)")
                            .implies(Attribute.ORIGIN)
                            .or(
                                    "one object that all of them refuse, or an API server that they do not hear from")
                            .look(Commands.PROXY_LOGS)
                            .like("kubernetes/kubernetes#139515"),
                    Meaning.of(Code.SERVICES_DOWN, ALWAYS, "no Service works{with}")
                            .implies(Attribute.ORIGIN)
                            .or("proxies that do not run at all")
                            .look("kubectl -n kube-system get pods -l k8s-app=kube-proxy -o wide")
                            .look(Commands.PROXY_LOGS),
                    Meaning.of(
                                    Code.UNEVEN_OR_PARTIAL,
                                    ANY,
                                    "{rate} of all connections through Services fail{with}, from and to everywhere; past the Services they do not")
                            .implies(Attribute.ORIGIN, Attribute.MADE, Attribute.STAGE)
                            .or(
                                    "connection tracking that is full or races, or packets that are lost")
                            .look(Commands.PROXY_LOGS)
                            .look(
                                    "kubectl debug node/{NODE} -it --profile=sysadmin --image=busybox -- chroot /host conntrack -S")
                            .like("kubernetes/kubernetes#56903"));

    private ProxyMeanings() {}
}
