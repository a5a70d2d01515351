# shellcheck shell=bash
# Writes the configuration of every component of every node, and the file nodes/NODE/run/COMPONENT that runs it: a person can
# read there what runs, change it, and have it started again.

write_configuration() {
    local index
    mkdir "$cluster/cni"
    ln -s "$(cni_plugins)"/* "$cluster/cni/"
    cp "$here/node/quick-ipv6" "$cluster/cni/"
    kubeconfig "$cluster/kubeconfig" admin
    for index in "${!nodes[@]}"; do
        configure_node "$index"
    done
    configure_control_plane
}

# run_file NODE COMPONENT reads the command line from its input.
run_file() {
    {
        printf '#!/bin/sh\n'
        cat
    } >"$cluster/nodes/$1/run/$2"
    chmod +x "$cluster/nodes/$1/run/$2"
}

configure_node() {
    local index=$1
    local node=${nodes[index]}
    local directory=$cluster/nodes/$node
    mkdir -p "$directory"/{run,log,cni,private}

    cat >"$directory/containerd.toml" <<TOML
version = 2
root = "$directory/containerd"
state = "/run/containerd"
# The last ones would make directories outside the node.
disabled_plugins = ["io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.devmapper",
  "io.containerd.snapshotter.v1.zfs", "io.containerd.tracing.processor.v1.otlp", "io.containerd.internal.v1.tracing",
  "io.containerd.internal.v1.opt"]
[grpc]
address = "/run/containerd/containerd.sock"
[plugins."io.containerd.grpc.v1.cri"]
sandbox_image = "localhost/pause:1"
# The machine may itself be a container that must not lower these.
restrict_oom_score_adj = true
disable_apparmor = true
[plugins."io.containerd.grpc.v1.cri".containerd]
snapshotter = "overlayfs"
[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
runtime_type = "io.containerd.runc.v2"
[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
SystemdCgroup = false
[plugins."io.containerd.grpc.v1.cri".cni]
bin_dir = "$cluster/cni"
conf_dir = "$directory/cni"
TOML
    run_file "$node" containerd <<RUN
exec containerd --config $directory/containerd.toml
RUN

    local ranges
    ranges="[[{\"subnet\": \"$(pod_network4 "$index")\"}], [{\"subnet\": \"$(pod_network6 "$index")\"}]]"
    local ipam="{\"type\": \"host-local\", \"ranges\": $ranges, \"routes\": [{\"dst\": \"0.0.0.0/0\"}, {\"dst\": \"::/0\"}]}"
    local plugin="{\"type\": \"ptp\", \"ipam\": $ipam}"
    if [ "$cni" = bridge ]; then
        plugin="{\"type\": \"bridge\", \"bridge\": \"pods\", \"isGateway\": true, \"hairpinMode\": true, \"ipam\": $ipam}"
    fi
    cat >"$directory/cni/pods.conflist" <<CNI
{
  "cniVersion": "0.4.0",
  "name": "pods",
  "plugins": [
    {"type": "quick-ipv6"},
    $plugin,
    {"type": "portmap", "capabilities": {"portMappings": true}}
  ]
}
CNI

    kubeconfig "$directory/kubelet.kubeconfig" "kubelet-$node"
    cat >"$directory/kubelet.yaml" <<KUBELET
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
containerRuntimeEndpoint: unix:///run/containerd/containerd.sock
clusterDomain: cluster.local
clusterDNS: [$dns_service_ip4]
# There is no DNS but the cluster's.
resolvConf: ""
authentication:
  x509: {clientCAFile: $cluster/certificates/ca.crt}
  webhook: {enabled: true}
authorization: {mode: Webhook}
tlsCertFile: $cluster/certificates/kubelet-$node.crt
tlsPrivateKeyFile: $cluster/certificates/kubelet-$node.key
# Containers' cgroups lie below one of the cluster's own, so that clusters cannot be mistaken for each other.
cgroupDriver: cgroupfs
cgroupRoot: /ksv-$name/$node
enforceNodeAllocatable: []
failCgroupV1: false
failSwapOn: false
# The nodes share one disk, and no registry could bring an image back: never evict, never collect images.
localStorageCapacityIsolation: false
imageGCHighThresholdPercent: 100
imageGCLowThresholdPercent: 99
evictionHard: {memory.available: 0%, nodefs.available: 0%, nodefs.inodesFree: 0%, imagefs.available: 0%, imagefs.inodesFree: 0%}
serializeImagePulls: false
# Tests start and end many pods at once.
eventRecordQPS: 0
shutdownGracePeriod: 0s
KUBELET
    run_file "$node" kubelet <<RUN
exec $kubernetes_binaries/kubelet --config=$directory/kubelet.yaml --kubeconfig=$directory/kubelet.kubeconfig \\
    --hostname-override=$node --node-ip=$(node_address4 "$index"),$(node_address6 "$index") --cert-dir=/run/kubelet
RUN

    kubeconfig "$directory/kube-proxy.kubeconfig" proxy
    cat >"$directory/kube-proxy.yaml" <<PROXY
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
mode: $proxy_mode
clientConnection: {kubeconfig: $directory/kube-proxy.kubeconfig}
hostnameOverride: $node
clusterCIDR: $pods4.0.0/16,$pods6::/48
bindAddress: 0.0.0.0
metricsBindAddress: 0.0.0.0:10249
healthzBindAddress: 0.0.0.0:10256
# The limits of connection tracking belong to the whole machine: leave them.
conntrack: {maxPerCore: 0, min: 0, tcpEstablishedTimeout: 0s, tcpCloseWaitTimeout: 0s}
PROXY
    run_file "$node" kube-proxy <<RUN
exec $kubernetes_binaries/kube-proxy --config=$directory/kube-proxy.yaml
RUN
}

configure_control_plane() {
    local directory=$cluster/nodes/control-plane certificates=$cluster/certificates
    # In memory and without waiting for a disk: the data need not outlive the node.
    run_file control-plane etcd <<RUN
exec $etcd_binaries/etcd --name=control-plane --data-dir=/var/lib/etcd --unsafe-no-fsync --logger=zap --log-level=warn \\
    --listen-client-urls=http://127.0.0.1:2379 --advertise-client-urls=http://127.0.0.1:2379 \\
    --listen-peer-urls=http://127.0.0.1:2380 --initial-advertise-peer-urls=http://127.0.0.1:2380 \\
    --initial-cluster=control-plane=http://127.0.0.1:2380
RUN
    run_file control-plane kube-apiserver <<RUN
exec $kubernetes_binaries/kube-apiserver --etcd-servers=http://127.0.0.1:2379 \\
    --advertise-address=$(node_address4 0) --secure-port=6443 --cert-dir=/run/kube-apiserver \\
    --tls-cert-file=$certificates/apiserver.crt --tls-private-key-file=$certificates/apiserver.key \\
    --client-ca-file=$certificates/ca.crt --authorization-mode=Node,RBAC --enable-admission-plugins=NodeRestriction \\
    --allow-privileged=true --service-cluster-ip-range=$services4,$services6 \\
    --kubelet-certificate-authority=$certificates/ca.crt --kubelet-preferred-address-types=InternalIP \\
    --kubelet-client-certificate=$certificates/apiserver-kubelet-client.crt \\
    --kubelet-client-key=$certificates/apiserver-kubelet-client.key \\
    --service-account-issuer=https://kubernetes.default.svc.cluster.local \\
    --service-account-key-file=$certificates/service-accounts.pub \\
    --service-account-signing-key-file=$certificates/service-accounts.key \\
    --proxy-client-cert-file=$certificates/front-proxy-client.crt --proxy-client-key-file=$certificates/front-proxy-client.key \\
    --requestheader-client-ca-file=$certificates/front-proxy-ca.crt --requestheader-allowed-names=front-proxy-client \\
    --requestheader-extra-headers-prefix=X-Remote-Extra- --requestheader-group-headers=X-Remote-Group \\
    --requestheader-username-headers=X-Remote-User
RUN
    kubeconfig "$directory/controller-manager.kubeconfig" controller-manager
    run_file control-plane kube-controller-manager <<RUN
exec $kubernetes_binaries/kube-controller-manager --kubeconfig=$directory/controller-manager.kubeconfig \\
    --authentication-kubeconfig=$directory/controller-manager.kubeconfig \\
    --authorization-kubeconfig=$directory/controller-manager.kubeconfig --cert-dir=/run/kube-controller-manager \\
    --leader-elect=false --use-service-account-credentials=true --root-ca-file=$certificates/ca.crt \\
    --service-account-private-key-file=$certificates/service-accounts.key \\
    --cluster-signing-cert-file=$certificates/ca.crt --cluster-signing-key-file=$certificates/ca.key \\
    --cluster-cidr=$pods4.0.0/16,$pods6::/48 --service-cluster-ip-range=$services4,$services6
RUN
    kubeconfig "$directory/scheduler.kubeconfig" scheduler
    run_file control-plane kube-scheduler <<RUN
exec $kubernetes_binaries/kube-scheduler --kubeconfig=$directory/scheduler.kubeconfig \\
    --authentication-kubeconfig=$directory/scheduler.kubeconfig --authorization-kubeconfig=$directory/scheduler.kubeconfig \\
    --cert-dir=/run/kube-scheduler --leader-elect=false
RUN
}
