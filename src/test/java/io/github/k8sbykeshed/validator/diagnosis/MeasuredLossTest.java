package io.github.k8sbykeshed.validator.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.k8sbykeshed.validator.probe.Family;
import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.result.LossTable;
import io.github.k8sbykeshed.validator.result.LossTable.Count;
import io.github.k8sbykeshed.validator.result.LossTable.Path;
import io.github.k8sbykeshed.validator.result.Run;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is said of the packets that a run counted past Services. */
class MeasuredLossTest {

    private static final int SENT = 200;

    /** How many of {@link #SENT} packets are lost on a way. */
    private interface Loss {
        int of(String from, String to, Protocol protocol, Family family);
    }

    private static Run run(Loss loss) {
        List<Count> counts = new ArrayList<>();
        List<String> nodes = List.of("w1", "w2", "w3");
        for (String from : nodes) {
            for (String to : nodes) {
                for (Protocol protocol : Protocol.values()) {
                    for (Family family : Family.values()) {
                        int lost = from.equals(to) ? 0 : loss.of(from, to, protocol, family);
                        counts.add(new Count(from, to, Path.DIRECT, protocol, family, SENT, lost));
                    }
                }
            }
        }
        return new Run(
                "1",
                "ab12cd",
                Instant.EPOCH,
                null,
                Map.of(),
                List.of(),
                null,
                new LossTable(0.01, counts, List.of()));
    }

    private static List<String> found(Loss loss) {
        return Diagnosis.of(run(loss)).stream().map(Finding::name).toList();
    }

    private static boolean has(String node, String from, String to) {
        return from.equals(node) || to.equals(node);
    }

    @Test
    void aNodeThatLosesPacketsIsNamedThoughNoCaseFails() {
        Loss loss = (from, to, protocol, family) -> has("w2", from, to) ? 20 : 0;
        List<Finding> findings = Diagnosis.of(run(loss));
        assertEquals(1, findings.size());
        assertEquals("PACKET_LOSS node=w2", findings.getFirst().name());
        Rate rate = findings.getFirst().rate();
        assertTrue(rate != null && rate.low() > 0.08 && rate.high() < 0.12, () -> "" + rate);
        assertTrue(new Inquiry(run(loss)).mayBeLoss());
    }

    @Test
    void aPairThatLosesPacketsIsNamed() {
        assertEquals(
                List.of("PACKET_LOSS pair=w1<->w3"),
                found((from, to, protocol, family) ->
                        has("w1", from, to) && has("w3", from, to) ? 20 : 0));
    }

    @Test
    void everywhereIsNoPlace() {
        assertEquals(List.of("PACKET_LOSS"), found((from, to, protocol, family) -> 20));
    }

    @Test
    void aFamilyOrAProtocolThatLosesAloneIsSaid() {
        assertEquals(
                List.of("PACKET_LOSS node=w2 family=IPv6"),
                found((from, to, protocol, family) ->
                        has("w2", from, to) && family == Family.IPV6 ? 40 : 0));
        assertEquals(
                List.of("PACKET_LOSS protocol=UDP"),
                found((from, to, protocol, family) -> protocol == Protocol.UDP ? 40 : 0));
    }

    /** What does not work at all is told by cells: it is no loss now and then. */
    @Test
    void aWayThatIsDeadLosesNoPackets() {
        Loss loss =
                (from, to, protocol, family) ->
                        has("w1", from, to) && has("w3", from, to) && family == Family.IPV4
                                ? SENT
                                : 0;
        assertEquals(List.of(), found(loss));
        assertFalse(new Inquiry(run(loss)).mayBeLoss());
    }

    @Test
    void whereAllArriveThereIsNoLoss() {
        Loss none = (from, to, protocol, family) -> 0;
        assertEquals(List.of(), found(none));
        assertFalse(new Inquiry(run(none)).mayBeLoss());
    }
}
