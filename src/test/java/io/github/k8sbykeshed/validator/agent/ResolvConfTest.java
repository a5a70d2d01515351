package io.github.k8sbykeshed.validator.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class ResolvConfTest {

    @Test
    void whatAPodHas() {
        assertEquals(
                new ResolvConf(
                        List.of("ns.svc.cluster.local", "svc.cluster.local", "cluster.local"),
                        List.of("10.96.0.10", "fd00::a")),
                ResolvConf.parse(
                        List.of(
                                "# made by a kubelet",
                                "search never",
                                "search ns.svc.cluster.local svc.cluster.local\tcluster.local ",
                                "nameserver 10.96.0.10",
                                "  nameserver fd00::a  ",
                                "nameserver",
                                "",
                                "options ndots:5")));
    }
}
