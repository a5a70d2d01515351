package io.github.k8sbykeshed.validator.diagnosis;

import static io.github.k8sbykeshed.validator.diagnosis.Meaning.ALWAYS;
import static io.github.k8sbykeshed.validator.diagnosis.Meaning.ANY;
import static io.github.k8sbykeshed.validator.diagnosis.Meaning.is;
import static io.github.k8sbykeshed.validator.diagnosis.Meaning.ofNode;
import static io.github.k8sbykeshed.validator.diagnosis.Meaning.only;
import static io.github.k8sbykeshed.validator.diagnosis.Meaning.says;

import io.github.k8sbykeshed.validator.diagnosis.Attribute.Payload;
import io.github.k8sbykeshed.validator.diagnosis.Attribute.Size;
import io.github.k8sbykeshed.validator.probe.Target.Reach;
import java.util.List;

/** What rules mean of the pod network and of DNS. */
final class NetworkMeanings {

    static final Meaning LOSS =
            Meaning.of(
                            Code.PACKET_LOSS,
                            ALWAYS.not().and((rule, explained) -> explained.mayBeLoss()),
                            "the pod network loses packets{where}: {rate} of the attempts fail{with}")
                    .in(Facet.NETWORK)
                    .implies(
                            Attribute.RELATION,
                            Attribute.SOURCE_KIND,
                            Attribute.BACKEND,
                            Attribute.SOURCE_AGENT)
                    .or("a node that is overloaded, or whose agents are slow")
                    .look(Commands.ROUTES)
                    .look(Commands.NODE);

    /** The first that fits is meant. */
    static final List<Meaning> ALL =
            List.of(
                    Meaning.of(
                                    Code.FRAGMENTS_LOST,
                                    is(Attribute.PAYLOAD, Payload.FRAGMENTED),
                                    "datagrams that come in fragments are lost{from}{with}; those in one packet pass")
                            .in(Facet.NETWORK, Facet.ANSWER)
                            .implies(
                                    Attribute.PAYLOAD,
                                    Attribute.PROTOCOL,
                                    Attribute.RELATION,
                                    Attribute.SOURCE_KIND,
                                    Attribute.ORIGIN)
                            .or("a firewall or network device that drops fragments")
                            .look(Commands.RULES)
                            .like("cilium/cilium#32427", "projectcalico/calico#8821"),
                    Meaning.of(
                                    Code.PATH_MTU,
                                    is(Attribute.SIZE, Size.OVER_1000)
                                            .or(is(Attribute.PAYLOAD, Payload.UP_TO_1450))
                                            .or(is(Attribute.PAYLOAD, Payload.SEGMENTED))
                                            .or(is(Attribute.WANTED, Wanted.Kind.BANDWIDTH)),
                                    "payloads over 1,000 bytes do not pass{where}{with}, and smaller ones do: the path's MTU is smaller than the pods', and nobody tells them")
                            .in(Facet.NETWORK, Facet.ANSWER)
                            .implies(
                                    Attribute.SIZE,
                                    Attribute.PAYLOAD,
                                    Attribute.PROTOCOL,
                                    Attribute.RELATION,
                                    Attribute.SOURCE_KIND,
                                    Attribute.WANTED,
                                    Attribute.BACKEND,
                                    Attribute.ORIGIN,
                                    Attribute.REACH)
                            .or(
                                    "ICMP errors of path MTU discovery that a firewall or the Service's translation drops")
                            .look(Commands.ROUTES)
                            .look("kubectl get nodes -o wide")
                            .like("cilium/cilium#47755", "projectcalico/calico#4439"),
                    LOSS,
                    Meaning.of(
                                    Code.POD_NETWORK_PAIR,
                                    says(Attribute.PATH, Attribute.BETWEEN),
                                    "pods {pair} do not reach each other{with}, past any Service; other nodes and the own one work")
                            .in(Facet.NETWORK)
                            .implies(Attribute.RELATION, Attribute.SOURCE_KIND, Attribute.BACKEND)
                            .or("a NetworkPolicy or a firewall between these two")
                            .look(Commands.ROUTES_OF_PAIR)
                            .look("kubectl get node {FROM} {TO} -o wide"),
                    Meaning.of(
                                    Code.POD_NETWORK_NODE,
                                    says(
                                            Attribute.LINK,
                                            Attribute.SOURCE_NODE,
                                            Attribute.BACKEND_NODE),
                                    "pods of {node} and those of other nodes do not reach each other{with}, past any Service")
                            .in(Facet.NETWORK)
                            .implies(Attribute.RELATION, Attribute.SOURCE_KIND)
                            .or("the node's tunnel or routes, a firewall, or a NetworkPolicy")
                            .look(Commands.ROUTES)
                            .look(
                                    "kubectl -n kube-system get pods -o wide --field-selector spec.nodeName={NODE}"),
                    Meaning.of(
                                    Code.POD_UNREACHABLE,
                                    says(Attribute.BACKEND, Attribute.SOURCE_AGENT),
                                    "the pod {pod} does not reach others, or is not reached, by its own address{with}")
                            .in(Facet.NETWORK)
                            .implies(Attribute.RELATION, Attribute.SOURCE_KIND)
                            .or(
                                    "a NetworkPolicy that selects it, or an address that is taken twice")
                            .look("kubectl get pods -A -o wide | grep {POD}")
                            .look(Commands.POLICIES),
                    Meaning.of(
                                    Code.POD_NETWORK_FAMILY,
                                    says(Attribute.FAMILY),
                                    "pods do not reach each other over {family}, past any Service; over the other family they do")
                            .in(Facet.NETWORK)
                            .implies(Attribute.RELATION, Attribute.SOURCE_KIND)
                            .or("NetworkPolicies that allow the other family alone")
                            .look(Commands.NETWORK_PODS)
                            .look(
                                    "kubectl get nodes -o custom-columns=NAME:.metadata.name,PODS:.spec.podCIDRs")
                            .like("cilium/cilium#12247", "kubernetes/kubernetes#93858"),
                    Meaning.of(
                                    Code.POD_NETWORK_DOWN,
                                    ANY,
                                    "pods do not reach each other by their own addresses{with}, past any Service: of Services nothing can be said until that works")
                            .in(Facet.NETWORK)
                            .implies(Attribute.RELATION, Attribute.SOURCE_KIND)
                            .or("NetworkPolicies that deny by default")
                            .look(Commands.NETWORK_PODS)
                            .look(Commands.POLICIES)
                            .look(Commands.NODES),
                    Meaning.of(
                                    Code.DNS_SERVER,
                                    says(Attribute.SERVER).and(ofNode()),
                                    "one DNS server, {server}, {silentOrBlind}{from}{with}; the others answer")
                            .in(Facet.SERVER)
                            .implies(Attribute.SOURCE_KIND, Attribute.RECORD, Attribute.FAMILY)
                            .look(Commands.DNS_PODS)
                            .look(Commands.ROUTES),
                    Meaning.of(
                                    Code.DNS_SERVER,
                                    says(Attribute.SERVER),
                                    "one DNS server, {server}{at}, {silentOrBlind}{with}; the others answer")
                            .in(Facet.SERVER)
                            .implies(Attribute.SOURCE_KIND, Attribute.RECORD, Attribute.FAMILY)
                            .or(
                                    "a server that has lost its connection to the API server, if it knows old names alone")
                            .look(Commands.DNS_PODS)
                            .look(Commands.DNS_LOG)
                            .like("lf-edge/eve#6113", "coredns/coredns#6937"),
                    Meaning.of(
                                    Code.DNS_PROTOCOL,
                                    says(Attribute.PROTOCOL),
                                    "the DNS servers themselves do not answer with {protocol}{from}")
                            .in(Facet.SERVER)
                            .implies(Attribute.SOURCE_KIND)
                            .look(Commands.DNS_PODS)
                            .like("kubernetes/dns#745", "coredns/coredns#5362"),
                    Meaning.of(
                                    Code.DNS_RECORDS,
                                    (rule, explained) -> explained.isNotFound(),
                                    "the DNS servers themselves do not know names that they have to know{with}{from}")
                            .in(Facet.SERVER)
                            .implies(Attribute.SOURCE_KIND)
                            .look(Commands.DNS_LOG),
                    Meaning.of(
                                    Code.DNS_DOWN,
                                    ANY,
                                    "the DNS servers themselves do not answer{with}{from}, past their Service")
                            .in(Facet.SERVER)
                            .implies(Attribute.SOURCE_KIND, Attribute.RECORD)
                            .or("a NetworkPolicy between the agents and the DNS servers")
                            .look(Commands.DNS_PODS)
                            .look(Commands.DNS_LOG),
                    Meaning.of(
                                    Code.DNS_PROTOCOL,
                                    only(Attribute.REACH, Reach.DNS_NAME)
                                            .and(says(Attribute.PROTOCOL)),
                                    "DNS by its Service is silent with {protocol}{from}{with}, and answers with the other protocol: answers that do not fit one datagram need TCP")
                            .implies(
                                    Attribute.REACH,
                                    Attribute.ORIGIN,
                                    Attribute.SERVICE,
                                    Attribute.SERVER,
                                    Attribute.WANTED,
                                    Attribute.FEATURE,
                                    Attribute.SCENARIO)
                            .or(
                                    "leftover rules that take the DNS Service's address before the proxy does")
                            .look(Commands.RULES)
                            .look(Commands.DNS_PODS)
                            .like("kubernetes/dns#745", "coredns/coredns#5362"),
                    Meaning.of(
                                    Code.DNS_DOWN,
                                    only(Attribute.REACH, Reach.DNS_NAME),
                                    "DNS by its Service is silent{from}{with}, and its servers answer past it")
                            .implies(
                                    Attribute.REACH,
                                    Attribute.ORIGIN,
                                    Attribute.SERVICE,
                                    Attribute.WANTED,
                                    Attribute.FEATURE,
                                    Attribute.SCENARIO)
                            .or("the Service proxy there, for Services from before the run")
                            .look(
                                    "kubectl -n kube-system get service,endpointslices -l k8s-app=kube-dns")
                            .look(Commands.RULES)
                            .like("kubernetes/kubernetes#109811"),
                    Meaning.of(
                                    Code.DNS_RECORDS,
                                    ANY,
                                    "DNS answers with records that are wrong or missing{with}{from}")
                            .in(Facet.RECORDS)
                            .implies(
                                    Attribute.REACH,
                                    Attribute.ORIGIN,
                                    Attribute.SERVICE,
                                    Attribute.SERVER,
                                    Attribute.SOURCE_KIND,
                                    Attribute.RECORD,
                                    Attribute.WANTED,
                                    Attribute.STAGE,
                                    Attribute.FEATURE,
                                    Attribute.SCENARIO)
                            .or("a server that watches the API server no more")
                            .look(Commands.DNS_LOG)
                            .look("kubectl -n kube-system get configmap coredns -o yaml")
                            .like("coredns/coredns#6937"));

    private NetworkMeanings() {}
}
