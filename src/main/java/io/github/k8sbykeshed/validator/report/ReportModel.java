package io.github.k8sbykeshed.validator.report;

import io.github.k8sbykeshed.validator.diagnosis.Diagnosis;
import io.github.k8sbykeshed.validator.diagnosis.Finding;
import io.github.k8sbykeshed.validator.result.CaseResult;
import io.github.k8sbykeshed.validator.result.Run;
import java.util.List;

/**
 * A run as reports tell it, worked out once: each report renders these values, and none reads what
 * another has written.
 *
 * @param run what is reported
 * @param findings what may be the cause of what failed
 * @param cases every case of the run, in its order
 */
record ReportModel(Run run, List<Finding> findings, List<CaseReport> cases) {

    static ReportModel of(Run run) {
        return new ReportModel(
                run, Diagnosis.of(run), run.cases().stream().map(CaseReport::of).toList());
    }

    /**
     * A case.
     *
     * @param result what came of it
     * @param steps its steps, in order
     */
    record CaseReport(CaseResult result, List<StepReport> steps) {

        private static CaseReport of(CaseResult result) {
            return new CaseReport(result, result.steps().stream().map(StepReport::of).toList());
        }

        /** Its name in one harmless line. */
        String name() {
            return Text.line(result.name());
        }

        /** What must hold, in one harmless line. */
        String title() {
            return Text.line(result.title());
        }

        /** Why it does not conform, in one harmless line; empty if it does. */
        String reason() {
            return Text.line(result.outcome().reason());
        }
    }
}
