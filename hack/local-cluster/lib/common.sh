# shellcheck shell=bash
# shellcheck disable=SC2034 # the other parts use what is set here
# Names, places and messages that every other part uses.

default_name=svc
default_workers=3
default_proxy_mode=iptables
default_kubernetes=1.35.4
default_cni=ptp
# Set aside for benchmarks of network devices, so that no real LAN has these addresses.
lan_range=198.18.0.0/15

state=${LOCAL_CLUSTER_STATE:-/var/lib/k8s-service-validator}
cache=${LOCAL_CLUSTER_CACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/k8s-service-validator/local-cluster}

# Pods and Services may have the same networks in every cluster: only the cluster's own namespaces ever see them.
pods4=10.244
pods6=fd00:10:244
services4=10.96.0.0/16
services6=fd00:10:96::/112
kubernetes_service_ip=10.96.0.1
dns_service_ip4=10.96.0.10
dns_service_ip6=fd00:10:96::a

# Where messages go, even while a part of this command has its errors collected in a file.
messages=2
complain() {
    printf 'local-cluster: %s\n' "$*" >&"$messages"
}

say() {
    printf '%s\n' "$*"
}

die() {
    end_line
    explained=yes
    # Several background jobs may fail, and the shell that waits for them then fails too: the first one speaks for all.
    if [ -n "${incomplete-}" ] && ! (set -o noclobber && : >"$cluster/explaining") 2>/dev/null && [ -e "$cluster/explaining" ]; then
        exit 1
    fi
    complain "$*"
    [ -z "${incomplete-}" ] || : 2>/dev/null >"$cluster/explained" || true
    exit 1
}

kubernetes_versions() {
    local directory versions=()
    for directory in "$here"/kubernetes/v*/; do
        directory=${directory%/}
        versions+=("${directory##*/v}")
    done
    printf '%s' "${versions[*]}"
}

# Tenths of a second since the epoch, without starting a process.
now() {
    local microseconds=${EPOCHREALTIME/[.,]/}
    tenths=$((microseconds / 100000))
}

seconds() {
    printf '%d.%d s' $(($1 / 10)) $(($1 % 10))
}

# phase TEXT ends the phase before it, with its duration, and begins the next one.
phase_text='' line_open=''
phase() {
    end_phase
    phase_text=$1
    now
    phase_start=$tenths
    printf '  %-44s' "$phase_text"
    line_open=yes
}

end_phase() {
    [ -n "$phase_text" ] || return 0
    now
    [ -n "$line_open" ] || printf '  %-44s' "$phase_text"
    printf '%8s\n' "$(seconds $((tenths - phase_start)))"
    phase_text='' line_open=''
}

end_line() {
    [ -z "$line_open" ] || printf '\n'
    line_open=''
}

# locked NAME SECONDS WHAT opens the file descriptor `lock_descriptor` and holds the lock NAME until that is closed. Whatever
# outlives this command has to close it, or would hold the lock for ever. Locks lie in the cache so that a cluster leaves nothing.
locked() {
    if ! mkdir -p "$cache/locks" 2>/dev/null || ! : 2>/dev/null >>"$cache/locks/$1"; then
        require_space_left "$cache" LOCAL_CLUSTER_CACHE
        die "cannot write to $cache: make it writable, or choose another place with LOCAL_CLUSTER_CACHE"
    fi
    exec {lock_descriptor}>>"$cache/locks/$1"
    flock --nonblock "$lock_descriptor" && return
    end_line
    say "waiting for another local-cluster command $3"
    flock --wait "$2" "$lock_descriptor" || die "another local-cluster command $3 has not ended within $2 s: wait for it or end it"
}

# detached COMMAND..., only in a subshell: for what may outlive this command. It must hold no lock, nor keep open a pipe that
# somebody reads until its end.
cluster_lock='' lock_descriptor=''
detached() {
    local descriptor
    for descriptor in /proc/"$BASHPID"/fd/*; do
        # Not the one that this list was read from, which is gone, and not the shell's own, from which it reads this program.
        [ -e "$descriptor" ] && [ ! "$descriptor" -ef "$0" ] || continue
        descriptor=${descriptor##*/}
        [ "$descriptor" -le 2 ] || exec {descriptor}>&-
    done
    "$@"
}

unlock() {
    exec {lock_descriptor}>&-
    lock_descriptor=''
}

explained=''

# The free space of the file system that a path lies on, or will.
available_megabytes() {
    local path=$1
    while [ ! -e "$path" ]; do path=$(dirname "$path"); done
    df --output=avail -BM "$path" | tr -dc 0-9
}

# require_space PATH MEGABYTES VARIABLE
require_space() {
    local available
    available=$(available_megabytes "$1")
    [ "$available" -ge "$2" ] || die "too little disk space: $1 needs $2 MB and its disk has $available MB free; free some, or choose another place with $3"
}

# For an explanation, after something failed.
require_space_left() {
    [ "$(available_megabytes "$1")" -ge 8 ] || die "the disk of $1 is full: free some space, or choose another place with $2"
}

# For a cluster that does not get further: a full disk has many faces.
stuck() {
    require_space_left "$cluster" LOCAL_CLUSTER_STATE
    die "$*"
}

# A cluster's settings are a file of lines KEY=VALUE.
setting() {
    sed -n "s/^$1=//p" "$cluster/settings"
}

require_cluster() {
    [ -f "$cluster/ready" ] || die "there is no running cluster $name: start it with local-cluster up --name $name"
}
