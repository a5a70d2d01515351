# shellcheck shell=bash
# The ways to inject a fault, each with the function that takes it back. Never are kube-proxy's own rules changed, which it rewrites.

# The chains that rules of a fault can be in, with their hooks; -own are for what the node's own processes send.
declare -A chains=(
    [fragments]='type filter hook prerouting priority -450'
    [early]='type filter hook prerouting priority raw - 10'
    [early-own]='type filter hook output priority raw - 10'
    [tracked]='type filter hook prerouting priority mangle'
    [tracked-own]='type filter hook output priority mangle'
    [targets]='type nat hook prerouting priority dstnat - 10'
    [targets-own]='type nat hook output priority -110'
    [marks]='type filter hook postrouting priority srcnat - 20'
    [sources]='type nat hook postrouting priority srcnat - 10'
    [leaving]='type filter hook postrouting priority srcnat + 20'
)

# filter NODE... reads rules from its input, one a line behind the name of its chain, and sets and maps. A line with %ip or %v is one
# for each family. The table is one that nobody else knows, and it names ranges, so that it can be there before a run makes Services.
filter() {
    local rules at
    rules=$(cat)
    for at; do
        undo clear_filter "$at" "$table"
        table_of_rules "$at" "$rules" | in_namespace "$at" nft -f -
    done
}

clear_filter() {
    [ -e "$(namespace "$1")" ] || return 0
    # Added first: what is not there could not be deleted.
    printf 'add table inet %s\ndelete table inet %s\n' "$2" "$2" | in_namespace "$1" nft -f -
}

# table_of_rules NODE RULES
table_of_rules() {
    local first rest family of used=' ' rules=''
    printf 'add table inet %s\ndelete table inet %s\ntable inet %s {\n' "$table" "$table" "$table"
    while read -r first rest; do
        [ -n "$first" ] || continue
        of=4
        [[ $rest != *%ip* && $rest != *%v* ]] || of=$families
        for family in $of; do
            if [ "$first" = set ] || [ "$first" = map ]; then
                printf '%s %s\n' "$first" "$(in_family "$family" "$1" "$rest")"
            else
                rules+="add rule inet $table $first $(in_family "$family" "$1" "$rest")"$'\n'
            fi
        done
        if [ -n "${chains[$first]-}" ] && [[ $used != *" $first "* ]]; then
            printf 'chain %s { %s; }\n' "$first" "${chains[$first]}"
            used+="$first "
        fi
    done <<<"$2"
    printf '}\n%s' "$rules"
}

# in_family 4|6 NODE TEXT replaces what stands for addresses, seen from that node.
in_family() {
    local text=$3 i own=0
    # The highest number first: a name may begin with another one's.
    for ((i = ${#nodes[@]} - 1; i >= 0; i--)); do
        text=${text//%pods-of-${nodes[i]}/$("pod_network$1" "$i")}
        text=${text//%address-of-${nodes[i]}/$("node_address$1" "$i")}
        [ "${nodes[i]}" != "$2" ] || own=$i
    done
    [[ $text != *%same-pods* ]] || text=${text//%same-pods/$(same_pods "$1" "$own")}
    text=${text//%own/$("pod_network$1" "$own")} text=${text//%address/$("node_address$1" "$own")}
    if [ "$1" = 4 ]; then
        text=${text//%ip/ip} text=${text//%v/4} text=${text//%services/$services4} text=${text//%pods/$pods4.0.0/16}
        text=${text//%dns/$dns_service_ip4} text=${text//%api/$kubernetes_service_ip}
        text=${text//%balancers/$lan4.200-$lan4.239} text=${text//%externals/203.0.113.0/24} text=${text//%client/$lan4.3}
    else
        text=${text//%ip/ip6} text=${text//%v/6} text=${text//%services/$services6} text=${text//%pods/$pods6::/48}
        # The API server's Service has no address of this family; this one is nobody's.
        text=${text//%dns/$dns_service_ip6} text=${text//%api/${services6%/*}ffff}
        text=${text//%balancers/$lan6::200-$lan6::239} text=${text//%externals/2001:db8::/32} text=${text//%client/$lan6::3}
    fi
    printf '%s' "$text"
}

# same_pods 4|6 INDEX prints pairs of a pod's address with itself, of all addresses that pods of a node may get.
same_pods() {
    local i prefix
    if [ "$1" = 4 ]; then
        prefix=$(pod_network4 "$2")
        for ((i = 2; i < 255; i++)); do printf '%s.%d . %s.%d, ' "${prefix%.*}" "$i" "${prefix%.*}" "$i"; done
    else
        prefix=$(pod_network6 "$2")
        # Never the same one again, so as many as a cluster's life may need.
        for ((i = 2; i < 4096; i++)); do printf '%s%x . %s%x, ' "${prefix%/*}" "$i" "${prefix%/*}" "$i"; done
    fi
}

# stop NODE COMPONENT: it is there, and does nothing.
stop() {
    local pid
    pid=$(component_pid "$1" "$2") || die "$2 does not run on $1"
    undo resume "$1" "$2"
    kill -STOP "$pid"
}

resume() {
    local pid
    pid=$(component_pid "$1" "$2") || return 0
    kill -CONT "$pid"
}

# end NODE COMPONENT: it is not there.
end() {
    undo revive "$1" "$2"
    end_component "$1" "$2"
}

end_component() {
    local pid
    pid=$(component_pid "$1" "$2") || return 0
    kill -KILL "$pid"
    # Else it may still be there when it is started again, which then does nothing.
    within 10 is_gone "$1" "$2"
}

is_gone() {
    ! component_pid "$1" "$2" >/dev/null
}

revive() {
    node_pid "$1" >/dev/null || return 0
    component_pid "$1" "$2" >/dev/null || start_component "$1" "$2"
}

# restart_proxy NODE, and wait until it has programmed what there is.
restart_proxy() {
    node_pid "$1" >/dev/null || return 0
    end_component "$1" kube-proxy
    start_component "$1" kube-proxy
    within 30 in_namespace "$1" curl --silent --fail --output /dev/null --max-time 2 http://127.0.0.1:10256/healthz
}

# await_node NODE waits until it is Ready, if it runs at all.
await_node() {
    node_pid "$1" >/dev/null || return 0
    api wait --for=condition=Ready node "$1" --timeout=120s >/dev/null
}

# lie NODE LIE...: kube-proxy of this node asks an API server of ours, which tells it these lies too.
lie() {
    local at=$1 each lies
    shift
    undo believe "$at" "$instance"
    lies=$cluster/nodes/$at/lies
    for each; do printf '%s %s\n' "$instance" "$each:$table" >>"$lies"; done
    start_lying "$at"
}

believe() {
    local lies=$cluster/nodes/$1/lies
    [ -e "$lies" ] || return 0
    sed -i "/^$2 /d" "$lies"
    start_lying "$1"
}

# start_lying NODE tells kube-proxy what lies there are for it, the truth if none.
start_lying() {
    local directory=$cluster/nodes/$1 port=10259 lies
    # The port of a scheduler's metrics, which only the control plane has.
    [ "$1" != control-plane ] || port=10261
    lies=$(cut -d ' ' -f 2 "$directory/lies" | sort -u | tr '\n' ' ')
    end_component "$1" svcfault
    if [ -n "$lies" ]; then
        printf '#!/bin/sh\nexec %s lie %s %s https://%s:6443 %s %s\n' "$svcfault" "$port" "$1" "$(node_address4 0)" "$cluster/certificates" "$lies" \
            >"$directory/run/svcfault"
        chmod +x "$directory/run/svcfault"
        start_component "$1" svcfault
        ask_api "$1" "http://127.0.0.1:$port"
    else
        ask_api "$1" "https://$(node_address4 0):6443"
        rm -f "$directory/lies" "$directory/run/svcfault"
    fi
    restart_proxy "$1"
}

# ask_api NODE URL
ask_api() {
    sed -i "s|^\( *server:\) .*|\1 $2|" "$cluster/nodes/$1/kube-proxy.kubeconfig"
}

# wrap NODE reads a shell program that kube-proxy of this node runs instead of each of its tools; "$tool" is the tool's name, and
# `really "$@"` runs it.
wrap() {
    local directory=$cluster/nodes/$1 program each
    program=$(cat)
    undo unwrap "$1"
    mkdir -p "$directory/wrapped"
    for each in iptables-restore ip6tables-restore nft; do
        printf '#!/bin/bash\ntool=%s\nreally() { %s "$@"; }\n%s\n' "$each" "$(command -v "$each")" "$program" >"$directory/wrapped/$each"
        chmod +x "$directory/wrapped/$each"
    done
    sed -i "/^PATH=/d; s|^exec |PATH=$directory/wrapped:\$PATH\n&|" "$directory/run/kube-proxy"
    restart_proxy "$1"
}

unwrap() {
    local directory=$cluster/nodes/$1
    sed -i '/^PATH=/d' "$directory/run/kube-proxy"
    rm -rf "$directory/wrapped"
    restart_proxy "$1"
}

# refuse_ipv6 NODE: of what kube-proxy programs, all of IPv6 is refused; what it programmed before goes on working.
refuse_ipv6() {
    wrap "$1" <<'PROGRAM'
case $tool:$* in
*--version*) really "$@" ;;
ip6tables-restore:*)
    echo 'refused by a fault' >&2
    exit 4
    ;;
nft:-f\ -)
    input=$(cat)
    case $input in
    *'ip6 kube-proxy'*)
        echo 'refused by a fault' >&2
        exit 1
        ;;
    esac
    printf '%s\n' "$input" | really "$@"
    ;;
*) really "$@" ;;
esac
PROGRAM
}

# cut_streams LIE: at the node of the fault; the lie says when, and puts the ClusterIPs into the sets.
cut_streams() {
    filter "$node" <<'RULES'
set cut%v { typeof %ip daddr; }
tracked %ip daddr @cut%v tcp flags & syn == 0 ct state new drop
tracked-own %ip daddr @cut%v tcp flags & syn == 0 ct state new drop
RULES
    lie "$node" "$1"
}

# narrow NODE OTHER BYTES: the way from one node to another one's pods has a smaller MTU.
narrow() {
    local from=$1 i=${2#worker-}
    undo widen "$from" "$2"
    in_namespace "$from" ip route replace "$(pod_network4 "$i")" via "$(node_address4 "$i")" mtu lock "$3"
    in_namespace "$from" ip -6 route replace "$(pod_network6 "$i")" via "$(node_address6 "$i")" mtu lock "$3"
}

widen() {
    local i=${2#worker-}
    [ -e "$(namespace "$1")" ] || return 0
    in_namespace "$1" ip route replace "$(pod_network4 "$i")" via "$(node_address4 "$i")"
    in_namespace "$1" ip -6 route replace "$(pod_network6 "$i")" via "$(node_address6 "$i")"
    in_namespace "$1" ip route flush cache
    in_namespace "$1" ip -6 route flush cache
}

# objects NAMESPACE reads a manifest of objects that are all in this namespace, which it makes.
objects() {
    undo delete_namespace "$1"
    {
        printf 'apiVersion: v1\nkind: Namespace\nmetadata: {name: %s}\n---\n' "$1"
        cat
    } | api apply --filename - >/dev/null
}

delete_namespace() {
    api delete namespace "$1" --ignore-not-found --timeout=60s >/dev/null
}

# dns_servers NUMBER
dns_servers() {
    claim dns
    undo restore_dns
    api --namespace kube-system scale deployment coredns --replicas="$1" >/dev/null
}

# dns_answers TEXT puts this at the beginning of what the cluster's DNS servers do for the cluster's names. A blank line ends nothing.
dns_answers() {
    local corefile
    claim dns
    undo restore_dns restarted
    corefile=$(api --namespace kube-system get configmap coredns --output 'jsonpath={.data.Corefile}')
    corefile=${corefile/'{'/"{
$1"}
    api --namespace kube-system create configmap coredns --from-literal="Corefile=$corefile" --dry-run=client --output json |
        api --namespace kube-system replace --filename - >/dev/null
    restart_dns
}

restore_dns() {
    apply coredns.yaml
    if [ "${1-}" = restarted ]; then restart_dns; else await_dns; fi
}

restart_dns() {
    api --namespace kube-system rollout restart deployment coredns >/dev/null
    await_dns
}

await_dns() {
    api --namespace kube-system rollout status deployment coredns --timeout=120s >/dev/null
}

# dns_node is the node of one DNS server, or words for it while there is no cluster to ask.
dns_node() {
    if [ -n "${kubernetes_binaries-}" ]; then
        api --namespace kube-system get pods --selector k8s-app=kube-dns --output 'jsonpath={.items[0].spec.nodeName}'
    else
        printf 'of-one-server'
    fi
}

# dns_pod NODE is the address of the DNS server there.
dns_pod() {
    api --namespace kube-system get pods --selector k8s-app=kube-dns --field-selector "spec.nodeName=$1" \
        --output 'jsonpath={.items[0].status.podIP}'
}

# balancer_controllers NUMBER
balancer_controllers() {
    claim metallb
    undo restore_metallb
    api --namespace metallb-system scale deployment controller --replicas="$1" >/dev/null
}

restore_metallb() {
    # Upstream does not say how many, which means one.
    api --namespace metallb-system scale deployment controller --replicas=1 >/dev/null
    api --namespace metallb-system rollout status deployment controller --timeout=120s >/dev/null
}

# label LABEL gives it to all workers.
label() {
    undo unlabel "$1"
    api label --overwrite node "${nodes[@]:1}" "$1=" >/dev/null
}

unlabel() {
    api label node "${nodes[@]:1}" "$1-" >/dev/null
}

# mute_neighbours NODE...: what says where an IPv6 address of a load balancer is does not leave them. Speakers use packet sockets,
# which other hooks do not see.
mute_neighbours() {
    local at
    for at; do
        undo clear_mute "$at" "$table"
        in_namespace "$at" nft -f - <<RULES
add table netdev $table
delete table netdev $table
table netdev $table {
    chain out {
        type filter hook egress device "eth0" priority 0
        icmpv6 type nd-neighbor-advert @th,176,16 0x0200-0x0239 drop
    }
}
RULES
    done
    forget_neighbours
}

clear_mute() {
    [ -e "$(namespace "$1")" ] || return 0
    printf 'add table netdev %s\ndelete table netdev %s\n' "$2" "$2" | in_namespace "$1" nft -f -
}

# The client outside asks again where its neighbours are.
forget_neighbours() {
    in_namespace client ip neighbour flush dev eth0
    in_namespace client ip -6 neighbour flush dev eth0
}
