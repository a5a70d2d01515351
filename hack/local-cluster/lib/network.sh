# shellcheck shell=bash
# The LAN: a bridge in a network namespace of its own, to which every node, the client outside the cluster, and this machine have
# a cable. Because the bridge is not in the machine's own namespace, the machine's packet filter and routes never meet the nodes'
# traffic, and nothing of it can leave the machine: the gateway of the nodes is that namespace, which forwards nothing.
#
# Addresses, on the IPv4 LAN (a.b.c.0/24) and with the same last number on the IPv6 LAN:
#   .1 the gateway, .2 this machine, .3 the client, .10 the control plane, .11 and so on the workers, .200 to .239 MetalLB's

machine_link() { printf 'ksv-%s' "$name"; }
node_address4() { printf '%s.%d' "$lan4" $((10 + $1)); }
node_address6() { printf '%s::%d' "$lan6" $((10 + $1)); }
pod_network4() { printf '%s.%d.0/24' "$pods4" "$1"; }
# A group of zeros before the colons would not be the canonical form.
pod_network6() { printf '%s%s::/64' "$pods6" "$([ "$1" = 0 ] || printf ':%x' "$1")"; }
namespace() { printf '%s/netns/%s' "$cluster" "$1"; }

in_namespace() {
    local namespace=$1
    shift
    nsenter --net="$(namespace "$namespace")" -- "$@"
}

# choose_lan sets lan4 and lan6. Called with the lock `subnets` held, until the machine's address in that LAN is set.
choose_lan() {
    local used number candidate
    # Every address and route of this machine, as first and last address in numbers. Only the default route may overlap.
    used=$({
        ip -4 -o address show | awk '{ print $4 }'
        ip -4 route show table all | awk '$1 !~ /^[0-9]/ { $1 = $2 } { print $1 }'
    } | awk -F '[./]' '/^[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+(\/[0-9]+)?$/ {
        length_of_prefix = NF == 5 ? $5 : 32
        if (length_of_prefix == 0) next
        size = 2 ^ (32 - length_of_prefix)
        first = (($1 * 256 + $2) * 256 + $3) * 256 + $4
        first -= first % size
        # Not `print`: some awks write such numbers with an exponent.
        printf "%.0f %.0f\n", first, first + size - 1
    }')
    if [ -n "$subnet" ]; then
        is_free "$subnet" || die "the subnet $subnet.0/24 is busy: an address or a route of this machine lies in it (ip route show table all); choose another --subnet, or none"
        set_lan "$subnet"
        return
    fi
    # Each name has a place of its own to start from, so that a cluster usually gets the same addresses again.
    number=$(printf '%s' "$name" | cksum)
    number=$((${number%% *} % 512))
    for ((i = 0; i < 512; i++, number = (number + 1) % 512)); do
        candidate=198.$((18 + number / 256)).$((number % 256))
        if is_free "$candidate"; then
            set_lan "$candidate"
            return
        fi
    done
    die "no free subnet: all of $lan_range is busy with addresses and routes of this machine; choose one with --subnet"
}

is_free() {
    local a b c
    IFS=. read -r a b c <<<"$1"
    awk -v first=$(((a * 256 + b) * 65536 + c * 256)) '$1 <= first + 255 && $2 >= first { busy = 1 } END { exit busy }' <<<"$used"
}

set_lan() {
    local a b c
    IFS=. read -r a b c <<<"$1"
    lan4=$1
    lan6=$(printf 'fd73:7663:%x:%x' $((a * 256 + b)) "$c")
}

make_namespace() {
    : >"$(namespace "$1")"
    unshare --net="$(namespace "$1")" sh -c '
        # Whatever the values of this machine are, which a new namespace begins with in part.
        echo 0 >/proc/sys/net/ipv6/conf/default/disable_ipv6
        echo 0 >/proc/sys/net/ipv6/conf/all/disable_ipv6
        echo 0 >/proc/sys/net/ipv6/conf/default/accept_ra
        # An address can be used at once: nobody else on this LAN could have it.
        echo 0 >/proc/sys/net/ipv6/conf/default/accept_dad
        echo 0 >/proc/sys/net/ipv4/conf/default/rp_filter
        echo 0 >/proc/sys/net/ipv4/conf/all/rp_filter
        echo 0 >/proc/sys/net/ipv4/ip_forward
        # Nothing filters between the nodes.
        [ ! -d /proc/sys/net/bridge ] || echo 0 | tee /proc/sys/net/bridge/bridge-nf-call-ip*tables >/dev/null
        ip link set lo up'
}

# make_lan takes a free subnet and plugs this machine in.
make_lan() {
    mkdir "$cluster/netns"
    make_namespace lan
    in_namespace lan ip link add lan type bridge forward_delay 0 mcast_snooping 0
    locked subnets 60 'that chooses a subnet'
    choose_lan
    : >"$cluster/has-link"
    if ! ip link add "$(machine_link)" type veth peer name machine netns "$(namespace lan)" 2>/dev/null; then
        rm "$cluster/has-link"
        die "the link $(machine_link) is in the way: a cluster of this name, started with another LOCAL_CLUSTER_STATE, seems to run"
    fi
    ip address add "$lan4.2/24" dev "$(machine_link)"
    ip link set "$(machine_link)" up
    unlock
    # A machine without IPv6 can do without; the nodes cannot.
    ip address add "$lan6::2/64" dev "$(machine_link)" nodad 2>/dev/null || true
    in_namespace lan ip -batch - <<LAN
address add $lan4.1/24 dev lan
address add $lan6::1/64 dev lan nodad
link set machine master lan up
link set lan up
LAN
    # Without a route Linux answers "no route" to IPv6, and says nothing to IPv4. What leaves the cluster vanishes, in both.
    in_namespace lan ip -6 route add blackhole default
}

# plug NAME ADDRESS makes a namespace with a cable to the LAN.
plug() {
    make_namespace "$1"
    in_namespace lan ip -batch - <<LAN
link add $1 type veth peer name eth0 netns $(namespace "$1")
link set $1 master lan up
LAN
    in_namespace "$1" ip -batch - <<NAMESPACE
address add $lan4.$2/24 dev eth0
address add $lan6::$2/64 dev eth0 nodad
link set eth0 up
NAMESPACE
}

# plug_node INDEX
plug_node() {
    local node=${nodes[$1]} other
    plug "$node" $((10 + $1))
    in_namespace "$node" sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward; echo 1 >/proc/sys/net/ipv6/conf/all/forwarding'
    # Pods on a bridge reach each other without passing kube-proxy's rules, unless the bridge shows them its packets.
    [ "$cni" != bridge ] || in_namespace "$node" sh -c 'echo 1 | tee /proc/sys/net/bridge/bridge-nf-call-ip*tables >/dev/null'
    {
        # A connection to a Service looks up a route before kube-proxy's rules see it, so there has to be one.
        printf 'route add default via %s\nroute add default via %s\n' "$lan4.1" "$lan6::1"
        for other in "${!nodes[@]}"; do
            [ "$other" != "$1" ] || continue
            printf 'route add %s via %s\n' "$(pod_network4 "$other")" "$(node_address4 "$other")"
            printf 'route add %s via %s\n' "$(pod_network6 "$other")" "$(node_address6 "$other")"
        done
    } | in_namespace "$node" ip -batch -
    # Nobody outside the cluster knows the way to a pod, so what a pod sends there comes from its node. Between pods and nodes
    # every address stays what it is.
    in_namespace "$node" nft -f - <<MASQUERADE
table inet local-cluster {
    chain postrouting {
        type nat hook postrouting priority srcnat + 10
        ip saddr $pods4.0.0/16 ip daddr != { $pods4.0.0/16, $lan4.10-$lan4.199 } masquerade
        ip6 saddr $pods6::/48 ip6 daddr != { $pods6::/48, $lan6::10-$lan6::199 } masquerade
    }
}
MASQUERADE
}
