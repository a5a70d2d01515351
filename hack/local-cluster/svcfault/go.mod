// What faults of a local cluster need beside the packet filter: a server and a client that show them, and an API server that lies.
module local-cluster/svcfault

go 1.25.0
