# shellcheck shell=bash
# Builds what a cluster runs, each thing once: upstream's programs from their Go modules, container images made of them, and a
# containerd store that already holds these images. All of it lies in the cache under names that contain what it was made from,
# and appears there under its name only when it is complete.

# Raise this to have everything built anew, after a change of how it is built.
recipe=1

# key NAME VERSION FILE... prints a name for what is built from these files by this Go for this machine.
key() {
    local name=$1 version=$2
    shift 2
    printf '%s-%s-%s-%s' "$name" "$version" "$go_version" "$({ echo "$recipe"; cat "$@"; } | sha256sum | head -c 12)"
}

# module_version DIRECTORY MODULE prints the version that a go.mod requires.
module_version() {
    awk -v module="$2" '/^(tool|replace|module) / { next } { sub(/^require /, "") } $1 == module { print $2; exit }' "$1/go.mod"
}

# Sets where everything lies or will lie.
name_products() {
    require_go "$here/kubernetes/$kubernetes" "$here"/{etcd,coredns,metallb,pause}
    go_version=$(go env GOVERSION)-$(go env GOARCH)
    etcd_version=$(module_version "$here/etcd" go.etcd.io/etcd/server/v3)
    coredns_version=$(module_version "$here/coredns" github.com/coredns/coredns)
    metallb_version=$(module_version "$here/metallb" go.universe.tf/metallb)
    kubernetes_binaries=$cache/$(key kubernetes "$kubernetes" "$here/kubernetes/$kubernetes"/{go.mod,go.sum,main.go})
    etcd_binaries=$cache/$(key etcd "$etcd_version" "$here"/etcd/{go.mod,go.sum})
    coredns_binaries=$cache/$(key coredns "$coredns_version" "$here"/coredns/{go.mod,go.sum,main.go})
    metallb_binaries=$cache/$(key metallb "$metallb_version" "$here"/metallb/{go.mod,go.sum})
    pause_binaries=$cache/$(key pause v1 "$here"/pause/{go.mod,main.go})
    # The store has the format of the containerd that filled it.
    image_store=$cache/image-store-$(printf '%s\n' "$(containerd --version)" "$coredns_binaries" "$metallb_binaries" \
        "$pause_binaries" "$recipe" | sha256sum | head -c 12)
}

build_all() {
    local wanted=() n=0
    name_products
    [ -d "$kubernetes_binaries" ] || wanted+=(kubernetes)
    [ -d "$etcd_binaries" ] || wanted+=(etcd)
    [ -d "$coredns_binaries" ] || wanted+=(coredns)
    [ -d "$metallb_binaries" ] || wanted+=(metallb)
    [ -d "$pause_binaries" ] || wanted+=(pause)
    [ -d "$image_store" ] || wanted+=(image_store)
    [ ${#wanted[@]} -gt 0 ] || return 0
    locked build 3600 'that builds'
    end_line
    require_space "$cache" 1000 LOCAL_CLUSTER_CACHE
    say "building into $cache, this time only:"
    for product in "${wanted[@]}"; do
        n=$((n + 1))
        step="$n of ${#wanted[@]}"
        "build_$product"
    done
    unlock
}

# product DIRECTORY TITLE FUNCTION makes the directory with what the function puts into its argument, unless somebody else made it
# while we waited for the lock. The function runs in the background and not in a condition, which would hide a failure inside.
builder='' new_product=''
product() {
    local directory=$1 title=$2 log=$cache/build.log start next_line=300 elapsed
    shift 2
    [ ! -d "$directory" ] || return 0
    # What a killed build left. A compiler of it may still be at work: then it goes with a later product, and the new one has a name
    # of its own.
    rm -rf "$cache"/new-* 2>/dev/null || true
    new_product=$cache/new-$(basename "$directory").$$
    mkdir "$new_product"
    now
    start=$tenths
    # Go's temporary files are there too, to go with the rest of a build that is ended.
    (GOTMPDIR=$new_product detached "$@" "$new_product") >"$log" 2>&1 </dev/null &
    builder=$!
    while kill -0 "$builder" 2>/dev/null; do
        sleep 0.2
        now
        elapsed=$((tenths - start))
        # A terminal sees the seconds pass, a log a line every half minute.
        if [ -t 1 ]; then
            printf '\r  %s  %-28s %5d s, %5d packages compiled ' "$step" "$title" $((elapsed / 10)) "$(grep -c / "$log")"
        elif [ "$elapsed" -ge "$next_line" ]; then
            say "  $step  $title: $((elapsed / 10)) s so far, $(grep -c / "$log") packages compiled"
            next_line=$((next_line + 300))
        fi
    done
    [ ! -t 1 ] || printf '\r%70s\r' ''
    if ! wait "$builder"; then
        builder=''
        require_space_left "$cache" LOCAL_CLUSTER_CACHE
        require_space_left "$(go env GOCACHE)" GOCACHE
        require_space_left "$(go env GOMODCACHE)" GOMODCACHE
        tail -n 15 "$log" >&2
        die "building $title failed: the lines above say why, all of its output is in $log"
    fi
    builder=''
    mv "$new_product" "$directory"
    new_product=''
    say "  $step  $title: $(seconds "$elapsed")"
}

abandon_build() {
    [ -z "$builder" ] || kill_tree "$builder"
    [ -z "$new_product" ] || rm -rf "$new_product"
    builder='' new_product=''
}

# kill_tree PID ends a process of ours and its children, grandchildren and so on.
kill_tree() {
    local child
    for child in $(cat "/proc/$1/task/$1/children" 2>/dev/null); do kill_tree "$child"; done
    kill -KILL "$1" 2>/dev/null || true
}

# go_build DIRECTORY OUTPUT [FLAG...] PACKAGE...: static, without debug information and with no path of this machine inside.
go_build() (
    cd "$1"
    output=$2
    shift 2
    CGO_ENABLED=0 GOFLAGS=-mod=readonly go build -v -buildvcs=false -trimpath -o "$output" "$@"
)

build_kubernetes() {
    # Go's own cache of a whole Kubernetes with its sources, if it has not been built before.
    require_space "$(go env GOCACHE)" 3000 GOCACHE
    # The same once more as temporary files.
    require_space "$cache" 2700 LOCAL_CLUSTER_CACHE
    kubernetes_files() {
        local minor=${kubernetes#v1.} flags='-s -w' package program
        minor=${minor%%.*}
        # What `kubectl version` and the nodes' status report; upstream's build sets the same variables.
        for package in k8s.io/component-base/version k8s.io/client-go/pkg/version; do
            flags+=" -X $package.gitVersion=$kubernetes -X $package.gitMajor=1 -X $package.gitMinor=$minor -X $package.gitTreeState=clean"
        done
        go_build "$here/kubernetes/$kubernetes" "$1/kubernetes" -ldflags "$flags" . || return
        for program in kube-apiserver kube-controller-manager kube-scheduler kubelet kube-proxy kubectl; do
            ln -s kubernetes "$1/$program"
        done
    }
    product "$kubernetes_binaries" "Kubernetes $kubernetes" kubernetes_files
}

build_etcd() {
    etcd_files() {
        go_build "$here/etcd" "$1/etcd" -ldflags '-s -w' go.etcd.io/etcd/server/v3
    }
    product "$etcd_binaries" "etcd $etcd_version" etcd_files
}

build_coredns() {
    coredns_files() {
        go_build "$here/coredns" "$1/coredns" -ldflags '-s -w' . &&
            image "$1/coredns.tar" "localhost/coredns:$coredns_version" "$1/coredns"
    }
    product "$coredns_binaries" "CoreDNS $coredns_version" coredns_files
}

build_metallb() {
    metallb_files() {
        local module program
        go_build "$here/metallb" "$1/" -ldflags '-s -w' \
            go.universe.tf/metallb/controller go.universe.tf/metallb/speaker || return
        for program in controller speaker; do
            image "$1/$program.tar" "localhost/metallb/$program:$metallb_version" "$1/$program" || return
        done
        # The module brings its own manifests along.
        module=$(cd "$here/metallb" && go list -m -f '{{.Dir}}' go.universe.tf/metallb) &&
            cp --no-preserve=mode "$module/config/manifests/metallb-native.yaml" "$1/"
    }
    product "$metallb_binaries" "MetalLB $metallb_version" metallb_files
}

build_pause() {
    pause_files() {
        go_build "$here/pause" "$1/pause" -ldflags '-s -w' . && image "$1/pause.tar" localhost/pause:1 "$1/pause"
    }
    product "$pause_binaries" 'the pause container' pause_files
}

# build_tool NAME builds a tool of the folder tools/ and prints where it is, or where its image is.
build_tool() {
    local module package binaries step='1 of 1'
    require_go "$here/tools/$1"
    package=$(sed -n 's/^tool //p' "$here/tools/$1/go.mod")
    module=$package
    tool_version=$(module_version "$here/tools/$1" "$module")
    go_version=$(go env GOVERSION)-$(go env GOARCH)
    binaries=$cache/$(key "$1" "$tool_version" "$here/tools/$1"/{go.mod,go.sum} "$here/tools/$1"/output/*.go)
    if [ ! -d "$binaries" ]; then
        # Only the path goes to the output.
        {
            locked build 3600 'that builds'
            require_space "$cache" 600 LOCAL_CLUSTER_CACHE
            tool=$1
            tool_files() {
                # Such a tool chooses its own image by the version that it was built as.
                go_build "$here/tools/$tool" "$1/$tool" -ldflags "-s -w -X $module/pkg/buildinfo.Version=$tool_version" "$package" || return
                if [ -d "$here/tools/$tool/output" ]; then
                    go_build "$here/tools/$tool" "$1/output" -ldflags '-s -w' ./output &&
                        image "$1/$tool.tar" "localhost/$tool-output:$tool_version" "$1/output" 65534 bin/sh bin/cat
                else
                    image "$1/$tool.tar" "localhost/$tool:$tool_version" "$1/$tool" 65532
                fi
            }
            product "$binaries" "$tool $tool_version" tool_files
            unlock
        } >&2
    fi
    if [ -n "$image" ]; then
        printf '%s\n' "$binaries/$1.tar"
    else
        printf '%s\n' "$binaries/$1"
    fi
}
