package io.github.k8sbykeshed.validator.submission;

import io.github.k8sbykeshed.validator.probe.Family;
import io.github.k8sbykeshed.validator.probe.Protocol;
import io.github.k8sbykeshed.validator.result.CaseResult;
import io.github.k8sbykeshed.validator.result.Outcome;
import io.github.k8sbykeshed.validator.result.Run;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Runs that only have names and outcomes. */
final class Runs {

    private Runs() {}

    static CaseResult result(String scenario, Outcome outcome) {
        return new CaseResult(
                scenario,
                "a title",
                Protocol.TCP,
                Family.IPV4,
                List.of("type=x"),
                outcome,
                5,
                List.of());
    }

    static Run run(CaseResult... cases) {
        return new Run(
                "1",
                "ab12cd",
                Instant.parse("2026-01-01T00:00:00Z"),
                null,
                Map.of(),
                List.of(cases),
                null);
    }
}
