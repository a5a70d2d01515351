package io.github.k8sbykeshed.validator.report;

import io.github.k8sbykeshed.validator.diagnosis.Finding;
import java.util.List;

/**
 * What the page shows of a finding; each text is one harmless line, and empty if there is none.
 *
 * @param sentence what may be the cause
 * @param place where it is
 * @param confidence how sure that is
 * @param evidence what speaks for it, and against it
 * @param alternatives what else it could be
 * @param next what to look at
 * @param command what to run
 * @param cases the names of the cases that it explains
 */
record FindingCard(
        String sentence,
        String place,
        String confidence,
        List<String> evidence,
        List<String> alternatives,
        String next,
        String command,
        List<String> cases) {

    static FindingCard of(Finding finding) {
        return new FindingCard(
                Text.line(finding.cause()),
                "",
                "",
                List.of("It explains " + Text.count(finding.cells(), "cell") + "."),
                List.of(),
                Text.line(finding.next()),
                "",
                finding.cases());
    }
}
