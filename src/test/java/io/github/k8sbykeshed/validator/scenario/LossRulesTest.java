package io.github.k8sbykeshed.validator.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.k8sbykeshed.validator.expect.Comparison;
import io.github.k8sbykeshed.validator.probe.Family;
import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.result.LossFinding;
import io.github.k8sbykeshed.validator.result.LossTable;
import io.github.k8sbykeshed.validator.result.LossTable.Count;
import io.github.k8sbykeshed.validator.result.LossTable.Draw;
import io.github.k8sbykeshed.validator.result.LossTable.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The rules by which packets that are lost are told from Services that do not work, on simulated
 * runs of three nodes whose network loses packets everywhere, each way.
 */
class LossRulesTest {

    /** Attempts of a whole run that are judged and hope for an answer, and cross between nodes. */
    private static final int ATTEMPTS = 21_869;

    /** Packets of a SYN's or datagram's that a judged attempt sends at least. */
    private static final int SENDS = 3;

    private final Random random = new Random(20_260_101);

    /** There or back. */
    private static double exchange(double each) {
        return 1 - (1 - each) * (1 - each);
    }

    /** How many of so many are hit: from each to the next one by a draw of how far that is. */
    private int hits(int size, double rate) {
        if (rate <= 0 || rate >= 1) {
            return rate <= 0 ? 0 : size;
        }
        int hits = -1;
        for (double at = 0; at <= size; hits++) {
            at += 1 + Math.floor(Math.log(1 - random.nextDouble()) / Math.log1p(-rate));
        }
        return hits;
    }

    /** What a cell comes to that was silent once. */
    private boolean isBlamed(double service, double network) {
        var comparison = new Comparison(0, 0, 0, 0);
        for (int stage : Recheck.STAGES) {
            comparison =
                    comparison.plus(
                            new Comparison(
                                    stage, hits(stage, service), stage, hits(stage, network)));
            if (Recheck.isDecided(comparison)) {
                break;
            }
        }
        return !comparison.blamesNetwork();
    }

    @ParameterizedTest
    @CsvSource({"0.001, 10000", "0.01, 1000", "0.05, 100", "0.2, 10"})
    void noServiceIsBlamedForWhatTheNetworkLoses(double each, int runs) {
        double lost = exchange(each);
        int blamed = 0;
        for (int run = 0; run < runs; run++) {
            for (int i = hits(ATTEMPTS, Math.pow(lost, SENDS)); i > 0; i--) {
                blamed += isBlamed(lost, lost) ? 1 : 0;
            }
        }
        assertEquals(0, blamed);
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "0.5, 0", "0.1, 0", "0.02, 0", "0.3, 0.002", "0.8, 0.1", "0.05, 0.0002"})
    void aServiceThatFailsMoreThanTheNetworkIsBlamed(double service, double network) {
        int blamed = 0;
        for (int run = 0; run < 1_000; run++) {
            blamed += isBlamed(service, network) ? 1 : 0;
        }
        assertTrue(blamed >= 985, blamed + " of 1000");
    }

    /** A run's table, as the last round makes it. */
    private LossTable table(double network, double services, double proxyOfB) {
        List<String> nodes = List.of("a", "b", "c");
        List<Count> counts = new ArrayList<>();
        List<Draw> draws = new ArrayList<>();
        for (String from : nodes) {
            double fails = from.equals("b") ? proxyOfB : 0;
            for (Protocol protocol : Protocol.values()) {
                for (String to : nodes) {
                    int sent = PacketRound.DRAWS / 2;
                    if (!from.equals(to)) {
                        counts.add(
                                count(from, to, Path.DIRECT, protocol, sent, hits(sent, network)));
                        int lost = hits(sent, Math.max(network, services));
                        counts.add(count(from, to, Path.SERVICE, protocol, sent, lost));
                    }
                }
                // An attempt of the last round sends twice.
                double gone = network * network;
                Draw draw = draw(from, protocol, PacketRound.DRAWS, Math.max(fails, gone), gone);
                draws.add(
                        PacketRound.isDoubtful(draw)
                                ? draw(
                                        from,
                                        protocol,
                                        PacketRound.CONFIRMING,
                                        Math.max(fails, gone),
                                        gone)
                                : draw);
            }
        }
        return new LossTable(0.01, counts, draws);
    }

    private static Count count(
            String from, String to, Path path, Protocol protocol, int sent, int lost) {
        return new Count(from, to, path, protocol, Family.IPV4, sent, lost);
    }

    private Draw draw(String node, Protocol protocol, int size, double by, double past) {
        return new Draw(node, protocol, Family.IPV4, size, hits(size, by), size, hits(size, past));
    }

    private int runsWith(LossFinding.Kind kind, int runs, double network, double by, double proxy) {
        int found = 0;
        for (int run = 0; run < runs; run++) {
            found +=
                    table(network, by, proxy).findings().stream()
                                    .anyMatch(each -> each.kind() == kind)
                            ? 1
                            : 0;
        }
        return found;
    }

    @Test
    void aHealthyNetworkIsNotAccused() {
        for (int run = 0; run < 10_000; run++) {
            assertEquals(List.of(), table(exchange(0.001), 0, 0).findings());
        }
    }

    /** Of 1% there is always something to report, of more it is always said. */
    @Test
    void aNetworkThatLosesPacketsIsAlwaysSaidAndServicesAreNotAccused() {
        for (int run = 0; run < 1_000; run++) {
            assertTrue(table(exchange(0.01), 0, 0).all(Path.DIRECT).lost() > 0);
        }
        for (double each : new double[] {0.05, 0.2}) {
            assertEquals(500, runsWith(LossFinding.Kind.NETWORK, 500, exchange(each), 0, 0));
            assertEquals(0, runsWith(LossFinding.Kind.SERVICE, 500, exchange(each), 0, 0));
            assertEquals(0, runsWith(LossFinding.Kind.PROXY, 500, exchange(each), 0, 0));
        }
    }

    @Test
    void servicesThatLosePacketsByThemselvesViolate() {
        assertEquals(300, runsWith(LossFinding.Kind.SERVICE, 300, 0.001, 0.1, 0));
        assertEquals(0, runsWith(LossFinding.Kind.NETWORK, 300, 0.001, 0.1, 0));
    }

    /** One connection in fifty, from one node. */
    @Test
    void aProxyThatFailsTwoPercentIsFound() {
        int found = runsWith(LossFinding.Kind.PROXY, 1_000, 0.001, 0, PacketRound.SHARE);
        assertTrue(found >= 998, found + " of 1000");
        assertEquals(200, runsWith(LossFinding.Kind.PROXY, 200, 0.001, 0, 0.1));
        for (LossFinding each : table(0.001, 0, 0.1).findings()) {
            assertEquals(List.of("b"), each.nodes());
        }
    }

    @Test
    void whatAPassExcludesIsSaid() {
        double excluded = new LossTable(0.01, List.of(), List.of(none(400), none(350))).excluded();
        assertEquals(0.0195, excluded, 0.0002);
        assertEquals(1, new LossTable(0.01, List.of(), List.of()).excluded());
    }

    private static Draw none(int drawn) {
        return new Draw("a", Protocol.TCP, Family.IPV4, drawn, 0, drawn, 0);
    }

    @Test
    void whereItIsLostIsNamedAsNarrowlyAsCanBe() {
        assertEquals(List.of("b"), network(0.1, 0, 0.1, "abc").nodes());
        LossFinding pair = network(0, 0, 0.1, "abc");
        assertEquals(List.of("b", "c"), pair.nodes());
        assertTrue(pair.isPair());
        assertEquals(List.of(), network(0.1, 0.1, 0.1, "abc").nodes());
        assertTrue(pair.sentence().contains("between b and c 40 of 400 lost, 10% ("));
    }

    /** Of the pairs a-b, a-c and b-c. */
    private static LossFinding network(double ab, double ac, double bc, String nodes) {
        List<Count> counts = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                double rate = i + j == 1 ? ab : i + j == 2 ? ac : bc;
                if (i != j) {
                    counts.add(
                            count(
                                    nodes.substring(i, i + 1),
                                    nodes.substring(j, j + 1),
                                    Path.DIRECT,
                                    Protocol.UDP,
                                    200,
                                    (int) (200 * rate)));
                }
            }
        }
        return new LossTable(0.01, counts, List.of()).findings().getFirst();
    }
}
