package io.github.k8sbykeshed.validator.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.k8sbykeshed.validator.expect.Expectation;
import io.github.k8sbykeshed.validator.expect.Matrix;
import io.github.k8sbykeshed.validator.probe.Address;
import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.probe.Source;
import io.github.k8sbykeshed.validator.probe.Target;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Short names are only as short as they can be told apart. */
class NamesTest {

    private static Source pod(String node, String pod) {
        return new Source(Source.Kind.POD, node, "ns", pod);
    }

    private static Target target(String label) {
        return Target.agent(
                Target.Reach.CLUSTER_IP, label, new Address("10.96.0.1"), 80, Protocol.TCP);
    }

    private static Names brief(List<Source> sources, List<Target> targets, String backend) {
        return Names.brief(
                Matrix.of(sources, targets, (row, column) -> Expectation.answeredBy(backend)));
    }

    @Test
    void podsByTheirNodeHostsAndTheOutsideByWhatTheyAre() {
        Names names =
                brief(
                        List.of(
                                pod("worker-1", "agent"),
                                new Source(Source.Kind.HOST, "worker-1", "ns-host", "agent"),
                                new Source(Source.Kind.OUTSIDE, "lan", "outside", "client")),
                        List.of(),
                        "x");
        assertEquals(List.of("worker-1", "worker-1 (host)", "outside"), names.rows());
    }

    @Test
    void twoPodsOfANodeByTheirWholeNames() {
        Names names = brief(List.of(pod("n", "a"), pod("n", "b"), pod("m", "c")), List.of(), "x");
        assertEquals(List.of("n/ns/a", "n/ns/b", "m"), names.rows());
    }

    @Test
    void aTargetThatIsAnAgentsByItsNode() {
        Names names =
                brief(
                        List.of(pod("n", "a")),
                        List.of(target("n/ns/a"), target("m/ns/b"), target("a.b.svc")),
                        "m/ns/b");
        assertEquals(List.of("n", "m", "a.b.svc"), names.columns());
    }

    @Test
    void wholeOnesAreHarmlessLines() {
        Names names =
                Names.whole(
                        Matrix.of(
                                List.of(pod("n", "a\u001b[1m")),
                                List.of(target("x\ny")),
                                (row, column) -> Expectation.unasked()));
        assertEquals(List.of("n/ns/a?[1m"), names.rows());
        assertEquals(List.of("x y"), names.columns());
    }
}
