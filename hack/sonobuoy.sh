# shellcheck shell=bash
# What hack/sonobuoy-run and hack/sonobuoy-retrieve share: which Sonobuoy, and which cluster. After hack/lib.sh.
plugin=k8s-service-validator
# Longer than --deadline, --agents-within and the end together: Sonobuoy drops what is not done by then.
# shellcheck disable=SC2034 # hack/sonobuoy-run waits so long
timeout=${SONOBUOY_TIMEOUT:-7200}
name=${CLUSTER_NAME:-svc}

phase 'build of ./svc-test and the image' build

sonobuoy_binary=${SONOBUOY:-$(command -v sonobuoy || "$local_cluster" tool sonobuoy)}
sonobuoy() {
  "$sonobuoy_binary" "$@"
}

choose_cluster "$name"
if [ -z "$is_local" ]; then
  echo "The cluster is that of $KUBECONFIG; LOCAL=yes takes a local one instead."
elif [ -z "${SONOBUOY_IMAGE:-}" ]; then
  # There is no registry: the nodes get Sonobuoy's image as they got ours.
  image=$("$local_cluster" tool sonobuoy --image)
  SONOBUOY_IMAGE=$(image_name "$image")
  [ "$(cat target/loaded-sonobuoy-"$name" 2>/dev/null)" = "$(sha256sum <"$KUBECONFIG")" ] ||
    "$local_cluster" load --name "$name" "$image"
  sha256sum <"$KUBECONFIG" >target/loaded-sonobuoy-"$name"
fi

# retrieve FOLDER sets `tarball`. Sonobuoy's connection breaks now and then, and the tarball comes a moment after the end.
retrieve() {
  local try
  mkdir -p "$1"
  for try in 1 2 3 4 5 6 7 8 9 10; do
    tarball=$(sonobuoy retrieve "$1" 2>"$1/retrieve.log" | tail -n 1) || tarball=
    if [ -n "$tarball" ] && gzip -t "$tarball" 2>/dev/null; then
      rm "$1/retrieve.log"
      return
    fi
    [ "$try" = 10 ] || sleep 2
  done
  cat "$1/retrieve.log" >&2
  echo "Sonobuoy's results cannot be retrieved; \`sonobuoy status\` says whether there are any." >&2
  exit 2
}
