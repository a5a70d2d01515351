package io.github.k8sbykeshed.validator.acceptance;

import java.util.List;

/**
 * Rules of our own in the nodes' packet filters. They lie in a table that kube-proxy does not know
 * of, so that it does not heal them, and come before its own.
 */
final class PacketFilter implements AutoCloseable {

    /** Where packets enter, before connection tracking. */
    static final String EARLY = "early";

    /** Where a node's own packets leave its processes, before connection tracking. */
    static final String EARLY_OWN = "early-own";

    /** Before the destination is translated. */
    static final String TARGETS = "targets";

    /** The same for a node's own packets. */
    static final String TARGETS_OWN = "targets-own";

    /** Where kube-proxy's mark for masquerading can still be changed. */
    static final String MARKS = "marks";

    /** Before the source is translated. */
    static final String SOURCES = "sources";

    private static final String TABLE =
            """
            table inet svcfault {
                chain early { type filter hook prerouting priority raw - 10; }
                chain early-own { type filter hook output priority raw - 10; }
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

    /** An empty table at every node, until it is closed. */
    static PacketFilter atEveryNode() throws Exception {
        var filter = new PacketFilter(LocalCluster.nodes());
        filter.close();
        for (String node : filter.nodes) {
            LocalCluster.inNetworkOf(node, TABLE, "nft", "-f", "-");
        }
        return filter;
    }

    /** Adds a rule at a node. */
    static void rule(String node, String chain, String rule) {
        try {
            LocalCluster.inNetworkOf(
                    node, "add rule inet svcfault " + chain + " " + rule + "\n", "nft", "-f", "-");
        } catch (Exception | AssertionError e) {
            throw new IllegalStateException(node + " does not take the rule " + rule, e);
        }
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
