package io.github.k8sbykeshed.validator.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.k8sbykeshed.validator.expect.Control;
import io.github.k8sbykeshed.validator.expect.Expectation;
import io.github.k8sbykeshed.validator.probe.Attempt;
import io.github.k8sbykeshed.validator.probe.Attempt.First;
import io.github.k8sbykeshed.validator.probe.Attempt.Trail;
import io.github.k8sbykeshed.validator.probe.Family;
import io.github.k8sbykeshed.validator.probe.Observation;
import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.probe.Reply;
import io.github.k8sbykeshed.validator.result.LossFinding;
import io.github.k8sbykeshed.validator.result.LossTable;
import io.github.k8sbykeshed.validator.result.LossTable.Count;
import io.github.k8sbykeshed.validator.result.LossTable.Draw;
import io.github.k8sbykeshed.validator.result.LossTable.Path;
import io.github.k8sbykeshed.validator.scenario.FakeCluster.Way;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Which packets count as whose, and the round that draws more of them. */
class PacketsTest {

    private final FakeCluster cluster = FakeCluster.ofThree();
    private final Surroundings around = cluster.surroundings();
    private final Packets packets = new Packets();

    private Access service(int backend) {
        return around.standing()
                .services()
                .get(backend - 1)
                .only(List.of(Family.IPV4), List.of(Protocol.TCP))
                .clusterIp()
                .getFirst();
    }

    private Attempt attempt(int by, First first) {
        return new Attempt(
                0,
                1,
                by == 0 ? FakeCluster.SILENCE : answer(cluster.pod(by)),
                new Trail(1, 1, first));
    }

    private static Observation answer(Place by) {
        return new Observation.Answered(
                new Reply.Identity(by.id(), 80, by.address(Family.IPV4).orElseThrow(), 1, 1));
    }

    private static Count count(int from, int to, Path path, int sent, int lost) {
        return new Count("w" + from, "w" + to, path, Protocol.TCP, Family.IPV4, sent, lost);
    }

    private void count(Access to, Expectation expectation, Attempt... attempts) {
        packets.count(cluster.pod(1), to, expectation, List.of(attempts), List.of());
    }

    @Test
    void attemptsCountFromNodeToNodeByTheirFirstPacket() {
        Access to = service(3);
        count(
                to,
                Expectation.answeredBy(to.agents()),
                attempt(3, First.ANSWERED),
                attempt(3, First.LOST),
                attempt(3, First.UNKNOWN),
                attempt(0, First.LOST));
        assertEquals(List.of(count(1, 3, Path.SERVICE, 3, 2)), packets.counts());
    }

    /** What does not work at all does not lose packets, and silence that is hoped for neither. */
    @Test
    void aServiceThatIsDeadOrMeantToBeIsNotCounted() {
        Access to = service(3);
        count(to, Expectation.answeredBy(to.agents()), attempt(0, First.LOST));
        count(to, Expectation.notAnswered(), attempt(0, First.LOST), attempt(3, First.ANSWERED));
        count(
                to.fromPinnedPort(10_000),
                Expectation.answeredBy(to.agents()),
                attempt(3, First.LOST));
        assertEquals(List.of(), packets.counts());
    }

    @Test
    void controlsCountAsTheWayPastServices() {
        Access to = service(3);
        var asks =
                new Packets.Asks(
                        cluster.pod(2),
                        new Control(
                                cluster.pod(3).id(),
                                List.of(attempt(3, First.ANSWERED), attempt(0, First.LOST))));
        packets.count(
                cluster.pod(1),
                to,
                Expectation.answeredBy(to.agents()),
                List.of(attempt(0, First.LOST)),
                List.of(asks));
        assertEquals(List.of(count(2, 3, Path.DIRECT, 2, 1)), packets.counts());
    }

    @Test
    void aHealthyClustersProxiesAreDrawnFromAndNotAccused() throws Exception {
        LossTable table = PacketRound.ask(around, 0.01);
        assertEquals(List.of(), table.findings());
        // Three nodes, two protocols, two families.
        assertEquals(12, table.draws().size());
        for (Draw each : table.draws()) {
            assertEquals(PacketRound.DRAWS, each.drawn());
            assertEquals(PacketRound.DRAWS, each.directDrawn());
            assertEquals(0, each.failed() + each.directFailed());
        }
        assertTrue(table.excluded() < PacketRound.SHARE);
    }

    /** One connection in thirty from one node goes to a backend that is not there. */
    @Test
    void aProxyThatFailsNowAndThenIsNamed() throws Exception {
        var random = new Random(3);
        cluster.with(dial ->
                dial.way() == Way.SERVICE
                                && dial.proxy().equals("w2")
                                && random.nextDouble() < 1 / 30.0
                        ? FakeCluster.SILENCE
                        : null);
        List<LossFinding> findings = PacketRound.ask(around, 0.01).findings();
        assertEquals(4, findings.size());
        for (LossFinding each : findings) {
            assertEquals(LossFinding.Kind.PROXY, each.kind());
            assertEquals(List.of("w2"), each.nodes());
            assertEquals(PacketRound.CONFIRMING, each.sent());
        }
    }

    @Test
    void whatFailsPastServicesAsWellIsNoProxysFault() throws Exception {
        var random = new Random(4);
        cluster.with(dial -> random.nextDouble() < 0.03 ? FakeCluster.SILENCE : null);
        assertEquals(List.of(), PacketRound.ask(around, 0.01).findings());
    }
}
