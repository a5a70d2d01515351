# shellcheck shell=bash
# What a cluster has beside Kubernetes itself: its nodes' labels, CoreDNS, MetalLB.

# kubectl in the background, so that this command hears signals meanwhile, and never longer than this command lives. What it
# remembers of the API stays out of the user's home.
kubectl() {
    KUBECACHEDIR=$cluster/kubectl setpriv --pdeathsig KILL -- "$kubernetes_binaries/kubectl" --kubeconfig "$cluster/kubeconfig" "$@" &
    wait $!
}

# apply FILE in the cluster's directory.
apply() {
    kubectl apply --server-side --force-conflicts --filename "$cluster/$1" >/dev/null
}

# await WHAT KUBECTL-ARGUMENT...
await() {
    local what=$1
    shift
    if ! kubectl "$@" --timeout=60s >/dev/null ; then
        require_space_left "$cluster" LOCAL_CLUSTER_STATE
        end_line
        kubectl get pods --all-namespaces --output wide >&"$messages" || true
        die "$what after 60 s: $(tail -n 1 "$cluster/errors"); start it with --keep to look at what it does"
    fi
}

# node_objects prints the nodes as objects of the API. They are made before their kubelets start: those may not give themselves
# roles, and nobody else would give them pod networks.
node_objects() {
    local index node zone
    for index in "${!nodes[@]}"; do
        node=${nodes[index]}
        # Two zones, by turns.
        zone='zone-a'
        if [ "$index" != 0 ] && [ $((index % 2)) = 0 ]; then zone='zone-b'; fi
        cat <<NODE
---
apiVersion: v1
kind: Node
metadata:
  name: $node
  labels:
    kubernetes.io/hostname: $node
    kubernetes.io/os: linux
    topology.kubernetes.io/region: region-1
    topology.kubernetes.io/zone: $zone
NODE
        if [ "$index" = 0 ]; then
            cat <<NODE
    node-role.kubernetes.io/control-plane: ""
    node.kubernetes.io/exclude-from-external-load-balancers: ""
NODE
        else
            cat <<NODE
    node-role.kubernetes.io/worker: ""
NODE
        fi
        cat <<NODE
spec:
  podCIDR: $(pod_network4 "$index")
  podCIDRs: ["$(pod_network4 "$index")", "$(pod_network6 "$index")"]
NODE
        [ "$index" != 0 ] || cat <<NODE
  taints:
  - {key: node-role.kubernetes.io/control-plane, effect: NoSchedule}
NODE
    done
}

coredns_objects() {
    sed -e "s|@VERSION@|$coredns_version|; s|@DNS_SERVICE_IP4@|$dns_service_ip4|; s|@DNS_SERVICE_IP6@|$dns_service_ip6|" "$here/coredns/coredns.yaml"
}

# metallb_objects prints upstream's own manifest with four changes. The images are ours. Its pods have a share of the processor,
# and do not starve where others are busy. The first probe of a pod comes at once, not after ten seconds. And the webhook's
# certificate is made by us, which saves the minute that MetalLB's own takes to reach its pod.
metallb_objects() {
    local certificates=$cluster/certificates authority
    authority=$(base64 -w 0 "$certificates/ca.crt")
    sed -e "s#^\( *\)image: .*/\(controller\|speaker\):.*#\1image: localhost/metallb/\2:$metallb_version\n\1resources: {requests: {cpu: 20m}}#" \
        -e 's|initialDelaySeconds: 10|initialDelaySeconds: 0|' \
        -e '/readinessProbe:/,/timeoutSeconds/ s|periodSeconds: 10|periodSeconds: 1|' \
        -e 's|^\( *\)clientConfig:$|&\n\1  caBundle: '"$authority"'|' \
        -e '/^  name: metallb-webhook-cert$/ { n; s|$|\ndata:\n  tls.crt: '"$(base64 -w 0 "$certificates/metallb-webhook.crt")"'\n  tls.key: '"$(base64 -w 0 "$certificates/metallb-webhook.key")"'\n  ca.crt: '"$authority"'| }' \
        -e 's|^\( *\)- --tls-min-version=.*|&\n\1- --disable-cert-rotation|' \
        "$metallb_binaries/metallb-native.yaml"
    # The speakers' pods wait for this one, which the controller would make only once it runs itself.
    cat <<SECRET
---
apiVersion: v1
kind: Secret
metadata: {name: memberlist, namespace: metallb-system}
stringData: {secretkey: "$(openssl rand -base64 96 | tr -d '\n')"}
SECRET
}

metallb_pool_objects() {
    sed -e "s|@LAN4@|$lan4|g; s|@LAN6@|$lan6|g" "$here/metallb/pool.yaml"
}
