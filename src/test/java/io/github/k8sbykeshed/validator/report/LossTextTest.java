package io.github.k8sbykeshed.validator.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.k8sbykeshed.validator.probe.Family;
import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.result.LossTable;
import io.github.k8sbykeshed.validator.result.LossTable.Count;
import io.github.k8sbykeshed.validator.result.LossTable.Draw;
import io.github.k8sbykeshed.validator.result.LossTable.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LossTextTest {

    private static LossTable table(int lost) {
        return new LossTable(
                0.01,
                List.of(
                        count("w1", "w2", Path.DIRECT, lost),
                        count("w1", "w2", Path.SERVICE, lost),
                        count("w2", "w1", Path.DIRECT, 0)),
                List.of(new Draw("w1", Protocol.TCP, Family.IPV4, 400, 0, 400, 0)));
    }

    private static Count count(String from, String to, Path path, int lost) {
        return new Count(from, to, path, Protocol.UDP, Family.IPV4, 400, lost);
    }

    @Test
    void aTableOfNodesIsAlwaysInTheFile() {
        assertEquals(
                """
                packets between nodes:
                  lost of first packets between nodes: past Services 0 of 800 (0.0% to 0.9%), by Services 0 of 400 (0.0% to 1.9%)
                  no node's proxy fails more than 1.7% of all new connections, at 99.9% (400 drawn of each in each protocol and family)

                  by Services  w1     w2
                  w1            -  0/400
                  w2            -      -

                  past them     w1     w2
                  w1             -  0/400
                  w2         0/400      -
                """,
                String.join("\n", new LossText(table(0)).full()));
        assertEquals(List.of(), new LossText(table(0)).brief());
    }

    @Test
    void onAScreenStandsOnlyWhatWasLost() {
        List<String> lines = new LossText(table(60)).brief();
        assertEquals(2, lines.size());
        assertTrue(
                lines.getFirst().startsWith("the pod network loses packets, past Services as well"),
                lines::toString);
        assertTrue(lines.getLast().contains("past Services 60 of 800 ("), lines::toString);
        assertEquals(1, new LossText(table(1)).brief().size());
    }

    /** A large cluster's matrix would not fit: only what loses is drawn. */
    @Test
    void ofManyNodesOnlyThoseThatLoseAreDrawn() {
        List<Count> counts = new ArrayList<>(table(3).counts());
        for (int i = 10; i < 40; i++) {
            counts.add(count("x" + i, "x" + (i + 1), Path.DIRECT, 0));
        }
        String text = String.join("\n", new LossText(new LossTable(1, counts, List.of())).full());
        assertTrue(text.contains("3/400") && !text.contains("x12"), text);
        assertTrue(text.contains("no connections were drawn from the nodes' proxies"), text);
    }
}
