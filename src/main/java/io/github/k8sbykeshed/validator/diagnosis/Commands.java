package io.github.k8sbykeshed.validator.diagnosis;

/** What people paste to look further, where it is the same for several causes. */
final class Commands {

    static final String PROXY_LOG =
            "kubectl -n kube-system logs --tail=50 $(kubectl -n kube-system get pods -l"
                    + " k8s-app=kube-proxy --field-selector spec.nodeName={NODE} -o name)";

    static final String PROXY_LOGS =
            "kubectl -n kube-system logs -l k8s-app=kube-proxy --tail=50 --prefix";

    static final String PROXY_HEALTH =
            "kubectl debug node/{NODE} -it --image=busybox -- wget -qO- http://127.0.0.1:10256/healthz";

    static final String PROXY_CONFIG = "kubectl -n kube-system get configmap kube-proxy -o yaml";

    static final String RULES =
            "kubectl debug node/{NODE} -it --profile=sysadmin --image=busybox -- chroot /host sh -c"
                    + " 'nft list ruleset; iptables-save; ip6tables-save'";

    static final String ROUTES =
            "kubectl debug node/{NODE} -it --image=busybox -- sh -c 'ip route; ip -6 route; ip -s link'";

    static final String ROUTES_OF_PAIR =
            "for node in {FROM} {TO}; do kubectl debug node/$node -it --image=busybox -- sh -c 'ip"
                    + " route; ip -6 route'; done";

    static final String CONNTRACK =
            "kubectl debug node/{NODE} -it --profile=sysadmin --image=busybox -- chroot /host"
                    + " conntrack -L -p udp";

    static final String NODE = "kubectl describe node {NODE}";

    static final String NODES = "kubectl get nodes -o wide";

    static final String NETWORK_PODS = "kubectl -n kube-system get pods -o wide";

    static final String POLICIES = "kubectl get networkpolicies -A";

    static final String SLICES = "kubectl get endpointslices -A -o wide";

    static final String SPEAKERS = "kubectl get pods -A -o wide | grep -i -e speaker -e metallb";

    static final String EXCLUDED =
            "kubectl get nodes -L node.kubernetes.io/exclude-from-external-load-balancers";

    static final String DNS_PODS = "kubectl -n kube-system get pods -l k8s-app=kube-dns -o wide";

    static final String DNS_LOG =
            "kubectl -n kube-system logs -l k8s-app=kube-dns --tail=50 --prefix";

    private Commands() {}
}
