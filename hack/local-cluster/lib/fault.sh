# shellcheck shell=bash
# Faults that stay in a running cluster until they are taken back. Each is one file of the folder faults/, which says what it is, what
# the right name of it is, how it is injected, and how it shows. A fault that is on, at one node or at all, is an "instance": its
# journal faults/FAULT@NODE in the cluster's directory says, line by line, how to take it back. A line is written before what it takes
# back is done, so that a fault which was interrupted half way, or switched on twice, can be taken back like any other.

# How long after its injection a fault may take to show, and after its end the cluster to be as before, in seconds.
showing=60

fault_names() {
    (cd "$here/faults" && echo *)
}

# fault NAME on|off|bites|place, or list, or off.
fault() {
    local chosen=$1 action=${2-}
    case $chosen in
    list)
        [ -z "$action" ] || wrong 'fault list takes nothing more'
        list_faults
        ;;
    off)
        [ -z "$action" ] || wrong 'fault off takes nothing more, or it is: fault NAME off'
        begin_faults
        take_all_back
        ;;
    *)
        [ -f "$here/faults/$chosen" ] || wrong "there is no fault '$chosen'; local-cluster fault list tells all"
        [[ $action =~ ^(on|off|bites|place)$ ]] || wrong 'fault NAME takes on, off, bites or place'
        [ -z "$node" ] || needs_node "$chosen" || wrong "the fault $chosen is one of the whole cluster: it takes no --node"
        begin_faults
        [ -z "$node" ] || [ -d "$cluster/nodes/$node" ] || die "the cluster $name has no node $node, only: $(cd "$cluster/nodes" && echo *)"
        "fault_$action" "$chosen"
        ;;
    esac
}

needs_node() {
    grep -Eq '^node=\$\{node:-' "$here/faults/$1"
}

begin_faults() {
    require_root
    require_cluster
    kubernetes_binaries=$(setting kubernetes_binaries)
    lan4=$(setting lan4) lan6=$(setting lan6) proxy_mode=$(setting proxy_mode) workers=$(setting workers)
    [ "$workers" -ge 3 ] || die "faults are for clusters of three workers or more, and the cluster $name has $workers"
    list_nodes
    mkdir -p "$cluster/faults"
    locked "faults-$name" 300 "for faults of the cluster $name"
}

# describe_fault NAME sets what the file of a fault says.
describe_fault() {
    what='' code='' place='' source='' modes='iptables nftables' unseen='' families='4 6'
    # shellcheck source=/dev/null
    . "$here/faults/$1"
    fault=$1
    instance=$fault@${node:-all}
    table=svcfault-$fault.${node:-all}
    journal=$cluster/faults/$instance
}

# The same, at the node at which it is on if that is not said.
describe_fault_that_is_on() {
    local on=("$cluster/faults/$1@"*)
    if [ -z "$node" ] && [ ${#on[@]} -gt 0 ] && needs_node "$1"; then node=${on[0]##*@}; fi
    describe_fault "$1"
}

# list_faults prints one line a fault, with tabs between: name, code, place, proxy modes, what it is, source, why no scenario looks
# at it if none does.
list_faults() {
    local each
    for each in $(fault_names); do
        (
            node=''
            describe_fault "$each"
            printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$each" "$code" "$place" "$modes" "$what" "$source" "$unseen"
        )
    done
}

fault_place() {
    describe_fault_that_is_on "$1"
    printf '%s %s\n' "$code" "$place"
}

fault_bites() {
    describe_fault_that_is_on "$1"
    find_witnesses
    bites
}

fault_on() {
    local others
    describe_fault "$1"
    [[ " $modes " = *" $proxy_mode "* ]] || die "the fault $fault is one of kube-proxy's mode $modes, and the cluster $name has $proxy_mode"
    find_witnesses
    others=$(cd "$cluster/faults" && echo *)
    # Beside others it may not show as it does alone, and it may look as if it was there already.
    if [ -z "$others" ] && bites; then
        die "before the fault $fault is on the cluster $name looks as if it was: take all faults back with local-cluster fault off, or start it anew"
    fi
    : >>"$journal"
    if ! all_of inject; then
        take_back "$journal"
        die "the fault $fault could not be injected"
    fi
    if ! within "$showing" bites; then
        take_back "$journal"
        die "the fault $fault has no effect: its own check does not see it, so it was taken back"
    fi
    say "the fault $fault is on: $code $place"
}

fault_off() {
    local journal found='' failed='' others
    for journal in "$cluster/faults/$1@"*; do
        [ -z "$node" ] || [ "$journal" = "$cluster/faults/$1@$node" ] || continue
        found=yes
        take_back "$journal" || failed=yes
    done
    [ -z "$failed" ] || die "the fault $1 was not taken back entirely: try again, or start the cluster anew"
    if [ -z "$found" ]; then
        say "the fault $1 was not on"
        return
    fi
    others=$(cd "$cluster/faults" && echo *)
    [ -z "$others" ] || return 0
    describe_fault "$1"
    find_witnesses
    within "$showing" does_not_bite || die "the fault $1 was taken back, and its own check still sees it: look at the cluster, or start it anew"
}

take_all_back() {
    local journal failed=''
    for journal in "$cluster"/faults/*@*; do
        take_back "$journal" || failed=yes
    done
    api delete namespace "$witnesses" --ignore-not-found --timeout=60s >/dev/null || failed=yes
    [ -z "$failed" ] || die 'not all faults were taken back entirely: try again, or start the cluster anew'
}

# undo COMMAND ARGUMENT... notes how to take back what is about to be done. No argument has a blank. All that can stand here are
# functions that may be called at any time, any number of times.
undo() {
    printf '%s\n' "$*" >>"$journal"
}

# take_back JOURNAL: the last thing first. What fails does not keep the rest from being taken back.
take_back() {
    local line words failed='' lines
    mapfile -t lines < <(tac "$1" | awk '!seen[$0]++')
    for line in "${lines[@]}"; do
        read -ra words <<<"$line"
        all_of "${words[@]}" || failed=yes
    done
    [ -z "$failed" ] || return 1
    rm -f "$1"
    say "the fault $(basename "$1" | tr @ ' ') was taken back"
}

# all_of COMMAND... fails if anything of it does. In a condition, or before `||`, a function would go on behind what fails in it.
all_of() {
    ("$@") &
    wait $!
}

# claim THING: for what only one fault at a time can change.
claim() {
    local other
    for other in "$cluster"/faults/*@*; do
        if [ "$other" != "$journal" ] && grep -qx "release $1" "$other"; then
            die "the fault $(basename "$other") has changed the same thing, $1: take it back first"
        fi
    done
    undo release "$1"
}

release() {
    :
}

does_not_bite() {
    ! bites
}

# within SECONDS COMMAND...
within() {
    local end=$((SECONDS + $1))
    shift
    until "$@"; do
        [ $SECONDS -lt "$end" ] || return 1
        sleep 0.3
    done
}
