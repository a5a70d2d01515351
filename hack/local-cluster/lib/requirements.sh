# shellcheck shell=bash
# What the machine must have, each thing missed said in one sentence.

# tool:Debian package
required_tools='containerd:containerd ctr:containerd runc:runc iptables:iptables ip6tables:iptables nft:nftables conntrack:conntrack
    ethtool:ethtool ip:iproute2 openssl:openssl curl:curl nsenter:util-linux unshare:util-linux setpriv:util-linux
    flock:util-linux mount:mount tar:tar sha256sum:coreutils hostname:hostname'

require_linux() {
    [ "$(uname -s)" = Linux ] || die "a local cluster is made of Linux namespaces and this is $(uname -s): run it on a Linux machine, a virtual one will do"
}

require_root() {
    [ "$(id -u)" = 0 ] || die "only root can make namespaces and mounts: run this command with sudo"
}

cni_plugins() {
    local directory
    for directory in /usr/lib/cni /opt/cni/bin /usr/libexec/cni; do
        if [ -x "$directory/ptp" ] && [ -x "$directory/host-local" ] && [ -x "$directory/portmap" ] && [ -x "$directory/bridge" ]; then
            printf '%s' "$directory"
            return
        fi
    done
    return 1
}

# missing sets `missing_tools` and `missing_packages`.
missing() {
    local entry
    missing_tools='' missing_packages=''
    for entry in $required_tools; do
        command -v "${entry%:*}" >/dev/null && continue
        missing_tools+=" ${entry%:*}"
        [[ " $missing_packages " = *" ${entry#*:} "* ]] || missing_packages+=" ${entry#*:}"
    done
    cni_plugins >/dev/null || {
        missing_tools+=' CNI-plugins'
        missing_packages+=' containernetworking-plugins'
    }
    [ -n "$missing_tools" ]
}

require_packages() {
    # Some shells of root lack the directories of the tools for root.
    PATH=$PATH:/usr/sbin:/sbin
    missing || return 0
    if ! command -v apt-get >/dev/null; then
        die "missing on this machine:$missing_tools; install them (their Debian packages are$missing_packages) and try again"
    fi
    say "installing with apt-get:$missing_packages"
    # In a process group of its own, or an interrupt would end it in the middle.
    set -m
    install_packages &
    set +m
    wait $! || die "apt-get could not install$missing_packages (see above): install them by hand and try again"
    if missing; then
        die "still missing after the installation of their packages:$missing_tools; install them by hand and try again"
    fi
}

install_packages() (
    export DEBIAN_FRONTEND=noninteractive
    # A package that is a service would start it: containerd would then run for the whole machine, and nobody asked for that.
    # Debian asks this file first; 101 means: start nothing.
    policy=/usr/sbin/policy-rc.d
    if [ ! -e "$policy" ]; then
        trap 'rm -f "$policy"' EXIT
        printf '#!/bin/sh\nexit 101\n' >"$policy"
        chmod +x "$policy"
    fi
    # shellcheck disable=SC2086 # a list of packages
    set -- $missing_packages
    quiet() {
        log=$("$@" 2>&1) || {
            printf '%s\n' "$log" | tail -n 5 >&2
            return 1
        }
    }
    install() {
        quiet apt-get -o DPkg::Lock::Timeout=300 install --yes --no-install-recommends "$@"
    }
    # The lists of a fresh machine are empty or old.
    install "$@" 2>/dev/null || { quiet apt-get -o DPkg::Lock::Timeout=300 update && install "$@"; }
)

# require_go DIRECTORY...: a Go that is new enough for the modules there.
require_go() {
    local have needed
    needed=$(sed -n 's/^go //p' "${@/%//go.mod}" | sort -V | tail -n 1)
    command -v go >/dev/null || die "missing on this machine: go, to build Kubernetes and the like; install Go $needed or newer and try again"
    have=$(go env GOVERSION)
    have=${have#go}
    [ "$(printf '%s\n%s\n' "$needed" "$have" | sort -V | head -n 1)" = "$needed" ] ||
        die "Go $have is too old to build Kubernetes and the like: install Go $needed or newer and try again"
}

require_kernel() {
    local feature
    grep -qw overlay /proc/filesystems || modprobe overlay 2>/dev/null || die 'the kernel lacks overlayfs, which containers are made of: use a kernel with CONFIG_OVERLAY_FS'
    for feature in net/ipv6 net/netfilter; do
        [ -d "/proc/sys/$feature" ] || modprobe nf_conntrack 2>/dev/null || true
        [ -d "/proc/sys/$feature" ] || die "the kernel lacks /proc/sys/$feature, and the cluster is dual stack with a packet filter: switch it on"
    done
    if [ "$cni" = bridge ]; then
        [ -d /proc/sys/net/bridge ] || modprobe br_netfilter 2>/dev/null ||
            die 'the kernel lacks br_netfilter, without which a bridge bypasses kube-proxy: load it, or use --cni ptp'
    fi
}

# Kubelets and others watch files; beyond the kernel's limit a node never becomes Ready and does not say why.
require_watches() {
    local most used needed=$((8 * workers + 20))
    most=$(</proc/sys/fs/inotify/max_user_instances)
    used=$({ find /proc/[0-9]*/fd -lname anon_inode:inotify 2>/dev/null || true; } | wc -l)
    [ $((used + needed)) -le "$most" ] ||
        die "this cluster needs about $needed inotify instances and only $((used < most ? most - used : 0)) of $most are left: end another cluster, or raise fs.inotify.max_user_instances"
}
