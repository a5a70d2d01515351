# shellcheck shell=bash
# What hack/run and hack/test share; both have changed into the project's folder.
local_cluster=$PWD/hack/local-cluster/local-cluster

# phase TEXT COMMAND... runs a command and says how long it took.
phase() {
  local text=$1 from=${EPOCHREALTIME/./}
  shift
  printf '== %s\n' "$text"
  "$@"
  local took=$(((${EPOCHREALTIME/./} - from) / 100000))
  printf '== %s: %d.%d s\n' "$text" $((took / 10)) $((took % 10))
}

build() {
  make --silent build image
}

# shellcheck disable=SC2120 # scripts that have another tar than ours pass it
# image_name [TAR] is the name of the image in a tar; ours has a tag that follows the content.
image_name() {
  tar -xOf "${1:-target/svc-test-image.tar}" manifest.json | sed -E 's/.*"RepoTags":\["([^"]+)".*/\1/'
}

# start_local_cluster NAME starts it with the image, or imports the image if it runs already and does not have it.
start_local_cluster() {
  local loaded=target/loaded-$1 kubeconfig
  if ! kubeconfig=$("$local_cluster" kubeconfig --name "$1" 2>/dev/null); then
    "$local_cluster" up --name "$1" --load target/svc-test-image.tar
    kubeconfig=$("$local_cluster" kubeconfig --name "$1")
  else
    "$local_cluster" up --name "$1"
    # A cluster started anew has a new certificate in its kubeconfig.
    [ "$(cat "$loaded" 2>/dev/null)" = "$(contents "$kubeconfig")" ] ||
      "$local_cluster" load --name "$1" target/svc-test-image.tar
  fi
  contents "$kubeconfig" >"$loaded"
}

# choose_cluster NAME exports the KUBECONFIG of the cluster that is there, else starts the local cluster NAME, takes that one and
# sets `is_local`.
choose_cluster() {
  local theirs=${KUBECONFIG:-$HOME/.kube/config} ours
  ours=$("$local_cluster" kubeconfig --name "$1" 2>/dev/null) || ours=
  is_local=
  if [ -z "${LOCAL:-}" ] && [ "$theirs" != "$ours" ] && { [ -n "${KUBECONFIG:-}" ] || [ -e "$theirs" ]; }; then
    export KUBECONFIG=$theirs
  else
    phase "local cluster $1" start_local_cluster "$1"
    KUBECONFIG=$("$local_cluster" kubeconfig --name "$1")
    export KUBECONFIG
    # shellcheck disable=SC2034 # whoever calls this wants to know
    is_local=yes
  fi
}

contents() { # KUBECONFIG
  image_name
  sha256sum <"$1"
}

# The client outside the local cluster NAME, as a command that svc-test starts.
outside_client() {
  echo "$local_cluster exec --name $1 client -- env JAVA_HOME=$(hack/find-jdk) $PWD/svc-test agent --stdio"
}
