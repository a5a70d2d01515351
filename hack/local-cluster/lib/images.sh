# shellcheck shell=bash
# Container images made of one static program, and a containerd store that holds them.

# build_image_store fills a containerd store once; every node of every cluster then starts with hard links to it instead of
# an import of its own. That is the greatest part of a fast start, and the nodes share one copy in memory.
build_image_store() {
    image_store_files() {
        local log=$1/log
        # In namespaces of its own, so that nothing of it can stay behind.
        unshare --mount --pid --fork --mount-proc --kill-child bash -Eeuo pipefail -s "$1" \
            "$pause_binaries/pause.tar" "$coredns_binaries/coredns.tar" "$metallb_binaries"/{controller,speaker}.tar <<'INSIDE' || return
            new=$1
            shift
            mkdir "$new/run"
            mount -t tmpfs tmpfs "$new/run"
            printf 'version = 2\ndisabled_plugins = ["io.containerd.grpc.v1.cri", "io.containerd.internal.v1.opt"]\n' >"$new/run/config.toml"
            containerd --config "$new/run/config.toml" --root "$new/containerd" --state "$new/run/state" \
                --address "$new/run/socket" >"$new/log" 2>&1 &
            for ((i = 0; i < 100; i++)); do
                ctr --address "$new/run/socket" version >/dev/null 2>&1 && break
                sleep 0.1
            done
            for tar in "$@"; do
                ctr --address "$new/run/socket" --namespace k8s.io images import "$tar"
            done
            # Told to stop, it closes its data base properly.
            kill -TERM $!
            wait $! || true
            umount "$new/run"
INSIDE
        rmdir "$1/run"
        [ -f "$1/containerd/io.containerd.metadata.v1.bolt/meta.db" ] || { cat "$log"; return 1; }
        rm "$log"
    }
    product "$image_store" 'the image store' image_store_files
}

# image TAR NAME:TAG BINARY [USER [PATH...]] makes a docker-archive of one layer with one static program in it, under its own name at
# the root or at these paths, and always the same bytes from the same program.
image() (
    set -e
    directory=$(mktemp -d "$1.XXXX")
    trap 'rm -rf "$directory"' EXIT
    program=$(basename "$3")
    mkdir -m 755 "$directory/layer" "$directory/layer/tmp"
    chmod 1777 "$directory/layer/tmp"
    if [ $# -le 4 ]; then
        install -m 755 "$3" "$directory/layer/$program"
    fi
    for path in "${@:5}"; do
        install -D -m 755 "$3" "$directory/layer/$path"
    done
    reproducibly() {
        tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner --format=gnu "$@"
    }
    reproducibly -C "$directory/layer" -cf "$directory/layer.tar" .
    layer=$(sha256sum "$directory/layer.tar")
    printf '{"architecture":"%s","os":"linux","config":{"Entrypoint":["/%s"],"WorkingDir":"/"%s},"rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}' \
        "$(go env GOARCH)" "$program" "${4:+,\"User\":\"$4\"}" "${layer%% *}" >"$directory/config.json"
    printf '[{"Config":"config.json","RepoTags":["%s"],"Layers":["layer.tar"]}]' "$2" >"$directory/manifest.json"
    reproducibly -C "$directory" -cf "$1" manifest.json config.json layer.tar
)
