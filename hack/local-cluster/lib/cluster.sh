# shellcheck shell=bash
# A cluster as a whole: up, down, status.

# An error leaves nothing half made behind. Nor does a signal, see `interrupted`.
incomplete=''
on_exit() {
    local status=$? job
    trap - EXIT
    end_line
    abandon_build
    # Nothing may be started any more while things are being removed.
    for job in $(jobs -p); do kill_tree "$job"; done
    # This shell itself may have left the word to one of these.
    [ -z "$incomplete" ] || [ -e "$cluster/explained" ] || explained=''
    if [ "$status" != 0 ] && [ -z "$explained" ] && [ ! -e "$cluster/explained" ] && [ "$status" -lt 128 ]; then
        if [ "$(available_megabytes "$state")" -lt 8 ]; then
            complain "the disk of $state is full: free some space, or choose another place with LOCAL_CLUSTER_STATE"
        else
            complain "unexpected failure${phase_text:+ while at: $phase_text}: $(tail -n 1 "$cluster/errors" 2>/dev/null) ($failed_command)"
        fi
    fi
    [ -z "$incomplete" ] || give_up
    exit "$status"
}

give_up() {
    if [ -n "$keep" ]; then
        : 2>/dev/null >"$cluster/kept" || true
        say "what was started so far is in $cluster: end it with local-cluster down --name $name"
    else
        tear_down
    fi
}

failed_command=''
# The call stack, innermost first, for the error that nobody foresaw.
note_failure() {
    failed_command="$BASH_COMMAND, $(basename "${BASH_SOURCE[1]}") line ${BASH_LINENO[0]}"
}

list_nodes() {
    local i
    nodes=(control-plane)
    for ((i = 1; i <= workers; i++)); do nodes+=("worker-$i"); done
}

up() {
    local node started
    require_linux
    require_root
    now
    started=$tenths
    require_packages
    locked "cluster-$name" 600 "on the cluster $name"
    cluster_lock=$lock_descriptor lock_descriptor=''
    if [ -f "$cluster/ready" ] && is_healthy; then
        say "the cluster $name is up already: $(describe)"
        [ ${#images[@]} = 0 ] || load_images "${images[@]}"
        return
    fi
    require_kernel
    build_all
    if [ -e "$cluster" ]; then
        say "removing what is left of an earlier cluster $name"
        tear_down
    fi

    now
    started=$tenths
    list_nodes
    require_watches
    say "starting the cluster $name: Kubernetes $kubernetes, control plane and $workers worker$([ "$workers" = 1 ] || echo s), kube-proxy in $proxy_mode mode"
    incomplete=yes
    make_directory
    # What single programs have to say is for the one who looks for the cause of a failure, not for everybody.
    exec {messages}>&2 2>"$cluster/errors"
    require_space "$cluster" "$(space_for_cluster)" LOCAL_CLUSTER_STATE
    phase 'network'
    make_lan
    for node in "${!nodes[@]}"; do plug_node "$node" & done
    plug client 3 &
    wait_all
    phase 'certificates and configuration'
    make_certificates
    write_configuration
    write_settings
    phase 'node namespaces, containerd'
    start_nodes
    phase "API server${images[*]:+, images}"
    wait_for_api
    wait_all
    phase 'node objects, kubelets, kube-proxies'
    node_objects >"$cluster/nodes.yaml"
    apply nodes.yaml
    start_kubelets
    phase 'CoreDNS and MetalLB: objects'
    coredns_objects >"$cluster/coredns.yaml"
    metallb_objects >"$cluster/metallb.yaml"
    metallb_pool_objects >"$cluster/metallb-pool.yaml"
    cat "$cluster/coredns.yaml" <(printf -- '---\n') "$cluster/metallb.yaml" >"$cluster/addons.yaml"
    apply addons.yaml
    phase 'nodes Ready'
    await 'a node is not Ready' wait --for=condition=Ready node --all
    phase 'CoreDNS available'
    await 'CoreDNS is not available' --namespace kube-system wait --for=condition=Available deployment coredns
    phase 'MetalLB available'
    await 'MetalLB is not available' --namespace metallb-system wait --for=condition=Available deployment controller
    await 'MetalLB is not available' --namespace metallb-system rollout status daemonset speaker
    phase 'address pool, through the admission webhook'
    retry apply metallb-pool.yaml
    end_phase
    : >"$cluster/ready"
    exec 2>&"$messages" {messages}>&-
    messages=2
    incomplete=''
    now
    say "the cluster $name is up after $(seconds $((tenths - started))): $(describe)"
}

make_directory() {
    if ! mkdir -p "$cluster/nodes" 2>/dev/null; then
        incomplete=''
        require_space_left "$state" LOCAL_CLUSTER_STATE
        die "cannot write to $state: make it writable, or choose another place with LOCAL_CLUSTER_STATE"
    fi
    chmod 711 "$cluster"
}

write_settings() {
    cat >"$cluster/settings" <<SETTINGS
kubernetes=$kubernetes
workers=$workers
proxy_mode=$proxy_mode
cni=$cni
lan4=$lan4
lan6=$lan6
kubernetes_binaries=$kubernetes_binaries
SETTINGS
}

describe() {
    printf 'Kubernetes %s, %s workers, kube-proxy in %s mode, LAN %s.0/24 and %s::/64; export KUBECONFIG=%s' "$(setting kubernetes)" \
        "$(setting workers)" "$(setting proxy_mode)" "$(setting lan4)" "$(setting lan6)" "$cluster/kubeconfig"
}

# The control plane comes first: all wait for its API server. Images are imported while that starts, and before the kubelets do:
# containerd may go on with the old image of a tag that is imported again.
start_nodes() {
    local node
    start_node control-plane
    start_component control-plane etcd
    start_component control-plane kube-apiserver
    import_images control-plane &
    for node in "${nodes[@]:1}"; do
        { start_node "$node" && import_images "$node"; } &
    done
}

import_images() {
    local file
    [ ${#images[@]} -gt 0 ] || return 0
    wait_for_containerd "$1"
    for file in "${images[@]}"; do
        import_image "$1" "$file" || stuck "$file could not be imported, it has to be a docker-archive or OCI tar: $(last_words "$1" load)"
    done
}

wait_for_api() {
    local i component
    for ((i = 0; i < 300; i++)); do
        api_is_ready && break
        for component in etcd kube-apiserver; do
            component_pid control-plane "$component" >/dev/null ||
                stuck "$component ended right after its start, saying: $(last_words control-plane "$component")"
        done
        sleep 0.1
    done
    [ "$i" -lt 300 ] || stuck "the API server was not ready after 30 s, it says: $(last_words control-plane kube-apiserver)"
    start_component control-plane kube-controller-manager
    start_component control-plane kube-scheduler
}

api_is_ready() {
    local certificates=$cluster/certificates lan4
    lan4=$(setting lan4)
    curl --silent --fail --output /dev/null --max-time 2 --noproxy '*' --cacert "$certificates/ca.crt" \
        --cert "$certificates/admin.crt" --key "$certificates/admin.key" "https://$(node_address4 0):6443/readyz"
}

start_kubelets() {
    local node
    for node in "${nodes[@]}"; do start_kubelet "$node" & done
    wait_all
}

start_kubelet() {
    start_component "$1" kube-proxy
    start_component "$1" kubelet
}

# The webhook answers a moment after its pod is ready: its Service has to reach kube-proxy first.
# retry COMMAND... until it succeeds, for half a minute, and show its output only when it never did.
retry() {
    local i
    for ((i = 0; i < 100; i++)); do
        "$@" && return
        sleep 0.3
    done
    stuck "no success for 30 s: $(tail -n 1 "$cluster/errors")"
}

is_healthy() {
    local directory
    for directory in "$cluster"/nodes/*/; do
        node_pid "$(basename "$directory")" >/dev/null || return 1
    done
    api_is_ready
}

down() {
    require_linux
    require_root
    locked "cluster-$name" 600 "on the cluster $name"
    cluster_lock=$lock_descriptor lock_descriptor=''
    if [ ! -e "$cluster" ] && [ -z "$(cgroups)" ]; then
        rmdir "$state" 2>/dev/null || true
        say "there is no cluster $name"
        return
    fi
    tear_down
    say "the cluster $name is down"
}

# tear_down ends and removes whatever there is of the cluster, complete or not.
tear_down() {
    local i pids mounts
    rm -f "$cluster/ready" "$cluster/kept"
    # All of a cluster's processes are in its network namespaces, or in the process namespace of one that is: the node's first
    # process, whose end is theirs too.
    for ((i = 0; i < 200; i++)); do
        pids=$(processes)
        [ -n "$pids" ] || break
        # shellcheck disable=SC2086 # a list
        kill -KILL $pids 2>/dev/null || true
        sleep 0.05
    done
    [ -z "$pids" ] || die "these processes of the cluster $name do not end: $pids"
    if [ -e "$cluster/has-link" ]; then
        ip link delete "$(machine_link)" 2>/dev/null || true
    fi
    # A removed file unmounts what is mounted on it, elsewhere too: the nodes of other clusters inherited these mounts.
    mounts=$(awk -v directory="$cluster/" 'index($5, directory) == 1 { print $5 }' /proc/self/mountinfo | tac)
    for mount in $mounts; do umount "$mount" || umount --lazy "$mount"; done
    for ((i = 0; i < 100; i++)); do
        remove_cgroups && break
        sleep 0.05
    done
    rm -rf --one-file-system "$cluster"
    rmdir "$state" 2>/dev/null || true
}

# The processes in the cluster's network namespaces.
processes() {
    local namespaces
    namespaces=$(stat --dereference --format '%d:%i' "$cluster"/netns/* 2>/dev/null) || true
    [ -n "$namespaces" ] || return 0
    {
        printf '%s\n' "$namespaces"
        stat --dereference --format '%d:%i %n' /proc/[0-9]*/ns/net 2>/dev/null || true
    } | awk 'NF == 1 { ours[$1] = 1 } NF == 2 && $1 in ours { split($2, part, "/"); print part[3] }'
}

cgroups() {
    find /sys/fs/cgroup -maxdepth 2 -type d -name "ksv-$name" 2>/dev/null || true
}

remove_cgroups() {
    local directory
    for directory in $(cgroups); do
        find "$directory" -depth -type d -exec rmdir {} \; 2>/dev/null || true
    done
    [ -z "$(cgroups)" ]
}

status() {
    local directory node component running lan4
    if [ ! -f "$cluster/ready" ]; then
        if [ -e "$cluster" ]; then
            say "the cluster $name is half started: local-cluster up --name $name starts it anew, down removes it"
        else
            say "there is no cluster $name"
        fi
        exit 1
    fi
    say "cluster $name: $(describe)"
    for directory in "$cluster"/nodes/*/; do
        node=$(basename "$directory")
        running=''
        for component in "$directory"run/*; do
            component=$(basename "$component")
            if component_pid "$node" "$component" >/dev/null; then running+=" $component"; else running+=" NOT:$component"; fi
        done
        say "$node:$running"
    done
    if api_is_ready; then say 'the API server is ready'; else say 'the API server is NOT ready'; exit 1; fi
}
