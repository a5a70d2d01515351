# shellcheck shell=bash
# A signal may come at any time, and a shell that does the work is at no time prepared for it: a trap that bash runs while it expands
# a $(...) makes it fail, and commands that it waits for delay the trap. So what takes long and makes something is done by a
# worker, this script once more in a session of its own, where no signal reaches it. The process that was called only waits.

# supervise goes on in the worker only.
supervised='' worker=''
supervise() {
    local status=0
    if [ -n "$supervised" ]; then
        trap on_exit EXIT
        trap note_failure ERR
        return
    fi
    trap 'interrupted 129' HUP
    trap 'interrupted 130' INT
    trap 'interrupted 131' QUIT
    trap 'interrupted 143' TERM
    [ -e /proc/self/fd/0 ] || exec </dev/null
    # A shell makes what it runs in the background deaf to an interrupt, hence `env`. Without this process there is no worker.
    env --default-signal=INT,QUIT setsid setpriv --pdeathsig KILL -- bash "$here/local-cluster" --supervised "${words[@]}" <&0 &
    worker=$!
    wait "$worker" || status=$?
    # Somebody killed the worker.
    [ "$status" -le 128 ] || interrupted "$status"
    exit "$status"
}

# interrupted STATUS ends the worker wherever it is, and then does what it cannot do any more.
interrupted() {
    # Neither another signal nor a reader that has gone nor a failure is a reason to leave the rest undone.
    trap '' HUP INT QUIT TERM PIPE
    set +e
    worker=${worker:-$(jobs -p)}
    if [ -n "$worker" ]; then
        # Or the shell would tell of its death.
        disown "$worker" 2>/dev/null
        # The process too: it may not lead its group yet. A whole group is killed at once, so that none of it starts another.
        kill -KILL "$worker" "-$worker" 2>/dev/null
        # Until they are dead they write files and hold locks. Only an installation of packages is not killed, but waited for.
        while alive_in_session "$worker"; do sleep 0.05; done
        rm -rf "$cache"/new-*".$worker"
    fi
    # Whoever else has the lock by now removes a half-made cluster himself.
    if [ "$command" = up ] && { exec {cluster_lock}>>"$cache/locks/cluster-$name"; } 2>/dev/null &&
        flock --nonblock "$cluster_lock" &&
        [ -w "$cluster" ] && [ ! -e "$cluster/ready" ] && [ ! -e "$cluster/kept" ]; then
        # Below the line of the phase that was under way.
        say
        give_up
    fi
    exit "$1"
}

# A program's first thread may be dead and the others not yet.
alive_in_session() {
    { cat /proc/[0-9]*/stat 2>/dev/null || true; } |
        awk -v session="$1" '{ sub(/.*\) /, "") } $4 == session && ($1 != "Z" || $18 > 1) { found = 1 } END { exit !found }'
}
