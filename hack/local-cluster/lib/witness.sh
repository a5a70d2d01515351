# shellcheck shell=bash
# The ways to see whether a fault bites. A pod on each worker answers and asks, behind Services of all sorts. They stay in the cluster
# until all faults are taken back: for a run they are Services from before.
#
# Places to ask from are node:NODE, pod:NODE and client. Targets are pod:NODE, service:SERVICE, node-port:NODE:SERVICE,
# balancer:SERVICE and external:all, over IPv6 pod6:NODE and so on. The Services are NODE (the pod there), all, sticky (all, with
# session affinity), local (all, both policies Local), near (all, of the own zone), empty (no endpoints), unready (one that is not
# ready) and ranges (no client may use its load balancer).

witnesses=svcfault
# What every DNS server knows from its start; faults ask for it.
# shellcheck disable=SC2034
known_name=kubernetes.default.svc.cluster.local.

# kubectl in the foreground, so that it has an input.
api() {
    KUBECACHEDIR=$cluster/kubectl "$kubernetes_binaries/kubectl" --kubeconfig "$cluster/kubeconfig" "$@"
}

# find_witnesses makes them if some are missing, and learns where they are.
declare -A addresses=()
find_witnesses() {
    local directory
    require_go "$here/svcfault"
    go_version=$(go env GOVERSION)-$(go env GOARCH)
    directory=$cache/$(key svcfault v1 "$here"/svcfault/{go.mod,*.go})
    svcfault=$directory/svcfault
    svcfault_image=localhost/svcfault:${directory##*-}
    svcfault_files() {
        go_build "$here/svcfault" "$1/svcfault" -ldflags '-s -w' . && image "$1/svcfault.tar" "$svcfault_image" "$1/svcfault"
    }
    if [ ! -d "$directory" ]; then
        # shellcheck disable=SC2034 # of build.sh
        step='1 of 1'
        product "$directory" 'what shows faults' svcfault_files
    fi
    ! note_addresses || return 0
    load_images "$directory/svcfault.tar" >/dev/null
    witness_objects >"$cluster/witnesses.yaml"
    apply witnesses.yaml
    within 60 note_addresses || die "what shows faults does not start, see: local-cluster kubectl --namespace $witnesses get pods,services"
}

# note_addresses fails if one of them is not known yet.
note_addresses() {
    local kind name_of pods clusters tcp udp balancers health each six n=0
    while IFS='|' read -r kind name_of pods clusters tcp udp balancers health; do
        for each in $pods; do
            [[ $each = *:* ]] && six=6 || six=''
            addresses[pod$six:${name_of#svcfault-}]=$each
        done
        for each in $clusters; do
            [[ $each = *:* ]] && six=6 || six=''
            addresses[service$six:$name_of]=$each
        done
        for each in $balancers; do
            [[ $each = *:* ]] && six=6 || six=''
            addresses[balancer$six:$name_of]=$each
        done
        addresses[tcp:$name_of]=$tcp addresses[udp:$name_of]=$udp addresses[health:$name_of]=$health
        case $kind in
        Pod) [ -z "$pods" ] || n=$((n + 1)) ;;
        Service) [ -z "$clusters" ] || [[ -n $health && -z $balancers ]] || n=$((n + 1)) ;;
        esac
    done < <(api --namespace "$witnesses" get pods,services --ignore-not-found --selector svcfault=witness --output jsonpath='{range .items[*]}{.kind}|{.metadata.name}|{.status.podIPs[*].ip}|{.spec.clusterIPs[*]}|{.spec.ports[?(@.protocol=="TCP")].nodePort}|{.spec.ports[?(@.protocol=="UDP")].nodePort}|{.status.loadBalancer.ingress[*].ip}|{.spec.healthCheckNodePort}{"\n"}{end}')
    [ "$n" = $((2 * workers + 7)) ] && [ -n "${addresses[balancer6:worker-1]-}" ] && [ -n "${addresses[balancer6:ranges]-}" ]
}

witness_objects() {
    local worker
    printf 'apiVersion: v1\nkind: Namespace\nmetadata: {name: %s}\n' "$witnesses"
    for worker in "${nodes[@]:1}"; do
        cat <<POD
---
apiVersion: v1
kind: Pod
metadata: {name: svcfault-$worker, namespace: $witnesses, labels: {svcfault: witness, node: $worker}}
spec:
  nodeName: $worker
  tolerations: [{operator: Exists}]
  terminationGracePeriodSeconds: 1
  enableServiceLinks: false
  automountServiceAccountToken: false
  containers: [{name: server, image: "$svcfault_image", imagePullPolicy: Never, args: [serve, $worker, "8080"]}]
POD
        witness_service "$worker" "type: LoadBalancer" "selector: {svcfault: witness, node: $worker}"
    done
    local all='selector: {svcfault: witness}'
    witness_service all 'type: NodePort' "$all" 'externalIPs: ["203.0.113.254", "2001:db8::fffe"]'
    witness_service sticky "$all" 'sessionAffinity: ClientIP'
    witness_service local 'type: LoadBalancer' "$all" 'externalTrafficPolicy: Local' 'internalTrafficPolicy: Local'
    witness_service near "$all" 'trafficDistribution: PreferSameZone'
    witness_service empty 'type: NodePort' 'selector: {svcfault: none}'
    witness_service ranges 'type: LoadBalancer' "$all" 'loadBalancerSourceRanges: [192.0.2.0/24, "2001:db8:2::/64"]'
    witness_service unready
    cat <<SLICE
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: unready, namespace: $witnesses, labels: {kubernetes.io/service-name: unready}}
addressType: IPv4
ports: [{name: tcp, port: 8080, protocol: TCP}, {name: udp, port: 8080, protocol: UDP}]
endpoints: [{addresses: ["$(pod_network4 1 | sed 's/0\/.*/250/')"], nodeName: worker-1, conditions: {ready: false, serving: false, terminating: false}}]
SLICE
}

# witness_service NAME LINE... of its specification
witness_service() {
    local line
    cat <<SERVICE
---
apiVersion: v1
kind: Service
metadata: {name: $1, namespace: $witnesses, labels: {svcfault: witness}}
spec:
  ipFamilyPolicy: RequireDualStack
  ports: [{name: tcp, port: 80, targetPort: 8080, protocol: TCP}, {name: udp, port: 80, targetPort: 8080, protocol: UDP}]
SERVICE
    shift
    for line; do printf '  %s\n' "$line"; done
}

# in_place PLACE COMMAND...
in_place() {
    local place=$1 process
    shift
    case $place in
    client) in_namespace client "$@" ;;
    node:*) in_namespace "${place#node:}" "$@" ;;
    pod:*)
        for process in $(pgrep -x svcfault); do
            if grep -q "ksv-$name/" "/proc/$process/cgroup" 2>/dev/null &&
                [ "$(tr '\0' ' ' <"/proc/$process/cmdline")" = "/svcfault serve ${place#pod:} 8080 " ]; then
                nsenter --net="/proc/$process/ns/net" -- "$@"
                return
            fi
        done
        return 1
        ;;
    esac
}

# address_of PROTOCOL TARGET prints an address and a port.
address_of() {
    local kind=${2%%:*} rest=${2#*:} family=4
    [[ $kind != *6 ]] || family=6
    case $kind in
    pod*) printf '%s 8080' "${addresses[$2]}" ;;
    service* | balancer*) printf '%s 80' "${addresses[$2]}" ;;
    external) printf '203.0.113.254 80' ;;
    external6) printf '2001:db8::fffe 80' ;;
    node-port*) printf '%s %s' "$(address_of_node "$family" "${rest%:*}")" "${addresses[$1:${rest#*:}]}" ;;
    *) die "there is no target $2" ;;
    esac
}

address_of_node() {
    local i
    for i in "${!nodes[@]}"; do
        [ "${nodes[i]}" != "$2" ] || "node_address$1" "$i"
    done
}

# ask PLACE PROTOCOL TARGET [OPTION...] prints what came of each attempt: answered WHO ADDRESS, refused, silent, or failed WHY.
ask() {
    local place=$1 protocol=$2 target
    target=$(address_of "$2" "$3")
    shift 3
    # shellcheck disable=SC2086 # an address and a port
    in_place "$place" "$svcfault" ask "$@" "$protocol" $target
}

# All attempts, or some, come out as said.
answers() { [ -z "$(ask "$@" | grep -v '^answered ')" ]; }
refuses() { [ -z "$(ask "$@" | grep -v '^refused$')" ]; }
silent() { [ -z "$(ask "$@" | grep -v '^silent$')" ]; }
# From a node a packet filter may tell so at once.
fails() { [ -z "$(ask "$@" | grep '^answered ')" ]; }

# answered_by WHO PLACE PROTOCOL TARGET [OPTION...]: all answers come from this worker.
answered_by() {
    local who=$1
    shift
    [ -z "$(ask "$@" | grep -v "^answered $who ")" ]
}

# how_many PATTERN PLACE PROTOCOL TARGET OPTION... prints how many attempts came out like that.
how_many() {
    local pattern=$1
    shift
    ask "$@" | grep -c "$pattern"
}

# who PLACE PROTOCOL TARGET OPTION... prints those who answered.
who() {
    ask "$@" | awk '$1 == "answered" { print $2 }' | sort -u | tr '\n' ' '
}

# resolve PLACE udp|tcp SERVER NAME[/AAAA|/SRV] prints what a DNS server says.
resolve() {
    in_place "$1" "$svcfault" ask --timeout 2s "dns-$2" "$3" 53 "$4"
}

http() {
    in_place "$1" "$svcfault" ask --timeout 2s http "$2" "$3" "$4"
}

# with_service COMMAND... makes a Service named fresh of the first worker's pod, which the command may change.
with_service() {
    with_fresh 'selector: {svcfault: witness, node: worker-1}' "$@"
}

# with_bare_service COMMAND... makes it without selector; the command gives it endpoints.
with_bare_service() {
    with_fresh 'type: ClusterIP' "$@"
}

# with_fresh LINE COMMAND...
with_fresh() {
    local status=0 ips line=$1
    shift
    without_fresh
    witness_service fresh "$line" | sed 's/labels: {[^}]*}/labels: {}/' | api apply --filename - >/dev/null
    ips=$(api --namespace "$witnesses" get service fresh --output 'jsonpath={.spec.clusterIPs[0]} {.spec.clusterIPs[1]}')
    addresses[service:fresh]=${ips% *} addresses[service6:fresh]=${ips#* }
    "$@" || status=$?
    without_fresh
    return $status
}

without_fresh() {
    api --namespace "$witnesses" delete service fresh --ignore-not-found >/dev/null
    api --namespace "$witnesses" delete endpointslice fresh --ignore-not-found >/dev/null
}

# endpoints CONDITIONS NODE [CONDITIONS NODE]... makes these witnesses, and no others, endpoints of the bare Service. Conditions are
# ready, unready or terminating.
endpoints() {
    local -A conditions=(
        [ready]='ready: true, serving: true, terminating: false'
        [unready]='ready: false, serving: false, terminating: false'
        [terminating]='ready: false, serving: true, terminating: true'
    )
    {
        printf 'apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {name: fresh, namespace: %s, labels: {kubernetes.io/service-name: fresh}}\n' "$witnesses"
        printf 'addressType: IPv4\nports: [{name: tcp, port: 8080, protocol: TCP}, {name: udp, port: 8080, protocol: UDP}]\nendpoints:\n'
        while [ $# -gt 0 ]; do
            printf -- '- {addresses: ["%s"], conditions: {%s}}\n' "${addresses[pod:$2]-$2}" "${conditions[$1]}"
            shift 2
        done
    } | api apply --filename - >/dev/null
}

# select_pod NODE makes the fresh Service one of that worker's pod; "any" of all, "none" of nobody.
select_pod() {
    local selector="{\"svcfault\": \"witness\", \"node\": \"$1\"}"
    [ "$1" != any ] || selector='{"svcfault": "witness", "node": null}'
    api --namespace "$witnesses" patch service fresh --patch "{\"spec\": {\"selector\": $selector}}" >/dev/null
}

# learns NODE [6]: its proxy serves a Service that is made now, within a few seconds.
learns() {
    with_service within 4 answers "node:$1" tcp "service${2-}:fresh"
}
