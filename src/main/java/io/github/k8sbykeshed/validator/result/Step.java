package io.github.k8sbykeshed.validator.result;

import io.github.k8sbykeshed.validator.expect.Table;
import java.util.List;

/**
 * One step of a case: a matrix that was waited for, asked and judged.
 *
 * @param name what had to hold
 * @param table the judged cells
 * @param waitMillis how long it was waited for everything to converge, milliseconds
 * @param roundMillis how long the steady round took that was judged, milliseconds
 * @param latencies when each cell first was as expected; cells that never were are missing
 */
public record Step(
        String name, Table table, long waitMillis, long roundMillis, List<Latency> latencies) {
    public Step {
        latencies = List.copyOf(latencies);
    }
}
