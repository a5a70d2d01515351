# shellcheck shell=bash
# A certificate authority per cluster, and everybody's keys.

make_certificates() {
    local directory=$cluster/certificates node index
    mkdir -m 700 "$directory"
    cat >"$directory/openssl.cnf" <<'CONFIGURATION'
[req]
distinguished_name = name
prompt = no
[name]
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign, digitalSignature
subjectKeyIdentifier = hash
[member]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth, clientAuth
CONFIGURATION
    authority ca local-cluster &
    # The API server's calls to extensions of the API are trusted by another authority, or every client could pose as it.
    authority front-proxy-ca local-cluster-front-proxy &
    # Signs the tokens of ServiceAccounts.
    (openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:prime256v1 -out "$directory/service-accounts.key" 2>/dev/null &&
        openssl pkey -in "$directory/service-accounts.key" -pubout -out "$directory/service-accounts.pub") &
    wait_all
    local control4 control6
    control4=$(node_address4 0) control6=$(node_address6 0)
    certificate ca apiserver /CN=kube-apiserver "subjectAltName=DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc,\
DNS:kubernetes.default.svc.cluster.local,DNS:localhost,DNS:control-plane,IP:$kubernetes_service_ip,IP:$control4,IP:$control6,IP:127.0.0.1" &
    certificate ca apiserver-kubelet-client /O=system:masters/CN=kube-apiserver-kubelet-client &
    certificate front-proxy-ca front-proxy-client /CN=front-proxy-client &
    certificate ca admin /O=system:masters/CN=admin &
    certificate ca controller-manager /CN=system:kube-controller-manager &
    certificate ca scheduler /CN=system:kube-scheduler &
    certificate ca proxy /CN=system:kube-proxy &
    certificate ca metallb-webhook /CN=metallb-webhook subjectAltName=DNS:metallb-webhook-service.metallb-system.svc &
    for index in "${!nodes[@]}"; do
        node=${nodes[index]}
        certificate ca "kubelet-$node" "/O=system:nodes/CN=system:node:$node" \
            "subjectAltName=DNS:$node,IP:$(node_address4 "$index"),IP:$(node_address6 "$index")" &
    done
    wait_all
    rm "$directory/openssl.cnf"
}

authority() {
    openssl req -x509 -config "$directory/openssl.cnf" -extensions authority -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes \
        -keyout "$directory/$1.key" -out "$directory/$1.crt" -subj "/CN=$2" -days 3650 2>/dev/null
}

# certificate AUTHORITY NAME SUBJECT [EXTENSION]
certificate() {
    openssl req -x509 -config "$directory/openssl.cnf" -extensions member -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes \
        -CA "$directory/$1.crt" -CAkey "$directory/$1.key" \
        -keyout "$directory/$2.key" -out "$directory/$2.crt" -subj "$3" ${4:+-addext "$4"} -days 3650 2>/dev/null
}

# wait_all waits for all of this shell's background jobs and fails if one of them did.
wait_all() {
    local job
    for job in $(jobs -p); do wait "$job"; done
}

# kubeconfig FILE CERTIFICATE
kubeconfig() {
    local directory=$cluster/certificates
    cat >"$1" <<KUBECONFIG
apiVersion: v1
kind: Config
clusters:
- name: local-cluster-$name
  cluster:
    server: https://$(node_address4 0):6443
    certificate-authority-data: $(base64 -w 0 "$directory/ca.crt")
contexts:
- name: local-cluster-$name
  context: {cluster: local-cluster-$name, user: $2}
current-context: local-cluster-$name
users:
- name: $2
  user:
    client-certificate-data: $(base64 -w 0 "$directory/$2.crt")
    client-key-data: $(base64 -w 0 "$directory/$2.key")
KUBECONFIG
    chmod 600 "$1"
}
