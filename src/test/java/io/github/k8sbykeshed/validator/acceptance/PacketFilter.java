package io.github.k8sbykeshed.validator.acceptance;

import java.util.List;

/**
 * Rules of our own in the nodes' packet filters. They lie in a table that kube-proxy does not know
 * of, so that it does not heal them, and come before its own. {@code early} is before connection
 * tracking, {@code tracked} after it, {@code targets} before destinations are translated, {@code
 * sources} before sources are, {@code marks} where kube-proxy's mark for the latter can still be
 * changed; {@code -own} is for what the node's own processes send.
 */
final class PacketFilter implements AutoCloseable {

    private static final String TABLE =
            """
            table inet svcfault {
                chain early { type filter hook prerouting priority raw - 10; }
                chain early-own { type filter hook output priority raw - 10; }
                chain tracked { type filter hook prerouting priority mangle; }
                chain tracked-own { type filter hook output priority mangle; }
                chain targets { type nat hook prerouting priority dstnat - 10; }
                chain targets-own { type nat hook output priority -110; }
                chain marks { type filter hook postrouting priority srcnat - 20; }
                chain sources { type nat hook postrouting priority srcnat - 10; }
            }
            """;

    private final List<String> nodes;

    private PacketFilter(List<String> nodes) {
        this.nodes = nodes;
    }

    /**
     * An empty table at every node, until it is closed. Connections that earlier faults left
     * unanswered are forgotten: for two minutes they would catch others to the same address, which
     * load balancers give again soon.
     */
    static PacketFilter atEveryNode() throws Exception {
        var filter = new PacketFilter(LocalCluster.nodes());
        filter.close();
        for (String node : filter.nodes) {
            track(node, "-D -p tcp --state SYN_SENT");
            LocalCluster.inNetworkOf(node, TABLE, "nft", "-f", "-");
        }
        return filter;
    }

    /** Changes the table at a node by commands in nft's language. */
    static void change(String node, String commands) {
        try {
            LocalCluster.inNetworkOf(node, commands + "\n", "nft", "-f", "-");
        } catch (Exception | AssertionError e) {
            throw new IllegalStateException(node + " does not take: " + commands, e);
        }
    }

    /** Makes a node forget all connections to this address. */
    static void forget(String node, String protocol, String address) {
        try {
            track(node, "-D -p " + protocol + " -d " + address);
        } catch (Exception | AssertionError e) {
            throw new IllegalStateException(node + " does not forget " + address, e);
        }
    }

    private static void track(String node, String arguments) throws Exception {
        // Nothing to forget is a failure to it.
        LocalCluster.inNetworkOf(node, "", "sh", "-c", "conntrack " + arguments + " 2>&1 || true");
    }

    @Override
    public void close() throws Exception {
        for (String node : nodes) {
            // Added first: what is not there could not be deleted.
            LocalCluster.inNetworkOf(
                    node,
                    "add table inet svcfault\ndelete table inet svcfault\n",
                    "nft",
                    "-f",
                    "-");
        }
    }
}
