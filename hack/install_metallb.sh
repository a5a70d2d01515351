#!/bin/bash
# hack/install_metallb.sh: MetalLB for a kind cluster, with addresses from the end of the Docker network that its nodes are on.
# POOL='FIRST-LAST ...' takes others.
set -euo pipefail
version=v0.15.2
network=${KIND_EXPERIMENTAL_DOCKER_NETWORK:-kind}

die() {
  echo "$*" >&2
  exit 1
}

for tool in docker kubectl; do
  command -v "$tool" >/dev/null || die "$tool is needed to install MetalLB into a kind cluster: install it."
done

# pool SUBNET: fifty addresses at its end, where Docker gives none to nodes.
pool() {
  case $1 in
    *:*::/64) echo "${1%::/64}::ff00-${1%::/64}::ff32" ;;
    *.*.0.0/16) echo "${1%.0.0/16}.255.200-${1%.0.0/16}.255.250" ;;
    *) die "Which addresses of $1, the Docker network $network, are free is not known: name some with POOL='FIRST-LAST'." ;;
  esac
}

addresses=${POOL:-}
if [ -z "$addresses" ]; then
  subnets=$(docker network inspect "$network" --format '{{range .IPAM.Config}}{{.Subnet}} {{end}}') ||
    die "There is no Docker network $network: start the cluster with kind first."
  for subnet in $subnets; do
    free=$(pool "$subnet")
    addresses+=" $free"
  done
fi

kubectl apply -f "https://raw.githubusercontent.com/metallb/metallb/$version/config/manifests/metallb-native.yaml"
kubectl -n metallb-system rollout status --timeout=5m deployment/controller
kubectl -n metallb-system rollout status --timeout=5m daemonset/speaker

pools() {
  cat <<EOF
apiVersion: metallb.io/v1beta1
kind: IPAddressPool
metadata: {name: kind, namespace: metallb-system}
spec:
  addresses:
EOF
  for range in $addresses; do
    echo "    - \"$range\""
  done
  cat <<EOF
---
apiVersion: metallb.io/v1beta1
kind: L2Advertisement
metadata: {name: kind, namespace: metallb-system}
EOF
}

# The webhook that checks pools gets its certificate a little later than the controller is available.
for _ in {1..30}; do
  if pools | kubectl apply -f -; then
    exit 0
  fi
  sleep 2
done
die 'MetalLB does not take an address pool: look at the log of deployment/controller in metallb-system.'
