package io.github.k8sbykeshed.validator.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.k8sbykeshed.validator.expect.Controls;
import io.github.k8sbykeshed.validator.expect.Expectation;
import io.github.k8sbykeshed.validator.expect.Matrix;
import io.github.k8sbykeshed.validator.expect.Table;
import io.github.k8sbykeshed.validator.expect.Table.Mark;
import io.github.k8sbykeshed.validator.probe.Attempt;
import io.github.k8sbykeshed.validator.probe.Observation;
import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.probe.Reply;
import io.github.k8sbykeshed.validator.probe.Source;
import io.github.k8sbykeshed.validator.probe.Target;
import io.github.k8sbykeshed.validator.result.Step;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FiguresTest {

    /** Both ways together 8,000,000 bits. */
    private static final int BYTES = 500_000;

    private static final List<Source> PODS = Simulated.pods(2);

    private static List<Attempt> took(Source by, int... micros) {
        var reply = new Reply.Identity(by.id(), 8080, Simulated.podAddress(1), 40_000, 1);
        return IntStream.of(micros)
                .mapToObj(each -> new Attempt(0, each, new Observation.Answered(reply)))
                .toList();
    }

    private static Table table(List<Target> targets) {
        return new Table(
                Matrix.of(
                        PODS,
                        targets,
                        (row, column) ->
                                row.equals(column)
                                        ? Expectation.unasked()
                                        : Expectation.measured(PODS.get(column).id(), BYTES)));
    }

    private static List<Target> direct() {
        return PODS.stream()
                .map(pod ->
                        Target.agent(
                                Target.Reach.DIRECT,
                                pod.id(),
                                Simulated.podAddress(1),
                                8080,
                                Protocol.TCP))
                .toList();
    }

    private static void judge(Table table, int row, List<Attempt> through, List<Attempt> past) {
        table.judge(row, 1 - row, through, new Controls(past, null));
    }

    @Test
    void aMatrixThroughServicesAndWhatTheyCost() {
        Table table = table(Simulated.services(PODS, Protocol.TCP));
        Source one = PODS.getFirst();
        Source two = PODS.getLast();
        judge(table, 0, took(two, 9_000, 4_000, 4_000), took(two, 2_000, 2_000, 1_000));
        // The median of four is between the two in the middle.
        judge(table, 1, took(one, 1_000, 2_000, 2_000, 4_000), took(one, 2_000));
        assertEquals(Mark.RECORDED, table.mark(0, 1));
        assertEquals(
                """
                Mbit/s: min 2,000, median 3,000, max 4,000
                -                                         c1     c2
                worker1/svc-ab12cd-pods/agent-worker1      -  2,000
                worker2/svc-ab12cd-pods/agent-worker2  4,000      -
                c1 = worker1/svc-ab12cd-pods/agent-worker1
                c2 = worker2/svc-ab12cd-pods/agent-worker2
                share of the Mbit/s past the Service: min 0.50, median 0.75, max 1.00
                -                                        c1    c2
                worker1/svc-ab12cd-pods/agent-worker1     -  0.50
                worker2/svc-ab12cd-pods/agent-worker2  1.00     -
                c1 = worker1/svc-ab12cd-pods/agent-worker1
                c2 = worker2/svc-ab12cd-pods/agent-worker2
                """,
                String.join("\n", FiguresText.lines(Figures.of(table))) + "\n");
    }

    @Test
    void pastEveryServiceThereIsNothingToCompareWith() {
        Table table = table(direct());
        List<Attempt> transfers = took(PODS.getLast(), 1_000);
        judge(table, 0, transfers, transfers);
        List<String> lines = FiguresText.lines(Figures.of(table));
        assertEquals("Mbit/s: min 8,000, median 8,000, max 8,000", lines.getFirst());
        assertTrue(lines.stream().noneMatch(line -> line.startsWith("share")), lines::toString);
    }

    /** It would be the speed of nothing. */
    @Test
    void aTransferThatFailedHasNoRate() {
        Table table = table(Simulated.services(PODS, Protocol.TCP));
        var reset = new Attempt(0, 10, new Observation.Reset());
        judge(table, 0, List.of(reset), took(PODS.getLast(), 1_000));
        judge(table, 1, took(PODS.getFirst(), 1_000), took(PODS.getFirst(), 1_000));
        assertEquals(Mark.VIOLATES, table.mark(0, 1));
        List<String> lines = FiguresText.lines(Figures.of(table));
        assertEquals("Mbit/s: min 8,000, median 8,000, max 8,000", lines.getFirst());
        assertTrue(lines.get(2).endsWith("  -      ?"), lines.get(2));
        var text = new StepText(StepReport.of(new Step("measured", table, 0, 0, List.of())));
        assertTrue(text.full().stream().anyMatch(line -> line.startsWith("X worker1")));
    }

    @Test
    void whatWasMeasuredIsToldInNumbersNotInMarks() {
        Table table = table(direct());
        for (int row = 0; row < 2; row++) {
            List<Attempt> transfers = took(PODS.get(1 - row), 1_000);
            judge(table, row, transfers, transfers);
        }
        var text = new StepText(StepReport.of(new Step("measured", table, 0, 0, List.of())));
        List<String> full = text.full();
        assertTrue(full.containsAll(text.figures()), full::toString);
        assertFalse(full.stream().anyMatch(line -> line.contains("comparison")), full::toString);
    }
}
