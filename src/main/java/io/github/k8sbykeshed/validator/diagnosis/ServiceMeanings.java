package io.github.k8sbykeshed.validator.diagnosis;

import static io.github.k8sbykeshed.validator.diagnosis.Meaning.ALWAYS;
import static io.github.k8sbykeshed.validator.diagnosis.Meaning.is;
import static io.github.k8sbykeshed.validator.diagnosis.Meaning.ofNode;
import static io.github.k8sbykeshed.validator.diagnosis.Meaning.only;
import static io.github.k8sbykeshed.validator.diagnosis.Meaning.says;

import io.github.k8sbykeshed.validator.diagnosis.Attribute.Origin;
import io.github.k8sbykeshed.validator.diagnosis.Attribute.Relation;
import io.github.k8sbykeshed.validator.diagnosis.Attribute.Use;
import io.github.k8sbykeshed.validator.diagnosis.Meaning.Shape;
import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.probe.Source;
import io.github.k8sbykeshed.validator.probe.Target.Reach;
import java.util.List;

/** What rules mean of where Services do not answer; see {@link ProxyMeanings} for the rest. */
final class ServiceMeanings {

    private static final Shape USED = is(Attribute.USE, Use.USED).or(only(Attribute.USE, Use.USED));

    private static final Shape EXTERNAL =
            only(Attribute.REACH, Reach.LOAD_BALANCER, Reach.EXTERNAL_IP);

    private static final Shape PATHS =
            says(Attribute.PATH, Attribute.BETWEEN, Attribute.LINK)
                    .or(is(Attribute.RELATION, Relation.OTHER_NODE));

    /** One backend alone fails: of its node nothing is known. */
    private static final Shape ONE_BACKEND =
            (rule, explained) -> explained.only(Attribute.BACKEND).isPresent();

    /** The first that fits is meant. */
    static final List<Meaning> ALL =
            List.of(
                    Meaning.of(
                                    Code.TRAFFIC_POLICY,
                                    only(Attribute.FEATURE, "policy", "topology")
                                            .or(only(Attribute.SCENARIO, "lb/external-local")),
                                    "Services with a traffic policy, or with hints for nodes or zones, are not served{from}{with} where they have to be")
                            .implies(
                                    Attribute.ORIGIN,
                                    Attribute.MADE,
                                    Attribute.STAGE,
                                    Attribute.REACH,
                                    Attribute.WANTED,
                                    Attribute.SCENARIO,
                                    Attribute.FEATURE,
                                    Attribute.COMPANY,
                                    Attribute.RELATION,
                                    Attribute.BACKEND,
                                    Attribute.SOURCE_KIND)
                            .or("endpoints that are taken for another node's or zone's")
                            .look(Commands.SLICES)
                            .look(Commands.PROXY_LOG)
                            .like("kubernetes/kubernetes#75262", "antrea-io/antrea#3785"),
                    Meaning.of(
                                    Code.HAIRPIN,
                                    is(Attribute.RELATION, Relation.ITSELF),
                                    "pods{on} do not reach themselves through a Service{with} (hairpin): 1 of n of their own connections fails, with n backends")
                            .implies(
                                    Attribute.RELATION,
                                    Attribute.SOURCE_KIND,
                                    Attribute.ORIGIN,
                                    Attribute.BACKEND)
                            .or(
                                    "what a pod sends to itself is not masqueraded, or its bridge does not send back where it came from")
                            .look(
                                    "kubectl debug node/{NODE} -it --image=busybox -- sh -c 'grep . /sys/class/net/*/brport/hairpin_mode'")
                            .look(Commands.RULES)
                            .like(
                                    "kubernetes/kubernetes#20475",
                                    "cilium/cilium#26733",
                                    "cloudnativelabs/kube-router#1673"),
                    Meaning.of(
                                    Code.STALE_UDP,
                                    USED.and(only(Attribute.PROTOCOL, Protocol.UDP)),
                                    "{protocol} clients{from} that ask on from a port that they used before get no answer{with}; from fresh ports they do: connection tracking remembers what is gone")
                            .implies(
                                    Attribute.USE,
                                    Attribute.SOCKET,
                                    Attribute.STAGE,
                                    Attribute.SCENARIO,
                                    Attribute.FEATURE,
                                    Attribute.BACKEND,
                                    Attribute.PATH,
                                    Attribute.RELATION,
                                    Attribute.ORIGIN,
                                    Attribute.MADE)
                            .tells(Attribute.PROTOCOL)
                            .look(Commands.CONNTRACK)
                            .like(
                                    "kubernetes/kubernetes#106163",
                                    "projectcalico/calico#9967",
                                    "cilium/cilium#12859"),
                    Meaning.of(
                                    Code.STALE_SOCKET,
                                    USED,
                                    "connections{from} that are kept open, or use a source port again, fail{with}; fresh ones do not")
                            .implies(
                                    Attribute.USE,
                                    Attribute.SOCKET,
                                    Attribute.STAGE,
                                    Attribute.SCENARIO,
                                    Attribute.FEATURE,
                                    Attribute.COMPANY,
                                    Attribute.WANTED,
                                    Attribute.BACKEND,
                                    Attribute.PATH,
                                    Attribute.RELATION,
                                    Attribute.ORIGIN,
                                    Attribute.MADE,
                                    Attribute.SOURCE_KIND)
                            .tells(Attribute.PROTOCOL)
                            .or("segments that connection tracking calls invalid")
                            .look(Commands.RULES)
                            .like("kubernetes/kubernetes#74839", "cilium/cilium#23744"),
                    Meaning.of(
                                    Code.OLD_SERVICES,
                                    is(Attribute.ORIGIN, Origin.BEFORE_RUN),
                                    "Services from before the run fail{from}{with}, and all new ones work: something takes their addresses before the proxy does")
                            .implies(Attribute.ORIGIN, Attribute.REACH)
                            .or(
                                    "rules of an earlier proxy or of another back end of iptables that were left over")
                            .look(Commands.RULES)
                            .look(
                                    "kubectl debug node/{NODE} -it --profile=sysadmin --image=busybox -- chroot /host iptables-legacy-save")
                            .like("kubernetes/kubernetes#109811"),
                    Meaning.of(
                                    Code.NODE_PORT_MASQUERADE,
                                    only(Attribute.REACH, Reach.NODE_PORT)
                                            .and(is(Attribute.RELATION, Relation.OTHER_NODE)),
                                    "node ports{at} fail{with} where the backend is on another node: what is forwarded there is not masqueraded, or its answers are not translated back")
                            .implies(
                                    Attribute.REACH,
                                    Attribute.RELATION,
                                    Attribute.ORIGIN,
                                    Attribute.SOURCE_KIND)
                            .look(Commands.RULES)
                            .like("antrea-io/antrea#2319"),
                    Meaning.of(
                                    Code.NODE_PORT_NODE,
                                    only(Attribute.REACH, Reach.NODE_PORT)
                                            .and(says(Attribute.DIALLED))
                                            .or(
                                                    is(Attribute.REACH, Reach.NODE_PORT)
                                                            .and(says(Attribute.FORWARDER))),
                                    "node ports at {node} fail{with}, though its proxy works otherwise")
                            .implies(Attribute.REACH, Attribute.ORIGIN, Attribute.SOURCE_KIND)
                            .or(
                                    "a firewall of the node, or addresses that its proxy does not serve node ports on (nodePortAddresses)")
                            .look(Commands.PROXY_CONFIG)
                            .look(Commands.RULES),
                    Meaning.of(
                                    Code.NODE_PORTS,
                                    is(Attribute.REACH, Reach.NODE_PORT),
                                    "node ports fail{reach}{with}, and other addresses of Services work")
                            .implies(Attribute.ORIGIN)
                            .or(
                                    "a firewall before the nodes, or addresses that the proxies do not serve node ports on (nodePortAddresses)")
                            .look(Commands.PROXY_CONFIG),
                    Meaning.of(
                                    Code.LOAD_BALANCER_UNANNOUNCED,
                                    only(Attribute.REACH, Reach.LOAD_BALANCER)
                                            .and(only(Attribute.SOURCE_KIND, Source.Kind.OUTSIDE)),
                                    "no client outside reaches addresses of load balancers{reach}{kind}{with}, every pod and node does: the proxies serve them, but no node announces them")
                            .implies(
                                    Attribute.ORIGIN,
                                    Attribute.FEATURE,
                                    Attribute.STAGE,
                                    Attribute.SOURCE_AGENT)
                            .tells(Attribute.REACH, Attribute.SOURCE_KIND)
                            .or(
                                    "a firewall, or a route that is missing, between the client and these addresses")
                            .look(Commands.SPEAKERS)
                            .look(Commands.EXCLUDED)
                            .like("metallb/metallb#2285", "metallb/metallb#2274"),
                    Meaning.of(
                                    Code.EXTERNAL_ADDRESSES,
                                    EXTERNAL,
                                    "addresses of load balancers and external IPs fail{from}{with}, and ClusterIPs work")
                            .implies(
                                    Attribute.REACH,
                                    Attribute.ORIGIN,
                                    Attribute.FEATURE,
                                    Attribute.SOURCE_AGENT,
                                    Attribute.SOURCE_KIND)
                            .or(
                                    "source ranges, or policies of the Services, that the implementation understands otherwise")
                            .look("kubectl get services -A --field-selector spec.type=LoadBalancer")
                            .look(Commands.RULES),
                    Meaning.of(
                                    Code.SAME_NODE,
                                    is(Attribute.RELATION, Relation.SAME_NODE),
                                    "Services fail{from}{with} where client and backend are on the same node")
                            .implies(Attribute.RELATION, Attribute.REACH, Attribute.ORIGIN)
                            .or(
                                    "answers that do not pass connection tracking: bridge netfilter is off")
                            .look(
                                    "kubectl debug node/{NODE} -it --image=busybox -- sh -c 'cat /proc/sys/net/bridge/bridge-nf-call-*tables'")
                            .like("kubernetes/kubernetes#26292", "kubernetes/kubernetes#38802"),
                    Meaning.of(
                                    Code.HOST_NETWORK_CONJUNCTION,
                                    is(Attribute.SOURCE_KIND, Source.Kind.HOST)
                                            .and(
                                                    says(Attribute.PROTOCOL, Attribute.FAMILY)
                                                            .or(PATHS)),
                                    "Services fail from nodes' own network (host network){from}{kind}{with}; each of these alone works")
                            .implies(Attribute.REACH, Attribute.ORIGIN, Attribute.RELATION)
                            .or("socket-level load balancing that does not take this protocol")
                            .look(Commands.RULES)
                            .like("metal-stack/gardener-extension-provider-metal#506"),
                    Meaning.of(
                                    Code.HOST_NETWORK,
                                    is(Attribute.SOURCE_KIND, Source.Kind.HOST),
                                    "Services fail from nodes' own network (host network){from}{kind}{with}, and work from pods")
                            .implies(Attribute.REACH, Attribute.ORIGIN)
                            .or(
                                    "rules for what a node sends itself (the output hook), checksum offloading of an overlay, or a route")
                            .look(Commands.RULES)
                            .like("kubernetes/kubernetes#88986"),
                    Meaning.of(
                                    Code.CROSS_NODE,
                                    PATHS.and(ALWAYS),
                                    "Services fail{where}{with} where client and backend are on different nodes, and the pod network between them works")
                            .implies(
                                    Attribute.RELATION,
                                    Attribute.REACH,
                                    Attribute.ORIGIN,
                                    Attribute.SOURCE_KIND)
                            .or(
                                    "answers that are not translated back, or checksum offloading of an overlay")
                            .look(Commands.RULES)
                            .like("antrea-io/antrea#2319", "kubernetes/kubernetes#88986"),
                    Meaning.of(
                                    Code.SOURCE,
                                    is(Attribute.SOURCE_KIND, Source.Kind.OUTSIDE),
                                    "clients outside the cluster reach no Service{kind}{with}, and those inside do")
                            .implies(Attribute.ORIGIN, Attribute.SOURCE_AGENT)
                            .or("a firewall or a route before the nodes")
                            .look(Commands.NODES),
                    Meaning.of(
                                    Code.BACKEND,
                                    says(Attribute.BACKEND)
                                            .or(says(Attribute.BACKEND_NODE).and(ONE_BACKEND))
                                            .and(ofNode().not()),
                                    "the backend {backend} is not reached through Services{with}, from anywhere")
                            .implies(
                                    Attribute.COMPANY,
                                    Attribute.REACH,
                                    Attribute.ORIGIN,
                                    Attribute.BACKEND_NODE,
                                    Attribute.MADE,
                                    Attribute.RELATION)
                            .tells(Attribute.BACKEND)
                            .or("an EndpointSlice with a wrong address or port of it")
                            .look(Commands.SLICES)
                            .look("kubectl get pods -A -o wide | grep {POD}"),
                    Meaning.of(
                                    Code.BACKEND,
                                    says(Attribute.BACKEND_NODE).and(ofNode().not()),
                                    "backends on {node} are not reached through Services{with}, from anywhere")
                            .implies(
                                    Attribute.COMPANY,
                                    Attribute.REACH,
                                    Attribute.ORIGIN,
                                    Attribute.MADE)
                            .look(Commands.ROUTES)
                            .look(Commands.NODE),
                    Meaning.of(
                                    Code.SERVICE,
                                    says(Attribute.SERVICE),
                                    "the Service {service} fails{from}{with}, and others like it work")
                            .implies(Attribute.ORIGIN, Attribute.MADE, Attribute.WANTED)
                            .or("a sync that was lost in part: the next full one mends it")
                            .look(Commands.SLICES)
                            .look(Commands.PROXY_LOG)
                            .like("kubernetes/kubernetes#121362", "kubernetes/kubernetes#112604"),
                    Meaning.of(
                                    Code.SCENARIO,
                                    says(Attribute.SCENARIO, Attribute.FEATURE, Attribute.WANTED),
                                    "what {part} alone asks for fails{from}{with}, and that is all that fails so")
                            .implies(Attribute.ORIGIN)
                            .look("svc-test report --format tables results.yaml"));

    private ServiceMeanings() {}
}
