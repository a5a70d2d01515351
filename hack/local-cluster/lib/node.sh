# shellcheck shell=bash
# A node: its namespaces, the components in them, and commands in them. All that holds a node alive is its first process, whose
# process id, as this machine sees it, is in nodes/NODE/pid.

# last_words NODE COMPONENT
last_words() {
    tail -n 1 "$cluster/nodes/$1/log/$2.log" 2>/dev/null || true
}

# start_node NODE
start_node() {
    local node=$1 directory=$cluster/nodes/$1 wrapper child i
    copy_image_store "$directory/containerd"
    # Locks must not be held as long as the node lives. A complete cluster outlives an interrupt, so the node leaves this command's
    # session, once it is in the namespace in which an incomplete one is looked for.
    (detached exec nsenter --net="$(namespace "$node")" -- setsid unshare --mount --uts --pid --fork --mount-proc --kill-child -- \
        "$here/node/init" "$node" "$cluster" "$cache" "ksv-$name" "$(readlink /proc/self/ns/mnt)" \
        </dev/null >"$directory/log/init.log" 2>&1) &
    wrapper=$!
    for ((i = 0; i < 200; i++)); do
        [ ! -e "$directory/up" ] || break
        kill -0 "$wrapper" 2>/dev/null || stuck "the node $node did not start: $(last_words "$node" init)"
        sleep 0.05
    done
    child=$(<"/proc/$wrapper/task/$wrapper/children")
    printf '%s\n' "${child%% *}" >"$directory/pid"
    disown "$wrapper"
    start_component "$node" containerd
}

# Files of an image never change, so nodes can share them; the data bases that say what there is do.
copy_image_store() {
    local file
    if can_link; then
        cp -al "$image_store/containerd" "$1" 2>/dev/null
        for file in io.containerd.metadata.v1.bolt/meta.db io.containerd.snapshotter.v1.overlayfs/metadata.db; do
            cp --remove-destination "$image_store/containerd/$file" "$1/$file" 2>/dev/null
        done
    else
        cp -a --reflink=auto "$image_store/containerd" "$1" 2>/dev/null
    fi
}

# Are the cache and the state on one file system?
can_link() {
    [ "$(stat --format %d "$image_store")" = "$(stat --format %d "$cluster")" ]
}

# How many megabytes a cluster needs in the state directory, with some for images that are loaded later and for logs.
space_for_cluster() {
    local store=0
    can_link || store=$(du -sm "$image_store" | cut -f 1)
    printf '%d' $((300 + store * ${#nodes[@]}))
}

# The process that a node is, unless that has ended: then it has no namespaces any more, even if nobody has collected it yet.
node_pid() {
    local pid
    pid=$(cat "$cluster/nodes/$1/pid" 2>/dev/null) && [ -e "/proc/$pid/ns/mnt" ] && printf '%s' "$pid"
}

enter() {
    local pid
    pid=$(node_pid "$1") || stuck "the node $1 of the cluster $name does not run"
    shift
    nsenter --target "$pid" --mount --uts --net --pid -- "$@"
}

# start_component NODE COMPONENT. It becomes a child of the node's first process, so that it does not depend on this command.
start_component() {
    local directory=$cluster/nodes/$1 pid i
    pid=$(node_pid "$1") || stuck "the node $1 of the cluster $name does not run"
    (
        # Not behind the command: a shell that redirects a function keeps what was there before in descriptors of its own.
        exec </dev/null >>"$directory/log/$2.log" 2>&1
        detached nsenter --target "$pid" --mount --uts --net --pid -- setsid --fork "$directory/run/$2"
    )
    # On a busy machine it takes a while to become what it is called by. One that ends at once is told of by whoever waits for it.
    for ((i = 0; i < 100; i++)); do
        ! component_pid "$1" "$2" >/dev/null || break
        sleep 0.02
    done
}

require_component() {
    [ -d "$cluster/nodes/$1" ] || die "the cluster $name has no node $1, only: $(cd "$cluster/nodes" && echo *)"
    [ -x "$cluster/nodes/$1/run/$2" ] || die "the node $1 has no component $2, only: $(cd "$cluster/nodes/$1/run" && echo *)"
}

# component_pid NODE COMPONENT prints the process id in the machine's own process namespace.
component_pid() {
    local init child program
    init=$(node_pid "$1") || return 1
    for child in $(cat "/proc/$init/task/$init/children"); do
        # A process that has ended but is not collected yet has no command line any more.
        IFS= read -r -d '' program 2>/dev/null <"/proc/$child/cmdline" || continue
        if [ "${program##*/}" = "$2" ]; then
            printf '%s\n' "$child"
            return
        fi
    done
    return 1
}

# exec_in NODE|client CMD...
exec_in() {
    local node=$1 pid entered signal code
    shift
    if [ "$node" = client ]; then
        exec nsenter --net="$(namespace client)" -- "$@"
    fi
    [ -d "$cluster/nodes/$node" ] || die "the cluster $name has no node $node, only client and: $(cd "$cluster/nodes" && echo *)"
    pid=$(node_pid "$node") || die "the node $node of the cluster $name does not run"
    # To enter a process namespace nsenter has to have a child, and it passes no signals on: so that is done here. Should this
    # process or nsenter be killed, the kernel kills what they started.
    [ -e /proc/self/fd/0 ] || exec </dev/null
    # A shell makes what it runs in the background deaf to an interrupt, hence `env`.
    env --default-signal=INT,QUIT -- setpriv --pdeathsig KILL -- nsenter --target "$pid" --mount --uts --net --pid -- \
        setpriv --pdeathsig KILL -- "$@" <&0 &
    entered=$!
    for signal in HUP INT QUIT TERM USR1 USR2; do
        # shellcheck disable=SC2064 # this signal
        trap "pass_signal $signal" "$signal"
    done
    # A trapped signal interrupts `wait` too.
    while :; do
        code=0
        wait "$entered" || code=$?
        kill -0 "$entered" 2>/dev/null || exit "$code"
    done
}

pass_signal() {
    local child
    child=$(cat "/proc/$entered/task/$entered/children" 2>/dev/null) || true
    kill -s "$1" "${child:-$entered}" 2>/dev/null || true
}

import_image() {
    enter "$1" ctr --address /run/containerd/containerd.sock --namespace k8s.io images import - <"$2" >"$cluster/nodes/$1/log/load.log" 2>&1
}

load_images() {
    local node file
    for file in "$@"; do
        for node in "$cluster"/nodes/*/; do
            import_image "$(basename "$node")" "$file" &
        done
        wait_all || stuck "$file could not be imported, it has to be a docker-archive or OCI tar: $(last_words control-plane load)"
        say "loaded $file into every node of the cluster $name"
    done
}

wait_for_containerd() {
    local i
    for ((i = 0; i < 200; i++)); do
        enter "$1" ctr --address /run/containerd/containerd.sock --connect-timeout 1s version >/dev/null 2>&1 && return
        sleep 0.1
    done
    stuck "containerd of the node $1 did not start: $(last_words "$1" containerd)"
}
