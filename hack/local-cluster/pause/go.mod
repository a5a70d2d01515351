// The container that holds a pod's namespaces open.
module local-cluster/pause

go 1.24.0
